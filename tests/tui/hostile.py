"""Texts that attack a terminal or Textual's markup, and an organisation that is full of them."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

from crm_tui.base.clock import Clock
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.blueprints import ChoiceBlueprint, FieldBlueprint, team_module
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import UserKind

ESC, BEL = "\x1b", "\x07"
HOSTILE = {
    "esc": f"{ESC}[31mred{ESC}[2J",
    "osc52": f"{ESC}]52;c;SE9TVElMRQ=={BEL}",
    "osc8": f"{ESC}]8;;http://hostile.test{ESC}\\x",
    "title": f"{ESC}]0;owned{BEL}",
    "c1": "\x9b31m\x9d52;c;SE9TVElMRQ==\x9c",
    "bidi": "\u202eevil\u202c \u2066x\u2069",
    "nul": "a\x00b\x7f\x08\x08",
    "close": "[/]",
    "click": "[@click=app.quit]x[/]",
    "link": "[link=http://hostile.test]x[/link] [b]bold[/b] [red",
}
ALL = " ".join(HOSTILE.values())
SHORT = f"{ESC}]52;c;QQ{BEL}{ESC}]8;;h{ESC}\\{ESC}[31mred\x9b1m\x9dx\u202ee\u2066\x00\x08[/][@click=app.quit]x[/]"
"""As much of it as a name of 80 characters holds."""
FORBIDDEN = (
    b"\x1b]52", b"\x1b]8;", b"\x1b]0;owned", b"\x1b[31mred", b"\x00", b"\x08",
    "\u202e".encode(), "\u2066".encode(), "\x9b".encode(), "\x9d".encode(),
)  # fmt: skip
"""None of these may leave the program: neither does it write them of its own accord."""
LOGIN = "hostile@bad.test"


def hostile_installation(folder: Path, clock: Clock | None = None) -> Installation:
    """An organisation with hostile text in every name, label, field, tag, note and file name."""
    installation = open_installation(folder, clock=clock)
    new = NewOrganisation(f"Org {ALL}", "bad", "EUR", "en", "", "UTC", login=LOGIN, user_name=f"User {SHORT}")
    installation.create_organisation(new)
    ws = installation.workspace(LOGIN, "bad")
    fields = (
        FieldBlueprint("Evil", f"Label {SHORT}", FieldKind.TEXT, length=255),
        FieldBlueprint(
            "Pick", f"Pick {SHORT}", FieldKind.PICKLIST, choices=(ChoiceBlueprint(f"C {ALL}", f"Choice {SHORT}"),)
        ),
    )
    evil = team_module("Evil_Module", f"Module {SHORT}", f"One {SHORT}", fields=fields)
    ws.setup.add_space("Evil", f"Space {SHORT}", f"About {ALL}")
    ws.setup.add_folder("Evil", f"Folder {SHORT}")
    ws.setup.add_module(replace(evil, list_columns=("Name", "Evil", "Pick")), "Evil")
    ws.setup.put_in_space("Evil", "Contacts")
    ws.staff.add("other@bad.test", f"Other {SHORT}", UserKind.REGULAR, "Standard")
    record = ws.records.new("Evil_Module", {"Name": f"Rec {ALL}"[:120], "Evil": ALL, "Pick": f"C {ALL}"})
    contact = {f.api_name: ALL for f in ws.module("Contacts").fields if f.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT)}
    written = {n: v for n, v in contact.items() if n in ws.modules.writable(ws.module("Contacts"))}
    lengths = {f.api_name: f.length or 255 for f in ws.module("Contacts").fields}
    person = ws.records.new("Contacts", {n: v[: lengths[n]] for n, v in written.items()})
    for module, record_id in (("Evil_Module", record.id), ("Contacts", person.id)):
        ws.notes.add(module, record_id, f"Note {ALL}")
        ws.tags.add(module, record_id, [f"t {HOSTILE['esc']}"[:40], "[/]"])
        ws.attachments.add_stream(module, record_id, f"file {ALL}.txt", io.BytesIO(b"x"))
        ws.records.edit(module, record_id, {"Description": f"Before {ALL}"})
    ws.views.new("Contacts", f"View {ALL}"[:80])
    return installation
