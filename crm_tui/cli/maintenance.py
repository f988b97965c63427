"""`backup`, `restore`, `doctor`: for whoever owns the data directory; never through a door (DOOR-1)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call, Verb

UNSOUND = 1


def backup(call: Call) -> None:
    """Write all data into one file, while others work, and check it."""
    path = call.path("file")
    call.installation.backup(path)
    call.out.one({"file": str(path), "size": path.stat().st_size}, _("Backup written to {path}.", path=path))


def restore(call: Call) -> None:
    """Put the data of a backup in place of what is there, which is kept beside it."""
    call.oneself()
    path = call.path("file")
    kept = call.installation.restore(path)
    call.out.one({"file": str(path), "kept": kept}, _("Restored from {path}.", path=path))
    if kept and not call.globals.json:
        call.out.line(_("What was there before is kept:"))
        for place in kept:
            call.out.line(f"  {place}")


def doctor(call: Call) -> int:
    """Check all data; status 1 where something is wrong."""
    findings = call.installation.doctor()
    rows: list[dict[str, Json]] = [
        {"org": one.slug, "check": one.check, "ok": one.ok, "detail": str(one.detail), "number": one.number}
        for one in findings
        if not (one.quiet and call.globals.json)
    ]
    call.out.rows(rows)
    faults = sum(not one.ok for one in findings)
    if not call.globals.json:
        told = ngettext("{count} fault was found.", "{count} faults were found.", faults)
        call.out.line(told if faults else _("No fault was found."))
    return UNSOUND if faults else 0


FILE = Argument("file", N_("the file"))
VERBS = (
    Verb("backup", N_("Write all data into one file, while others work."), backup, (FILE,), "backup.make", False),
    Verb(
        "restore", N_("Put the data of a backup in place of what is there, which is kept beside it."), restore,
        (FILE,), "", False, on_empty=True,
    ),
    Verb("doctor", N_("Check all data."), doctor, (), "", False),
)  # fmt: skip
