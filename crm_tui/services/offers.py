"""How access could be granted: each way is tried on the rules before it is offered (AC41-AC45)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm_tui.domain.access_requests import Offer, OfferKind
from crm_tui.domain.facts import ModuleFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleDef
from crm_tui.domain.users import Actor, ProfileRights, TeamProfile, UserKind
from crm_tui.policy.profiles import STANDARD
from crm_tui.policy.rules_profile import ITEM_LEVEL, LEVELS, OF_ITEMS
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session

LEVEL_NAMES = {Level.READ: "read", Level.EDIT: "edit", Level.FULL: "full"}
PROFILES = tuple(TeamProfile)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for, with the record as it is for him."""

    asker: Actor
    action: str
    module: ModuleDef | None = None
    record_id: int | None = None
    facts: RecordFacts | None = None


class Offers:
    """What the actor could do for somebody with his own rights; the narrowest way first."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def of(self, wanted: Wanted) -> tuple[Offer, ...]:
        """The ways that would help and are the actor's to take; last of all by hand, in set-up."""
        ways = (self._share, self._membership, self._profile, self._convert)
        return (*(offer for way in ways for offer in way(wanted)), Offer(OfferKind.OTHER))

    def _share(self, wanted: Wanted) -> Iterator[Offer]:
        if wanted.module is None or wanted.facts is None:
            return
        need = ITEM_LEVEL if wanted.action in OF_ITEMS else LEVELS.get(wanted.action, Level.READ)
        need = max(need, Level.READ)
        shared = replace(wanted, facts=replace(wanted.facts, level=max(wanted.facts.level, need)))
        if self._helps(shared) and self._may("records.share", Target(wanted.module, wanted.record_id)):
            yield Offer(OfferKind.SHARE, LEVEL_NAMES[need])

    def _membership(self, wanted: Wanted) -> Iterator[Offer]:
        """The narrowest wider profile that would do; never one that is no wider than what he has."""
        module = wanted.module
        if module is None or not module.is_team:
            return
        has = [PROFILES.index(profile) for profile in wanted.asker.team_profiles.get(module.id, ())]
        for profile in reversed(PROFILES[: min(has, default=len(PROFILES))]):
            asker = wanted.asker
            profiles = {**asker.team_profiles, module.id: frozenset({profile})}
            if self._helps(replace(wanted, asker=replace(asker, team_profiles=profiles))):
                right = "module.appoint_admin" if profile is TeamProfile.ADMIN else "module.manage_members"
                if self._may(right, Target(module)):
                    yield Offer(OfferKind.MEMBERSHIP, profile.value)
                return

    def _profile(self, wanted: Wanted) -> Iterator[Offer]:
        rights, module = wanted.asker.profile, wanted.module
        if not self._may("profiles.manage", Target()):
            return
        closed = module is not None and not module.is_team and module.api_name not in (rights.modules or ())
        if module is not None and closed and rights.modules is not None:
            wider = replace(rights, modules=rights.modules | {module.api_name})
            yield from self._with_profile(wanted, wider, OfferKind.ENABLE)
        switched = {switch for switch in rights.denied if switch[0] == wanted.action}
        if switched:
            wider = replace(rights, denied=rights.denied - switched)
            yield from self._with_profile(wanted, wider, OfferKind.SWITCH)

    def _with_profile(self, wanted: Wanted, wider: ProfileRights, kind: OfferKind) -> Iterator[Offer]:
        if self._helps(replace(wanted, asker=replace(wanted.asker, profile=wider))):
            yield Offer(kind, wider.api_name)

    def _convert(self, wanted: Wanted) -> Iterator[Offer]:
        kind_is_in_the_way = wanted.asker.kind is UserKind.TEAM and not self._helps(replace(wanted, facts=None))
        if not kind_is_in_the_way or not self._may("users.convert", Target()):
            return
        profiles = (row.rights for row in self._session.store.profiles().values())
        standard = next((rights for rights in profiles if rights.api_name == STANDARD.api_name), None)
        if standard is not None:
            regular = replace(wanted.asker, kind=UserKind.REGULAR, profile=standard)
            # AC41: the licence is what is in the way; the record itself may have to be shared to him besides.
            if self._helps(replace(wanted, asker=regular, facts=None)):
                yield Offer(OfferKind.CONVERT, standard.api_name)

    def _helps(self, wanted: Wanted) -> bool:
        module: ModuleFacts | None = self._session.module_facts(wanted.module) if wanted.module is not None else None
        return self._session.policy.decide(wanted.asker, wanted.action, module, wanted.facts).allowed

    def _may(self, action: str, target: Target) -> bool:
        return self._gate.decide(action, target)[0].allowed
