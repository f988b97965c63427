"""What a verb of the command line is: its words, its arguments, and the function that runs it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from crm_tui.base.messages import message
from crm_tui.cli.output import Output
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.door_rules import only_here
from crm_tui.domain.errors import Forbidden, Invalid, NotFound

if TYPE_CHECKING:
    from crm_tui.bootstrap import Installation
    from crm_tui.cli.doors import Door
    from crm_tui.services.workspace import Workspace

LONGEST_LINE = 1 << 20
"""Characters of one line of standard input."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a verb. `name` starts with `--` for an option; `flag` ones take no value.

    `many`: as argparse's nargs. `number`: a whole number of at least `least`. `help` is an English source
    marked by `N_`. `otherwise`: what counts where it is not given, as the help shows it.
    """

    name: str
    help: str = ""
    many: str | None = None
    flag: bool = False
    number: bool = False
    least: int = 1
    choices: tuple[str, ...] = ()
    default: object = None
    metavar: str | None = None
    otherwise: str = ""

    @property
    def is_option(self) -> bool:
        return self.name.startswith("--")

    @property
    def usage(self) -> str:
        """How the argument is written, for the documentation."""
        shown = self.metavar or ("|".join(self.choices) if self.choices else self.name.lstrip("-").upper())
        if self.flag:
            return f"[{self.name}]"
        if self.is_option:
            return f"[{self.name} {shown}]"
        return {"?": f"[{shown}]", "*": f"[{shown} …]", "+": f"{shown} …"}.get(self.many or "", shown)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: `words` as typed, `action` the id that the gate decides by (empty: it decides nothing itself).

    `through_doors` is False for what only the owner of the data may do on his own machine (DOOR-1). `on_empty`: it
    begins where there is no data yet; any other verb says so, and leaves no empty data behind.
    """

    words: str
    help: str
    run: Callable[[Call], int | None]
    arguments: tuple[Argument, ...] = ()
    action: str = ""
    through_doors: bool = True
    built: bool = True
    on_empty: bool = False

    @property
    def takes_file(self) -> bool:
        """Whether a word of it is the name of a file, which may be any bytes."""
        return any(argument.name == "file" for argument in self.arguments)


@dataclass(frozen=True, slots=True)
class Globals:
    """The options that stand anywhere on the line."""

    data: str | None = None
    database: str | None = None
    login: str | None = None
    org: str | None = None
    json: bool = False
    help: bool = False
    version: bool = False
    view_as: str | None = None


@dataclass
class Call:
    """One command as it runs. The installation and the workspace are opened when they are first asked for."""

    verb: Verb
    args: argparse.Namespace
    globals: Globals
    out: Output
    stdin: TextIO
    door: Door | None = None
    _opened: list[Installation] = field(default_factory=list)
    _ended: list[Callable[[], None]] = field(default_factory=list)

    @cached_property
    def installation(self) -> Installation:
        """The data that the options and the environment name."""
        if self.door:
            return self.door.installation
        from crm_tui.cli.opening import installation_of

        opened = installation_of(self.globals)
        self._opened.append(opened)
        if not self.verb.on_empty and not opened.places.has_data():
            raise NotFound(message("There is no data at {place}.", place=opened.places.folder))
        return opened

    @cached_property
    def workspace(self) -> Workspace:
        """The organisation that is worked in, for the login that acts."""
        own = self.own_workspace(self.globals.org or (self.door.slug if self.door else None))
        if not self.globals.view_as:
            return own
        seen = own.view_as(self.globals.view_as)
        self._ended.append(seen.viewing.end)
        return seen

    def own_workspace(self, slug: str | None) -> Workspace:
        """The login's own workspace in an organisation."""
        login = self.login  # first: where nobody acts, that is what can be mended
        return self.installation.workspace(login, slug, door=self.through)

    @property
    def through(self) -> str:
        """What stands in timeline and audit as the door of what this line does."""
        return self.door.name if self.door else "cli"

    @property
    def login(self) -> str:
        """Who acts: `--as`, else the login last used here; Invalid when there is none."""
        if self.door:
            return self.door.login
        if login := self.globals.login or self._last_login():
            return login
        raise Invalid(message("Say who acts: --as LOGIN."))

    def oneself(self) -> None:
        """For what passes no gate of an organisation: Forbidden while one views as somebody else (AC56)."""
        if self.globals.view_as:
            from crm_tui.services.only_looking import ONLY_LOOKING

            raise Forbidden(Explanation(ONLY_LOOKING, ()))

    def _last_login(self) -> str | None:
        try:
            return self.installation.last_login()
        except NotFound:
            # No data yet: that nobody acts is what can be mended first.
            return None

    def close(self) -> None:
        """Let go of what was opened; a view as somebody else ends (AC56)."""
        for end in self._ended:
            end()
        for installation in self._opened:
            installation.close()

    def target(self, text: str | None = None) -> tuple[str, int]:
        """Module and id of `MODULE/ID`; Invalid for anything else."""
        module, record_id = split_target(str(self.args.target if text is None else text))
        if record_id is None:
            raise Invalid(message("{text} names no record: write MODULE/ID, as Leads/12.", text=module))
        return module, record_id

    def lines(self) -> Iterator[str]:
        """The lines of standard input, as they come. Invalid for one of LONGEST_LINE or more."""
        while line := self.stdin.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                # It may never end, and would fill the memory.
                raise Invalid(
                    message("A line of standard input is longer than {limit} characters.", limit=LONGEST_LINE)
                )
            yield line

    def path(self, name: str) -> Path:
        """A file of this machine that an argument names. Forbidden through a door."""
        return self.file(str(getattr(self.args, name)))

    def file(self, word: str) -> Path:
        """A file of this machine that a word of the line names: the only place where a verb gets one.

        Forbidden through a door: whoever comes in there reaches his own standard input and output, no path (DOOR-1).
        """
        if self.door:
            raise only_here()
        return Path(word).expanduser()


def split_target(text: str) -> tuple[str, int | None]:
    """`Leads/12` -> ("Leads", 12), `Leads` -> ("Leads", None); Invalid where the id is no number."""
    module, slash, number = text.partition("/")
    if not slash:
        return module, None
    # Python's int takes more than people write: blanks, signs, underscores, other scripts' digits.
    if not (number.isascii() and number.isdigit()) or len(number) > 18:
        raise Invalid(message("{text} is not MODULE/ID, as Leads/12.", text=text))
    return module, int(number)


def assignments(words: list[str]) -> dict[str, object]:
    """`field=value` words as values for a service; an empty value clears the field."""
    found: dict[str, object] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise Invalid(message("{text} is not FIELD=VALUE.", text=word))
        if name in found:
            raise Invalid(message("{field} stands there twice.", field=name))
        found[name] = value
    return found
