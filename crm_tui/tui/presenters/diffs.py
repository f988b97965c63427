"""What a change itself alters, in words: a thing, what of it, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text
from crm_tui.domain.effects import Diff
from crm_tui.domain.sharing import EmailSharing
from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.presenters.actions import action_words
from crm_tui.tui.presenters.field_grid import ACCESS
from crm_tui.tui.presenters.people import KINDS, STATES
from crm_tui.tui.presenters.rights_words import DEFAULTS, SHARED

NOTHING = "–"
DETAILS = {
    "kind": N_("Kind"), "state": N_("State"), "profile": N_("Profile"), "role": N_("Role"), "manager": N_("Manager"),
    "default": N_("Everybody may"), "modules": N_("Modules"), "above": N_("Below"), "peers": N_("Peers"),
    "members": N_("Members"), "from": N_("Records of"), "to": N_("Shared with"), "level": N_("Level"),
    "superiors": N_("Superiors too"), "edition": N_("Edition"), "limits": N_("Limits"), "hierarchy": N_("Hierarchy"),
    "email": N_("E-mail"), "email roles": N_("Roles"), "team licences": N_("Team licences"),
    "regular seats": N_("Regular seats"), "team seats": N_("Team seats"),
    "create team module": N_("Create team modules"),
}  # fmt: skip
"""What stands behind the colon of `user ann@acme.test: role`; an id of an action is called as the action is."""

VALUES: Mapping[str, str] = {
    **{f"kind {kind.value}": words for kind, words in KINDS.items()},
    **{f"state {state.value}": words for state, words in STATES.items()},
    **{f"default {default.value}": words for default, words in DEFAULTS.items()},
    **{f"level {level.name.lower()}": words for level, words in SHARED.items()},
    f"email {EmailSharing.PRIVATE.value}": N_("Private"), f"email {EmailSharing.PUBLIC.value}": N_("Public"),
    f"email {EmailSharing.ROLES.value}": N_("Shared with roles"),
    "modules *": N_("all"),
}  # fmt: skip
"""Values that people call otherwise, by detail and value."""
ANYWHERE = {"on": N_("on"), "off": N_("off"), **{access.value: words for access, words in ACCESS.items()}}
"""Values that mean the same whatever they are of."""


def diff_pairs(diffs: Iterable[Diff], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the change itself alters, as heading and text. `names` of modules and fields, as `shift_pairs` takes
    them."""
    return [_pair(diff, names) for diff in diffs]


def _pair(diff: Diff, names: Mapping[str, str]) -> tuple[str, str]:
    thing, _colon, detail = diff.what.partition(": ")
    kind, _space, api_name = thing.partition(" ")
    name = names.get(api_name, diff.name) if kind == "module" else diff.name
    before, after = (_value(detail, value) for value in (diff.before, diff.after))
    head = " · ".join(filter(None, (name or thing, _detail(kind, api_name, detail, names))))
    return display_text(head), f"{before} → {after}"


def _detail(kind: str, api_name: str, detail: str, names: Mapping[str, str]) -> str:
    if detail in DETAILS:
        return _(DETAILS[detail])
    action, _slash, module = detail.partition("/")
    if action in ACTIONS:
        return " · ".join(filter(None, (action_words(action), names.get(module, module))))
    word, _space, rest = detail.partition(" ")
    if kind == "module":
        field = names.get(f"{api_name}.{word}")
        return f"{field} · {rest}" if field else detail
    return names.get(rest, rest) if word == "module" else detail


def _value(detail: str, value: str) -> str:
    words = VALUES.get(f"{detail} {value}") or ANYWHERE.get(value)
    return _(words) if words else display_text(value) or NOTHING
