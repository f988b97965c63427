"""How a session at a door stands, in one question: it is asked for every open one after each change (design: Doors)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.store.directory_rows import OrgRow, OrgState
from crm_tui.store.engine import Engine
from crm_tui.store.key_rows import KeyRow, KeySaid, Say
from crm_tui.store.orgs_sql import ORG, org_row


@dataclass(frozen=True, slots=True)
class KeyStanding:
    """An organisation, whether a login belongs to it, and for which user of its a key opens it (`opens`)."""

    org: OrgRow
    belongs: bool
    key: KeyRow | None

    @property
    def in_use(self) -> bool:
        """Whether the organisation is open to anybody."""
        return self.org.state is OrgState.OPEN


_SQL = (
    f"SELECT {ORG}, (SELECT count(*) FROM membership m JOIN login l ON l.id = m.login_id"
    " WHERE l.login = ? AND m.org_id = o.id), k.id, k.name, k.fingerprint, k.kind, k.public, k.everywhere,"
    " k.created_at, k.last_used_at, s.say, s.user_id, s.last_used_at FROM org o"
    " LEFT JOIN ssh_key k ON k.id = ? AND k.revoked_at IS NULL"
    " AND k.login_id = (SELECT id FROM login WHERE login = ?)"
    " LEFT JOIN ssh_key_org s ON s.key_id = k.id AND s.org_id = o.id WHERE o.id = ?"
)


def read_standing(engine: Engine, login: str, org_id: int, key_id: int | None) -> KeyStanding | None:
    """None where there is no such organisation at all."""
    row = engine.row(_SQL, (login, key_id, login, org_id))
    if row is None:
        return None
    org, belongs, key, said = org_row(row[:7]), bool(row[7]), row[8:16], row[16:]
    found = None
    if key[0] is not None:
        says = {} if said[0] is None else {org_id: KeySaid(Say(said[0]), said[1], said[2])}
        number, name, fingerprint, kind, public, everywhere, made, used = key
        found = KeyRow(number, login, name, fingerprint, kind, public, bool(everywhere), made, used, says)
    return KeyStanding(org, belongs, found)
