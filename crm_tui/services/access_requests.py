"""Asking for what was refused, and granting or declining it (AC41-AC48)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.base.messages import message
from crm_tui.base.text import clean
from crm_tui.domain.access_requests import AccessRequest, AskState, Offer, OfferKind
from crm_tui.domain.decisions import Decision, RemedyClass
from crm_tui.domain.errors import Conflict, Invalid, LimitReached, NotFound
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor, TeamProfile
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.asked_access import GRANT, AskedAccess, Standing
from crm_tui.services.gate import MISSING, Change, Gate, Target
from crm_tui.services.grantors import Grantors
from crm_tui.services.limits import Limits
from crm_tui.services.modules import Modules
from crm_tui.services.offers import Wanted
from crm_tui.services.profiles import Profiles
from crm_tui.services.session import Session
from crm_tui.services.sharing import Sharing
from crm_tui.services.staff import Staff
from crm_tui.services.team_members import TeamMembers
from crm_tui.store.access_requests import StoredAsk
from crm_tui.store.notices import NoticeRows

OWN = "settings.personal"
"""Asking is a matter of one's own, as one's settings are: every active user's."""
ASKABLE = frozenset({RemedyClass.HARD, RemedyClass.PROFILE, RemedyClass.MODULE, RemedyClass.SHARING, RemedyClass.LIMIT})
"""AC48."""
MOST_OPEN = 20
"""Open requests of one user: nobody's inbox is flooded."""
LONGEST = 500
"""Characters of a request or an answer."""
SHOWN = 200
"""One's own requests that are listed."""


