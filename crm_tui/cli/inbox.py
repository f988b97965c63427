"""`inbox …`: what one was told of."""

from __future__ import annotations

from crm_tui.base.messages import N_, message, ngettext
from crm_tui.cli.output import Json
from crm_tui.cli.records import LIMIT, PAGE
from crm_tui.cli.values import link_json, moment_json, user_json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid
from crm_tui.domain.notices import Notice
from crm_tui.services.notice_words import notice_words


def inbox_list(call: Call) -> None:
    """One's own notices, newest first."""
    ws, notices = call.workspace, _asked(call)
    if call.out.as_json:
        call.out.json([notice_json(notice) for notice in notices])
        return
    labels = {module.api_name: module.label for module in ws.catalog().modules}
    for notice in notices:
        at = notice.at.astimezone(ws.session.zone())
        words = f"{notice_words(notice, labels.get(notice.module, ''))} {notice.text}".rstrip()
        call.out.line(f"{notice.id:>6} {' ' if notice.read else '*'} {at:%Y-%m-%d %H:%M}  {words}")


def _asked(call: Call) -> list[Notice]:
    """As many as the line asks for, a page at a time."""
    found: list[Notice] = []
    left, before = int(call.args.limit), call.args.before
    while left > 0:
        page = call.workspace.notices.list(min(left, PAGE), before, unread=call.args.unread)
        found += page
        if len(page) < min(left, PAGE):
            break
        left, before = left - len(page), page[-1].id
    return found


def inbox_read(call: Call) -> None:
    """Mark notices as read, or as unread again."""
    ids = _named(call)
    changed = call.workspace.notices.mark_read(ids, read=not call.args.unread)
    text = ngettext("{count} notice changed.", "{count} notices changed.", changed)
    call.out.one({"changed": changed}, text)


def _named(call: Call) -> list[int] | None:
    """The notices that a line names; None for all. Invalid where it names none, or some beside all."""
    ids: list[int] = call.args.id
    if bool(ids) == bool(call.args.all):
        raise Invalid(message("Name notices by their numbers, or --all."))
    return ids or None


def notice_json(notice: Notice) -> dict[str, Json]:
    """A notice as its reader may see it now."""
    return {
        "id": notice.id,
        "at": moment_json(notice.at),
        "kind": notice.kind.value,
        "words": str(notice_words(notice)),
        "record": link_json(notice.record) if notice.record else None,
        "module": notice.module or None,
        "actor": user_json(notice.actor) if notice.actor else None,
        "marks": dict(notice.marks),
        "text": notice.text,
        "read": notice.read,
    }


VERBS = (
    Verb("inbox list", N_("Show what you were told of, newest first."), inbox_list, (
        LIMIT, Argument("--unread", N_("only what is not read"), flag=True),
        Argument("--before", N_("only those before this number"), number=True, metavar="ID"),
    ), "settings.personal"),
    Verb("inbox read", N_("Mark notices as read."), inbox_read, (
        Argument("id", N_("numbers of notices"), many="*", number=True),
        Argument("--all", N_("all of them"), flag=True),
        Argument("--unread", N_("as unread again"), flag=True),
    ), "settings.personal"),
)  # fmt: skip
