"""Promises in words: who, what, and what must come of it (AC57)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.presenters.people import KINDS

SUBJECTS = {
    Subject.EVERYBODY: N_("everybody"),
    Subject.KIND: N_("kind"),
    Subject.PROFILE: N_("profile"),
    Subject.ROLE: N_("role"),
    Subject.LOGIN: N_("user"),
}
MUSTS = {Must.ALLOWED: N_("allowed"), Must.REFUSED: N_("refused")}


def promise_title(promise: Promise) -> str:
    """Its label, or what it says where it has none."""
    return display_text(promise.label) or f"{subject_text(promise)}: {what_text(promise)}"


def subject_text(promise: Promise) -> str:
    """Whom it is about."""
    if promise.subject is Subject.EVERYBODY:
        return _("everybody")
    if promise.subject is Subject.KIND:
        return kind_text(promise.name)
    name = display_text(promise.name)
    return name if promise.subject is Subject.LOGIN else f"{_(SUBJECTS[promise.subject])} {name}"


def kind_text(kind: str) -> str:
    """A kind of user in words."""
    return next((_(words) for each, words in KINDS.items() if each.value == kind), display_text(kind))


def what_text(promise: Promise) -> str:
    """The action, and where."""
    action = ACTIONS.get(promise.action)
    title = str(action.title) if action is not None else display_text(promise.action)
    where = ".".join(part for part in (promise.module, promise.field) if part)
    return f"{title} · {display_text(where)}" if where else title


def must_text(must: Must) -> str:
    """What must come of it."""
    return _(MUSTS[must])
