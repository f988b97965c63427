"""A line of words becomes options, a verb and its arguments; without any data."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.cli.main import main
from crm_tui.cli.parser import UsageError, all_verbs, find_verb, parse, parser_of, split_globals
from crm_tui.cli.reference import overview
from crm_tui.cli.verbs import assignments, split_target
from crm_tui.domain.errors import Invalid


def line(*words: str) -> tuple[int, str, str]:
    """Run a line that needs no data."""
    out, err = io.StringIO(), io.StringIO()
    return main(words, io.StringIO(), out, err), out.getvalue(), err.getvalue()


@pytest.mark.parametrize(
    "words",
    [
        ["--as", "a@x.test", "--json", "record", "list", "Leads"],
        ["record", "--as=a@x.test", "list", "--json", "Leads"],
        ["record", "list", "Leads", "--json", "--as", "a@x.test"],
    ],
)
def test_global_options_stand_anywhere(words: list[str]) -> None:
    options, rest = split_globals(words)
    assert (options.login, options.json, rest) == ("a@x.test", True, ["record", "list", "Leads"])


def test_after_two_dashes_nothing_is_an_option() -> None:
    options, rest = split_globals(["search", "--", "--json"])
    assert not options.json
    assert parse(find_verb(rest)[0], rest[1:]).text == ["--json"]


def test_a_descending_sort_is_a_value_and_no_option() -> None:
    verb, rest = find_verb(["record", "list", "Deals", "--sort", "-Amount", "--limit", "5"])
    args = parse(verb, rest)
    assert (args.sort, args.limit) == ("-Amount", 5)


def test_options_may_stand_between_positional_words() -> None:
    verb, rest = find_verb(["record", "share", "Leads/3", "--level", "edit", "sales@x.test"])
    args = parse(verb, rest)
    assert (args.target, args.login, args.level) == ("Leads/3", "sales@x.test", "edit")


def test_an_unknown_verb_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="record list"):
        find_verb(["record", "lst"])
    with pytest.raises(UsageError, match="matrix"):
        find_verb(["matrx"])


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"], ["record"], ["record", "nonsense"], ["record", "list"], ["record", "list", "Leads", "--nonsense"],
        ["record", "list", "Leads", "--limit", "many"], ["record", "list", "Leads", "--limit", "0"], ["undo", "-1"],
        ["--as"], ["--nonsense"], ["search"],
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_understood_is_status_2(words: list[str]) -> None:
    status, out, err = line(*words)
    assert (status, out) == (2, "")
    assert err.startswith("crm-tui: ")
    status, out, err = line(*words, "--json") if words != ["--as"] else line("--json", *words)
    assert (status, out) == (2, "")
    assert json.loads(err)["error"] == "invalid"


def test_help_needs_no_data_and_lists_every_built_verb() -> None:
    status, out, err = line("--help")
    assert (status, err) == (0, "")
    assert all(f"  {verb.words} " in out for verb in all_verbs() if verb.built and verb.words)


def test_help_of_a_verb_shows_its_arguments() -> None:
    status, out, _ = line("record", "list", "--help")
    assert status == 0
    assert "--where" in out


@pytest.mark.parametrize("words", [("record", "--help"), ("help", "record"), ("--json", "help", "record")])
def test_help_of_a_noun_lists_its_verbs(words: tuple[str, ...]) -> None:
    status, out, err = line(*words)
    assert (status, err) == (0, "")
    listed = {verb.words for verb in all_verbs() if verb.built and verb.words and f"  {verb.words} " in out}
    assert listed == {verb.words for verb in all_verbs() if verb.built and verb.words.startswith("record ")}


def test_help_is_a_word_too_as_ssh_takes_the_option_for_its_own() -> None:
    assert line("help") == line("--help")
    assert line("help", "record", "list") == line("record", "list", "--help")
    status, out, err = line("help", "nonsense")
    assert (status, out, "There is no verb nonsense." in err, "crm-tui help\n" in err) == (2, "", True, True)


def test_whoever_came_through_a_door_reads_of_what_he_can_use() -> None:
    assert "  record list " in overview(outside=True)
    assert "  serve ssh " not in overview(outside=True)
    assert overview("serve", outside=True) == ""


def test_a_noun_alone_names_all_its_verbs() -> None:
    with pytest.raises(UsageError, match=r"record new.*record edit.*record delete"):
        find_verb(["record"])
    with pytest.raises(UsageError) as told:
        find_verb(["lead", "list"])
    assert "record" in str(told.value), "what only sounds alike is no help"


def test_the_lines_of_a_usage_error_stay_lines() -> None:
    _status, _out, err = line("record", "list")
    assert [text[:8] for text in err.splitlines()[:3]] == ["crm-tui:", "usage: c", "        "]


def test_version() -> None:
    assert line("--version")[1].startswith("crm-tui ")


def test_no_two_verbs_have_the_same_words() -> None:
    words = [verb.words for verb in all_verbs()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("verb", all_verbs(), ids=lambda verb: verb.words or "open the app")
def test_every_verb_has_a_parser_and_is_found_by_its_words(verb: object) -> None:
    found = next(one for one in all_verbs() if one is verb)
    assert parser_of(found).format_help()
    assert find_verb(found.words.split())[0] is found


def test_a_target_is_a_module_and_an_id() -> None:
    assert split_target("Leads/12") == ("Leads", 12)
    assert split_target("Leads") == ("Leads", None)


@pytest.mark.parametrize("text", ["Leads/", "Leads/x", "Leads/-1", "Leads/1_0", "Leads/ 1", "Leads/１", "L/1/2"])
def test_what_is_no_target_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        split_target(text)


def test_assignments_keep_what_stands_behind_the_first_equals_sign() -> None:
    assert assignments(["Website=https://x.test/?a=b", "Email="]) == {"Website": "https://x.test/?a=b", "Email": ""}


@pytest.mark.parametrize("words", [["Email"], ["=x"], ["A=1", "A=2"]])
def test_assignments_that_say_nothing_or_two_things_are_refused(words: list[str]) -> None:
    with pytest.raises(Invalid):
        assignments(words)


@given(st.lists(st.text(max_size=12), max_size=5))
def test_no_line_of_rubbish_is_unexpected(words: list[str]) -> None:
    try:
        options, rest = split_globals(words)
        if not options.help and rest:
            verb, arguments = find_verb(rest)
            parse(verb, arguments)
    except Invalid:
        pass
