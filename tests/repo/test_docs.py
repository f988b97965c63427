"""The documentation is whole: generated parts are fresh, pictures ask nobody for anything, links lead somewhere."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools import docs, pictures

PAGES = docs.pages()
_CODE = re.compile(r"```.*?```|^    .*?$|`[^`\n]*`", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?\)")
_HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def page_name(page: Path) -> str:
    return page.relative_to(docs.ROOT).as_posix()


def test_generated_tables_are_fresh() -> None:
    assert [page.name for page in docs.stale()] == []


def test_every_generated_table_stands_in_a_page() -> None:
    places = set(re.findall(r"<!-- table: ([\w-]+) -->", "".join(page.read_text("utf-8") for page in PAGES)))
    assert places == set(docs.TABLES)


def test_the_readme_is_short() -> None:
    assert len((docs.ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_each_decision_has_a_number_of_its_own() -> None:
    numbers = [page.name.partition("-")[0] for page in sorted((docs.ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


# Links


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings get: words in small letters, blanks as hyphens, a number when repeated."""
    found: list[str] = []
    for heading in _HEADING.findall(re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)):
        slug = re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")
        repeated = sum(1 for each in found if each == slug or re.fullmatch(rf"{re.escape(slug)}-\d+", each))
        found.append(f"{slug}-{repeated}" if repeated else slug)
    return set(found)


def broken_links(page: Path) -> list[str]:
    """Links of a page within the repository, pictures among them, whose file or heading is not there."""
    broken = []
    for path, anchor in _LINK.findall(_CODE.sub("", page.read_text("utf-8"))):
        target = page.parent / path if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}")
    return broken


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One two, three\n[a](#one-two-three) [b](#gone) ![c](no.svg) `[d](#code)` [e](https://x.test/#f)\n"
    )
    assert broken_links(page) == ["#gone", "no.svg#"]


@pytest.mark.parametrize("page", sorted((docs.ROOT / "docs").glob("*.md")), ids=page_name)
def test_every_page_is_reached_from_the_readme(page: Path) -> None:
    seen, ahead = set[Path](), [docs.ROOT / "README.md"]
    while ahead:
        here = ahead.pop().resolve()
        if here not in seen and here.suffix == ".md":
            seen.add(here)
            ahead += [here.parent / path for path, _anchor in _LINK.findall(here.read_text("utf-8")) if path]
    assert page.resolve() in seen


# Pictures


def test_pictures_are_what_the_snapshots_make() -> None:
    assert [path.name for path in pictures.stale()] == []


def test_every_picture_is_shown() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert [name for name in pictures.MANIFEST if f"pictures/{name}.svg)" not in text] == []


def test_every_picture_says_in_words_what_it_shows() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\([^)]*\.svg\)", "".join(page.read_text("utf-8") for page in PAGES))
    assert [words for words in shown if len(words) < 10] == []


@pytest.mark.parametrize("name", pictures.MANIFEST)
def test_a_picture_asks_no_server(name: str) -> None:
    svg = (pictures.PICTURES / f"{name}.svg").read_text("utf-8")
    outside_text = re.sub(r">[^<]*</text>", ">", svg)
    assert re.findall(r"\w+://[^\"' )]+", outside_text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"url\((?!#)|href|@import|@font-face|<script|<image", outside_text)


def words(svg: str) -> str:
    """All that can be read in a picture, without blanks."""
    parts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    return "".join(html.unescape(part) for part in parts).replace("\xa0", "").replace(" ", "").replace("\n", "")


@pytest.mark.parametrize(("name", "source"), pictures.MANIFEST.items())
def test_a_picture_says_what_its_snapshot_says(name: str, source: str) -> None:
    snapshot = (pictures.SNAPSHOTS / f"{source}.svg").read_text("utf-8")
    assert words(pictures.picture(snapshot)) == words(snapshot)


def test_columns_stand_where_they_stood_whatever_is_before_them() -> None:
    line = '<text class="r1" x="12.2" y="20" textLength="97.6" clip-path="url(#l)">{}</text>'
    made = pictures.picture(line.format("林雨&#160;&#160;&#160;a&amp;b"))
    places = re.findall(r'x="([\d.]+)" y="20" textLength="([\d.]+)">([^<]*)<', made)
    assert places == [("12.2", "48.8", "林雨"), ("97.6", "36.6", "a&amp;b")]


@pytest.mark.needs("rsvg-convert")
def test_a_picture_can_be_drawn(tmp_path: Path) -> None:
    made = tmp_path / "why.png"
    program = shutil.which("rsvg-convert")
    subprocess.run([str(program), str(pictures.PICTURES / "why.svg"), "-o", str(made)], check=True, timeout=60)
    assert made.read_bytes().startswith(b"\x89PNG")
