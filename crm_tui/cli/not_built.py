"""Verbs that are not built yet: they ask the gate first, then say so (AC55)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import N_, message
from crm_tui.cli.verbs import Argument, Call, Verb, split_target
from crm_tui.domain.errors import Forbidden, Invalid

HELP = N_("Not built yet.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A verb to come: its action id, and which word after it names the module or record (None: no word does)."""

    action: str
    place: int | None = None


PLANNED: dict[str, Planned] = {
    "record merge": Planned("records.merge", 0),
    "mass update": Planned("records.mass_update", 0),
    "mass delete": Planned("records.mass_delete", 0),
    "mass transfer": Planned("records.mass_transfer", 0),
    "chart": Planned("charts.view", 0),
    "import": Planned("records.import", 1),
    "export": Planned("records.export", 0),
    "space edit": Planned("spaces.manage"),
    "space delete": Planned("spaces.manage"),
    "module edit": Planned("module.customise", 0),
    "module delete": Planned("module.delete", 0),
    "field new": Planned("module.customise", 0),
    "field edit": Planned("module.customise", 0),
    "field delete": Planned("module.customise", 0),
    "view edit": Planned("views.manage", 0),
    "serve web": Planned(""),
}
"""Words of the verb -> what decides it. Without an action there is nothing to ask: the owner's machine decides."""

LOCAL = ("serve",)


def run(call: Call) -> int | None:
    """Forbidden where the actor may not (3), else that it is not built yet (2)."""
    planned = PLANNED[call.verb.words]
    if planned.action:
        _ask_the_gate(call, planned)
    raise Invalid(message("{words} is not built yet.", words=call.verb.words))


def _ask_the_gate(call: Call, planned: Planned) -> None:
    module, record_id = _target(planned, list(call.args.words))
    ws = call.workspace
    explanation = ws.access.mine(planned.action, module, record_id)
    if not explanation.decision.allowed:
        raise Forbidden(explanation)


def _target(planned: Planned, words: list[str]) -> tuple[str, int | None]:
    plain = [word for word in words if not word.startswith("--")]
    if planned.place is None or len(plain) <= planned.place:
        return "", None
    return split_target(plain[planned.place])


VERBS = tuple(
    Verb(
        words, HELP, run, (Argument("words", many="*"),), planned.action,
        through_doors=words.split()[0] not in LOCAL, built=False,
    )
    for words, planned in PLANNED.items()
)  # fmt: skip
