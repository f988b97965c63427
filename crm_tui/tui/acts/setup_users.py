"""The users page: inviting, editing, activating, converting, appointing, handing over, deleting (chapter 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.effects import Effect
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.staff import Invited
from crm_tui.services.users import ManagedUser, StaffOptions, UserInfo
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.changing import ActOn, as_seen, change, change_by_form, changed, names_of
from crm_tui.tui.acts.keys import keys_of
from crm_tui.tui.acts.reach import of_user
from crm_tui.tui.acts.setup import open_page
from crm_tui.tui.acts.viewing import view_login
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.change import Change
from crm_tui.tui.dialogs.confirm import Confirm, TypedConfirm
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content_lines
from crm_tui.tui.forms.setup_form import SetupForm
from crm_tui.tui.forms.user_form import FIXED, delete_spec, edit_spec, invite_spec, profile_spec
from crm_tui.tui.presenters.effect_lines import few_words
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.people import moment_words
from crm_tui.tui.setup.users import UserLine, UserRow, UsersPage

Values = Mapping[str, object]


def _chosen(desk: Desk) -> UserLine:
    """The user under the cursor; his commands are absent where there is none."""
    open_page(desk, UsersPage)
    row: UserRow | None = desk.areas.chosen_row()
    if row is None:
        raise LookupError("no user is chosen")
    return row.item


def _text(values: Values, name: str) -> str | None:
    """What stands in a field that was touched: empty for emptied, None for left alone."""
    return str(values[name] or "") if name in values else None


# Invitations


async def invite(desk: Desk) -> None:
    """Add a user and show his token, once (U44)."""
    ws = desk.ws
    options = await desk.off_loop(ws.users.options)
    spec = invite_spec(options, administrators=ws.access.decide("profiles.manage").allowed)
    form = SetupForm(spec, lambda values: _invitation(ws, spec.title, values))
    if await desk.ask(form) is not None and isinstance(form.result, Invited):
        await _show_token(desk, form.result)


def _invitation(ws: Workspace, title: str, values: Values) -> Change:
    """An invitation gives nothing before it is accepted, so its effect is that of the user who has accepted it."""
    who = _entered(values)
    rehearse, save = as_seen(
        ws, lambda: ws.effects.of(lambda: ws.staff.add(*who), asked=True), lambda: ws.staff.invite(*who)
    )
    return Change(title, save, rehearse, names=names_of(ws.catalog()))


def _entered(values: Values) -> tuple[str, str, UserKind, str, str]:
    """Login, name, kind, profile and role; the profile of team users and administrators is the system's."""
    kind = UserKind(str(values["kind"]))
    profile = FIXED.get(kind) or _text(values, "profile") or ""
    return str(values["login"]), str(values["name"]), kind, profile, _text(values, "role") or ""


async def send_again(desk: Desk) -> None:
    """A new token for seven days (U40)."""
    login, ws = _chosen(desk).user.login, desk.ws
    await _show_token(desk, await desk.off_loop(lambda: ws.staff.send_again(login)))


async def _show_token(desk: Desk, made: Invited) -> None:
    await changed(desk, _("{login} is invited.", login=display_text(made.login)))
    words = _(
        "There is no mail yet: give him this token yourself. It is shown only now, and lasts until {moment}.",
        moment=moment_words(made.expires_at, desk.formats),
    )
    command = f"crm-tui --as {made.login} org accept --token {made.token}"
    shown = content_lines(f"{words}\n\n{made.token}\n\n{command}")
    await desk.ask(Reader[None](_("Invitation for {login}", login=made.login), shown, made.token))


async def revoke(desk: Desk) -> None:
    """Take the invitation back; the user goes."""
    user, ws = _chosen(desk).user, desk.ws
    text = _("His token no longer works, and he goes from the list.")
    if await desk.ask(Confirm(_("Revoke the invitation of {name}?", name=user.name), text, dangerous=True)):
        await desk.off_loop(lambda: ws.staff.revoke(user.login))
        await changed(desk, _("The invitation of {name} is revoked.", name=display_text(user.name)))


# What he is


async def edit(desk: Desk) -> None:
    """Name, role, profile, manager; with the effect."""
    one, ws = _managed(desk), desk.ws
    options, users = await desk.off_loop(lambda: (ws.users.options(), ws.users.list()))
    user = one.info

    def act(values: Values) -> ActOn:
        given = {name: _text(values, name) for name in ("name", "role", "profile", "manager")}
        return lambda ws: ws.staff.edit(user.login, **given)

    await change_by_form(desk, edit_spec(one, options, users), act, _saved(user))


def _managed(desk: Desk) -> ManagedUser:
    managed = _chosen(desk).managed
    if managed is None:  # the rights came after the list was read
        raise LookupError("the user's details were not read")
    return managed


async def activate(desk: Desk) -> None:
    """Let him in again, with the effect; a free seat is needed (U28)."""
    user = _chosen(desk).user
    title, done = _("Activate {name}", name=user.name), _("{name} is active again.", name=display_text(user.name))
    await change(desk, title, lambda ws: ws.staff.set_state(user.login, UserState.ACTIVE), done)


