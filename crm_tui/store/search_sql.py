"""Words as queries of the search index: every word of the text begins a word of the record's entry."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_tui.base.text import fold, is_cjk, search_terms
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.sql_parts import FALSE, Sql

_WORD = re.compile(r"[^\W_]+")
_UNKNOWN = re.compile("[\u19b0-\u19c9\u1cf2\u1cf3]")
"""Letters to Python, but marks to the tokenizer of SQLite, which is of an older Unicode."""
_KINDS = frozenset({FieldKind.EMAIL, FieldKind.PHONE, FieldKind.AUTO_NUMBER})
_TEXTS = frozenset(
    {"First_Name", "Last_Name", "Company", "City", "Mailing_City", "Other_City", "Billing_City", "Shipping_City",
     "Account_Number", "Product_Code", "Subject"}
)  # fmt: skip
_NOTHING = Sql("SELECT id FROM search_doc WHERE 1 = 0")


def match_query(dialect: str, text: str) -> Sql:
    """A query for the ids of all records, of any module, whose entry has all the words."""
    words = terms_to_find(text)
    if not words:
        return _NOTHING
    if dialect == "sqlite":
        # Words hold letters and digits only, so nothing in them is FTS syntax.
        query = " AND ".join(f'"{word}"' + ("" if is_cjk(word) else "*") for word in words)
        return Sql("SELECT f.rowid AS id FROM search_index f WHERE search_index MATCH ?", (query,))
    query = " & ".join(f"'{word}'" + ("" if is_cjk(word) else ":*") for word in words)
    return Sql("SELECT id FROM search_doc WHERE terms @@ ?::tsquery", (query,))


def equal_query(dialect: str, texts: Sequence[str]) -> Sql | None:
    """A query for the ids of all records whose entry has all the words of any of these texts; None where one has none.

    Whoever holds one of the texts in a searchable field is among them, so a test for equality can start from here.
    """
    terms = [_indexed_terms(text) for text in texts]
    if not all(terms) or any(map(_UNKNOWN.search, texts)):
        return None
    if dialect == "sqlite":
        query = " OR ".join("(" + " AND ".join(f'"{term}"' for term in words) + ")" for words in terms)
        return Sql("SELECT f.rowid AS id FROM search_index f WHERE search_index MATCH ?", (query,))
    query = " | ".join("(" + " & ".join(f"'{term}'" for term in words) + ")" for words in terms)
    return Sql("SELECT id FROM search_doc WHERE terms @@ ?::tsquery", (query,))


def terms_to_find(text: str) -> list[str]:
    """The folded words of a text, each once; Chinese, Japanese and Korean ones as the pairs that the index holds."""
    found: list[str] = []
    for word in _WORD.findall(fold(text)):
        found += _pairs(word) if is_cjk(word) else [word]
    return list(dict.fromkeys(found))


def _pairs(word: str) -> list[str]:
    return [word] if len(word) == 1 else [word[i : i + 2] for i in range(len(word) - 1)]


def searchable(module: ModuleDef) -> tuple[FieldDef, ...]:
    """The fields that search finds a record by, besides its name: e-mails, phones, numbers, company, cities."""
    known = _known.get(module.id)
    if known is None or known[0] is not module:
        fields = tuple(field for field in module.fields if field.column != "name" and _is_searchable(field))
        known = _known[module.id] = (module, fields)
    return known[1]


_known: dict[int, tuple[ModuleDef, tuple[FieldDef, ...]]] = {}
"""By module id, as of the definition that was asked last; imports ask once for each row."""


def _is_searchable(field: FieldDef) -> bool:
    return field.kind in _KINDS or (field.kind is FieldKind.TEXT and field.api_name in _TEXTS)


def entry_terms(name: str, parts: tuple[str, ...]) -> str:
    """The words of an entry, each once, joined by spaces: of the name and of the searchable fields.

    Chinese, Japanese and Korean names are found in either order, so given and family name are joined both ways.
    """
    terms = [term for text in (name, *parts) for term in _indexed_terms(text)]
    return " ".join(dict.fromkeys(terms))


def _indexed_terms(text: str) -> list[str]:
    # The tokenizer of SQLite splits at an underscore, as we do then everywhere.
    return list(dict.fromkeys(search_terms(text.replace("_", " "))))


def masked_words(dialect: str, module: ModuleDef, hidden: frozenset[str], text: str) -> list[Sql]:
    """Further conditions where a searchable field is hidden: then only the name counts (AC08).

    Where the name is hidden nothing is found: an entry does not say which of its words are the name's.
    """
    if module.name_field in hidden:
        return [FALSE]
    if not any(field.api_name in hidden for field in searchable(module)):
        return []
    function = "instr" if dialect == "sqlite" else "strpos"
    return [_in_name(function, word) for word in terms_to_find(text)]


def _in_name(function: str, word: str) -> Sql:
    if is_cjk(word):
        return Sql(f"{function}(t.name_key, ?) > 0", (word,))
    return Sql(f"{function}(' ' || t.name_key, ?) > 0", (f" {word}",))
