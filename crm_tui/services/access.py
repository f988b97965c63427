"""May he, and why: what `can`, the why-card, greying and All actions share. Only `attempt` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.base.messages import Message, message
from crm_tui.domain.decisions import Decision, Explanation, GrantorKind, RemedyClass, Step
from crm_tui.domain.errors import Forbidden, Invalid, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Record, Row
from crm_tui.domain.standing import Way
from crm_tui.domain.users import Actor
from crm_tui.policy.actions import ACTIONS, ActionDef
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.grantors import Grantors
from crm_tui.services.limits import Limits
from crm_tui.services.modules import Modules
from crm_tui.services.only_looking import as_viewed, steps_as_viewed
from crm_tui.services.session import Session
from crm_tui.services.ways import Ways

ABOUT_OTHERS = Decision(
    allowed=False,
    rule="AC52",
    because=message("Only those who manage users may ask what somebody else may do."),
    remedy=message("Switch the permission Manage Users on in the profile, or give another profile."),
    remedy_class=RemedyClass.PROFILE,
    grantors=(GrantorKind.PROFILE_MANAGERS,),
    step=4,
)


def _unnamed(because: Message) -> Message:
    values = tuple((name, message("(not visible)") if name == "rule" else value) for name, value in because.values)
    return replace(because, values=values)


def _limited(steps: Sequence[Step], full: Decision) -> tuple[Step, ...]:
    """The steps of what is allowed, ended by a limit that is checked last (9.3)."""

    def limited(step: Step) -> Step:
        if step.number == full.step:
            return replace(step, rule=full.rule, outcome="denied", because=full.because)
        return replace(step, outcome="passed") if step.outcome == "allowed" else step

    return tuple(map(limited, steps))


class Access:
    """Explains decisions, the actor's own and, for those who may ask (AC52), other people's."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, grantors: Grantors) -> None:
        self._session, self._gate, self._modules, self._grantors = session, gate, modules, grantors
        self._ways, self._limits = Ways(session, gate), Limits(session)

    def can(
        self,
        login: str,
        action: str,
        module_name: str = "",
        record_id: int | None = None,
        field: str = "",
        *,
        explain: bool = False,
    ) -> Explanation:
        """The answer for any login; a reached limit is a denial like any other (9.3).

        NotFound: unknown login, module or record; Invalid: unknown action (AC52).
        """
        actor = self._asked_about(login, action)
        module = self._modules.of_question(action, module_name)
        if field and (module is None or module.field(field) is None):
            raise NotFound
        facts = self._facts(actor, action, module, record_id)
        closed = self._gate.closed(actor, action, module) if module is not None and record_id is not None else None
        decision = closed or self._decide_for(actor, action, module, facts, field)
        steps = self._session.policy.explain(actor, action, self._facts_of(module), facts) if explain else ()
        if decision.allowed and (full := self._limits.reached(action)) is not None:
            return replace(full, steps=_limited(steps, full.decision))
        ways = self._opened_by(actor, module, record_id, facts) if explain else ()
        steps = self._without_names(steps, module)
        return Explanation(decision, self._grantors.people(decision, module, facts), steps, ways)

    def _asked_about(self, login: str, action: str) -> Actor:
        self._session.refresh()
        if action not in ACTIONS:
            raise Invalid(message("There is no action {action}.", action=action))
        self.may_ask(login)
        actor = self._session.other(login)
        if actor is None:
            raise NotFound
        return actor

    def mine(
        self, action: str, module_name: str = "", record_id: int | None = None, item_author: int | None = None
    ) -> Explanation:
        """The actor's own answer with all its steps, for the why-card. NotFound: nothing that he may see (AC50)."""
        session = self._session
        session.refresh()
        module = self._modules.of_question(action, module_name)
        decision, facts = self._gate.decide(action, Target(module, record_id, item_author))
        if not decision.found:
            raise NotFound
        steps = session.policy.explain(session.actor, action, self._facts_of(module), facts)
        if (seen := self._as_viewed(action, decision)) is not decision:
            decision, steps = seen, steps_as_viewed(steps)
        if decision.allowed and (full := self._limits.reached(action)) is not None:
            return replace(full, steps=_limited(steps, full.decision))
        ways = self._opened_by(session.actor, module, record_id, facts)
        steps = self._without_names(steps, module)
        return Explanation(decision, self._grantors.people(decision, module, facts), steps, ways)

    def attempt(
        self, action: str, module_name: str = "", record_id: int | None = None, item_author: int | None = None
    ) -> Explanation | None:
        """Somebody presses what is greyed: audited as a refused act, and explained. None where it is allowed now."""
        module = self._modules.of_question(action, module_name)
        self._session.refresh()
        if self._gate.refuse(action, Target(module, record_id, item_author), self._limits.reached(action)) is None:
            return None
        return self.mine(action, module_name, record_id, item_author)

    def decide(
        self,
        action: str,
        module: ModuleDef | None = None,
        record: Record | Row | None = None,
        item_author: int | None = None,
    ) -> Decision:
        """For greying: pure and without a query, from what the screen has read already.

        The gate decides again, with what the store says, when somebody acts.
        """
        session = self._session
        facts = record.facts if record is not None else None
        if facts is not None and item_author is not None:
            facts = replace(facts, item_author=item_author)
        decision = session.policy.decide(session.actor, action, self._facts_of(module), facts)
        return self._as_viewed(action, self._limits.last(action, decision))

    def all_actions(self, module_name: str, record_id: int) -> list[tuple[ActionDef, Explanation]]:
        """Every action that targets a record or its module, with its answer (AC55)."""
        module = self._modules.named(module_name)
        facts = self._gate.see(Target(module, record_id))
        session, wanted = self._session, ("record", "module")
        found: list[tuple[ActionDef, Explanation]] = []
        for action in ACTIONS.values():
            if action.target in wanted:
                decision = session.policy.decide(session.actor, action.id, session.module_facts(module), facts)
                decision = self._as_viewed(action.id, decision)
                found.append((action, Explanation(decision, self._grantors.people(decision, module, facts))))
        return found

    def may_ask_about(self, login: str) -> bool:
        """Whether the actor may ask about this login (AC52)."""
        session = self._session
        if login == session.login or session.owner_of_data:
            return True
        return session.policy.decide(session.actor, "users.manage").allowed

    def may_ask(self, login: str) -> None:
        """Forbidden unless the actor may ask about this login."""
        if not self.may_ask_about(login):
            raise Forbidden(Explanation(ABOUT_OTHERS, self._grantors.people(ABOUT_OTHERS, None, None)))

    def _facts(self, actor: Actor, action: str, module: ModuleDef | None, record_id: int | None) -> RecordFacts | None:
        """The record as it is for `actor`. NotFound unless the one who asks may see what he asks about (AC50)."""
        session = self._session
        if module is None:
            return None
        if not session.owner_of_data:
            sight = "module.see" if record_id is None else "records.view"
            asked = action if actor.user_id == session.actor.user_id else sight
            if not self._gate.decide(asked, Target(module, record_id))[0].found:
                raise NotFound
        if record_id is None or self._gate.closed(actor, action, module):
            return None
        stored = session.rows.facts(module, record_id, actor.user_id)
        if stored is None:
            raise NotFound
        return stored[0]

    def _opened_by(
        self, actor: Actor, module: ModuleDef | None, record_id: int | None, facts: RecordFacts | None
    ) -> tuple[Way, ...]:
        """What opens a record to him, by name (AC05)."""
        if module is None or record_id is None or facts is None:
            return ()
        return self._ways.of(actor, self._ways.opened(module, record_id), facts, self._ways.known(module))

    def _without_names(self, steps: Sequence[Step], module: ModuleDef | None) -> tuple[Step, ...]:
        """A sharing rule is named to those alone who may know it: its label is set-up text."""
        if module is None or self._ways.known(module).rules:
            return tuple(steps)
        return tuple(replace(step, because=_unnamed(step.because)) for step in steps)

    def _as_viewed(self, action: str, decision: Decision) -> Decision:
        """AC56: for who views as somebody else, what that person could change is refused."""
        return decision if self._session.viewer is None else as_viewed(action, decision)

    def _facts_of(self, module: ModuleDef | None) -> ModuleFacts | None:
        return self._session.module_facts(module) if module else None

    def _decide_for(
        self, actor: Actor, action: str, module: ModuleDef | None, facts: RecordFacts | None, field: str
    ) -> Decision:
        policy, where = self._session.policy, self._facts_of(module)
        decision = policy.decide(actor, action, where, facts)
        if decision.allowed and field and where is not None:
            return policy.decide_field(actor, action, where, field, decision)
        return decision
