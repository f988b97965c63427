"""A person's own keys come from a file; whatever stands in it, the program starts and says what is wrong."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.base.ids import CountingIds
from crm_tui.base.locations import keymap_file
from crm_tui.bootstrap import Installation
from crm_tui.domain.errors import Invalid
from crm_tui.tui.app import CrmApp
from crm_tui.tui.commands.keymap_file import LARGEST, load_keymap, wanted_keys
from crm_tui.tui.commands.registry import BY_ID, DEFAULT_KEYMAP, Context, read_keymap
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.forms.keys import form_keys
from tests.tui.desk_pilot import demo, demo_source, desk, press, settle, shown

__all__ = ["demo", "demo_source"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keymap.toml"


def test_it_stands_in_the_config_folder() -> None:
    assert keymap_file({"XDG_CONFIG_HOME": "/somewhere"}) == Path("/somewhere/crm-tui/keymap.toml")


def test_a_key_or_a_list_replaces_the_keys_of_a_command(path: Path) -> None:
    path.write_text('[keys]\n"record.note" = "B"\nrecord.tag = ["T", "ctrl+t"]\nundo = []\n')
    keymap = load_keymap(path)
    assert keymap.problems == ()
    assert keymap.by_key(Context.LIST, "B") is BY_ID["record.note"]
    assert keymap.by_key(Context.LIST, "m") is None
    assert keymap.by_key(Context.RECORD, "ctrl+t") is BY_ID["record.tag"]
    assert keymap.by_key(Context.LIST, "u") is None


def test_without_a_file_the_keys_are_the_tables_own(path: Path) -> None:
    assert load_keymap(path) == DEFAULT_KEYMAP


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b'[keys]\nundo = "u\n', "at line 2"),
        (b"\xff\xfe", "cannot be used"),
        (b"#" * (LARGEST + 1), "larger than"),
        (b"a = " + b"[" * 30_000, "cannot be used|nested"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_changes_nothing(path: Path, text: bytes, words: str) -> None:
    path.write_bytes(text)
    with pytest.raises(Invalid, match=words):
        wanted_keys(path)
    keymap = load_keymap(path)
    assert keymap.changed == {}
    assert len(keymap.problems) == 1
    assert "usual keys" in str(keymap.problems[0])


def test_what_is_no_plain_file_of_ones_own_is_not_read(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(Invalid, match="plain file"):
        wanted_keys(path)
    path.unlink()
    path.write_text("[keys]\n")
    path.chmod(0o666)
    with pytest.raises(Invalid, match="others"):
        wanted_keys(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(Invalid):
        wanted_keys(path)


def test_entries_that_are_no_keys_are_left_out_and_told(path: Path) -> None:
    lines = ['"record.note" = 7', '"record.tag" = ["t", 7]', '"undo" = ["1","2","3","4","5","6","7","8","9"]']
    path.write_text("[colours]\nred = 1\n[keys]\nrefresh = 'F'\n" + "\n".join(lines))
    keymap = load_keymap(path)
    assert list(keymap.changed) == ["refresh"]
    assert len(keymap.problems) == 4
    path.write_text("keys = 7\n")
    assert len(load_keymap(path).problems) == 1


def test_keys_of_the_cursor_and_letters_in_forms_are_told() -> None:
    _keymap, problems = read_keymap({"record.note": "j", "form.save": "x", "record.tag": "7", "tab.info": "0"})
    told = " ".join(map(str, problems))
    assert "j of record.note no longer moves the cursor" in told
    assert "7 of record.tag no longer moves the cursor" in told
    assert "x of form.save is text" in told
    assert "tab.info" not in told


def test_forms_take_ones_own_key_beside_the_one_that_they_name() -> None:
    keymap, _problems = read_keymap({"form.save": ["f4", "x"]})
    assert form_keys(keymap)["form.save"] == "f4,ctrl+s,f2"
    assert form_keys(keymap)["columns.done"] == "f4,enter,ctrl+s,f2"
    assert form_keys(DEFAULT_KEYMAP) == {}


async def test_the_app_works_by_ones_own_keys_and_tells_of_problems_once(demo: Installation) -> None:
    own = {"record.note": "B", "form.save": "f4", "record.open": "x", "record.fly": "y"}
    keymap, problems = read_keymap(own)
    keymap = replace(keymap, problems=problems)
    app = CrmApp(demo, CountingIds(), login="sales@demo.test", slug="demo", keymap=keymap)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        assert "record.fly" in screen.status.status.text
        row = screen.table.row
        assert row is not None
        assert screen.module is not None
        await press(pilot, "m", "enter")
        assert pilot.app.screen is screen
        assert screen.place.record_id is None
        assert "B Note" in shown(pilot)
        await press(pilot, "B", "a", "f4")
        notes = screen.ws.notes.list(screen.module.api_name, row.id)
        assert not isinstance(pilot.app.screen, NoteEditor)
        assert notes[0].text == "a"
        await press(pilot, "x")
        assert screen.place.record_id == row.id
        screen.status.show(screen.status.status.__class__())
        screen.enter("sales@demo.test", "demo")
        await settle(pilot)
        assert "record.fly" not in desk(pilot).status.status.text
