"""Choose as whom to sign in, and among one's organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _, ngettext
from crm_tui.domain.organisations import SignIn
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.presenters.people import KINDS, kind_words


class SignInPicker(Picker[str]):
    """Choose a login of an organisation; dismissed with it."""

    def __init__(self, organisation: str, people: Sequence[SignIn], first: str = "") -> None:
        ordered = sorted(people, key=lambda person: person.login != first)
        super().__init__(
            _("Sign in to {organisation}", organisation=organisation), items=[_person(person) for person in ordered]
        )


def _person(person: SignIn) -> PickItem[str]:
    words = [kind_words(person.kind), person.role, person.login]
    return PickItem(person.login, person.name, " · ".join(word for word in words if word))


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation or a pending invitation in the switcher (ORG-14).

    `kind` and `profile` are one's own there. `days_left` is an invitation's, None for an organisation.
    """

    slug: str
    name: str
    edition: str = ""
    kind: str = ""
    profile: str = ""
    default: bool = False
    current: bool = False
    created_by_me: bool = False
    days_left: int | None = None


class OrganisationSwitcher(Picker[str]):
    """Choose an organisation; dismissed with its slug. Invitations stand last, and are chosen to answer them."""

    def __init__(self, lines: Sequence[OrganisationLine]) -> None:
        ordered = sorted(lines, key=lambda line: line.days_left is not None)
        super().__init__(_("Organisations"), items=[_organisation(line) for line in ordered])


def _organisation(line: OrganisationLine) -> PickItem[str]:
    marks = [_("open now")] if line.current else []
    marks += [_("default")] if line.default else []
    marks += [_("made by you")] if line.created_by_me else []
    if line.days_left is not None:
        marks.append(ngettext("invitation, {count} day left", "invitation, {count} days left", line.days_left))
    # What tells lines apart stands first: where there is little room, the last words are cut.
    words = [line.slug, *marks, _kind(line.kind), line.profile, line.edition]
    return PickItem(line.slug, line.name, ", ".join(word for word in words if word))


def _kind(kind: str) -> str:
    return next((_(words) for each, words in KINDS.items() if each.value == kind), kind)
