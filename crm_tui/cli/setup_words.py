"""Words that the verbs of administration share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from crm_tui.base.messages import N_, message
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call
from crm_tui.domain.errors import Invalid
from crm_tui.domain.groups import PartyKind
from crm_tui.services.parties import PartyName

NAME = Argument("name", N_("its API name"))
LABEL = Argument("--label", N_("how people read it"))
STATE = Argument("state", N_("how it is to stand"), choices=("on", "off"))


class Labelled(Protocol):
    """What has a name for scripts and one for people."""

    @property
    def api_name(self) -> str: ...
    @property
    def label(self) -> str: ...


Row = TypeVar("Row", bound=Labelled)


def named(rows: Iterable[Row], name: str) -> Row | None:
    """The row of this API name or label; case does not count."""
    wanted = name.casefold()
    return next((row for row in rows if wanted in (row.api_name.casefold(), row.label.casefold())), None)


def words_of(text: str | None) -> list[str]:
    """The words of `A,B`."""
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def party_of(text: str) -> PartyName:
    """`role:Sales_Rep`, `role_below:Manager`, `group:Pals`, `user:ann@x.test`, or a login alone; Invalid for others."""
    kind, colon, name = text.partition(":")
    if not colon and "@" in text:
        return PartyName(PartyKind.USER.value, text)
    if not name or kind not in [one.value for one in PartyKind]:
        raise Invalid(message("{text} names nobody: write role:NAME, role_below:NAME, group:NAME or a login.",
                              text=text))  # fmt: skip
    return PartyName(kind, name)


def party_json(party: PartyName | None) -> dict[str, Json] | None:
    """A party as JSON; people read its label."""
    return None if party is None else {"kind": party.kind, "name": party.label or party.name, "api_name": party.name}


def done(call: Call, text: str, warnings: Sequence[str] = ()) -> None:
    """What was done, with what should be known of it."""
    told: dict[str, Json] = {"done": text}
    if warnings:
        told["warnings"] = list(warnings)
    call.out.one(told, text)
    if not call.out.as_json:
        for warning in warnings:
            call.out.line(warning)
