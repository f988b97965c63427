"""A notice in words: one line that every face shows, made of nothing but what the notice itself may tell its reader."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import N_, Message, message
from crm_tui.domain.notices import Notice, NoticeKind
from crm_tui.policy.actions import ACTIONS

TOLD: Mapping[NoticeKind, str] = {
    NoticeKind.REQUESTER: N_("{actor} lets you raise requests in {module}."),
    NoticeKind.REQUEST_NEW: N_("{actor} asks for {record}."),
    NoticeKind.REQUEST_ACCEPTED: N_("{actor} accepted your request {record}."),
    NoticeKind.REQUEST_STATE: N_("{actor} changed the state of your request {record}."),
    NoticeKind.REQUEST_OWNER: N_("{actor} gave your request {record} another owner."),
    NoticeKind.REQUEST_ANSWER: N_("{actor} answered your request {record}."),
    NoticeKind.REQUEST_WITHDRAWN: N_("{actor} withdrew the request {record}."),
    NoticeKind.REQUEST_EDITED: N_("{actor} changed the request {record}."),
    NoticeKind.MENTION: N_("{actor} mentioned you on {record}."),
    NoticeKind.OWNER: N_("{actor} made you the owner of {record}."),
    NoticeKind.KEY_MADE: N_("{actor} registered a key in your name: {key}"),
    NoticeKind.KEY_CODE: N_("{actor} made a code for a key in your name."),
    NoticeKind.KEY_REVOKED: N_("{actor} revoked a key of yours: {key}"),
    NoticeKind.ACCESS_ASKED: N_("{actor} asks for access: {what}"),
    NoticeKind.ACCESS_GRANTED: N_("{actor} granted you access: {what}"),
    NoticeKind.ACCESS_DECLINED: N_("{actor} declined your request for access: {what}"),
}
"""With the one who did it."""
NOT_SAID: Mapping[NoticeKind, str] = {
    NoticeKind.REQUESTER: N_("You were let raise requests in {module}."),
    NoticeKind.REQUEST_NEW: N_("There is a new request: {record}."),
    NoticeKind.REQUEST_ACCEPTED: N_("Your request {record} was accepted."),
    NoticeKind.REQUEST_STATE: N_("The state of your request {record} changed."),
    NoticeKind.REQUEST_OWNER: N_("Your request {record} has another owner."),
    NoticeKind.REQUEST_ANSWER: N_("There is an answer to your request {record}."),
    NoticeKind.REQUEST_WITHDRAWN: N_("The request {record} was withdrawn."),
    NoticeKind.REQUEST_EDITED: N_("The request {record} was changed."),
    NoticeKind.MENTION: N_("You were mentioned on {record}."),
    NoticeKind.OWNER: N_("You are the owner of {record}."),
    NoticeKind.ACTIVATED: N_("You were activated again."),
    NoticeKind.DEACTIVATED: N_("You were deactivated."),
    NoticeKind.KEY_MADE: N_("A key was registered in your name."),
    NoticeKind.KEY_CODE: N_("A code for a key was made in your name."),
    NoticeKind.KEY_REVOKED: N_("A key of yours was revoked."),
    NoticeKind.ACCESS_ASKED: N_("You were asked for access: {what}"),
    NoticeKind.ACCESS_GRANTED: N_("You were granted access: {what}"),
    NoticeKind.ACCESS_DECLINED: N_("Your request for access was declined: {what}"),
    NoticeKind.SIGNAL: N_("News from a customer: {record}."),
}
"""Where nobody did it, or the reader may not be told who."""
MOVED = N_("{actor} moved your request {record} to {state}.")
STATES: Mapping[str, Message] = {
    "open": message("waits for an answer"),
    "granted": message("granted"),
    "declined": message("declined"),
    "withdrawn": message("withdrawn"),
}
"""Where a request for access stands."""
SIGNALS: Mapping[tuple[str, str], str] = {
    ("email", ""): N_("{record} wrote an e-mail."),
    ("email", "opened"): N_("{record} opened an e-mail."),
    ("email", "clicked"): N_("{record} followed a link of an e-mail."),
    ("email", "bounced"): N_("An e-mail to {record} came back."),
    ("call", ""): N_("{record} called."),
    ("call", "missed"): N_("Missed call from {record}."),
    ("form", ""): N_("{record} sent a form."),
    ("chat", ""): N_("{record} wrote in the chat."),
    ("chat", "missed"): N_("Missed chat with {record}."),
    ("survey", ""): N_("{record} answered a survey."),
    ("case", ""): N_("{record} opened a case."),
    ("social", ""): N_("{record} wrote on a social network."),
}
"""6.2, by channel and status; a status that has no line of its own is told as its channel."""


def notice_words(notice: Notice, module: str = "") -> Message:
    """The line of a notice, without the words of people that it may carry in `text`.

    `module`: what its module is called; its API name where that is not given.
    """
    record = notice.record.name if notice.record is not None else ""
    record = record or dict(notice.marks).get("number", "")
    return message(
        _template(notice),
        actor=_person(notice),
        record=record or message("(not visible)"),
        module=module or notice.module or message("(not visible)"),
        state=Message(dict(notice.marks).get("state", "")),
        what=_wanted(notice, module),
        key=dict(notice.marks).get("key", ""),
    )


def _wanted(notice: Notice, module: str) -> str:
    """What a request for access is about: the action, and where."""
    action = ACTIONS.get(dict(notice.marks).get("action", ""))
    record = (notice.record.name or str(message("(not visible)"))) if notice.record is not None else ""
    title = str(action.title) if action is not None else str(message("(not visible)"))
    state = dict(notice.marks).get("state", "open")
    answered = notice.kind is NoticeKind.ACCESS_ASKED and state != "open"
    return asked_words(title, module, record, str(STATES[state]) if answered else "")


def asked_words(action: str, module: str, record: str, state: str = "") -> str:
    """An action and where it is asked for, as one line."""
    return " · ".join(part for part in (action, module, record, state) if part)


def _template(notice: Notice) -> str:
    marks = dict(notice.marks)
    if notice.kind is NoticeKind.SIGNAL and "channel" in marks:
        channel = marks["channel"]
        lines = (SIGNALS.get((channel, marks.get("status", ""))), SIGNALS.get((channel, "")))
        return next(filter(None, lines), NOT_SAID[NoticeKind.SIGNAL])
    if notice.actor is None:
        return NOT_SAID[notice.kind]
    if notice.kind is NoticeKind.REQUEST_STATE and marks.get("state"):
        return MOVED
    return TOLD.get(notice.kind) or NOT_SAID[notice.kind]


def _person(notice: Notice) -> object:
    if notice.actor is None:
        return ""
    return notice.actor.name or message("(former)")
