"""What people are told to type works: keys, commands, verbs, rules and examples of hand-written pages."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import tomllib
from pathlib import Path

import pytest

from crm_tui.cli.main import main
from crm_tui.cli.parser import all_verbs
from crm_tui.policy.rulebook import rule_table
from crm_tui.tui.commands.registry import BY_ID, DEFAULT_KEYMAP, key_words, read_keymap
from tests.demo import demo_folder
from tests.repo.test_docs import PAGES, page_name
from tools import docs

TAUGHT = [
    docs.ROOT / "README.md",
    *(docs.ROOT / "docs" / f"{name}.md" for name in ("first-hour", "administration", "themes")),
]
"""Pages that teach keys: each key in them is followed by a comment with the id of its command."""
PARTS = {"pane": {"j", "k"}, "dialog": {"enter", "space", "e", "y"}}
"""Keys that belong to a part of the screen and to no command."""
_KEY = re.compile(r"`([^`\n]+)`(?:<!-- ([\w.]+) -->)?")
_NAMED = {"enter", "esc", "tab", "space", "left", "right", "up", "down", "home", "end", "pgup", "pgdn", "←", "→"}


def prose(page: Path) -> str:
    """A page without its generated tables, fenced and indented code."""
    text = re.sub(r"<!-- table:.*?<!-- end -->|```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"^    .*$", "", text, flags=re.MULTILINE)


def is_key(text: str) -> bool:
    """Whether a piece of code reads as a key, or as keys one after the other."""
    parts = text.split()
    return bool(parts) and all(
        len(part) == 1 or part in _NAMED or re.fullmatch(r"(ctrl|shift)\+.+|f\d+", part) for part in parts
    )


def taught(page: Path) -> list[tuple[str, str]]:
    """Keys of a page with the command that each is said to run."""
    return [(key, command) for key, command in _KEY.findall(prose(page)) if command or is_key(key)]


def works(key: str, command: str) -> bool:
    """Whether a key runs a command, or belongs to a part of the screen."""
    if command in PARTS:
        return key in PARTS[command]
    return command in BY_ID and key in {key_words(keys) for keys in DEFAULT_KEYMAP.keys_of(BY_ID[command])}


@pytest.mark.parametrize("page", TAUGHT, ids=page_name)
def test_every_key_that_is_taught_runs_its_command(page: Path) -> None:
    assert taught(page) != []
    wrong = [f"`{key}` is not a key of {command or '?'}" for key, command in taught(page) if not works(key, command)]
    assert sorted(set(wrong)) == []


def test_a_wrong_key_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Press `m`<!-- record.note --> or `M`<!-- record.note -->, not `x`, nor `make demo` or `ctrl+y`.\n")
    assert [each for each in taught(page) if not works(*each)] == [("M", "record.note"), ("x", ""), ("ctrl+y", "")]


def test_the_readme_has_ten_keys() -> None:
    table = (docs.ROOT / "README.md").read_text("utf-8").split("## Ten keys")[1].split("##")[0]
    assert table.count("\n| `") == 10


def test_the_example_of_a_keymap_is_in_order() -> None:
    example = re.findall(r"```toml\n(.*?)```", (docs.ROOT / "docs" / "keys.md").read_text("utf-8"), re.DOTALL)
    assert len(example) == 1
    keymap, problems = read_keymap(tomllib.loads(example[0])["keys"])
    assert list(map(str, problems)) == []
    assert len(keymap.changed) >= 3


@pytest.mark.parametrize("page", [page for page in PAGES if "decisions" not in page.parts], ids=page_name)
def test_every_command_line_names_a_verb(page: Path) -> None:
    verbs = {verb.words for verb in all_verbs()}
    wrong = [line for line in commands(page) if not names_a_verb(line, verbs)]
    assert wrong == []


def commands(page: Path) -> list[str]:
    """The lines of a page's examples that start with crm-tui."""
    lines = re.findall(r"^    (crm-tui .*)$", page.read_text("utf-8"), re.MULTILINE)
    return [line for line in lines if not line.startswith("crm-tui [")]


def names_a_verb(line: str, verbs: set[str]) -> bool:
    said = [word for word in shlex.split(line, comments=True)[1:] if not word.startswith("-")]
    return any(" ".join(said[:words]) in verbs for words in (1, 2, 3))


def test_every_rule_that_is_cited_exists() -> None:
    known = {row.id for row in rule_table()}
    pages = [prose(docs.ROOT / "docs" / f"{name}.md") for name in ("permissions-explained", "administration")]
    cited = set(re.findall(r"\b(?:[A-Z]{1,3}\d{2}|ORG-\d+)\b", "".join(pages)))
    assert len(cited) > 20
    assert cited - known == set()


QUESTIONS = sorted({line for page in PAGES for line in commands(page) if line.split()[1] in ("can", "matrix")})


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample organisation, to ask."""
    folder = tmp_path_factory.mktemp("asked") / "data"
    shutil.copytree(demo_folder(tmp_path_factory), folder)
    return folder


@pytest.mark.parametrize("line", QUESTIONS)
def test_examples_of_questions_have_an_answer(line: str, sample: Path) -> None:
    out, err = io.StringIO(), io.StringIO()
    status = main(["--data", str(sample), *shlex.split(line)[1:]], io.StringIO(), out, err)
    assert status in (0, 3), err.getvalue()
    assert out.getvalue()
