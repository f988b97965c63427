"""`record …`: list, show and change records, and what hangs on them."""

from __future__ import annotations

from crm_tui.base.messages import N_, _
from crm_tui.cli.caller import SentContent
from crm_tui.cli.values import (
    attachment_json,
    cursor_of,
    cursor_text,
    done_json,
    note_json,
    page_json,
    record_json,
)
from crm_tui.cli.verbs import Argument, Call, Verb, assignments
from crm_tui.domain.errors import NotFound
from crm_tui.domain.records import Done, ListQuery, Record, Sort

MODULE = Argument("module", N_("a module by its API name, as Leads"))
TARGET = Argument("target", N_("a record, as Leads/12"), metavar="MODULE/ID")
VALUES = Argument("values", N_("values of fields by API name; FIELD= clears one"), many="*", metavar="FIELD=VALUE")
WHERE = Argument("--where", N_("which records: Field op value, joined by and, or, not"), metavar="CRITERIA")
VERSION = Argument("--version-seen", N_("the version that was read: what others changed since is kept"), number=True)
LIMIT = Argument("--limit", N_("at most so many rows"), number=True, default=50, metavar="N")


PAGE = 1000
"""Rows that are read at a time."""


def query_of(call: Call) -> ListQuery:
    """What the arguments of a list ask for."""
    args = call.args
    columns = tuple(name.strip() for name in (args.columns or "").split(",") if name.strip())
    return ListQuery(
        call.workspace.module(args.module).api_name, view=args.view or "", where=args.where or "", text=args.text or "",
        sort=Sort.parse(args.sort) if args.sort else None, columns=columns,
    )  # fmt: skip


def list_records(call: Call) -> None:
    """Records, from the start of the list or behind a cursor."""
    after, left = cursor_of(call.args.after) if call.args.after else None, int(call.args.limit)
    query, rows = query_of(call), call.out.growing()
    while True:
        page = call.workspace.listing.page(query, limit=min(left, PAGE), after=after)
        rows.add(page_json(page), ["id", *(column.api_name for column in page.columns)])
        left, after = left - len(page.rows), page.after
        if after is None or left < 1:
            break
    rows.end()
    if after and not call.out.as_json:
        call.out.line(_("More: --after {cursor}", cursor=cursor_text(after)))


def show(call: Call) -> None:
    """One record with its fields."""
    call.out.one(record_json(call.workspace.records.get(*call.target())))


def new(call: Call) -> None:
    """Create a record."""
    ws = call.workspace
    record = ws.records.new(call.args.module, assignments(call.args.values))
    _changed(call, record, _("Created {target}.", target=_named(record)))


def edit(call: Call) -> None:
    """Change fields of a record."""
    module, record_id = call.target()
    values = assignments(call.args.values)
    record = call.workspace.records.edit(module, record_id, values, version=call.args.version_seen)
    _changed(call, record, _("Saved {target}.", target=_named(record)))


def delete(call: Call) -> None:
    """Move a record to the bin."""
    report_done(call, call.workspace.records.delete(*call.target()))


def restore(call: Call) -> None:
    """Bring a record back from the bin."""
    report_done(call, call.workspace.bin.restore(*call.target()))


def clone(call: Call) -> None:
    """A new record with the values of another."""
    record = call.workspace.records.clone(*call.target(), assignments(call.args.values))
    _changed(call, record, _("Created {target}.", target=_named(record)))


def owner(call: Call) -> None:
    """Give a record to another user."""
    record = call.workspace.records.change_owner(*call.target(), call.args.login, version=call.args.version_seen)
    _changed(call, record, _("{target} belongs to {owner} now.", target=_named(record), owner=record.owner.name))


def share(call: Call) -> None:
    """Share a record with a user, or stop sharing it; without a user, with whom it is shared."""
    module, record_id = call.target()
    sharing, login = call.workspace.sharing, call.args.login
    if login is None:
        call.out.rows([
            {"login": one.user.login, "name": one.user.name, "level": one.level.name.lower(), "by": one.by.login}
            for one in sharing.list(module, record_id)
        ])  # fmt: skip
    elif call.args.remove:
        report_done(call, sharing.unshare(module, record_id, login))
    else:
        report_done(call, sharing.share(module, record_id, login, call.args.level))


def lock(call: Call) -> None:
    """Lock a record."""
    report_done(call, call.workspace.locks.lock(*call.target()))


def unlock(call: Call) -> None:
    """Unlock a record."""
    report_done(call, call.workspace.locks.unlock(*call.target()))


def note(call: Call) -> None:
    """Add a note."""
    words = " ".join(call.args.text)
    report_done(call, call.workspace.notes.add(*call.target(), words, internal=call.args.internal))


def notes(call: Call) -> None:
    """The notes of a record."""
    call.out.rows([note_json(one) for one in call.workspace.notes.list(*call.target())], ["at", "author", "text"])


