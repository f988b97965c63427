"""The table of commands: exactly what works, no more (the record's All actions explains the rest, AC55).

Why something is greyed has no key of its own: pressing a greyed command opens the why-card, and so does `?` on it.
"""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.tui.commands.command import AREAS, SETUP, Command, Context
from crm_tui.tui.commands.rights_table import RIGHTS_COMMANDS
from crm_tui.tui.commands.setup_table import SETUP_COMMANDS

EVERYWHERE = frozenset({Context.EVERYWHERE})
NAVIGATION = frozenset({Context.NAVIGATION})
LIST = frozenset({Context.LIST})
BIN = frozenset({Context.BIN})
LISTS = LIST | BIN
RECORD = frozenset({Context.RECORD})
RECORDS = LIST | RECORD
INBOX = frozenset({Context.INBOX})
REQUESTS = frozenset({Context.REQUESTS})
FORM = frozenset({Context.FORM})
TYPED = FORM | {Context.DIALOG}

COMMANDS: tuple[Command, ...] = (
    # the record under the cursor, or the open one
    Command("record.open", N_("Open"), N_("Open the record under the cursor"), ("enter",), LISTS, "records.view",
            priority=60),
    Command("record.note", N_("Note"), N_("Write a note on the record"), ("m",), RECORDS | REQUESTS, "notes.add",
            priority=96),
    Command("record.tag", N_("Tag"), N_("Add or remove tags"), ("t",), RECORDS, "tags.add", priority=90,
            repeat=True),
    Command("record.attach", N_("Attach"), N_("Attach a file to the record"), ("a",), RECORDS | REQUESTS,
            "attachments.add", priority=74),
    Command("list.filter", N_("Filter"), N_("Narrow the list as you type, or by a criteria line"), ("/",), LIST | SETUP,
            priority=94),
    Command("list.builder", N_("Criteria"), N_("Filter by a criteria line, with what may stand in it"), ("f",), LIST,
            priority=45),
    Command("list.views", N_("View"), N_("Choose a view of the list"), ("v",), LIST, "views.see_public",
            priority=72),
    Command("record.new", N_("New"), N_("Create a record in this module"), ("n",), LIST | RECORD | NAVIGATION,
            "records.create", priority=92),
    Command("record.edit", N_("Edit"), N_("Edit the record"), ("e",), RECORDS, "records.edit", priority=88),
    Command("record.delete", N_("Delete"), N_("Move the record, or all marked ones, to the recycle bin"), ("d",),
            RECORDS, "records.delete", dangerous=True, priority=80),
    Command("record.owner", N_("Owner"), N_("Give the record to another owner"), ("o",), RECORDS,
            "records.change_owner", dangerous=True, priority=76, repeat=True),
    Command("record.share", N_("Share"), N_("Share the record with somebody"), ("h",), RECORDS, "records.share",
            priority=64),
    Command("record.clone", N_("Clone"), N_("Create a record from this one"), ("C",), RECORDS, "records.clone",
            priority=50),
    Command("record.convert", N_("Convert"), N_("Make a contact of the lead, with account and deal"), ("K",), RECORDS,
            "records.convert", priority=66, module="Leads"),
    Command("record.restore", N_("Restore"), N_("Bring the record back from the recycle bin"), ("R",), BIN,
            "records.restore", priority=98),
    Command("record.related", N_("Related"), N_("Show the related lists of the record"), ("r",), RECORDS,
            "records.view", priority=58),
    Command("record.all_actions", N_("All actions"), N_("All actions on the record, and why some are not available"),
            ("A",), RECORDS, priority=56),
    Command("activity.task", N_("New task"), N_("Create a task on the record"), ("N t",), RECORDS, "tasks.create",
            priority=30),
    Command("activity.call", N_("New call"), N_("Log a call on the record"), ("N c",), RECORDS, "calls.create",
            priority=29),
    Command("activity.meeting", N_("New meeting"), N_("Create a meeting on the record"), ("N m",), RECORDS,
            "meetings.create", priority=28),
    Command("activity.email", N_("Log e-mail"), N_("Log an e-mail that was sent or received"), ("N e",), RECORDS,
            "email.send", priority=27),
    Command("activity.other", N_("Log contact"), N_("Log a chat, a form, a survey or a social post"), ("N x",),
            RECORDS, "records.edit", priority=26),
    Command("record.next", N_("Next record"), N_("Show the next record of the list"), ("J",), RECORDS, count=True,
            priority=36, repeat=True),
    Command("record.previous", N_("Previous record"), N_("Show the previous record of the list"), ("H",), RECORDS,
            count=True, priority=35, repeat=True),
    # tools of the list
    Command("list.sort", N_("Sort"), N_("Choose the column and direction of the order"), ("s",), LISTS, priority=54),
    Command("list.columns", N_("Columns"), N_("Choose the columns of the list"), ("c",), LIST, priority=40),
    Command("list.mark", N_("Mark"), N_("Mark or unmark the record and go down"), ("space",), LISTS, count=True,
            priority=52, repeat=True),
    Command("list.mark_range", N_("Mark range"), N_("Mark all records from the last mark to the cursor"), ("V",), LISTS,
            priority=37),
    Command("list.mark_all", N_("Mark all"), N_("Mark all records of the view, or none"), ("*",), LISTS, priority=38),
    Command("record.copy", N_("Copy"), N_("Copy the row or the value under the cursor to the clipboard"), ("y",),
            LISTS | RECORD, priority=34),
    # the tabs of a record
    Command("tab.info", N_("Info"), N_("Fields of the record"), ("1",), RECORD, "records.view"),
    Command("tab.timeline", N_("Timeline"), N_("What happened to the record"), ("2",), RECORD, "timeline.view"),
    Command("tab.interactions", N_("Interactions"), N_("Contacts with the customer on all channels"), ("3",), RECORD,
            "interactions.view"),
    Command("tab.notes", N_("Notes"), N_("Notes on the record"), ("4",), RECORD, "notes.view"),
    Command("tab.files", N_("Files"), N_("Files attached to the record"), ("5",), RECORD, "attachments.view"),
    Command("tab.related", N_("Related"), N_("Records that belong to this one"), ("6",), RECORD, "records.view"),
    Command("tab.all_actions", N_("All actions"), N_("Everything that can be done, with reasons"), ("7",), RECORD),
    Command("tab.next", N_("Next tab"), N_("Show the next tab of the record"), ("right",), RECORD, priority=48),
    Command("tab.previous", N_("Previous tab"), N_("Show the tab before"), ("left",), RECORD),
    Command("record.act", N_("Choose"), N_("Open what is under the cursor: a link, a file, an action"), ("enter",),
            RECORD, priority=62),
    # areas: home, requests, notices
    Command("area.open", N_("Open"), N_("Open the record, or the whole list"), ("enter",), AREAS,
            priority=98),
    *SETUP_COMMANDS,
    Command("notice.read", N_("Read"), N_("Mark the notice as read, or as unread again"), ("space",), INBOX,
            "settings.personal", priority=94),
    Command("notice.read_all", N_("All read"), N_("Mark all notices as read"), ("*",), INBOX, "settings.personal",
            priority=92),
    Command("notice.unread_only", N_("Unread only"), N_("Show only the notices that are not read, or all again"),
            ("f",), INBOX, priority=90),
    # requests to other teams: what is one's own, what the team does with them
    Command("request.new", N_("Raise"), N_("Raise a request to another team"), ("n",), REQUESTS, priority=97),
    Command("request.edit", N_("Edit"), N_("Change the request, until the team has taken it up"), ("e",), REQUESTS,
            "requests.edit", priority=88),
    Command("request.withdraw", N_("Withdraw"), N_("Take your request back, until the team has taken it up"), ("w",),
            RECORDS | REQUESTS, "requests.withdraw", dangerous=True, priority=86),
    Command("request.closed", N_("Closed too"), N_("Show closed requests too, or open ones only"), ("f",), REQUESTS,
            priority=84),
    Command("request.raise", N_("New request"), N_("Raise a request to another team from this record"), ("N r",),
            RECORDS, priority=31),
    Command("request.accept", N_("Accept"), N_("Take the request up: its requester no longer changes it"), ("Y",),
            RECORDS, "requests.accept", priority=95),
    Command("request.internal", N_("Internal note"), N_("Write a note that the requester does not read"), ("M",),
            RECORDS, "notes.add", priority=33),
    Command("record.older", N_("Older"), N_("Read on in the timeline or the interactions"), ("+",), RECORD,
            priority=93),
    Command("stream.filter", N_("Filter"), N_("Choose what of the timeline or the interactions is shown"),
            ("f",), RECORD, priority=91),
    Command("stream.order", N_("Order"), N_("Show the oldest interactions first, or the newest"), ("O",), RECORD,
            "interactions.view", priority=39),
    Command("interaction.delete", N_("Delete contact"), N_("Remove the logged contact under the cursor"),
            ("X",), RECORD, "email.delete", dangerous=True),
    # the sidebars
    Command("navigation.open", N_("Open"), N_("Open the module or space under the cursor"), ("enter",), NAVIGATION,
            priority=98),
    Command("navigation.fold", N_("Fold"), N_("Fold or unfold the space or folder"), ("space",), NAVIGATION,
            priority=70),
    *RIGHTS_COMMANDS,
    # forms and dialogs
    Command("form.save", N_("Save"), N_("Save and close"), ("ctrl+s", "f2"), FORM, priority=99),
    Command("form.next", N_("Next field"), N_("Go to the next field"), ("tab",), TYPED, priority=60),
    Command("form.previous", N_("Field before"), N_("Go to the field before"), ("shift+tab",), TYPED),
    # everywhere
    Command("go.home", N_("Home"), N_("Go to the home page"), ("g h",), EVERYWHERE),
    Command("go.requests", N_("Requests"), N_("Go to your requests to other teams"), ("g r",), EVERYWHERE),
    Command("go.notices", N_("Notices"), N_("Go to the notices: what happened to what is yours"), ("g n",), EVERYWHERE),
    Command("go.setup", N_("Set-up"), N_("Go to set-up: users, licences, roles, profiles, sharing, audit"), ("g u",),
            EVERYWHERE),
    Command("go.search", N_("Search"), N_("Search all records you can see"), ("g s",), EVERYWHERE, priority=44),
    Command("go.spaces", N_("Team spaces"), N_("Go to the team spaces"), ("g t",), EVERYWHERE),
    Command("go.organisations", N_("Organisations"), N_("Switch to another organisation"), ("g o",), EVERYWHERE),
    Command("pane.next", N_("Next pane"), N_("Go to the next pane"), ("tab",), EVERYWHERE, priority=42),
    Command("pane.previous", N_("Pane before"), N_("Go to the pane before"), ("shift+tab",), EVERYWHERE),
    Command("jump", N_("Jump"), N_("Go to any line in view by the letters that appear on it"), (";",), EVERYWHERE,
            priority=12),
    Command("history.back", N_("Back"), N_("Go back to where you were"), ("[",), EVERYWHERE, priority=20),
    Command("history.forward", N_("Forward"), N_("Go forward again"), ("]",), EVERYWHERE),
    Command("repeat", N_("Repeat"), N_("Do the last tag, owner, mark or move again on this record"), (".",), EVERYWHERE,
            count=True, priority=14),
    Command("undo", N_("Undo"), N_("Undo the last change"), ("u",), EVERYWHERE, priority=46),
    Command("redo", N_("Redo"), N_("Do the undone change again"), ("ctrl+r",), EVERYWHERE),
    Command("settings.language", N_("Language"), N_("Choose the language of the screen"), (), EVERYWHERE,
            "settings.personal"),
    Command("settings.theme", N_("Theme"), N_("Choose the colours of the screen"), (), EVERYWHERE, "settings.personal"),
    Command("settings.motion", N_("Movement"), N_("Let lists glide and cursors blink, or keep everything still"), (),
            EVERYWHERE, "settings.personal"),
    Command("settings.mouse", N_("Mouse"), N_("Use the mouse here, or leave it to the terminal"), (), EVERYWHERE,
            "settings.personal"),
    Command("settings.header", N_("Header line"), N_("Show or hide the line with the breadcrumb"), ("z",), EVERYWHERE,
            "settings.personal"),
    Command("refresh", N_("Refresh"), N_("Read everything on the screen again"), ("f5",), EVERYWHERE),
    Command("out", N_("Out"), N_("Leave what is open: a dialog, the record, the filter"), ("escape",),
            EVERYWHERE, priority=22, while_typing=True),
    Command("palette", N_("Commands"), N_("Find any command by its name"), (":", "ctrl+p"), EVERYWHERE, priority=66,
            while_typing=True),
    Command("help", N_("Help"), N_("Keys and commands for the focused part of the screen"), ("?",), EVERYWHERE,
            priority=100),
    Command("quit", N_("Quit"), N_("Leave the program"), ("q", "ctrl+c"), EVERYWHERE, priority=10, while_typing=True),
)  # fmt: skip

BY_ID = {command.id: command for command in COMMANDS}
