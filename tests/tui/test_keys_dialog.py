"""Keys on the screen: one's own from everywhere, a user's from the users page, each verb against what services say."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from crm_tui.base.messages import _, set_language
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import join
from crm_tui.domain.doors import Caller, SshKey
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import UserKind
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.keys import KeyList
from crm_tui.tui.dialogs.people import OrganisationSwitcher
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.setup_form import SetupForm
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.keys import key_facts
from tests.demo import NOW
from tests.key_lines import ed25519, rsa
from tests.services.test_ceilings import standard_with
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown
from tests.tui.dialog_pilot import dialog
from tests.tui.setup_pilot import ADMIN, MANAGER, SALES, SIZES, open_setup, stand_on_row, state, type_in

__all__ = ["demo", "demo_source"]


def keys_of(demo: Installation, login: str) -> tuple[SshKey, ...]:
    return demo.workspace(login, "demo").keys.list()


async def own_keys(pilot: Pilot[int]) -> None:
    """By the palette, as people do."""
    await press(pilot, "ctrl+p")
    await type_in(pilot, "your keys")
    await press(pilot, "enter")
    assert isinstance(pilot.app.screen, KeyList)


async def paste(pilot: Pilot[int], text: str) -> None:
    """Paste into what has the keyboard."""
    focused = pilot.app.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_key_is_pasted_named_and_revoked(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        await own_keys(pilot)
        assert "No key yet" in shown(pilot)
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, KeyList)
        await press(pilot, "n")
        await paste(pilot, f"{ed25519(1, '[/] box')}\n")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, KeyList)
        made = keys_of(demo, SALES)[0]
        assert (made.name, made.everywhere) == ("[/] box", True)
        for words in ("[/] box", made.fingerprint, "Opens all organisations."):
            assert words in shown(pilot)
        await press(pilot, "n")
        await paste(pilot, ed25519(2))
        await press(pilot, "tab")
        await type_in(pilot, "second")
        await press(pilot, "ctrl+s", "j")
        assert keys_of(demo, SALES)[1].fingerprint in shown(pilot)
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "enter")
        assert len(keys_of(demo, SALES)) == 2
        await press(pilot, "j", "d", "y")
        assert [key.name for key in keys_of(demo, SALES)] == ["[/] box"]
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, KeyList)


async def test_what_is_no_key_is_said_where_it_stands(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await own_keys(pilot)
        await press(pilot, "n")
        await paste(pilot, rsa(1024))
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, SetupForm)
        assert "too weak" in " ".join(shown(pilot).split())
        assert keys_of(demo, SALES) == ()


@pytest.mark.parametrize("size", SIZES)
async def test_an_administrator_sees_a_users_keys_and_makes_a_code(demo: Installation, size: tuple[int, int]) -> None:
    demo.workspace(SALES, "demo").keys.add(ed25519(1, "his own"))
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, SALES)
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, KeyList)
        assert "his own" in shown(pilot)
        await press(pilot, "c")
        reader = pilot.app.screen
        assert isinstance(reader, Reader)
        assert "ssh join@HOST" in shown(pilot)
        assert reader.plain in shown(pilot).replace("\n", "")
        assert join(demo, reader.plain, ed25519(2, "second"), "") == SALES
        await press(pilot, "escape")
        assert "second" in shown(pilot)
        await press(pilot, "d", "y", "escape")
        told = [(key.name, key.everywhere, key.slugs) for key in demo.workspace(ADMIN, "demo").keys.list(SALES)]
        assert told == [("second", False, ("demo",))]


async def test_who_does_not_manage_keys_reads_why(demo: Installation) -> None:
    ws = demo.workspace(ADMIN, "demo")
    ws.profiles.add(standard_with("users.manage"))
    ws.staff.edit(MANAGER, profile="Special")
    async with app_of(demo, MANAGER).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, SALES)
        assert state(pilot)["user.keys"] is False
        await press(pilot, "c")
        assert isinstance(pilot.app.screen, WhyCard)


async def test_a_key_of_one_organisation_switches_to_no_other(demo: Installation) -> None:
    """Not from the list, nor by its name."""
    new = NewOrganisation("Beta", "beta", "EUR", "en", "FR", "UTC", login=ADMIN, user_name="Ada")
    demo.create_organisation(new)
    demo.workspace(ADMIN, "beta").staff.add(SALES, "Sam", UserKind.REGULAR, "Standard")
    made = demo.workspace(ADMIN, "demo").keys.add(ed25519(1), login=SALES)
    served = Installation(demo.places, clock=demo.clock, ids=demo.ids, caller=Caller(SALES, made.id))
    async with app_of(served, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "o")
        switcher = pilot.app.screen
        assert isinstance(switcher, OrganisationSwitcher)
        assert [item.value for item in switcher.items] == ["demo"]
        await press(pilot, "escape")
        desk(pilot).enter(SALES, "beta")
        await settle(pilot)
        assert "Beta" not in shown(pilot)
    served.close()


KEY_WORDS = ("add", "revoke", "copy", "one-time code", "close")
LONG = "laptop of the office in the house by the sea, third floor"


@pytest.mark.parametrize("language", ["en", "fr", "pl"])
async def test_in_the_smallest_terminal_nothing_of_a_key_is_cut(language: str) -> None:
    set_language(language)
    key = SshKey(
        1, SALES, LONG, f"SHA256:{'x' * 43}", "RSA 4096", 1_700_000_000, 1_790_000_000, everywhere=False,
        slugs=("helios-optics-international", "acme-holding"),
    )  # fmt: skip
    formats = Formats(language, "UTC", "EUR", NOW.date())
    try:
        async with dialog(lambda: KeyList("Keys", [key] * 9, formats), (60, 16)) as (app, _pilot):
            drawn = " ".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())
            seen = " ".join(drawn.replace("│", " ").split())
            for words in (LONG, *key_facts(key, formats, whole=True), *(_(word) for word in KEY_WORDS)):
                assert " ".join(words.split()) in seen, (words, drawn)
    finally:
        set_language("en")
