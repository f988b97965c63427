"""`user key …`: keys by which people come in through a door, one's own and those of others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import N_, _, message
from crm_tui.cli.joining import how_to_join
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid
from crm_tui.domain.public_keys import LONGEST

if TYPE_CHECKING:
    from crm_tui.domain.doors import SshKey

STANDARD_INPUT = "-"
EVERYTHING = "*"
COLUMNS = ["id", "name", "kind", "fingerprint", "opens", "last_used_at"]


def key_list(call: Call) -> None:
    """The keys that open the organisation."""
    call.out.rows([key_row(key) for key in call.workspace.keys.list(call.args.login or "")], COLUMNS)


def key_row(key: SshKey) -> dict[str, Json]:
    """A key as JSON."""
    return {
        "id": key.id, "login": key.login, "name": key.name, "kind": key.kind, "fingerprint": key.fingerprint,
        "everywhere": key.everywhere, "opens": [EVERYTHING] if key.everywhere else list(key.slugs),
        "created_at": from_epoch(key.created_at).isoformat(),
        "last_used_at": None if key.last_used_at is None else from_epoch(key.last_used_at).isoformat(),
    }  # fmt: skip


def key_add(call: Call) -> None:
    """Register a public key."""
    made = call.workspace.keys.add(_line(call), call.args.name or "", call.args.login or "")
    text = _("{login} comes in by {fingerprint} now.", login=made.login, fingerprint=made.fingerprint)
    call.out.one(key_row(made), text)


def key_revoke(call: Call) -> None:
    """Take a key back."""
    gone = call.workspace.keys.revoke(call.args.key, call.args.login or "", last=call.args.last)
    text = _("{name} opens nothing here any more: {fingerprint}.", name=gone.name, fingerprint=gone.fingerprint)
    call.out.one({"done": text, "login": gone.login, "fingerprint": gone.fingerprint}, text)


def key_invite(call: Call) -> None:
    """A code for a first key; shown only now."""
    args = call.args
    if args.whom and args.login and args.whom != args.login:
        raise Invalid(message("Say once whom the code is for."))
    made = call.workspace.keys.invite(args.whom or args.login or "")
    until, send = from_epoch(made.expires_at), how_to_join(call, made.port)
    text = _(
        "{login} registers a key until {day} by: {command}. The code, shown only now: {code}",
        login=made.login, day=until.date().isoformat(), command=send, code=made.code,
    )  # fmt: skip
    call.out.one({"login": made.login, "code": made.code, "expires_at": until.isoformat(), "send": send}, text)


def _line(call: Call) -> str:
    """The key: the words themselves, else a file of this machine, else standard input."""
    words: list[str] = call.args.words
    if len(words) > 1 or (words and " " in words[0].strip()):
        return " ".join(words)
    if not words or words[0] == STANDARD_INPUT:
        return call.stdin.read(LONGEST + 1)
    if call.door:
        # A path would be one of the server's (DOOR-1).
        raise Invalid(message("Give the key itself, or on standard input: a file is not read from here."))
    return _of_file(call.file(words[0]))


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(LONGEST + 1).decode("utf-8", "replace")


WHOSE = Argument("--login", N_("whose, if not your own"), metavar="LOGIN")

VERBS = (
    Verb(
        "user key list", N_("List the keys that open the organisation, your own or another's."), key_list, (WHOSE,),
        "settings.personal",
    ),
    Verb(
        "user key add", N_("Register a public key, from words, a file or standard input."), key_add,
        (
            Argument("words", N_("the line of the public key, its file, or - for standard input"), many="*"),
            Argument("--name", N_("what to call it, if not as its own line does")), WHOSE,
        ),
        "settings.personal",
    ),
    Verb(
        "user key revoke", N_("Take a key back; who is in by it is out."), key_revoke,
        (
            Argument("key", N_("its name, fingerprint or id")), WHOSE,
            Argument("--last", N_("even if you come in by no other one"), flag=True),
        ),
        "settings.personal",
    ),
    Verb(
        "user key invite", N_("Make a code for a first key; it is shown once."), key_invite,
        (Argument("whom", N_("whose first key, if not your own"), many="?", metavar="LOGIN"), WHOSE),
        "settings.personal",
    ),
)  # fmt: skip
