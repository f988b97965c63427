"""Lines of the command line through the real door: words, files of the caller, statuses, and what is refused there."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from crm_tui.services.attachments import SIZE_LIMIT
from tests.serve.clients import Clients
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

ADMIN = "admin@x.test"
OWN = "the key that is registered already"
CONTENT = bytes(range(256)) * 4000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for all tests of this file."""
    folder = tmp_path_factory.mktemp("pipes")
    with serving(folder / "server", make_installation(folder), "--logins-per-minute", "0") as house:
        yield house


@pytest.mark.parametrize(
    ("words", "status", "error"),
    [
        (("record", "list", "Leads"), 0, None), (("record", "lst", "Leads"), 2, "invalid"),
        (("audit", "list"), 3, "forbidden"), (("record", "show", "Leads/999"), 4, "not_found"),
        (("user", "key", "add", "--name", "again", OWN), 5, "conflict"),
        (("record", "list", "Leads", "--org", "nowhere"), 4, "not_found"),
    ],
)  # fmt: skip
def test_statuses_and_errors_are_those_of_the_command_line(
    clients: Clients, words: tuple[str, ...], status: int, error: str | None
) -> None:
    own = f"'{clients.public('sales')}'"
    ran = clients.ssh(*(own if word == OWN else word for word in words), "--json")
    assert ran.status == status, ran
    if error:
        assert (ran.out, ran.error["error"]) == (b"", error)


@pytest.mark.parametrize("key", ["sales", "admin"])
@pytest.mark.parametrize(
    "line",
    [
        f"--as {ADMIN} user list", f"user list --as={ADMIN}", "--data /tmp user list", "user list --data=/tmp",
        "--database postgresql://x user list", "user list --database=postgresql://x", "demo", "demo --no-open",
        "serve ssh", "serve web", "serve session --login admin@x.test", "serve authorized-keys", "backup /tmp/all",
        "restore /tmp/all", "doctor", "migrate-database x", "keys", "keys list", "keys check",
        "org delete helios --backup /tmp/all",
    ],
)  # fmt: skip
def test_what_is_for_the_owner_of_the_data_is_refused(clients: Clients, key: str, line: str) -> None:
    """DOOR-1, whoever asks."""
    ran = clients.ssh(f" {line} --json", keys=[key])
    assert (ran.status, ran.out) == (3, b""), ran
    # Whoever may not delete the organisation is told that.
    assert ran.error["rule"] == "DOOR-1" or (line.startswith("org delete") and key == "sales")
    assert not Path("/tmp/all").exists()


@pytest.mark.parametrize("line", ["can legal@x.test records.edit Leads", "matrix --login legal@x.test", "matrix"])
def test_questions_about_others_need_the_right_to_manage_users(clients: Clients, line: str) -> None:
    """AC52."""
    assert clients.ssh(f"{line} --json").status == 3
    asked = clients.ssh(f"{line} --json", keys=["admin"])
    assert asked.out, asked
    assert clients.ssh("can sales@x.test records.view Leads --json").json["allowed"] is True


def test_batches_of_questions_answer_as_they_come(clients: Clients) -> None:
    ran = clients.ssh("can", "--batch", stdin=b"sales@x.test records.view Leads\nlegal@x.test records.view Leads\nx\n")
    lines = ran.out.decode().splitlines()
    assert (ran.status, len(lines), '"allowed": true' in lines[0], '"error"' in lines[2]) == (0, 3, True, True)


def test_a_file_comes_from_the_caller_and_goes_to_him(clients: Clients) -> None:
    made = clients.ssh("record", "new", "Leads", "Last_Name=Filed", "Company=C", "--json").json["id"]
    assert clients.ssh("record", "attach", f"Leads/{made}", "/etc/passwd", stdin=CONTENT).status == 0
    (file,) = clients.ssh("record", "files", f"Leads/{made}", "--json").json
    assert (file["name"], file["size"]) == ("passwd", len(CONTENT))
    assert clients.ssh("record", "file", f"Leads/{made}", str(file["id"]), "/tmp/there").out == CONTENT
    assert not Path("/tmp/there").exists()


def test_a_file_too_large_is_refused_and_nothing_of_it_is_kept(house: House, clients: Clients) -> None:
    before = files_of(house)
    ran = clients.ssh("record", "attach", "Leads/1", "big", "--json", stdin=b"x" * (SIZE_LIMIT + 1))
    assert (ran.status, ran.error["error"]) == (2, "invalid")
    assert files_of(house) == before


def files_of(house: House) -> set[str]:
    """Contents of attachments, half ones too."""
    return {path.name for path in house.data.rglob("*") if "files" in path.parts and path.is_file()}


def test_a_file_that_breaks_off_is_not_kept(house: House, clients: Clients) -> None:
    before = files_of(house)
    process = clients.start(clients.command("record", "attach", "Leads/1", "half", keys=["manager"]))
    assert process.stdin is not None
    process.stdin.write(CONTENT)
    process.stdin.flush()
    until(lambda: len(files_of(house)) > len(before), "nothing arrives")
    [session] = house.sessions("manager@x.test")
    process.kill()
    process.wait()
    until(lambda: not psutil.pid_exists(session))
    assert files_of(house) == before
    assert "half" not in clients.ssh("record", "files", "Leads/1").out.decode()


def test_endless_input_fills_no_memory(house: House, clients: Clients) -> None:
    process = clients.start(clients.command("can", "--batch", "--json", keys=["manager"]))
    assert process.stdin is not None
    assert process.stderr is not None
    try:
        while process.poll() is None:
            process.stdin.write(b"x" * 65536)
            process.stdin.flush()
    except BrokenPipeError:
        pass
    assert process.wait(30) == 2
    assert house.front.memory_info().rss < 500 << 20


def test_a_listener_who_goes_ends_the_line(house: House, clients: Clients) -> None:
    """Of many rows no more are read than somebody takes."""
    line = subprocess.list2cmdline(clients.command("matrix", "--json", keys=["admin"]))
    shell = f"{line} | head -n 1"
    done = subprocess.run(["sh", "-c", shell], capture_output=True, check=True, timeout=60, env=clients.environment())
    assert done.stdout == b"[\n"
    until(lambda: not house.sessions(ADMIN), "the line goes on")


def test_a_client_that_is_killed_ends_its_line(house: House, clients: Clients) -> None:
    process = clients.start(clients.command("can", "--batch", keys=["manager"]))
    until(lambda: house.sessions("manager@x.test"))
    [session] = house.sessions("manager@x.test")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not psutil.pid_exists(session))


def test_a_fault_shows_its_id_and_no_more(house: House, clients: Clients) -> None:
    """A damaged database is the fault at hand; whatever is said, no path, no line of the program, no value."""
    there = house.data / "org1" / "data.db"
    aside = there.with_suffix(".aside")
    there.rename(aside)
    there.write_bytes(b"rubbish" * 1000)
    try:
        ran = clients.ssh("record", "list", "Leads", "--json")
        assert (ran.status, ran.error["error"]) == (1, "unusable")
        for shown in (str(house.data).encode(), b"Traceback", b'File "', b"sqlite"):
            assert shown not in ran.out + ran.err, ran
    finally:
        aside.rename(there)
