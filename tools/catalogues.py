"""The translation catalogues: `update` brings them up to date with the source, `check` holds them complete.

The template and the catalogues hold neither dates nor line numbers, so that they change only where words do.
"""

from __future__ import annotations

import ast
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "crm_tui" / "locale"
DOMAIN = "crm_tui"
LANGUAGES = ("fr", "zh_CN", "pl")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "message": None, "ngettext": (1, 2)}
# One fixed date: a catalogue changes when its words do.
_DATE = datetime(2026, 1, 1, tzinfo=UTC)


def template() -> Catalog:
    """The words that the source holds now."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    words = _new_catalogue(None)
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS)
    # Sorted, and not as the folders happen to be listed on this machine.
    for name, line, text, comments, context in sorted(found, key=lambda one: one[:2]):
        words.add(text, locations=[(name, line)], auto_comments=comments, context=context)
    return words


def _new_catalogue(language: str | None) -> Catalog:
    return Catalog(
        locale=language, domain=DOMAIN, project="crm-tui", version="1", charset="utf-8", fuzzy=False,
        creation_date=_DATE, revision_date=_DATE, last_translator="crm-tui", language_team="crm-tui",
        msgid_bugs_address="crm-tui", copyright_holder="crm-tui", header_comment="# Words of crm-tui.",
    )  # fmt: skip


def po_file(language: str) -> Path:
    """Where the translations of a language stand."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def translations(language: str) -> Catalog:
    """The translations of a language as they stand; an empty catalogue where there are none."""
    path = po_file(language)
    if not path.exists():
        return _new_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(language: str, words: Catalog) -> Catalog:
    """The source's words with the translations that exist; nothing guessed, nothing obsolete kept."""
    known, fresh = translations(language), _new_catalogue(language)
    for entry in words:
        if entry.id:
            old = known.get(entry.id, entry.context)
            if old and isinstance(old.string, str) is not isinstance(entry.id, str):
                old = None  # it has a plural now, or none any more: it is translated anew
            fresh.add(
                entry.id, old.string if old else None, entry.locations, {f for f in entry.flags if f != "fuzzy"},
                entry.auto_comments, old.user_comments if old else (), context=entry.context,
            )  # fmt: skip
            if old and old.fuzzy:
                fresh[entry.id].flags.add("fuzzy")
    return fresh


def po_text(catalogue: Catalog) -> bytes:
    """A catalogue as it is committed."""
    out = io.BytesIO()
    write_po(out, catalogue, width=110, include_lineno=False, ignore_obsolete=True, sort_by_file=True)
    return out.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """A catalogue as gettext reads it."""
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> None:
    """Write the template, the catalogues and their compiled form."""
    words = template()
    LOCALES.mkdir(exist_ok=True)
    (LOCALES / f"{DOMAIN}.pot").write_bytes(po_text(words))
    for language in LANGUAGES:
        path = po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_text(updated(language, words)))
        path.with_suffix(".mo").write_bytes(mo_bytes(translations(language)))


def problems() -> list[str]:
    """What is wrong with the catalogues, a line each; empty when they are complete."""
    words = template()
    found = [] if _same(LOCALES / f"{DOMAIN}.pot", po_text(words)) else ["the template is stale"]
    for language in LANGUAGES:
        found += [f"{language}: {line}" for line in _problems_of(language, words)]
    for path in sorted((ROOT / "crm_tui").rglob("*.py")):
        found += hidden_words(path.read_text(encoding="utf-8"), str(path.relative_to(ROOT)))
    return found


def hidden_words(source: str, name: str) -> list[str]:
    """Words marked inside an f-string, a line each: the extractor does not look there, so nobody translates them."""
    inside = (
        call
        for string in ast.walk(ast.parse(source))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    )
    return [f"{name}:{call.lineno}: words inside an f-string" for call in inside if _is_word(call)]


def _is_word(call: ast.Call) -> bool:
    return bool(call.args) and isinstance(call.args[0], ast.Constant)


def _problems_of(language: str, words: Catalog) -> Iterator[str]:
    known = translations(language)
    for entry in words:
        if entry.id:
            yield from _entry_problems(entry, known.get(entry.id, entry.context))
    if not _same(po_file(language).with_suffix(".mo"), mo_bytes(known)):
        yield "the compiled catalogue is stale"


def _entry_problems(entry: Entry, known: Entry | None) -> Iterator[str]:
    source = _forms(entry.id)
    title = repr(source[0][:70])
    translated = _forms(known.string) if known else []
    if not translated or not all(translated):
        yield f"not translated: {title}"
    elif known and known.fuzzy:
        yield f"not sure: {title}"
    else:
        wanted = set().union(*(places(text) for text in source))
        for text in translated:
            # A plural form may say "one" in words; it may not name a place that nobody fills.
            if places(text) - wanted or (len(source) == 1 and places(text) != wanted):
                yield f"other places than {sorted(wanted)}: {title}"


def _forms(text: object) -> list[str]:
    return [text] if isinstance(text, str) else [str(one) for one in text] if isinstance(text, (tuple, list)) else []


def places(text: str) -> set[str]:
    """The `{names}` that a text fills in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _same(path: Path, content: bytes) -> bool:
    return path.exists() and path.read_bytes() == content


def main(arguments: list[str]) -> int:
    """Run `update` or `check`; 1 when a check fails."""
    if arguments == ["update"]:
        update()
        return 0
    if arguments != ["check"]:
        print("usage: python -m tools.catalogues update|check", file=sys.stderr)
        return 2
    found = problems()
    for line in found[:40]:
        print(line)
    print(f"catalogues: {len(found)} problems" if found else "catalogues: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
