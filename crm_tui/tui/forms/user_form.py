"""Forms about users: inviting, editing, converting, deleting one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.base.messages import _
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.users import STANDARD_PROFILE, UserKind, UserState
from crm_tui.services.users import ManagedUser, StaffOptions, UserInfo
from crm_tui.tui.forms.setup_form import setup_field, setup_spec
from crm_tui.tui.forms.spec import FieldSpec, FormSpec
from crm_tui.tui.presenters.people import kind_words


def invite_spec(options: StaffOptions, *, administrators: bool) -> FormSpec:
    """A new user. `administrators`: whether one may make any (U07)."""
    kinds = [UserKind.TEAM, UserKind.REGULAR, *([UserKind.ADMINISTRATOR] if administrators else [])]
    named = [(kind.value, kind_words(kind)) for kind in kinds]
    return setup_spec(
        _("Invite a user"),
        (
            setup_field("login", _("E-mail address"), FieldKind.EMAIL, required=True),
            setup_field("name", _("Name"), FieldKind.TEXT, required=True),
            setup_field("kind", _("Kind"), FieldKind.PICKLIST, UserKind.TEAM.value, options=named, required=True),
            _profile(options, _("Profile (regular)")),
            setup_field("role", _("Role"), FieldKind.PICKLIST, options=options.roles),
        ),
    )


def edit_spec(one: ManagedUser, options: StaffOptions, users: Iterable[UserInfo]) -> FormSpec:
    """What can be changed of a user; the profile only of regular ones (U52)."""
    user = one.info
    managers = [
        (each.login, f"{each.name} · {each.login}")
        for each in users
        if each.id != user.id and (each.state is UserState.ACTIVE or each.login == one.manager)
    ]
    profile = [_profile(options, _("Profile"), one.profile)] if user.kind is UserKind.REGULAR else []
    fields: Sequence[FieldSpec] = (
        setup_field("name", _("Name"), FieldKind.TEXT, user.name, required=True),
        *profile,
        setup_field("role", _("Role"), FieldKind.PICKLIST, one.role or None, options=options.roles),
        setup_field("manager", _("Manager"), FieldKind.PICKLIST, one.manager or None, options=managers),
    )
    return setup_spec(_("Edit {name}", name=user.name), fields, edited=True)


def profile_spec(title: str, options: StaffOptions) -> FormSpec:
    """Which profile a user gets who becomes a regular one (U50)."""
    return setup_spec(title, (_profile(options, _("Profile"), required=True),))


def delete_spec(user: UserInfo, users: Iterable[UserInfo]) -> FormSpec:
    """Who gets what the user leaves open (U42)."""
    heirs = [
        (each.login, f"{each.name} · {each.login}")
        for each in users
        if each.id != user.id and each.state is UserState.ACTIVE and each.kind is not UserKind.EXTERNAL
    ]
    return setup_spec(
        _("Delete {name}", name=user.name),
        (
            setup_field("to", _("Open work goes to"), FieldKind.PICKLIST, options=heirs),
            setup_field("team", _("Team modules too"), FieldKind.CHECKBOX, False),
        ),
    )


def _profile(options: StaffOptions, label: str, value: str = "", *, required: bool = False) -> FieldSpec:
    names = [name for name, _label in options.profiles]
    first = value or (STANDARD_PROFILE if STANDARD_PROFILE in names else next(iter(names), ""))
    return setup_field("profile", label, FieldKind.PICKLIST, first or None, options=options.profiles, required=required)
