"""What all services of one workspace share: who asks, through which door, in which organisation."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm_tui.base.clock import Clock, epoch
from crm_tui.base.ids import Ids
from crm_tui.domain.decisions import Explanation, FieldMask, RowScope
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import Catalog, Level, ModuleDef
from crm_tui.domain.users import Actor, UserState
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.facts import ModuleFacts
from crm_tui.services.liveness import Liveness
from crm_tui.services.memberships import Memberships
from crm_tui.store.files import FileStore
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.people import MemberRow
from crm_tui.store.record_facts import module_facts
from crm_tui.store.rows import RecordRows
from crm_tui.store.undo_log import UndoStep

UNSETTLED = -1
"""Version of rights that were read inside a transaction that has changed them: they are read again at the next call."""


@dataclass(frozen=True)
class Rights:
    """The actor and the rules as of one policy version; replaced as a whole, so threads see one or the other.

    `until`: when they change by themselves, in epoch seconds: the end of the trial (ORG-3).
    """

    version: int
    actor: Actor
    policy: PolicyEngine
    catalog: Catalog
    until: int | None = None


@dataclass
class Replay:
    """An undo or redo while it is played: what would take it back in turn."""

    steps: list[UndoStep] = field(default_factory=list)


@dataclass
class Rehearsal:
    """An act that is tried and taken back (AC58). `broken`: labels of promises that would refuse it (AC57).

    `asked`: somebody has asked for the act; what refuses it is an attempt all the same.
    """

    asked: bool = False
    broken: list[str] = field(default_factory=list)


@dataclass
class Held:
    """What an open act does in other databases, until nothing refuses it. `there`: in the directory; `after`: in what
    is only true now.

    `login`: whom it is about. `whole`: it is all there, and the organisation has but its audit row and notices.
    """

    there: list[Callable[[], object]] = field(default_factory=list)
    after: list[Callable[[], object]] = field(default_factory=list)
    login: str = ""
    whole: bool = False


class _Playing(threading.local):
    """What this thread is playing; other threads of the workspace act as usual meanwhile.

    `unsettled`: the rights that it has changed itself and not committed. `held`: what an open act does elsewhere.
    """

    replay: Replay | None = None
    rehearsal: Rehearsal | None = None
    unsettled: Rights | None = None
    held: Held | None = None


class Session:
    """One login in one organisation through one door. Services hold it and nothing global.

    `door` is written with each change: `screen`, `cli`, `ssh`. `viewer`: who looks through this login's eyes (AC56).
    `live`: the open sessions, None where nobody can be told of them.
    """

    def __init__(
        self,
        store: OrganisationStore,
        login: str,
        *,
        clock: Clock,
        ids: Ids,
        files: FileStore,
        memberships: Memberships,
        door: str = "screen",
        owner_of_data: bool = False,
        viewer: Session | None = None,
        live: Liveness | None = None,
    ) -> None:
        self.store, self.engine = store, store.engine
        self.viewer = viewer
        self.login, self.door, self.clock, self.ids, self.files = login, door, clock, ids, files
        self.owner_of_data, self.memberships, self.live = owner_of_data, memberships, live
        self._playing = _Playing()
        self._module_facts: dict[int, tuple[ModuleDef, ModuleFacts]] = {}
        self._users: tuple[object, dict[int, UserRef]] = (None, {})
        self._scopes: tuple[object, dict[tuple[int, Level], tuple[ModuleFacts, RowScope]]] = (None, {})
        self.rows = RecordRows(store, self.parent_scope)
        self._user_id: int | None = None
        self._actors: tuple[object, tuple[Actor, ...]] = (None, ())
        self._rights = self._load()
        self._user_id = self._rights.actor.user_id

    # Rights

    def refresh(self) -> Rights:
        """The rights as they stand now; reads one number when nothing changed."""
        rights = self._current
        ended = rights.until is not None and rights.until <= self.at()
        if not ended and rights.version == self.store.policy_version():
            return rights
        rights = self._load()
        if rights.version == UNSETTLED:
            self._playing.unsettled = rights
        else:
            self._rights = rights
        return rights

    @property
    def _current(self) -> Rights:
        """The rights that count for this thread: what it has not committed yet counts for no other, nor afterwards."""
        unsettled = self._playing.unsettled
        if unsettled is None:
            return self._rights
        if self.store.versions.raised:
            return unsettled
        self._playing.unsettled = None
        return self.refresh()

    def _load(self) -> Rights:
        if self.viewer is not None:
            self.viewer.may_still_view()
        version = self.store.policy_version()
        if self.store.versions.raised:
            # After a rollback the same number would come again and mean something else.
            version = UNSETTLED
        actor = self.store.actor(self.login)
        if actor is None or self.store.closed or self._user_id not in (None, actor.user_id):
            raise NotFound  # deleted; U43: who was added again under the same login is somebody else
        policy, ends = self.store.rules(), self.store.info().trial_until
        self.store.licences()  # What greying counts by is read with the rights (X13), and not while it is painted.
        until = None if policy.organisation.read_only else ends
        return Rights(version, actor, policy, self.store.catalog(), until)

    @property
    def rights(self) -> Rights:
        """The rights that count now: another object once a right, or what is counted with them, has changed."""
        return self._current

    @property
    def actor(self) -> Actor:
        return self._current.actor

    @property
    def policy(self) -> PolicyEngine:
        return self._current.policy

    def other(self, login: str) -> Actor | None:
        """Another user of this organisation as an actor, for `can` and pickers."""
        return self.actor if login == self.login else self.store.actor(login)

    def actors(self) -> tuple[Actor, ...]:
        """All active users as actors, read once for each policy version."""
        everybody = self.store.actors()
        of, known = self._actors
        if of is not everybody:
            known = tuple(actor for actor in everybody.values() if actor.state is UserState.ACTIVE)
            self._actors = (everybody, known)
        return known

    # View as (AC56)

    @property
    def who(self) -> Actor:
        """Who really acts or looks: audit rows name him."""
        return self.viewer.actor if self.viewer is not None else self.actor

    def beside(self, login: str, *, viewer: Session | None = None) -> Session:
        """A session with another user's rights through the same store. `viewer`: who looks through it (AC56); without
        one it is for services that ask what he reaches, and never handed out."""
        return Session(
            self.store, login, clock=self.clock, ids=self.ids, files=self.files, memberships=self.memberships,
            door=self.door, viewer=viewer, live=self.live,
        )  # fmt: skip

    def may_still_view(self) -> None:
        """Forbidden once this one may no longer look through another."""
        rights = self.refresh()
        decision = rights.policy.decide(rights.actor, "access.view_as")
        if not decision.allowed:
            raise Forbidden(Explanation(decision, ()))

    # Undo

    @property
    def replay(self) -> Replay | None:
        """What the acts of this thread are gathered in, while they belong together."""
        return self._playing.replay

    @contextmanager
    def replaying(self) -> Iterator[Replay]:
        """Acts of this thread belong together until the end: one undo, one redo, or one act on several records."""
        outer, replay = self._playing.replay, Replay()
        self._playing.replay = replay
        try:
            yield replay
        finally:
            self._playing.replay = outer

    # What is not written here, or not for good

    @property
    def rehearsal(self) -> Rehearsal | None:
        """The rehearsal that this thread is in."""
        return self._playing.rehearsal

    @contextmanager
    def rehearsing(self, rehearsal: Rehearsal) -> Iterator[None]:
        """Acts of this thread are tried only, until the end; whoever asks takes them back."""
        outer = self._playing.rehearsal
        self._playing.rehearsal = rehearsal
        try:
            yield
        finally:
            self._playing.rehearsal = outer

    @contextmanager
    def holding(self) -> Iterator[Held]:
        """What the act of this thread does in other databases is gathered, to be done when nothing refuses it."""
        outer, held = self._playing.held, Held()
        self._playing.held = held
        try:
            yield held
        finally:
            self._playing.held = outer

    def elsewhere(self, call: Callable[[], object], login: str = "", *, whole: bool = False) -> None:
        """Do something in the directory: just before the commit of the act, and not where it is rehearsed.

        `login`: whom the act is about. `whole`: what it does is all there. After a crash in between the audit row is
        written all the same, and where the act has a part in the organisation, that is brought to what the directory
        says (`store.interrupted`). Only inside an act.
        """
        if (held := self._held()) is not None:
            held.there.append(call)
            held.login, held.whole = login, whole

    def live_too(self, call: Callable[[], object]) -> None:
        """The same for what is only true now: in a database of its own, when the act is announced in the directory."""
        if (held := self._held()) is not None:
            held.after.append(call)

    def _held(self) -> Held | None:
        if self._playing.rehearsal is not None:
            return None
        if self._playing.held is None:
            raise RuntimeError("a change elsewhere outside of an act")
        return self._playing.held

    # Modules

    def catalog(self) -> Catalog:
        """All modules of the organisation. What of them the actor may see is `services.modules`' matter."""
        return self._current.catalog

    def module_facts(self, module: ModuleDef) -> ModuleFacts:
        """What the rules are told of a module: one object for each definition, for they recognise it by identity."""
        known = self._module_facts.get(module.id)
        if known is None or known[0] is not module:
            known = self._module_facts[module.id] = (module, module_facts(module))
        return known[1]

    def mask(self, module: ModuleDef) -> FieldMask:
        return self.policy.field_mask(self.actor, self.module_facts(module))

    def scope(self, module: ModuleDef, need: Level = Level.READ) -> RowScope:
        """Which records of a module the actor reaches; one object for as long as his rights stay."""
        rights, facts = self._current, self.module_facts(module)
        of, known = self._scopes
        if of is not rights:
            known = {}
            self._scopes = (rights, known)
        kept = known.get((module.id, need))
        if kept is None or kept[0] is not facts:
            kept = known[module.id, need] = (facts, rights.policy.row_scope(rights.actor, facts, need))
        return kept[1]

    def parent_scope(self, module_id: int) -> RowScope:
        """The row scope of the module that an activity's parent or a look-up is in (AC10)."""
        module = self.catalog().by_id.get(module_id)
        if module is None:
            return RowScope()
        named = self.mask(module).shows(module.name_field)
        return self.scope(module) if named else replace(self.scope(module), nameless=True)

    # People and time

    def user(self, user_id: int | None) -> UserRef:
        """A user as a value; one that is gone from the table is `(former)`."""
        members, (of, known) = self.store.members(), self._users
        if of is not members:
            known = {}
            self._users = (members, known)
        number = user_id or 0
        if number not in known:
            known[number] = _as_value(number, members.get(number))
        return known[number]

    def now(self) -> dt.datetime:
        return self.clock.now()

    def at(self) -> int:
        """Now, as stored."""
        return epoch(self.clock.now())

    def zone(self) -> ZoneInfo:
        """The user's time zone, else the organisation's."""
        row = self.store.members().get(self.actor.user_id)
        return _zone(row.time_zone if row else "", self.store.info().time_zone)

    def organisation_zone(self) -> ZoneInfo:
        """The organisation's time zone, for what must be the same for everybody."""
        return _zone(self.store.info().time_zone)

    def locale(self) -> str:
        """The user's locale, else the organisation's."""
        row = self.store.members().get(self.actor.user_id)
        return (row.locale if row else "") or self.store.info().locale

    def today(self) -> dt.date:
        return self.now().astimezone(self.zone()).date()


def _zone(*names: str) -> ZoneInfo:
    """The first of these time zones that there is, else UTC."""
    for name in names:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError):
            continue
    return ZoneInfo("UTC")


def _as_value(user_id: int, row: MemberRow | None) -> UserRef:
    if row is None:
        return UserRef(user_id, "", "", active=False, former=True)
    state = UserState(row.state)
    return UserRef(row.id, row.login, row.name, active=state is UserState.ACTIVE, former=state is UserState.DELETED)