class AccessRequests:
    """One's own requests, and those that wait for one's answer."""

    def __init__(
        self,
        session: Session,
        gate: Gate,
        modules: Modules,
        asked: AskedAccess,
        grantors: Grantors,
        sharing: Sharing,
        members: TeamMembers,
        profiles: Profiles,
        staff: Staff,
    ) -> None:
        self._session, self._gate, self._modules, self._grantors = session, gate, modules, grantors
        self._asked, self._limits = asked, Limits(session)
        self._rows, self._notices = self._asked.rows, NoticeRows(session.engine)
        self._sharing, self._members, self._profiles, self._staff = sharing, members, profiles, staff

    def may_ask(self, decision: Decision) -> bool:
        """Whether a denial is one to ask about (AC48): pure, for the key that asks."""
        askable = not decision.allowed and decision.found and decision.remedy_class in ASKABLE
        return askable and self._session.viewer is None

    def ask(self, action: str, module_name: str = "", record_id: int | None = None, text: str = "") -> AccessRequest:
        """Ask the grantors of a denial. Invalid: allowed already, or nobody can grant it (AC46, AC47). Conflict: the
        same is asked already. LimitReached: too many are open. NotFound: what the asker does not see (AC50)."""
        if action not in ACTIONS:
            raise Invalid(message("There is no action {action}.", action=action))
        text = _words(text)
        module = self._modules.of_question(action, module_name)
        with self._gate.act(OWN, Target()) as change:
            decision, facts = self._gate.decide(action, Target(module, record_id))
            decision = self._limits.last(action, decision)
            grantors = self._to_ask(decision, module, facts)
            self._refuse_more(action, module, record_id)
            change.detail = f"asks {action} {Target(module, record_id).label}".rstrip()
            request_id = self._rows.add(
                self._me, action, module.id if module is not None else None, record_id,
                decision.rule, decision.remedy_class.value, change.at, text,
            )  # fmt: skip
            for actor in grantors:
                change.notify(actor.user_id, NoticeKind.ACCESS_ASKED, item_id=request_id)
        return self.get(request_id)

    def mine(self) -> tuple[AccessRequest, ...]:
        """What the actor asked for, newest first."""
        self._gate.require(OWN, Target())
        return tuple(self._asked.of(self._rows.of(self._me, SHOWN)))

    def waiting(self) -> tuple[AccessRequest, ...]:
        """Open ones that the actor could grant, oldest first, with what he can do."""
        self._gate.require(OWN, Target())
        return tuple(self._asked.of(row for row in self._rows.open() if row.asker_id != self._me))

    def get(self, request_id: int) -> AccessRequest:
        """One of his own or one that he could grant; NotFound for any other."""
        self._gate.require(OWN, Target())
        found = self._asked.of(self._rows.many([request_id]).values())
        if not found:
            raise NotFound
        return found[0]

    def grant(self, request_id: int, offer: int = 0) -> AccessRequest:
        """Do what the offer of this place says, with one's own rights through the gate, and tell the asker.

        Where the act is refused, or cannot be done, the request stays open. Invalid: there is no such offer.
        """
        stored, standing, offers = self._to_answer(request_id)
        if not 0 <= offer < len(offers):
            raise Invalid(message("There is no such way to grant it."))
        # Both or none: somebody else may decline it at the same moment.
        with self._session.engine.write():
            self._done(offers[offer], standing.wanted)
            return self._close(stored, standing, AskState.GRANTED, NoticeKind.ACCESS_GRANTED, "")

    def decline(self, request_id: int, text: str = "") -> AccessRequest:
        """Say no; the asker is told."""
        stored, standing, _offers = self._to_answer(request_id)
        return self._close(stored, standing, AskState.DECLINED, NoticeKind.ACCESS_DECLINED, _words(text))

    def withdraw(self, request_id: int) -> None:
        """Take one's own back; who has not read of it never will. NotFound: it is another's. Conflict: answered."""
        with self._gate.act(OWN, Target()) as change:
            stored = self._rows.many([request_id]).get(request_id)
            if stored is None or stored.asker_id != self._me:
                raise NotFound
            self._claim(stored, AskState.WITHDRAWN, change, "")
            change.detail = f"withdraws {stored.action}"
            self._notices.take_back_item(NoticeKind.ACCESS_ASKED, request_id)

    @property
    def _me(self) -> int:
        return self._session.actor.user_id

    def _to_ask(self, decision: Decision, module: ModuleDef | None, facts: RecordFacts | None) -> list[Actor]:
        if not decision.found:
            raise NotFound
        if decision.allowed:
            raise Invalid(message("You may do that already."))
        people = self._grantors.actors(decision, module, facts) if decision.remedy_class in ASKABLE else ()
        others = [actor for actor, _kind in people if actor.user_id != self._me]
        if not others:
            raise Invalid(message("Nobody can grant this."))
        return others

    def _refuse_more(self, action: str, module: ModuleDef | None, record_id: int | None) -> None:
        wanted = (action, module.id if module is not None else None, record_id)
        mine = self._rows.open_of(self._me)
        if any((one.action, one.module_id, one.record_id) == wanted for one in mine):
            raise Conflict(message("You have asked for that already."))
        if len(mine) >= MOST_OPEN:
            raise LimitReached(
                message("{count} of your requests for access are open: wait, or withdraw one.", count=len(mine))
            )

    def _to_answer(self, request_id: int) -> tuple[StoredAsk, Standing, tuple[Offer, ...]]:
        """NotFound where it is not his to answer, Conflict where it is answered."""
        self._session.refresh()
        stored = self._rows.many([request_id]).get(request_id)
        if stored is not None and stored.state == AskState.OPEN:
            standing, found = self._asked.standing(stored), self._asked.of([stored])
            if standing is not None and found and self._asked.answers(standing):
                self._gate.insist(GRANT, Target(standing.wanted.module))
                return stored, standing, found[0].offers
        self._gate.insist(GRANT, Target(), MISSING)
        raise NotFound

    def _close(
        self, stored: StoredAsk, standing: Standing, state: AskState, kind: NoticeKind, answer: str
    ) -> AccessRequest:
        with self._gate.act(GRANT, Target(standing.wanted.module)) as change:
            self._claim(stored, state, change, answer)
            change.detail = f"{state.value} {stored.action} {standing.wanted.asker.login}"
            change.notify(stored.asker_id, kind, item_id=stored.id)
            # Who has answered has read it; the others still learn from theirs how it went.
            self._notices.mark_item(self._me, NoticeKind.ACCESS_ASKED, stored.id, change.at)
        return self._asked.told(self._rows.many([stored.id])[stored.id])

    def _claim(self, stored: StoredAsk, state: AskState, change: Change, answer: str) -> None:
        if not self._rows.close(stored.id, state.value, self._me, change.at, answer):
            raise Conflict(message("It has been answered already."))

    def _done(self, offer: Offer, wanted: Wanted) -> None:
        acts: Mapping[OfferKind, Callable[[Offer, Wanted], object]] = {
            OfferKind.SHARE: self._share,
            OfferKind.MEMBERSHIP: self._put_in,
            OfferKind.ENABLE: self._enable,
            OfferKind.SWITCH: self._switch,
            OfferKind.CONVERT: lambda o, w: self._staff.convert(w.asker.login, o.value),
            OfferKind.OTHER: lambda o, w: None,
        }
        acts[offer.kind](offer, wanted)

    def _share(self, offer: Offer, wanted: Wanted) -> None:
        if wanted.module is not None and wanted.record_id is not None:
            self._sharing.share(wanted.module.api_name, wanted.record_id, wanted.asker.login, offer.value)

    def _put_in(self, offer: Offer, wanted: Wanted) -> None:
        if wanted.module is not None:
            self._members.set(wanted.module.api_name, wanted.asker.login, TeamProfile(offer.value))

    def _enable(self, offer: Offer, wanted: Wanted) -> None:
        if wanted.module is not None:
            self._profiles.enable(offer.value, wanted.module.api_name, on=True)

    def _switch(self, offer: Offer, wanted: Wanted) -> None:
        denied = wanted.asker.profile.denied
        off = sorted(where for action, where in denied if action == wanted.action)
        self._profiles.set(offer.value, [(wanted.action, where, True) for where in off])


def _words(text: str) -> str:
    found = clean(text)
    if len(found) > LONGEST:
        raise Invalid(message("At most {limit} characters; this has {count}.", limit=LONGEST, count=len(found)))
    return found
