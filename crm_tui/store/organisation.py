"""One organisation's data: its description, modules, people, spaces and views. Records are in `rows`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_tui.base.clock import Clock, SystemClock, epoch
from crm_tui.base.messages import message
from crm_tui.domain.editions import edition
from crm_tui.domain.errors import Unusable
from crm_tui.domain.modules import Catalog
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.facts import OrganisationFacts
from crm_tui.store.engine import Engine
from crm_tui.store.field_rights import computed_fields, field_rights
from crm_tui.store.members import MembersPart
from crm_tui.store.modules_part import ModulesPart
from crm_tui.store.parts import given
from crm_tui.store.schema import SCHEMA_VERSION, create_schema
from crm_tui.store.sharing_part import SharingPart
from crm_tui.store.spaces_meta import SpacesPart
from crm_tui.store.versions import POLICY, Kept, schema_version
from crm_tui.store.views_meta import ViewsPart


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """What an organisation says of itself. Times are epoch seconds; `currency_digits` of its minor unit.

    `limits_set`: which set of limits counts (chapter 3.4). `email_roles`: role ids named in AC30. `hierarchy`:
    AC13. `team_licences`: 0 while they are switched off (U60).
    """

    name: str
    slug: str
    edition: str = "enterprise_trial"
    limits_set: str = ""
    currency: str = "EUR"
    currency_digits: int = 2
    locale: str = "en"
    country: str = ""
    time_zone: str = "UTC"
    created_at: int = 0
    trial_until: int | None = None
    email_sharing: str = "public"
    email_roles: tuple[int, ...] = ()
    hierarchy: str = "roles"
    team_licences: int = 1


class OrganisationStore(ModulesPart, MembersPart, SharingPart, SpacesPart, ViewsPart):
    """One organisation's data. Verbs that change something need an open `engine.write()`.

    `info()`, `members()`, `roles()` and `profiles()` cost nothing and are as old as the last call of
    `policy_version()` or `catalog()`, but never older than this thread's own changes.
    """

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self._info = Kept(self._read_info)
        self._licences = Kept(self._read_licences)
        self._rules: tuple[PolicyEngine, ...] = ()

    def info(self) -> OrganisationRow:
        """What the organisation says of itself."""
        if not self.versions.seen.policy:
            self.versions.read()
        return self._info.at(self.versions.seen.policy, keep=not self.versions.raised)

    def licences(self) -> tuple[int, int]:
        """Regular and team licences as recorded (U23)."""
        if not self.versions.seen.policy:
            self.versions.read()
        return self._licences.at(self.versions.seen.policy, keep=not self.versions.raised)

    def set_licences(self, *, regular: int | None, team: int | None) -> None:
        """Record those that are given."""
        self.versions.bump(POLICY)
        for mark, number in ((REGULAR_SEATS, regular), (TEAM_SEATS, team)):
            if number is not None:
                self.set_mark(mark, str(number))

    def facts(self) -> OrganisationFacts:
        """What the rules need to know of the organisation; read-only from the end of its trial on (ORG-3)."""
        info = self.info()
        kind = edition(info.edition)
        permissions = self.field_permissions()
        catalog = self.catalog_seen() if permissions else Catalog((), 0)  # read anew in each transaction of set-up
        masked = [module for module in catalog.modules if any(row.module_id == module.id for row in permissions)]
        ended = kind.trial and info.trial_until is not None and info.trial_until <= epoch(self.clock.now())
        return OrganisationFacts(
            edition=info.edition,
            read_only=ended,
            features=kind.features,
            missing=kind.missing,
            email_sharing=info.email_sharing,
            email_roles=frozenset(info.email_roles),
            field_rights=field_rights(permissions, self.profiles(), catalog),
            computed=computed_fields(masked),
        )

    def rules(self) -> PolicyEngine:
        """The rules on those facts. Most changes of rights leave these as they are, and with them all that is compiled;
        the one before is kept too, for an act that is taken back."""
        facts = self.facts()
        known = next((rules for rules in self._rules if rules.organisation == facts), None) or PolicyEngine(facts)
        self._rules = (known, *(rules for rules in self._rules[:2] if rules is not known))[:2]
        return known

    def edit_info(
        self,
        *,
        name: str | None = None,
        slug: str | None = None,
        edition: str | None = None,
        limits_set: str | None = None,
        currency: str | None = None,
        currency_digits: int | None = None,
        locale: str | None = None,
        country: str | None = None,
        time_zone: str | None = None,
        email_sharing: str | None = None,
        email_roles: tuple[int, ...] | None = None,
        hierarchy: str | None = None,
        team_licences: int | None = None,
    ) -> None:
        """Change what is given."""
        self.versions.bump(POLICY)
        roles = None if email_roles is None else json.dumps(email_roles)
        changes = given(
            name=name, slug=slug, edition=edition, limits_set=limits_set, currency=currency,
            currency_digits=currency_digits, locale=locale, country=country, time_zone=time_zone,
            email_sharing=email_sharing, email_roles=roles, hierarchy=hierarchy, team_licences=team_licences,
        )  # fmt: skip
        self._set("organisation", 1, changes)

    def set_trial_until(self, moment: int | None) -> None:
        """When the trial ends, in epoch seconds; None from the day on which a subscription is chosen."""
        self.versions.bump(POLICY)
        self._set("organisation", 1, {"trial_until": moment})

    def close(self) -> None:
        """Out of use (ORG-16): open sessions end at their next step."""
        self.versions.bump(POLICY)
        self.set_mark(_CLOSED, "1")

    @property
    def closed(self) -> bool:
        """Whether it was put out of use."""
        return self.mark(_CLOSED) is not None

    def policy_version(self) -> int:
        """The number that every change of rights, people, modules or settings raises."""
        return self.versions.read().policy

    def bump(self, key: str) -> None:
        """Raise `policy_version` or `catalog_version`; inside `write()`."""
        self.versions.bump(key)

    def mark(self, key: str) -> str | None:
        """A mark that was set, as `sample`; None where it was not."""
        found: str | None = self.engine.value("SELECT value FROM meta WHERE key = ?", (key,))
        return found

    def set_mark(self, key: str, value: str) -> None:
        """Keep a short text under a name of the program's own."""
        self.engine.execute(
            "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, value),
        )

    def _read_licences(self) -> tuple[int, int]:
        return int(self.mark(REGULAR_SEATS) or 0), int(self.mark(TEAM_SEATS) or 0)

    def _read_info(self) -> OrganisationRow:
        row: tuple[Any, ...] | None = self.engine.row(f"SELECT {_COLUMNS} FROM organisation WHERE id = 1")
        if row is None:
            raise Unusable(message("{place} is not a database of crm-tui.", place=self.engine.place))
        found = dict(zip(_COLUMNS.split(", "), row, strict=True))
        return OrganisationRow(**{**found, "email_roles": tuple(json.loads(found["email_roles"]))})


