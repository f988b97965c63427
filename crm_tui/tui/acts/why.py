"""Why something is greyed, and why it is not: the why-card of any command and action."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.records import Record, Row
from crm_tui.policy.actions import ACTIONS
from crm_tui.tui.acts.access import ask_for
from crm_tui.tui.allowed import OF_ORGANISATION, ON_SUBJECT
from crm_tui.tui.commands.registry import BY_ID, Command
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.why_card import WhyAnswer, WhyCard
from crm_tui.tui.presenters.lines import Status


@dataclass(frozen=True, slots=True)
class Question:
    """What a card is about: an action, perhaps in a module, perhaps on a record, as a title says it."""

    action: str
    module: str = ""
    record_id: int | None = None
    title: str = ""


async def explain_command(desk: Desk, command: Command, explanation: Explanation | None = None) -> None:
    """The why-card of a command on what is under the cursor. Pressing what is greyed is an attempt: it is audited."""
    if command.action is not None:
        await explain_action(desk, command.action, command.words, explanation)


async def explain_action(desk: Desk, action: str, title: str = "", explanation: Explanation | None = None) -> None:
    """The why-card of an action on what is under the cursor."""
    asked = question(desk, action, title)
    if asked is None:
        return
    if explanation is None:
        access = desk.ws.access
        tried = await desk.off_loop(lambda: access.attempt(asked.action, asked.module, asked.record_id))
        if tried is None:  # the rights changed under the key press
            desk.repaint_bars()
            return
        explanation = tried
    await show_card(desk, asked, explanation)


async def look_at(desk: Desk, asked: Question, run: str = "") -> None:
    """The why-card of what one only asks about, allowed or not: nothing is tried, nothing written (AC53). `run` is
    the command that enter does where it is allowed."""
    access = desk.ws.access
    explanation = await desk.off_loop(lambda: access.mine(asked.action, asked.module, asked.record_id))
    await show_card(desk, asked, explanation, run)


async def show_card(desk: Desk, asked: Question, explanation: Explanation, run: str = "") -> None:
    """Show a why-card, and do what is wanted after it."""
    me, requests = desk.ws.actor.login, desk.ws.access_requests
    others = any(person.login != me for person in explanation.grantors)
    asks = others and requests.may_ask(explanation.decision)
    answer = await desk.ask(WhyCard(asked.title, explanation, asks=asks, does=bool(run)))
    if answer is WhyAnswer.ASK:
        await ask_for(desk, asked.action, asked.module, asked.record_id, asked.title)
    elif answer is WhyAnswer.DO:
        await desk.run_command(BY_ID[run])


def question(desk: Desk, action: str, title: str = "") -> Question | None:
    """An action as it is meant here: on the record under the cursor, in the open module, or of the organisation."""
    words = title or _(ACTIONS[action].title.text)
    if ACTIONS[action].target in OF_ORGANISATION:
        return Question(action, title=words)
    module = desk.module
    if module is None:
        return None if desk.areas.setup is None else Question(action, title=words)
    subject = desk.subject() if ACTIONS[action].target in ON_SUBJECT else None
    if subject is None:
        return Question(action, module.api_name, None, words)
    name = name_of(desk, subject)
    return Question(action, module.api_name, subject.id, f"{words} · {name}" if name else words)


async def choose_and_explain(desk: Desk) -> None:
    """Choose a command of this place, allowed or not, and read why."""
    commands = (c for c in desk.keymap.commands_for(desk.context) if c.action and desk.allowed(c) is not None)
    items = [PickItem(c.id, c.words if desk.allowed(c) else f"({c.words})", c.sentence) for c in commands]
    chosen = await desk.ask(Picker[str](_("Explain which command?"), items=items))
    if chosen is not None:
        await explain_by_id(desk, chosen)


async def explain_by_id(desk: Desk, command_id: str) -> None:
    """The why-card of a command, allowed or not."""
    command = BY_ID[command_id]
    asked = question(desk, command.action, command.words) if command.action is not None else None
    if asked is not None:
        await look_at(desk, asked, command.id)
    else:
        desk.say(Status(_("No rule is in the way of that.")))


def name_of(desk: Desk, subject: Row | Record) -> str:
    """What the list or the record calls it."""
    if isinstance(subject, Record):
        return display_text(subject.name)
    row = desk.list.table.row
    return row.cells[0] if row is not None and row.cells else ""
