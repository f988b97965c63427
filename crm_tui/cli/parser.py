"""From the words of a line to a verb and its arguments."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from functools import partial
from typing import NoReturn

from crm_tui.base.messages import Message, _, message
from crm_tui.cli.verbs import Argument, Globals, Verb
from crm_tui.domain.errors import Invalid

_VALUED = {"--data": "data", "--database": "database", "--as": "login", "--org": "org", "--view-as": "view_as"}
HELP = "help"
"""First on a line it is as the option: ssh takes `--help` for its own."""
_FLAGS = {"--json": "json", "--help": "help", "-h": "help", "--version": "version"}

GROUPS: dict[str, tuple[str, ...]] = {
    "opening": ("", "demo", "open"),
    "organisations": ("org",),
    "access": ("can", "matrix"),
    "access_requests": ("access", "record", "user"),
    "records": ("record",),
    "converting": ("record",),
    "requests": ("request",),
    "finding": ("search", "count"),
    "timeline": ("timeline",),
    "interactions": ("interactions", "record"),
    "history": ("undo", "bin"),
    "audit": ("audit",),
    "promises": ("promise",),
    "inbox": ("inbox",),
    "keys": ("keys",),
    "maintenance": ("backup", "restore", "doctor"),
    "reading_setup": ("user", "space", "module", "field", "view"),
    "changing_setup": ("user", "space", "module", "view", "licence"),
    "people": ("user",),
    "sessions": ("user",),
    "user_keys": ("user",),
    "licences": ("licence", "org"),
    "profiles": ("profile",),
    "roles": ("role",),
    "groups": ("group",),
    "data_sharing": ("sharing",),
    "field_permissions": ("field",),
    "team_people": ("module",),
    "serving": ("serve",),
    "migrating": ("migrate-database",),
    "own_sshd": ("serve",),
    "not_built": (
        "record", "user", "space", "module", "field", "view",
        "mass", "chart", "import", "export", "serve",
    ),
}  # fmt: skip
"""File of this package -> the first words of its verbs. Only the files that a line needs are loaded."""


class UsageError(Invalid):
    """The line cannot be understood; `usage` shows how it is written."""

    def __init__(self, text: Message, usage: str = "") -> None:
        super().__init__(text)
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    """argparse that reports by an exception, so that errors can be printed as JSON."""

    def error(self, message_text: str) -> NoReturn:
        raise UsageError(Message("{text}", (("text", message_text),)), self.format_usage().strip())


def split_globals(argv: Sequence[str]) -> tuple[Globals, list[str]]:
    """Take the global options out of a line, wherever they stand before a `--`."""
    values: dict[str, str] = {}
    flags: set[str] = set()
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        name, equals, value = word.partition("=")
        if word == "--":
            rest += ["--", *words]
        elif name in _VALUED:
            values[_VALUED[name]] = _given(name, value if equals else next(words, None))
        elif word in _FLAGS:
            flags.add(_FLAGS[word])
        elif word == HELP and not rest:
            flags.add(HELP)
        else:
            rest.append(word)
    found = Globals(
        values.get("data"), values.get("database"), values.get("login"), values.get("org"),
        json="json" in flags, help="help" in flags, version="version" in flags, view_as=values.get("view_as"),
    )  # fmt: skip
    return found, rest


def _given(name: str, value: str | None) -> str:
    # An empty one is mostly a variable that is not set: it must not become the default place.
    if not value:
        raise UsageError(message("{option} needs a value.", option=name))
    return _must_be_text(value)


def _must_be_text(word: str) -> str:
    """The word; UsageError where its bytes were no UTF-8, of which something else would be stored."""
    try:
        word.encode()
    except UnicodeEncodeError:
        raise UsageError(message("{text} is no text in UTF-8.", text=word)) from None
    return word


def group_verbs(group: str) -> tuple[Verb, ...]:
    """The verbs of one file of this package."""
    module = importlib.import_module(f"crm_tui.cli.{group}")
    return tuple(module.VERBS)


def all_verbs() -> list[Verb]:
    """Every verb, built ones first."""
    return [verb for group in GROUPS for verb in group_verbs(group)]


def find_verb(words: Sequence[str]) -> tuple[Verb, list[str]]:
    """The verb that a line starts with, and the words after it; UsageError naming the nearest ones."""
    first = words[0] if words and not words[0].startswith("-") else ""
    groups = [name for name, firsts in GROUPS.items() if first in firsts]
    if not groups:
        known = [word for firsts in GROUPS.values() for word in firsts if word]
        raise UsageError(_unknown(first, known), f"crm-tui {HELP}")
    verbs = {verb.words: verb for group in groups for verb in group_verbs(group)}
    verbs = {name: verb for name, verb in verbs.items() if name.partition(" ")[0] == first}
    for length in (3, 2, 1):
        if verb := verbs.get(" ".join(words[:length])):
            return verb, list(words[length:])
    if not first:
        return verbs[""], list(words)
    raise UsageError(_unknown(*_nearby(words, list(verbs))), f"crm-tui {HELP} {first}")


def is_verb(words: Sequence[str]) -> bool:
    """Whether a line starts with a verb."""
    try:
        find_verb(words)
    except UsageError:
        return False
    return True


def _nearby(words: Sequence[str], known: list[str]) -> tuple[str, list[str]]:
    """The words that were meant for a verb, and the verbs that start alike."""
    start = " ".join(words[:2])
    if longer := [name for name in known if name.startswith(f"{start} ")]:
        return " ".join(words[:3]), longer
    return start, [" ".join(name.split()[:2]) for name in known if " " in name]


def _unknown(words: str, known: list[str]) -> Message:
    import difflib

    known = list(dict.fromkeys(known))
    begun = all(name.startswith(f"{words} ") for name in known)
    near = known if begun else difflib.get_close_matches(words, known, 3, cutoff=0.6) or known
    return message("There is no verb {words}. There is: {known}.", words=words, known=", ".join(near))


def parse(verb: Verb, words: list[str]) -> argparse.Namespace:
    """The arguments of a verb; UsageError when they do not fit."""
    if not verb.built:
        return argparse.Namespace(words=words)
    if not verb.takes_file:
        words = [_must_be_text(word) for word in words]
    return parser_of(verb).parse_args(_sorted(verb, words))


def parser_of(verb: Verb) -> argparse.ArgumentParser:
    """The argparse parser of one verb."""
    parser = _Parser(
        prog=f"crm-tui {verb.words}".strip(), description=_(verb.help), add_help=False, allow_abbrev=False,
        epilog=_("Everywhere: --data DIR, --database URL, --as LOGIN, --view-as LOGIN, --org SLUG, --json, --help."),
    )  # fmt: skip
    for argument in verb.arguments:
        _add(parser, argument)
    return parser


def _add(parser: argparse.ArgumentParser, argument: Argument) -> None:
    told = _(argument.help) + (f" [{argument.otherwise}]" if argument.otherwise else "")
    told = told.replace("%", "%%")  # argparse puts values in
    if argument.flag:
        parser.add_argument(argument.name, action="store_true", help=told)
        return
    parser.add_argument(
        argument.name,
        help=told,
        nargs=argument.many,
        type=partial(_number, argument.least) if argument.number else str,
        choices=argument.choices or None,
        default=argument.default,
        metavar=argument.metavar or (None if argument.choices else argument.name.lstrip("-").upper()),
    )


def _number(least: int, text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 18 or int(text) < least:
        raise argparse.ArgumentTypeError(_("{text} is no whole number of at least {least}", text=text, least=least))
    return int(text)


def _sorted(verb: Verb, words: list[str]) -> list[str]:
    """Options in front, each in one word with its value; then `--` and the rest.

    argparse alone takes the value of `--sort -Amount` for an option, and loses words around `--`.
    """
    valued = {argument.name for argument in verb.arguments if argument.is_option and not argument.flag}
    options: list[str] = []
    plain: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            plain += rest
        elif word.startswith("-") and len(word) > 1:
            value = next(rest, None) if word in valued else None
            options.append(word if value is None else f"{word}={value}")
        else:
            plain.append(word)
    return [*options, "--", *plain] if plain else options