REGULAR_SEATS, TEAM_SEATS = "regular_seats", "team_seats"
"""Marks: how many licences were bought."""
_CLOSED = "closed"
_COLUMNS = (
    "name, slug, edition, limits_set, currency, currency_digits, locale, country, time_zone, created_at, trial_until,"
    " email_sharing, email_roles, hierarchy, team_licences"
)


def create_organisation(engine: Engine, info: OrganisationRow, *, clock: Clock | None = None) -> OrganisationStore:
    """Make the tables of a new organisation in an empty database. It has no modules, roles or users yet."""
    clock = clock or SystemClock()
    values = (1, *_values(info), info.created_at or epoch(clock.now()), info.trial_until, info.email_sharing)
    after = (json.dumps(info.email_roles), info.hierarchy, info.team_licences)
    places = ", ".join("?" * len((*values, *after)))
    with engine.write():
        create_schema(engine)
        from crm_tui.store.migrations import mark_as_new

        mark_as_new(engine)
        engine.execute(f"INSERT INTO organisation (id, {_COLUMNS}) VALUES ({places})", (*values, *after))
    return OrganisationStore(engine, clock)


def open_organisation(engine: Engine, *, clock: Clock | None = None, backups: Path | None = None) -> OrganisationStore:
    """The organisation of a database, migrated to this program's schema where it is older.

    A copy is made first: in `backups`, for SQLite beside the file by default. Unusable where the schema is newer
    than this program, or where there is no organisation.
    """
    if schema_version(engine) != SCHEMA_VERSION:
        # Peewee's migrations take a tenth of the time of a short command to load, and are hardly ever needed.
        from crm_tui.store.migrations import migrate

        migrate(engine, backups)
    return OrganisationStore(engine, clock or SystemClock())


def _values(info: OrganisationRow) -> tuple[object, ...]:
    return (
        info.name, info.slug, info.edition, info.limits_set, info.currency, info.currency_digits, info.locale,
        info.country, info.time_zone,
    )  # fmt: skip
