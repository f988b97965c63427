"""Deleting a user for good, with what he hands on (U42, U43, U63)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from crm_tui.base.messages import message
from crm_tui.domain.criteria import handed, parse, text_of
from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.named import Named
from crm_tui.services.pickers import Pickers
from crm_tui.services.refusal import HANDS_OVER_FIRST, nobody_grants
from crm_tui.services.session import Session
from crm_tui.services.telling import Telling
from crm_tui.store.departing import forget_user
from crm_tui.store.events import StoredChange
from crm_tui.store.owned import Owned
from crm_tui.store.people import MemberRow
from crm_tui.store.promise_rows import PromiseRows

DEALS = "Deals"
_BATCH = 500


class Deletion:
    """All of it in one transaction: his records go to the heir, what was given to him goes, he is gone."""

    def __init__(self, session: Session, gate: Gate, pickers: Pickers) -> None:
        self._session, self._gate, self._store, self._pickers = session, gate, session.store, pickers
        self._named, self._owned = Named(session.store), Owned(session.engine)
        self._telling = Telling(session)

    def delete(self, login: str, transfer_to: str = "", *, team_records: bool = False) -> int:
        """See `Staff.delete`."""
        self._gate.insist("users.delete", Target())
        heir = self._heir(self._gone(login), transfer_to, team_records=team_records)
        with self._gate.act("users.delete", Target()) as change:
            self._store.hold_people()
            gone = self._gone(login)
            change.detail = f"{gone.login} to {heir.login}" if heir else gone.login
            moved = sum(self._hand_on(m, gone, heir) for m in self._modules(team_records)) if heir else 0
            self._replace_request_owner(gone, heir)
            if heir:
                self._replace_in_criteria(gone, heir)
            forget_user(self._session.engine, gone.id)
            self._session.elsewhere(partial(self._session.memberships.expel, gone.login), gone.login)
            # Role and profile stay: those above him go on seeing what was his.
            self._store.edit_member(gone.id, state=UserState.DELETED, settings="{}")
        return moved

    def _gone(self, login: str) -> MemberRow:
        member = self._named.member(login)
        if member.kind is UserKind.SUPER_ADMIN:
            self._gate.insist("users.delete", Target(), nobody_grants("U08", HANDS_OVER_FIRST))
        if member.state is UserState.UNCONFIRMED:
            raise Invalid(message("{login} has not answered his invitation: send it again or revoke it.",
                                  login=member.login))  # fmt: skip
        return member

    def _heir(self, gone: MemberRow, login: str, *, team_records: bool) -> UserRef | None:
        """Who gets the records; refused before anything is written where he may not own deals that there are (O07)."""
        if not login:
            if team_records:
                raise Invalid(message("Say who gets the records."))
            return None
        heir = self._session.user(self._named.member(login).id)
        if heir.id == gone.id or not heir.active:
            raise Invalid(message("{login} is no other active user.", login=heir.login))
        deals = self._session.catalog().find(DEALS)
        if deals is not None and self._owned.open_of(deals, gone.id):
            self._gate.insist("records.own", Target(deals), self._pickers.may_own(deals, heir))
        return heir

    def _modules(self, team_records: bool) -> list[ModuleDef]:
        modules = self._session.catalog().modules
        return [m for m in modules if m.api_name == DEALS or m.activity or (team_records and m.is_team)]

    def _hand_on(self, module: ModuleDef, gone: MemberRow, heir: UserRef) -> int:
        """Open records of one module; what the heir may not own stays where it is (M40, AC10)."""
        ids, moved = self._owned.open_of(module, gone.id), 0
        for start in range(0, len(ids), _BATCH):
            known = self._session.rows.facts_of_many(module, ids[start : start + _BATCH], heir.id)
            for record_id, (facts, _, version) in sorted(known.items()):
                if self._pickers.may_own(module, heir, facts.parent).allowed:
                    self._give(module, record_id, version, gone, heir)
                    moved += 1
        return moved

    def _give(self, module: ModuleDef, record_id: int, version: int, gone: MemberRow, heir: UserRef) -> None:
        # An act of its own, inside that of the deletion: its Timeline, its audit row, and whom it is told to (Q12).
        with self._gate.act("records.change_owner", Target(module, record_id)) as change:
            actor = self._session.actor.user_id
            if not self._session.rows.update(module, record_id, version, actor, change.at, {}, owner_id=heir.id):
                raise Conflict(message("Somebody else changed this record at the same moment."))
            change.event(record_id, "owner_changed", [StoredChange("Owner", gone.id, heir.id)])
            self._telling.owner(change, module, record_id, heir.id, gone.id)

    def _replace_request_owner(self, gone: MemberRow, heir: UserRef | None) -> None:
        """Q05: the heir takes his turn with new requests where he may, else nobody does."""
        for module in self._session.catalog().modules:
            chosen = self._store.module_marks(module.id).request_owners if module.is_team else ()
            if gone.id in chosen:
                stays = heir is not None and self._pickers.may_own(module, heir).allowed
                turns = (heir.id if one == gone.id and heir and stays else one for one in chosen)
                kept = tuple(dict.fromkeys(one for one in turns if one != gone.id))
                self._store.edit_module(module.id, request_owners=kept)

    def _replace_in_criteria(self, gone: MemberRow, heir: UserRef) -> None:
        """Views, sharing rules and promises whose criteria name him name the heir (U42); what cannot be read stays."""
        for module in self._session.catalog().modules:
            for view in self._store.views(module):
                if (text := _handed(module, view.criteria, gone, heir)) != view.criteria:
                    self._store.edit_view(view.id, criteria=text)
        promises, find = PromiseRows(self._session.engine), self._session.catalog().find
        for promise in promises.all():
            named = find(promise.module)
            if named and (text := _handed(named, promise.criteria, gone, heir)) != promise.criteria:
                promises.replace(replace(promise, criteria=text))
        by_id = self._session.catalog().by_id
        for rule in self._store.sharing_rules():
            if (text := _handed(by_id[rule.module_id], rule.criteria, gone, heir)) != rule.criteria:
                self._store.save_sharing_rule(replace(rule, criteria=text))


def _handed(module: ModuleDef, text: str, gone: MemberRow, heir: UserRef) -> str:
    if not text:
        return text
    try:
        before = parse(text, module)
    except Invalid:
        return text
    after = handed(before, gone.login, gone.id, heir.login)
    return text if after == before else text_of(after)
