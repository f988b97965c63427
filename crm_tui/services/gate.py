"""The one gate for every change: decide, change, write down, commit; or refuse with the decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.errors import CrmError, Forbidden, LimitReached, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor
from crm_tui.policy.facts import RecordFacts
from crm_tui.policy.rulebook import WITNESSED
from crm_tui.services.act_book import ActBook
from crm_tui.services.granted_people import GrantedPeople
from crm_tui.services.grantors import Grantors
from crm_tui.services.only_looking import ONLY_LOOKING, as_viewed
from crm_tui.services.refusal import Refused
from crm_tui.services.session import Held, Session
from crm_tui.services.watch import Watch
from crm_tui.store.audit import AuditRow
from crm_tui.store.events import EventBody, StoredChange
from crm_tui.store.notices import NewNotice
from crm_tui.store.pending_acts import PendingAct
from crm_tui.store.undo_log import UndoStep

HOUR = 3600
MISSING = Decision(
    allowed=False,
    rule="AC50",
    because=message("Not found."),
    remedy=message("Nothing can be asked for."),
    remedy_class=RemedyClass.NOBODY,
    step=5,
    found=False,
)


@dataclass(frozen=True, slots=True)
class Target:
    """What an action is on: a module, one of its records, and there perhaps a note, tag, attachment or view.

    `facts` replaces what the store says of a record: for one that is yet to be made.
    """

    module: ModuleDef | None = None
    record_id: int | None = None
    item_author: int | None = None
    facts: RecordFacts | None = None

    @property
    def label(self) -> str:
        """As audit rows name it: `Leads/7`."""
        if self.module is None:
            return ""
        return f"{self.module.api_name}/{self.record_id}" if self.record_id else self.module.api_name


@dataclass
class Change:
    """An allowed change while it is made. What it collects is written before the transaction commits.

    `facts`: the record as it was decided on. `takes_back`: the step that this change undoes. `person`: id of the user
    that an act is on which changes nothing of his own, as an invitation sent again; of others it is seen (U21).
    """

    target: Target
    decision: Decision
    at: int
    facts: RecordFacts | None = None
    takes_back: UndoStep | None = None
    title: str = ""
    detail: str = ""
    steps: list[UndoStep] = field(default_factory=list)
    events: list[tuple[int, str, EventBody]] = field(default_factory=list)
    notices: list[NewNotice] = field(default_factory=list)
    undo_id: int | None = None
    made: int | None = None
    person: int | None = None

    @property
    def named(self) -> str:
        """What was changed, as audit rows name it: also a record that was just made."""
        target = self.target
        if target.record_id is None and self.made is not None:
            target = Target(target.module, self.made)
        return target.label

    def event(
        self,
        record_id: int,
        kind: str,
        changes: Sequence[StoredChange] = (),
        detail: str = "",
        data: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Write this line into the record's Timeline."""
        self.events.append((record_id, kind, EventBody(tuple(changes), detail, tuple(data))))

    def notify(
        self,
        user_id: int | None,
        kind: NoticeKind,
        record_id: int | None = None,
        *,
        module_id: int | None = None,
        item_id: int | None = None,
        data: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Tell a user; nobody is told of what he did himself. `data`: marks without people's text."""
        if user_id is not None:
            self.notices.append(NewNotice(user_id, kind, record_id, module_id, item_id, tuple(data)))

    def undo(self, title: str, *steps: UndoStep) -> None:
        """How to take it back; without steps it cannot be."""
        self.title = title
        self.steps += steps


class Gate:
    """Stands before every change of one workspace."""

    def __init__(self, session: Session, grantors: Grantors) -> None:
        self._session, self._grantors = session, grantors
        self._book, self._watch, self._granted = ActBook(session), Watch(session), GrantedPeople(session)
        self._witnessed: set[tuple[str, int]] = set()

    def decide(self, action: str, target: Target) -> tuple[Decision, RecordFacts | None]:
        """The decision, with the facts of the record that it was made on. Writes nothing."""
        session = self._session
        if target.module is None:
            return session.policy.decide(session.actor, action, None, target.facts), target.facts
        module = session.module_facts(target.module)
        facts = target.facts
        if target.record_id is not None and facts is None:
            if closed := self.closed(session.actor, action, target.module):
                return closed, None
            stored = session.rows.facts(target.module, target.record_id, session.actor.user_id)
            if stored is None or not session.policy.decide(session.actor, "records.view", module, stored[0]).found:
                return MISSING, None  # whatever is asked of it, of its module or of the person (AC50)
            facts = stored[0]
        if facts is not None and target.item_author is not None:
            facts = replace(facts, item_author=target.item_author)
        return session.policy.decide(session.actor, action, module, facts), facts

    def closed(self, actor: Actor, action: str, module: ModuleDef) -> Decision | None:
        """The denial where somebody sees no record of a module: asked first, so that no id tells anything (AC50).

        Activities are left out: they follow their parents (AC10).
        """
        decide, facts = self._session.policy.decide, self._session.module_facts(module)
        sight = decide(actor, "records.view", facts)
        if sight.allowed or module.activity:
            return None
        wanted = decide(actor, action, facts)
        return sight if wanted.allowed else wanted

    def see(self, target: Target) -> RecordFacts:
        """For what a record shows: raises NotFound or Forbidden unless it is in sight and not in the bin (R70)."""
        facts = self.require("records.view", target)
        if facts is None or facts.deleted:
            raise NotFound
        return facts

    def require(self, action: str, target: Target) -> RecordFacts | None:
        """For reads: raises Forbidden or NotFound unless allowed. Writes nothing but what `witness` does."""
        self._session.refresh()
        decision, facts = self.decide(action, target)
        if not decision.allowed:
            raise self.error(decision, target, facts)
        self.witness(action, target, decision)
        return facts

    def witness(self, action: str, target: Target, decision: Decision) -> None:
        """M03: what an administrator reads in a team module is audited, once an hour for each thing."""
        if not self._is_witnessed(action, target, decision) or self._session.owner_of_data:
            return
        seen = (target.label, self._session.at() // HOUR)
        if seen not in self._witnessed:
            with self._session.engine.write():
                # Not before: where the transaction is rolled back, as by a rehearsal, its row is gone too.
                self._session.engine.on_commit(partial(self._witnessed.add, seen))
                self._book.note(action, target.label, decision)

    def _is_witnessed(self, action: str, target: Target, decision: Decision) -> bool:
        viewer, module = self._session.viewer, target.module
        if viewer is None or module is None or not module.is_team:
            return decision.rule in WITNESSED
        # AC56: through the eyes of its people one reads what one's own membership does not open, or only M03 does.
        own = viewer.policy.decide(viewer.actor, action, viewer.module_facts(module))
        return own.rule in WITNESSED or not own.allowed

    def only_looking(self, action: str, target: Target) -> None:
        """AC56: who views as somebody else changes nothing. Raises, with an audit row that names who looks."""
        if self._session.viewer is not None:
            self._note_refusal(action, target, ONLY_LOOKING)
            raise self.error(ONLY_LOOKING, target, None)

    def looked(self, action: str, viewer: Session) -> None:
        """AC56: the end of a look through somebody else's eyes is written down, as who looked."""
        with self._session.engine.write():
            self._book.note(action, "", viewer.policy.decide(viewer.actor, action), "ends")

    @contextmanager
    def act(self, action: str, target: Target) -> Iterator[Change]:
        """One change, in one transaction with its timeline, undo and audit rows.

        Refused: Forbidden or NotFound, and one audit row is all that was written (AC53), also where a change of
        rights is refused at its end for what would come of it (U21, AC57), or where a limit is reached (X13).
        """
        session = self._session
        self.only_looking(action, target)
        try:
            with session.engine.write(), session.holding() as held:
                session.refresh()
                decision, facts = self.decide(action, target)
                if decision.allowed:
                    change = Change(target, decision, session.at(), facts)
                    before = self._watch.before(action)
                    with self._granted.kept(action):
                        yield change
                    self._watch.after(action, before, change.person)
                    self._elsewhere(held, self._book.finish(action, change), change)
                    return
                self._note_refusal(action, target, decision)
        except Refused as refused:
            decision, facts = refused.decision, None
            with session.engine.write():
                session.refresh()
                self._note_refusal(action, target, decision)
        except LimitReached as full:
            self._note_limit(action, target, full)
            raise
        raise self.error(decision, target, facts)

    def _note_limit(self, action: str, target: Target, full: LimitReached) -> None:
        """Once, by the innermost act."""
        if not full.noted:
            full.noted = True
            decision = full.explanation.decision if full.explanation is not None else _counted(full)
            self._note_refusal(action, target, decision)

    def _elsewhere(self, held: Held, written: AuditRow, change: Change) -> None:
        """What the act does in other databases, which are committed first. The directory keeps with it what the
        organisation is to write down, for a crash may be faster (`store.interrupted`)."""
        if not (held.there or held.after):
            return
        memberships = self._session.memberships
        act = PendingAct(written.entry, self._book.told(change), held.login, held.whole)
        with memberships.announced(act, written) as number:
            for call in held.there:
                call()
        self._session.engine.on_commit(partial(memberships.settle, number))
        try:
            for call in held.after:
                call()
        except CrmError:
            memberships.settle(number)  # It did nothing, and the act is taken back.
            raise

    def _note_refusal(self, action: str, target: Target, decision: Decision) -> None:
        """One audit row (AC53), that stays where the refusal takes back what it is a part of.

        Not of a rehearsal, unless somebody has asked for the act and sees its effect first.
        """
        engine, rehearsal = self._session.engine, self._session.rehearsal

        def note() -> None:
            with engine.write():
                self._book.note(action, target.label, decision)

        note()
        if engine.writing and (rehearsal is None or rehearsal.asked):
            engine.on_rollback(note)

    def insist(self, action: str, target: Target, decision: Decision | None = None) -> RecordFacts | None:
        """A condition of an act besides its own right: raises, with an audit row, unless it is met.

        `decision` is one about somebody else, as whether he may own the record; else the actor's own is asked.
        Gives the facts that were decided on.
        """
        self.only_looking(action, target)
        self._session.refresh()
        facts = target.facts
        if decision is None:
            decision, facts = self.decide(action, target)
        if not decision.allowed:
            self._note_refusal(action, target, decision)
            raise self.error(decision, target, facts)
        return facts

    def refuse(self, action: str, target: Target, full: Explanation | None = None) -> Explanation | None:
        """Somebody tries what is greyed: one audit row, and why it is refused. None where it is allowed after all.

        `full`: why there is no room for it, where a limit is reached that is checked last (9.3).
        """
        with self._session.engine.write():
            self._session.refresh()
            decision, facts = self.decide(action, target)
            if self._session.viewer is not None:
                decision = as_viewed(action, decision)
            if decision.allowed and full is None:
                return None
            if decision.allowed and full is not None:
                decision = full.decision
            self._note_refusal(action, target, decision)
        return Explanation(decision, self._grantors.people(decision, target.module, facts))

    def error(self, decision: Decision, target: Target, facts: RecordFacts | None) -> CrmError:
        """The error that tells of a denial; what the asker may not see reads as not found (AC50)."""
        if not decision.found:
            return NotFound()
        return Forbidden(Explanation(decision, self._grantors.people(decision, target.module, facts)))

    def keep_undo(self, title: str, steps: Sequence[UndoStep]) -> int:
        """Remember how to take an act back that others made, inside its transaction; its id."""
        return self._book.keep_undo(title, steps)


def _counted(full: LimitReached) -> Decision:
    """A limit that only makes room for more by making room, as a denial (9.3)."""
    remedy = message("Make room first.")
    return Decision(False, full.rule, full.text, remedy, RemedyClass.LIMIT, step=9)
