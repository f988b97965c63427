"""Reading what an undo step keeps."""

from __future__ import annotations

from crm_tui.store.undo_log import UndoStep


def number(step: UndoStep, name: str) -> int:
    """A number that a step keeps under this name."""
    value = dict(step.values)[name]
    if not isinstance(value, int):
        raise TypeError(f"{name} of {step.kind} is no number")
    return value


def optional_number(step: UndoStep, name: str) -> int | None:
    """A number that a step may keep under this name."""
    return None if dict(step.values)[name] is None else number(step, name)


def text(step: UndoStep, name: str) -> str:
    """A text that a step keeps under this name."""
    return str(dict(step.values)[name])
