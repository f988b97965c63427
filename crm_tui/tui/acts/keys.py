"""Keys by which one comes in through a door: one's own from everywhere, a user's from the users page (O36, U12)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.doors import KeyCode, SshKey
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.key_limits import joining
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.keys import KeyAsked, KeyList, KeyWish
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content_lines
from crm_tui.tui.forms.setup_form import SetupForm, setup_field, setup_spec
from crm_tui.tui.presenters.keys import code_words
from crm_tui.tui.presenters.lines import Status


async def own(desk: Desk) -> None:
    """One's own keys."""
    await keys_of(desk, _("Your keys"))


async def keys_of(desk: Desk, title: str, login: str = "") -> None:
    """The keys of a login, until one closes the list; each wish is done over it."""
    while True:
        keys = await desk.off_loop(lambda: desk.ws.keys.list(login))
        asked = await desk.ask(KeyList(title, keys, desk.formats))
        if asked is None:
            return
        await _do(desk, asked, login, only=len(keys) == 1)


async def _do(desk: Desk, asked: KeyAsked, login: str, *, only: bool) -> None:
    if asked.wish is KeyWish.ADD:
        await _add(desk, login)
    elif asked.wish is KeyWish.CODE:
        await _code(desk, login)
    elif asked.key is not None:
        await _revoke(desk, asked.key, login, locked_out=only and not login and not desk.entrance.files_here)


async def _add(desk: Desk, login: str) -> None:
    """Paste the line of a public key; what is wrong with it is said where it stands."""
    ws = desk.ws
    spec = setup_spec(
        _("Register a public key"),
        (
            setup_field("key", _("Line of the .pub file"), FieldKind.LONG_TEXT, required=True),
            setup_field("name", _("Name"), FieldKind.TEXT),
        ),
    )

    def save(values: Mapping[str, object], _version: int | None) -> SshKey:
        return ws.keys.add(str(values["key"]), str(values.get("name") or ""), login)

    form = SetupForm(spec, save=save)
    if await desk.ask(form) is not None and isinstance(form.result, SshKey):
        desk.say(Status(_("{name} is registered.", name=display_text(form.result.name)), "done"))


async def _revoke(desk: Desk, key: SshKey, login: str, *, locked_out: bool) -> None:
    """Ask first: whoever is in by it is out at once. `locked_out`: and comes in by no other one."""
    text = _("Sessions that came by it end. {fingerprint}", fingerprint=key.fingerprint)
    if locked_out:
        text = _("This is your only key: without it you come in no more.") + "\n" + text
    if await desk.ask(Confirm(_("Revoke the key {name}?", name=key.name), text, dangerous=True)):
        await desk.off_loop(lambda: desk.ws.keys.revoke(key.fingerprint, login, last=locked_out))
        desk.say(Status(_("{name} is revoked.", name=display_text(key.name)), "done"))


async def _code(desk: Desk, login: str) -> None:
    """A code for a key that is not here, shown once."""
    made: KeyCode = await desk.off_loop(lambda: desk.ws.keys.invite(login))
    shown = content_lines(f"{code_words(made, desk.formats)}\n\n{joining(made.port)}\n\n{made.code}")
    await desk.ask(Reader[None](_("Code for {login}", login=made.login), shown, made.code))
