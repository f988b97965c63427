"""Privilege cannot be raised: nobody gives rights that he lacks, nor widens his own (U21, AC48).

What counts, for whoever is no administrator:

- Rights of the organisation and on its modules are compared by decisions, membership in a team module by its profile.
  So a user manager works on people of team modules that he is not in, and an Admin of one takes in people who may do
  more than he elsewhere (M32).
- Who manages roles or data sharing is trusted with which records others reach. His own reach he does not widen.
- An edition and licences are the organisation's: what comes of them is no right that somebody gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crm_tui.base.messages import Message, message
from crm_tui.domain.decisions import Decision, GrantorKind, RemedyClass
from crm_tui.domain.modules import Level, ModuleDef
from crm_tui.domain.users import Actor, ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.reach_compared import beyond
from crm_tui.services.refusal import Refused
from crm_tui.services.standing import Standing

OF_PEOPLE = frozenset(
    {
        "users.manage", "users.invite", "users.activate", "users.convert", "users.delete", "users.hand_over",
        "org.invite", "keys.manage",
    }
)  # fmt: skip
"""Acts on single users: none of them is on somebody stronger."""
IN_HIS_PLACE = frozenset({"keys.manage"})
"""Acts by which one could come in as the other."""
CEILED = OF_PEOPLE | {
    "roles.manage", "profiles.manage", "groups.manage", "sharing.manage", "fields.manage",
    "module.manage_members", "module.appoint_admin", "spaces.manage", "space.administer", "space.appoint_admin",
}  # fmt: skip
"""Acts that give rights to people. To make a team module is none of them: its maker becomes its Admin (M31)."""
TRUSTED_WITH_REACH = ("roles.manage", "sharing.manage")
REACH = frozenset({"email.read_others"})
"""Decided by the role alone (AC30), as a part of reach."""
LEVELS = (Level.READ, Level.EDIT, Level.FULL)
RANKS = {profile: rank for rank, profile in enumerate(reversed(TeamProfile), start=1)}
"""Team-module profiles, the widest highest (3.2)."""
_TOLD = 3


class Ceilings:
    """Looks at one act of somebody who is no administrator."""

    def __init__(self, action: str, before: Standing, after: Standing, me: Actor) -> None:
        self._action, self._before, self._after, self._me = action, before, after, me
        self._known: dict[tuple[bool, UserKind, ProfileRights, int | None], frozenset[tuple[str, int]]] = {}
        self._shown: set[tuple[UserKind, ProfileRights]] = set()

    def check(self, person: int | None = None) -> None:
        """Raises Refused. `person`: whom the act is on, where nothing of his has changed."""
        self._not_himself()
        if self._action in OF_PEOPLE:
            for user_id in self._edited(person):
                self._not_stronger(self._before.actors[user_id])
                if self._action in IN_HIS_PLACE:
                    self._not_in_his_place(self._before.actors[user_id])
        trusted = any(self._before.policy.decide(self._me, action).allowed for action in TRUSTED_WITH_REACH)
        for user_id in self._changed():
            self._not_beyond(self._after.actors[user_id], trusted=trusted)

    # Whom it is about

    def _edited(self, person: int | None) -> list[int]:
        """Those whose own row was changed or taken away, but himself."""
        old, new = self._before.members, self._after.members
        changed = [user_id for user_id in self._before.actors if old.get(user_id) != new.get(user_id)]
        return [user_id for user_id in dict.fromkeys((*changed, person)) if user_id and user_id != self._me.user_id]

    def _changed(self) -> list[int]:
        """Those who may have gained something, but himself."""
        old, new = self._before, self._after
        if self._rules_differ:
            changed: Iterable[int] = new.actors
        else:
            changed = (user_id for user_id, actor in new.actors.items() if old.actors.get(user_id) != actor)
        return [user_id for user_id in changed if user_id != self._me.user_id]

    @property
    def _rules_differ(self) -> bool:
        old, new = self._before, self._after
        return old.policy.organisation != new.policy.organisation or old.modules != new.modules

    # What is refused

    def _not_himself(self) -> None:
        me, later = self._me, self._after.actors.get(self._me.user_id)
        if later is None or (later == me and not self._rules_differ):
            return
        gained = any(self._after.allowed(later, m) - self._before.allowed(me, m) for m in (None, *self._modules()))
        known = frozenset({me.user_id, *(self._after.actors.keys() - self._before.actors.keys())})
        if gained or _climbs(me, later) or any(self._widened(m, later, me, known) for m in self._modules()):
            raise Refused(_denial(self._action, message("It would widen your own rights.")))

    def _not_stronger(self, other: Actor) -> None:
        lacking = other.is_admin or self._rights(self._before, _bare(other)) - self._rights(
            self._before, _bare(self._me)
        )
        if lacking:
            raise Refused(_denial(self._action, message("{name} has rights that you lack.", name=other.name)))

    def _not_in_his_place(self, other: Actor) -> None:
        """He would reach what the other does, that one's own records among it: nothing of it may be new to him.

        Of activities what they hang on counts (AC10).
        """
        him, me = _awake(other), _awake(self._me)
        owned = {m.id: frozenset({other.user_id}) if m.activity else frozenset[int]() for m in self._modules()}
        modules = [m for m in self._modules() if not m.is_team]
        if _climbs_above(other, [self._me]) or any(
            self._shows_more(m, him, [me]) or self._widens(m, him, [me], owned[m.id]) for m in modules
        ):
            raise Refused(_denial(self._action, message("{name} reaches what you do not.", name=other.name)))

    def _not_beyond(self, later: Actor, *, trusted: bool) -> None:
        was = self._before.actors.get(later.user_id)
        known = [was, self._me] if was is not None else [self._me]
        names = self._gained(later, was, trusted=trusted)
        awake = [_awake(actor) for actor in known]
        if names or _climbs_above(later, known) or self._reaches_more(later, was, awake, trusted=trusted):
            raise Refused(_denial(self._action, _beyond_text(later, names)))

    def _gained(self, later: Actor, was: Actor | None, *, trusted: bool) -> set[str]:
        """Actions that he did not have and the actor has not, some module or other."""
        gained = self._rights(self._after, _awake(later)) - self._rights(self._before, _awake(self._me))
        if was is not None:
            gained -= self._rights(self._before, _awake(was))
        return {action for action, _ in gained} - (REACH if trusted else frozenset())

    # Comparing

    def _rights(self, standing: Standing, actor: Actor) -> frozenset[tuple[str, int]]:
        """Pairs of action and module id (0: of the organisation), team modules left out. Of an actor who is awake
        they hang on kind, profile and role alone."""
        key = (standing is self._after, actor.kind, actor.profile, actor.role_id)
        if key not in self._known:
            own = [(action, 0) for action in standing.allowed(actor, None)]
            modules = [m for m in standing.catalog.modules if not m.is_team]
            pairs = own + [(action, m.id) for m in modules for action in standing.allowed(actor, m)]
            self._known[key] = frozenset(pairs)
        return self._known[key]

    def _reaches_more(self, later: Actor, was: Actor | None, known: list[Actor], *, trusted: bool) -> bool:
        own = frozenset({later.user_id, *(self._after.actors.keys() - self._before.actors.keys())})
        modules, awake = [m for m in self._modules() if not m.is_team], _awake(later)
        same = was == later
        # Fields hang on kind and profile: of those who stay the same one speaks for all.
        if not (same and (later.kind, later.profile) in self._shown):
            if any(self._shows_more(m, awake, known) for m in modules):
                return True
            if same:
                self._shown.add((later.kind, later.profile))
        if trusted:
            return False
        facts, old = self._after.modules, self._before.modules
        changed = [m for m in modules if not same or m.activity or facts[m.id] != old[m.id]]
        return any(self._widens(m, awake, known, own) for m in changed)

    def _widened(self, module: ModuleDef, later: Actor, me: Actor, own: frozenset[int]) -> bool:
        return self._widens(module, later, [me], own) or self._shows_more(module, later, [me])

    def _widens(self, module: ModuleDef, later: Actor, known: list[Actor], own: frozenset[int]) -> bool:
        """Whether he reaches records that none of `known` reached before; what is his own does not count.

        They are asked as if they had his kind and profile: what those allow is compared by itself.
        """
        alike = [replace(actor, kind=later.kind, profile=later.profile) for actor in known]
        return any(
            beyond(
                self._after.scope(later, module.id, level),
                [self._before.scope(actor, module.id, level) for actor in alike],
                own,
            )
            for level in LEVELS
        )

    def _shows_more(self, module: ModuleDef, later: Actor, known: list[Actor]) -> bool:
        """Whether he sees or writes a field that none of `known` saw or wrote before (AC18)."""
        if "records.view" not in self._after.allowed(later, module):
            return False
        facts, old = self._after.modules[module.id], self._before.modules[module.id]
        mask = self._after.policy.field_mask(later, facts)
        others = [self._before.policy.field_mask(actor, old) for actor in known]
        hidden = frozenset.intersection(*(other.hidden for other in others)) - mask.hidden
        kept = frozenset.intersection(*(other.hidden | other.read_only for other in others))
        return bool(hidden or kept - mask.hidden - mask.read_only)

    def _modules(self) -> list[ModuleDef]:
        return [m for m in self._after.catalog.modules if m.id in self._before.modules]


def _awake(actor: Actor) -> Actor:
    """As if he were active: who sleeps has his rights when he wakes. Memberships are compared by themselves."""
    return replace(actor, state=UserState.ACTIVE, team_profiles={}, spaces={}, admin_elsewhere=False)


def _bare(actor: Actor) -> Actor:
    """Rights by kind and profile alone."""
    return replace(_awake(actor), role_id=None)


def _climbs(was: Actor, later: Actor) -> bool:
    """Whether a membership is wider than before."""
    return _climbs_above(later, [was])


def _climbs_above(later: Actor, known: list[Actor]) -> bool:
    """Whether he is in a team module with a wider profile than all of `known`."""
    modules = later.team_profiles
    return any(_rank(later, module) > max(_rank(actor, module) for actor in known) for module in modules)


def _rank(actor: Actor, module_id: int) -> int:
    return max((RANKS[profile] for profile in actor.team_profiles.get(module_id, ())), default=0)


def _beyond_text(later: Actor, names: set[str]) -> Message:
    if not names:
        return message("{name} would see more than you do.", name=later.name)
    told = ", ".join(sorted(names)[:_TOLD])
    return message("{name} would get rights that you lack: {rights}.", name=later.name, rights=told)


def _denial(action: str, because: Message) -> Decision:
    return Decision(
        allowed=False,
        rule="U21" if action in OF_PEOPLE else "AC48",
        because=because,
        remedy=message("An administrator can do it."),
        remedy_class=RemedyClass.PROFILE,
        grantors=(GrantorKind.SUPER_ADMIN, GrantorKind.ADMINISTRATORS),
        step=4,
    )
