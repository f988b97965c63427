"""The table of commands, and what people may change in it."""

from __future__ import annotations

import re

import pytest
from textual.keys import Keys

from crm_tui.tui.commands.keymap import readable
from crm_tui.tui.commands.registry import (
    BY_ID,
    COMMANDS,
    DEFAULT_KEYMAP,
    Context,
    Count,
    KeyReader,
    by_key,
    clashes,
    commands_for,
    key_name,
    keys_markdown,
    read_keymap,
    swallowed,
)


def test_ids_are_public_names_and_unique() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert all(re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", command.id) for command in COMMANDS)


def test_titles_are_short_and_help_is_a_sentence() -> None:
    assert all(len(command.title) <= 16 and len(command.help) > len(command.title) for command in COMMANDS)


def test_actions_are_those_of_the_catalogue() -> None:
    actions = pytest.importorskip("crm_tui.policy.actions")
    used = {command.action for command in COMMANDS if command.action}
    assert used <= set(actions.ACTIONS)


def test_no_key_is_swallowed_by_terminals() -> None:
    assert [(c.id, keys) for c in COMMANDS for keys in c.keys if swallowed(keys)] == []


def test_keys_are_keys_of_textual() -> None:
    names = {key.value for key in Keys}
    single = [key for command in COMMANDS for keys in command.keys for key in keys.split()]
    assert all(len(key) == 1 or key in names for key in single)
    assert all(readable(keys) for command in COMMANDS for keys in command.keys)


def test_no_two_commands_of_a_context_want_the_same_key() -> None:
    assert clashes(DEFAULT_KEYMAP) == ()


def test_keys_of_the_table_do_what_it_says() -> None:
    for context, keys, expected in (
        (Context.LIST, "enter", "record.open"),
        (Context.LIST, "m", "record.note"),
        (Context.LIST, "g h", "go.home"),
        (Context.RECORD, "2", "tab.timeline"),
        (Context.RECORD, "enter", "record.act"),
        (Context.NAVIGATION, "space", "navigation.fold"),
        (Context.BIN, "R", "record.restore"),
        (Context.FORM, "ctrl+s", "form.save"),
        (Context.FORM, "tab", "form.next"),
        (Context.FORM, "ctrl+p", "palette"),
    ):
        found = by_key(context, keys)
        assert found is not None
        assert found.id == expected
    assert by_key(Context.BIN, "e") is None
    assert by_key(Context.LIST, "2") is None


def test_letters_are_text_where_people_type() -> None:
    reachable = [c.id for c in commands_for(Context.FORM) for k in c.keys if len(k) == 1 and by_key(Context.FORM, k)]
    assert reachable == []


def test_a_sequence_is_read_key_by_key() -> None:
    reader = KeyReader()
    assert reader.press(Context.LIST, "g") is None
    assert reader.pending == "g"
    found = reader.press(Context.LIST, "t")
    assert found is BY_ID["go.spaces"]
    assert reader.pending == ""
    assert reader.press(Context.LIST, "g") is None
    assert reader.press(Context.LIST, "x") is None
    assert reader.press(Context.LIST, "t") is BY_ID["record.tag"]


def test_counts_collect_digits() -> None:
    count = Count()
    assert not count.press("0")
    assert count.press("1")
    assert count.press("0")
    assert not count.press("x")
    assert count.take() == 10
    assert count.take() == 1
    for _n in range(12):
        count.press("9")
    assert count.take() == 99_999


def test_key_names_are_as_the_table_writes_them() -> None:
    assert key_name("slash", "/") == "/"
    assert key_name("upper_j", "J") == "J"
    assert key_name("space", " ") == "space"
    assert key_name("ctrl+p", "\x10") == "ctrl+p"
    assert key_name("enter", "\r") == "enter"


def test_a_keymap_replaces_keys_by_id() -> None:
    keymap, problems = read_keymap({"record.edit": "E", "record.delete": ["x", "delete"]})
    assert problems == ()
    assert keymap.by_key(Context.LIST, "E") is BY_ID["record.edit"]
    assert keymap.by_key(Context.LIST, "e") is None
    assert keymap.by_key(Context.LIST, "delete") is BY_ID["record.delete"]


def test_what_is_wrong_with_a_keymap_is_reported_and_never_fatal() -> None:
    keymap, problems = read_keymap(
        {"record.fly": "f", "record.edit": "d", "record.note": "ctrl+b", "record.tag": "", "go.home": "G  h"}
    )
    texts = [str(problem) for problem in problems]
    assert any("record.fly" in text for text in texts)
    assert any("record.delete" in text and "record.edit" in text for text in texts)
    assert any("tmux" in text for text in texts)
    assert any("record.tag" in text for text in texts)
    assert keymap.by_key(Context.LIST, "G h") is BY_ID["go.home"]


def test_the_start_of_a_sequence_clashes_with_a_key() -> None:
    _keymap, problems = read_keymap({"record.edit": "g"})
    assert any("record.edit" in str(problem) and "go.home" in str(problem) for problem in problems)


def test_the_docs_name_every_command() -> None:
    text = keys_markdown()
    assert all(f"`{command.id}`" in text for command in COMMANDS)
    assert all(line.count("|") - line.count("\\|") == 5 for line in text.splitlines() if line.startswith("|"))
