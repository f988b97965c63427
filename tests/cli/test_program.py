"""The program as scripts meet it: real processes, pipes, faults, what it loads; and lines through a door."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crm_tui.base.messages import language, set_language
from crm_tui.bootstrap import open_installation
from crm_tui.cli import finding
from crm_tui.cli.doors import Door
from crm_tui.cli.main import main, speak
from crm_tui.domain.doors import Caller
from tests.cli.conftest import ADMIN, Run, run_in

PROGRAM = [sys.executable, "-m", "crm_tui"]


def program(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    environment = os.environ | {"CRM_TUI_DATA": str(folder)}
    return subprocess.run(
        [*PROGRAM, *words], env=environment, capture_output=True, text=True, check=False, timeout=60,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_process_reads_the_data_that_the_environment_names(folder: Path) -> None:
    done = program("--as", ADMIN, "user", "list", "--json", folder=folder)
    assert (done.returncode, len(json.loads(done.stdout)), done.stderr) == (0, 5, "")


def test_a_refusal_of_a_process(folder: Path) -> None:
    done = program("--as", "sales@x.test", "audit", "list", "--json", folder=folder)
    assert (done.returncode, done.stdout, json.loads(done.stderr)["error"]) == (3, "", "forbidden")


def test_whoever_closes_the_pipe_gets_no_complaint(folder: Path) -> None:
    line = f"{' '.join(PROGRAM)} --as {ADMIN} matrix --json | head -n 1"
    done = subprocess.run(
        ["sh", "-c", line], env=os.environ | {"CRM_TUI_DATA": str(folder)}, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("[\n", "")


def test_the_app_needs_a_terminal(folder: Path) -> None:
    for words in ((), ("open", "helios")):
        done = program("--as", ADMIN, *words, folder=folder)
        assert done.returncode == 2
        assert "terminal" in done.stderr


@pytest.mark.parametrize("words", [("record", "list", "Leads"), ("can", ADMIN, "records.view", "Leads"), ("--help",)])
def test_a_command_without_a_screen_loads_no_textual(folder: Path, words: tuple[str, ...]) -> None:
    code = (
        "import io, sys; from crm_tui.cli.main import main;"
        f"line = ['--data', {str(folder)!r}, '--as', {ADMIN!r}, *{words!r}];"
        "status = main(line, io.StringIO(), io.StringIO(), sys.stderr);"
        "print(status, *sorted({'textual', 'rich', 'babel'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_a_fault_is_logged_under_an_id_and_shows_no_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(call: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(finding, "VERBS", tuple(with_run(verb, broken) for verb in finding.VERBS))
    ran = run("count", "Leads", "--json")
    assert (ran.status, ran.out, ran.error["error"]) == (1, "", "unexpected")
    assert "secret" not in ran.err
    log = Path(os.environ["XDG_STATE_HOME"]) / "crm-tui" / "crm-tui.log"
    assert ran.error["id"] in log.read_text()
    assert "RuntimeError: secret" in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def with_run(verb: object, run: object) -> object:
    """The same verb, run by another function."""
    from dataclasses import replace

    return replace(verb, run=run)  # type: ignore[type-var]


def test_ctrl_c_ends_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(call: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(finding, "VERBS", tuple(with_run(verb, stopped) for verb in finding.VERBS))
    ran = run("count", "Leads")
    assert (ran.status, ran.err) == (130, "")


def test_backup_and_restore_bring_everything_back(run: Run, tmp_path: Path) -> None:
    run("record", "new", "Leads", "Last_Name=Kept", "Company=C")
    saved = run("backup", str(tmp_path / "all.backup"), "--json", login=None)
    assert (saved.status, saved.json["size"] > 0) == (0, True), saved.err
    assert run("backup", str(tmp_path / "all.backup"), login=None).status == 5
    run("record", "delete", "Leads/1")
    assert run("restore", str(tmp_path / "all.backup"), login=None).status == 0
    assert run("record", "show", "Leads/1", "--json").json["name"] == "Kept"
    elsewhere = tmp_path / "elsewhere"
    assert run_in(elsewhere, "restore", str(tmp_path / "all.backup"), login=None).status == 0
    assert run_in(elsewhere, "record", "show", "Leads/1", "--json").json["name"] == "Kept"


def test_doctor_finds_sound_data_sound(run: Run) -> None:
    run("record", "new", "Leads", "Last_Name=Kept", "Company=C")
    checked = run("doctor", "--json", login=None)
    assert checked.status == 0, checked.out
    assert all(row["ok"] for row in checked.json)
    assert set(checked.json[0]) == {"org", "check", "ok", "detail", "number"}


@pytest.mark.parametrize(("setting", "wanted"), [("fr_FR.UTF-8", "fr"), ("zh_TW", "zh_CN"), ("C", "en"), ("pl", "pl")])
def test_the_language_is_that_of_the_terminal(setting: str, wanted: str) -> None:
    try:
        speak({"LANG": setting})
        assert language() == wanted
    finally:
        set_language("en")


def through_door(folder: Path, *words: str, login: str = "sales@x.test") -> tuple[int, str, str]:
    """Run a line as if it came by SSH with the key of this login."""
    installation = open_installation(folder, caller=Caller(login))
    try:
        out, err = io.StringIO(), io.StringIO()
        status = main([*words], io.StringIO(), out, err, door=Door("ssh", login, installation, "helios"))
        return status, out.getvalue(), err.getvalue()
    finally:
        installation.close()


def test_through_a_door_the_keys_login_acts(folder: Path) -> None:
    status, out, _ = through_door(folder, "record", "new", "Leads", "Last_Name=X", "Company=C", "--json")
    assert (status, json.loads(out)["Owner"]["login"]) == (0, "sales@x.test")
    assert json.loads(through_door(folder, "timeline", "Leads/1", "--json")[1])[0]["door"] == "ssh"
    assert through_door(folder, "can", "legal@x.test", "records.edit", "Leads")[0] == 3
    assert through_door(folder, "can", "legal@x.test", "records.view", "Leads", login=ADMIN)[0] == 0


@pytest.mark.parametrize(
    "words",
    [
        ("--as", ADMIN, "user", "list"), ("user", "list", f"--as={ADMIN}"), ("--data", "elsewhere", "user", "list"),
        ("--database", "postgresql://x", "user", "list"), ("demo", "--no-open"), ("backup", "x"),
        ("restore", "x"), ("doctor",), ("serve", "ssh"), ("migrate-database",),
    ],
)  # fmt: skip
def test_a_door_refuses_what_is_for_the_owner_of_the_data(folder: Path, words: tuple[str, ...]) -> None:
    for login in ("sales@x.test", ADMIN):
        status, out, err = through_door(folder, *words, "--json", login=login)
        assert (status, out) == (3, "")
        assert json.loads(err)["rule"] == "DOOR-1"
