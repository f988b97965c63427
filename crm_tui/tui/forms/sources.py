"""Turns what services find into lines of a picker."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_tui.base.messages import _
from crm_tui.domain.fields import FieldDef, Link, UserRef, Value
from crm_tui.domain.records import Found
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.text import choice_label
from crm_tui.tui.forms.edit_text import user_name
from crm_tui.tui.forms.spec import Search


def links(find: Callable[[str], Sequence[Found]], *, show_module: bool = False) -> Search:
    """A search for look-ups over `find`; `show_module` where records of several modules come (parents)."""

    def search(text: str) -> list[PickItem[Value]]:
        return [link_item(found, show_module=show_module) for found in find(text)]

    return search


def link_item(found: Found, *, show_module: bool = False) -> PickItem[Value]:
    """A found record as a line."""
    parts = [found.module if show_module else "", found.detail]
    detail = " · ".join(part for part in parts if part)
    return PickItem(Link(found.id, found.module, found.name), found.name, detail)


def users(find: Callable[[str], Sequence[UserRef]]) -> Search:
    """A search for people over `find`, such as those who may own a record."""

    def search(text: str) -> list[PickItem[Value]]:
        return [user_item(user) for user in find(text)]

    return search


def user_item(user: UserRef) -> PickItem[Value]:
    """A user as a line; one who cannot be chosen says why."""
    reason = "" if user.active else _("not active")
    return PickItem(user, user_name(user), user.login, reason)


def choice_items(field: FieldDef, value: Value) -> list[PickItem[str]]:
    """The values of a pick-list as lines; retired ones only where they are chosen already."""
    chosen = value if isinstance(value, tuple) else (value,)
    offered = [choice for choice in field.choices if choice.active or choice.api_name in chosen]
    return [PickItem(choice.api_name, choice_label(field, choice)) for choice in offered]
