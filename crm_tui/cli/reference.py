"""The verbs as people read about them: `crm-tui --help`, and the table in docs/cli.md."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.cli.parser import all_verbs
from crm_tui.cli.verbs import Verb


def usage(verb: Verb) -> str:
    """How a verb is written."""
    return " ".join(["crm-tui", *verb.words.split(), *(argument.usage for argument in verb.arguments)])


def overview(start: str = "", *, outside: bool = False) -> str:
    """What `crm-tui --help` prints, of all verbs or of those that begin with these words; empty where none does.

    `outside`: for somebody who came through a door, where not all can be used.
    """
    built = [verb for verb in all_verbs() if verb.built and (verb.through_doors or not outside)]
    built = [verb for verb in built if f"{verb.words} ".startswith(f"{start} ".lstrip())]
    if not built:
        return ""
    width = max(len(verb.words) for verb in built)
    lines = [f"  {verb.words:{width}}  {_(verb.help)}" for verb in built]
    return "\n".join([
        _("usage: crm-tui [--data DIR] [--database URL] [--as LOGIN] [--view-as LOGIN] [--org SLUG] [--json] VERB …"),
        "", *lines, "",
        _("crm-tui VERB --help shows the arguments of a verb. Without a verb the app opens."), "",
    ])  # fmt: skip


def verbs_table() -> str:
    """The verbs that are built, as Markdown."""
    rows = [
        f"| `{_cell(usage(verb))}` | {verb.help} | {f'`{verb.action}`' if verb.action else ''} |"
        for verb in all_verbs()
        if verb.built
    ]
    return "\n".join(["| verb | what it does | action |", "|---|---|---|", *rows])


def planned_table() -> str:
    """The verbs that are not built yet, as Markdown."""
    rows = [
        f"| `{verb.words}` | {f'`{verb.action}`' if verb.action else ''} |" for verb in all_verbs() if not verb.built
    ]
    return "\n".join(["| verb | action that the gate is asked for |", "|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