async def deactivate(desk: Desk) -> None:
    """Keep him out, with the effect (U41)."""
    user = _chosen(desk).user
    title, done = _("Deactivate {name}", name=user.name), _("{name} is inactive.", name=display_text(user.name))
    warning = _("He cannot sign in any more. His records stay his, his seat becomes free; he can be activated again.")
    await change(desk, title, lambda ws: ws.staff.set_state(user.login, UserState.INACTIVE), done, warning=warning)


async def convert(desk: Desk) -> None:
    """Team to regular user (U50)."""
    user = _chosen(desk).user
    await _with_profile(
        desk,
        _("Convert {name}", name=user.name),
        lambda profile: lambda ws: ws.staff.convert(user.login, profile),
        _("{name} is a regular user now.", name=display_text(user.name)),
    )


async def administrator(desk: Desk) -> None:
    """Make an administrator of a regular user, or the other way round (U07, U09)."""
    user = _chosen(desk).user
    if user.kind is UserKind.ADMINISTRATOR:
        await _with_profile(
            desk,
            _("Dismiss {name} as administrator", name=user.name),
            lambda profile: lambda ws: ws.staff.appoint(user.login, administrator=False, profile=profile),
            _("{name} is a regular user now.", name=display_text(user.name)),
        )
        return
    await change(
        desk,
        _("Make {name} an administrator", name=user.name),
        lambda ws: ws.staff.appoint(user.login, administrator=True),
        _("{name} is an administrator now.", name=display_text(user.name)),
    )


async def hand_over(desk: Desk) -> None:
    """Give up being the super administrator (U08)."""
    user = _chosen(desk).user
    await change(
        desk,
        _("Hand over to {name}", name=user.name),
        lambda ws: ws.staff.hand_over(user.login),
        _("{name} is the super administrator now.", name=display_text(user.name)),
        warning=_(
            "There is exactly one super administrator: you become an administrator, and only he can give it back."
        ),
    )


async def _with_profile(desk: Desk, title: str, act: Callable[[str], ActOn], done: str) -> None:
    options: StaffOptions = await desk.off_loop(desk.ws.users.options)
    await change_by_form(desk, profile_spec(title, options), lambda values: act(_text(values, "profile") or ""), done)


# What he reaches, and the end


async def delete(desk: Desk) -> None:
    """Delete for good: who gets what is open, then his login typed (U42)."""
    user, ws = _chosen(desk).user, desk.ws
    users = await desk.off_loop(ws.users.list)
    values = await desk.ask(SetupForm(delete_spec(user, users)))
    if values is None:
        return
    heir = _text(values, "to") or ""
    team = bool(heir and values.get("team"))
    moves: list[int] = []

    def delete_him() -> None:
        moves.append(ws.staff.delete(user.login, heir, team_records=team))

    rehearse, save = as_seen(ws, lambda: ws.effects.of(delete_him, asked=True), delete_him)
    effect = await desk.off_loop(rehearse)
    lines = [_last_words(user, heir, team=team), *_effect_words(desk, user, effect, heir, moves[-1])]
    if not await desk.ask(TypedConfirm(_("Delete {name}", name=user.name), "\n".join(lines), user.login)):
        return
    await desk.off_loop(save)
    moved = moves[-1]
    words = (
        ngettext("{count} record went to {heir}", "{count} records went to {heir}", moved, heir=heir) if heir else ""
    )
    await changed(desk, " · ".join(filter(None, (_("{name} is deleted", name=display_text(user.name)), words))))


def _effect_words(desk: Desk, user: UserInfo, effect: Effect, heir: str, moves: int) -> list[str]:
    """How many records the heir gets, and who else gains or loses by it (AC58)."""
    goes = ngettext("{count} record goes to {heir}.", "{count} records go to {heir}.", moves, heir=heir)
    return [*([goes] if heir else []), *few_words(effect, names_of(desk.ws.catalog()), user.login)]


def _last_words(user: UserInfo, heir: str, *, team: bool) -> str:
    """What becomes of his records, and that it cannot be taken back (U42, U43)."""
    kept = _("What he owns stays under his name, marked as former.")
    handed = _(
        "His open deals and activities go to {heir}; all else stays under his name, marked as former.", heir=heir
    )
    more = _("His open records in team modules go to {heir} too, as far as he may own them.", heir=heir)
    never = _("This cannot be taken back: the same address added again is a new user.")
    return "\n".join([handed if heir else kept, *([more] if team else []), never])


async def reaches(desk: Desk) -> None:
    """What he sees and may do."""
    await of_user(desk, _chosen(desk).user.login)


async def view_as(desk: Desk) -> None:
    """See what he sees, until one stops (AC56)."""
    await view_login(desk, _chosen(desk).user.login)


async def keys(desk: Desk) -> None:
    """By which keys he comes in through a door."""
    user = _chosen(desk).user
    await keys_of(desk, _("Keys of {name}", name=user.name), user.login)


async def copy(desk: Desk) -> None:
    """Copy his login."""
    desk.copy(display_text(_chosen(desk).user.login))
    desk.say(Status(_("Copied."), "done"))


def _saved(user: UserInfo) -> str:
    return _("{name} is saved.", name=display_text(user.name))
