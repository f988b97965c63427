"""Serving an installation to people elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.base.messages import N_, _
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import NotFound
from crm_tui.serve.config import FILE, HELP, KINDS, LEAST, Settings, settings

if TYPE_CHECKING:
    from crm_tui.serve.front import Listening

_SWITCHES = {
    "zygote": Argument("--no-zygote", N_("start each session as a program of its own"), flag=True),
    "merge_memory": Argument("--merge-memory", HELP["merge_memory"], flag=True),
}


def ssh(call: Call) -> int:
    """Serve by SSH until the process is told to stop."""
    from crm_tui.serve.front import serve

    chosen = settings(_file(call), _given(call))
    call.installation.slugs()  # a database that is not there is told now, and not to each who comes in
    return serve(call.installation, chosen, lambda listening: _announce(call, listening))


def _file(call: Call) -> Path | None:
    """The file of settings: the named one, which must be there, else the one in the data directory if it is."""
    if call.args.config is not None:
        named = call.path("config")
        if not named.is_file():
            raise NotFound
        return named
    usual = call.installation.places.folder / FILE
    return usual if usual.is_file() else None


def _given(call: Call) -> dict[str, object]:
    """What the line says, by the names of settings; None where it says nothing."""
    given: dict[str, object] = {name: getattr(call.args, name) for name in HELP if name not in _SWITCHES}
    given |= {name: _number(given[name]) for name, kind in KINDS.items() if kind is float}
    merging = True if call.args.merge_memory else None
    return given | {"zygote": False if call.args.no_zygote else None, "merge_memory": merging}


def _number(text: object) -> object:
    """A number with or without a fraction; what is none stays, and is told of by its setting."""
    try:
        return text if text is None else float(str(text))
    except ValueError:
        return text


def _announce(call: Call, listening: Listening) -> None:
    """The first line tells scripts where."""
    if call.globals.json:
        call.out.json_line({"address": listening.address, "port": listening.port, "fingerprint": listening.fingerprint})
    else:
        call.out.line(_("Listening on {address} port {port}.", address=listening.address, port=listening.port))
        call.out.line(
            _("The server's key is {fingerprint} ({file}).", fingerprint=listening.fingerprint, file=listening.host_key)
        )
    call.out.stream.flush()


def _arguments() -> tuple[Argument, ...]:
    options = (
        _SWITCHES.get(name) or Argument(
            f"--{name.replace('_', '-')}", text, number=KINDS[name] is int, least=LEAST.get(name, 0),
            metavar="MINUTES" if KINDS[name] is float else None, otherwise=str(getattr(Settings(), name) or ""),
        )
        for name, text in HELP.items()
    )  # fmt: skip
    return (
        Argument("--config", N_("a file of settings (TOML); serve.toml in the data directory by default")),
        *options,
    )


VERBS = (
    Verb(
        "serve ssh", N_("Serve this data by SSH."), ssh, _arguments(), through_doors=False,
    ),
)  # fmt: skip
