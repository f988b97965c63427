"""Hostile text in every name, label and file name: no verb that lists or shows lets it steer a terminal."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from crm_tui.cli.main import main
from tests.robust.conftest import Program
from tests.tui.hostile import ALL, FORBIDDEN, HOSTILE, LOGIN, hostile_installation

STEERING = (*FORBIDDEN, *(bytes([code]) for code in range(32) if code != 10), b"\x7f")
"""JSON holds these as escapes only; text for people not at all."""
EVIL, PERSON = "Evil_Module/1", "Contacts/2"
READING: tuple[tuple[str, ...], ...] = (
    ("org", "list"), ("org", "default"), ("user", "list"), ("user", "show", "other@bad.test"), ("profile", "list"),
    ("profile", "show", "Standard"), ("role", "list"), ("module", "list"), ("module", "show", "Evil_Module"),
    ("field", "list", "Evil_Module"), ("field", "show", "Evil_Module", "Evil"), ("space", "list"),
    ("space", "show", "Evil"), ("view", "list", "Contacts"), ("view", "list", "Evil_Module"), ("matrix",),
    ("record", "list", "Evil_Module"), ("record", "list", "Contacts"), ("record", "show", EVIL),
    ("record", "show", PERSON), ("record", "notes", EVIL), ("record", "files", EVIL), ("record", "share", EVIL),
    ("timeline", EVIL), ("timeline", PERSON), ("search", "evil"), ("count", "Contacts"), ("audit", "list"),
    ("audit", "check"), ("bin", "list"), ("doctor",), ("can", "other@bad.test", "records.delete", EVIL, "--explain"),
    ("can", "other@bad.test", "org.settings"), ("record", "edit", EVIL, f"Pick={HOSTILE['esc']}"),
    ("record", "list", HOSTILE["osc52"]), ("record", "list", "Contacts", "--where", f"x = {HOSTILE['c1']}"),
    ("view", "show", "Contacts", HOSTILE["bidi"]), (HOSTILE["title"], "list"), ("record", HOSTILE["esc"]),
    ("record", "list", "Contacts", f"--{HOSTILE['esc']}"), ("record", "attach", EVIL, f"/none/{HOSTILE['osc8']}"),
    ("record", "tag", EVIL, HOSTILE["esc"]), ("record", "edit", EVIL, f"Name={HOSTILE['title']}"), ("undo",),
    ("record", "clone", EVIL), ("record", "delete", EVIL), ("bin", "list", "Evil_Module"),
    ("record", "restore", EVIL), ("--org", HOSTILE["c1"], "user", "list"), ("backup", "."),
    ("restore", f"/none/{HOSTILE['esc']}"), ("user", "list", "--help"), ("record", "owner", EVIL, HOSTILE["esc"]),
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation full of hostile text."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    hostile_installation(folder).close()
    return folder


def steering_in(streams: str) -> list[bytes]:
    """What of the steering bytes is in there."""
    written = streams.encode("utf-8", "surrogatepass")
    return [found for found in STEERING if found in written]


@pytest.mark.parametrize("json", [(), ("--json",)], ids=["text", "json"])
def test_no_verb_prints_it_raw(hostile: Path, tmp_path: Path, json: tuple[str, ...]) -> None:
    folder = shutil.copytree(hostile, tmp_path / "data")
    told = ""
    for words in READING:
        out, err = io.StringIO(), io.StringIO()
        status = main(["--data", str(folder), "--as", LOGIN, *json, *words], io.StringIO(), out, err)
        assert "unexpected" not in err.getvalue(), (words, err.getvalue())
        assert "Something went wrong" not in err.getvalue(), words
        assert steering_in(out.getvalue() + err.getvalue()) == [], (words, status)
        told += out.getvalue()
    assert "[@click=app.quit]" in told, "the hostile text was shown at all"
    assert "hostile.test" in told


def test_a_batch_of_questions_answers_harmlessly(hostile: Path) -> None:
    out = io.StringIO()
    line = "\n".join(f"{LOGIN} {text}" for text in (ALL, *HOSTILE.values(), "records.edit Evil_Module/1"))
    assert main(["--data", str(hostile), "can", "--batch"], io.StringIO(line), out, io.StringIO()) == 0
    assert steering_in(out.getvalue()) == []


def test_nothing_of_it_reaches_streams_or_log_of_a_process(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    # A fault whose message is hostile, as it would come from a driver that quotes a value.
    breaking = (
        f"import crm_tui.cli.finding as f\ndef bad(call): raise RuntimeError({ALL!r})\nf.count.__code__ = bad.__code__"
    )
    (tmp_path / "sitecustomize.py").write_text(breaking)
    crm = Program(hostile)
    ended = crm("count", "Contacts", login=LOGIN)
    assert ended.status == 1
    assert "Something went wrong" in ended.err.decode()
    (tmp_path / "sitecustomize.py").unlink()
    listed = crm("record", "list", "Evil_Module", login=LOGIN)
    log = (tmp_path / "crm-tui" / "crm-tui.log").read_text()
    assert "RuntimeError" in log
    assert steering_in(log + (ended.out + ended.err + listed.out + listed.err).decode()) == []