def tag(call: Call) -> None:
    """Add tags to a record, or remove them."""
    tags = call.workspace.tags
    report_done(call, (tags.remove if call.args.remove else tags.add)(*call.target(), call.args.tags))


def attach(call: Call) -> None:
    """Attach a file to a record. Through a door the caller sends its content, and the word is only its name."""
    attachments = call.workspace.attachments
    if call.door:
        content = SentContent(call.stdin, call.out.stream)
        report_done(call, attachments.add_stream(*call.target(), call.args.file, content))
    else:
        report_done(call, attachments.add(*call.target(), call.path("file")))


def files(call: Call) -> None:
    """The files of a record."""
    found = call.workspace.attachments.list(*call.target())
    call.out.rows([attachment_json(one) for one in found], ["id", "name", "size", "author", "at"])


def file(call: Call) -> None:
    """Give a copy of a file: into a new file of this machine, else on standard output; through a door always there."""
    module, record_id = call.target()
    attachments, number = call.workspace.attachments, call.args.number
    if number not in {one.id for one in attachments.list(module, record_id)}:
        raise NotFound
    if call.args.file and not call.door:
        path = attachments.save_to(number, call.path("file"))
        call.out.one({"file": str(path)}, _("Saved as {path}", path=path))
    else:
        call.out.content(attachments.read(number)[1])


def _named(record: Record) -> str:
    return f"{record.module.api_name}/{record.id} {record.name}".strip()


def _changed(call: Call, record: Record, text: str) -> None:
    call.out.one(record_json(record), text)


def report_done(call: Call, done: Done) -> None:
    """What a change did, and what of it was refused."""
    call.out.one(done_json(done), " · ".join([done.text, *done.refused]))


VERBS = (
    Verb(
        "record list", N_("List records of a module."), list_records,
        (
            MODULE, WHERE, LIMIT,
            Argument("--view", N_("a list view by its API name")),
            Argument("--text", N_("words in the name, e-mail or phone")),
            Argument("--sort", N_("a field to sort by; -FIELD is descending"), metavar="FIELD|-FIELD"),
            Argument("--columns", N_("fields to show, separated by commas"), metavar="A,B"),
            Argument("--after", N_("go on behind the row that has this cursor"), metavar="CURSOR"),
        ),
        "records.view",
    ),
    Verb("record show", N_("Show a record."), show, (TARGET,), "records.view"),
    Verb("record new", N_("Create a record."), new, (MODULE, VALUES), "records.create"),
    Verb("record edit", N_("Change fields of a record."), edit, (TARGET, VALUES, VERSION), "records.edit"),
    Verb("record delete", N_("Move a record to the bin."), delete, (TARGET,), "records.delete"),
    Verb("record restore", N_("Bring a record back from the bin."), restore, (TARGET,), "records.restore"),
    Verb("record clone", N_("Make a new record with the values of another."), clone, (TARGET, VALUES), "records.clone"),
    Verb(
        "record owner", N_("Give a record to another user."), owner,
        (TARGET, Argument("login", N_("the new owner")), VERSION), "records.change_owner",
    ),
    Verb(
        "record share", N_("Share a record with a user."), share,
        (
            TARGET, Argument("login", N_("with whom; without it, who has it already"), many="?"),
            Argument("--level", N_("what he may do"), choices=("read", "edit", "full"), default="read"),
            Argument("--remove", N_("stop sharing"), flag=True),
        ),
        "records.share",
    ),
    Verb("record lock", N_("Lock a record: it is not edited, converted or deleted."), lock, (TARGET,), "records.lock"),
    Verb("record unlock", N_("Unlock a record."), unlock, (TARGET,), "records.lock"),
    Verb(
        "record note", N_("Add a note to a record."), note,
        (
            TARGET, Argument("text", N_("the text of the note"), many="+"),
            Argument("--internal", N_("kept from the requester of a request"), flag=True),
        ),
        "notes.add",
    ),
    Verb("record notes", N_("Show the notes of a record."), notes, (TARGET,), "notes.view"),
    Verb("record files", N_("Show the files of a record."), files, (TARGET,), "attachments.view"),
    Verb(
        "record file", N_("Give a copy of a file of a record."), file,
        (
            TARGET, Argument("number", N_("its number, as `record files` shows it"), number=True),
            Argument("file", N_("where to write it; without it, and through a door, to standard output"), many="?"),
        ),
        "attachments.view",
    ),
    Verb(
        "record tag", N_("Add tags to a record."), tag,
        (
            TARGET, Argument("tags", N_("names of tags"), many="+", metavar="TAG"),
            Argument("--remove", N_("take the tags away instead"), flag=True),
        ),
        "tags.add",
    ),
    Verb(
        "record attach", N_("Attach a file to a record."), attach,
        (TARGET, Argument("file", N_("the file"))), "attachments.add",
    ),
)  # fmt: skip
