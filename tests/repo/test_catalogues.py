"""Translations: every text of the source in every language, with the same places."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog

from tools import catalogues


@pytest.fixture(scope="module")
def words() -> Catalog:
    return catalogues.template()


def test_the_template_is_up_to_date(words: Catalog) -> None:
    assert (catalogues.LOCALES / "crm_tui.pot").read_bytes() == catalogues.po_text(words)


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_language_is_complete(language: str, words: Catalog) -> None:
    assert list(catalogues._problems_of(language, words)) == []


def test_a_translation_with_another_place_is_a_problem() -> None:
    source = Catalog().add("Deleted {count} records")
    wrong = Catalog("fr").add("Deleted {count} records", "{nombre} fiches supprimées")
    assert list(catalogues._entry_problems(source, wrong)) != []


def test_a_fuzzy_translation_is_a_problem() -> None:
    source = Catalog().add("Save")
    unsure = Catalog("fr").add("Save", "Sauver", flags=["fuzzy"])
    assert list(catalogues._entry_problems(source, unsure)) != []


def test_a_plural_may_leave_the_number_out_of_its_words() -> None:
    source = Catalog().add(("{count} record", "{count} records"))
    good = Catalog("fr").add(("{count} record", "{count} records"), ("une fiche", "{count} fiches"))
    assert list(catalogues._entry_problems(source, good)) == []


def test_words_inside_an_f_string_are_a_problem() -> None:
    source = 'kept = f" · {_(name)}"\nlost = f" · {_(\'edited\')}"\n'
    assert catalogues.hidden_words(source, "note.py") == ["note.py:2: words inside an f-string"]


def test_no_words_stand_inside_an_f_string() -> None:
    files = sorted((catalogues.ROOT / "crm_tui").rglob("*.py"))
    lost = [catalogues.hidden_words(path.read_text(encoding="utf-8"), path.name) for path in files]
    assert [line for lines in lost for line in lines] == []
