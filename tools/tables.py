"""Tables of the documentation that are made from the rules."""

from __future__ import annotations

from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.rulebook import STEPS, rule_table


def rules() -> str:
    """Every rule, step by step."""
    lines: list[str] = []
    for number, (step, question) in STEPS.items():
        rows = [row for row in rule_table() if row.step == number]
        if rows:
            lines += [f"### Step {number}: {question}", "", f"Rule of the step: {step}.", ""]
            lines += ["| rule | because | remedy | class |", "|---|---|---|---|"]
            lines += [f"| {row.id} | {cell(row.because)} | {cell(row.remedy)} | {row.remedy_class} |" for row in rows]
            lines.append("")
    return "\n".join(lines)


def actions() -> str:
    """Every action id."""
    lines = ["| action | what it is | asked about | works now |", "|---|---|---|---|"]
    lines += [
        f"| `{action.id}` | {cell(action.title.text)} | {action.target} | {'yes' if action.built else ''} |"
        for action in ACTIONS.values()
    ]
    return "\n".join(lines)


def cell(text: str) -> str:
    """A text inside a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")
