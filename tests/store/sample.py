"""A small organisation for the store's tests: three standard modules and a team module with a field of each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.domain.blueprints import ChoiceBlueprint, FieldBlueprint, standard_module, team_module
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Sort
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.store.engine import Engine
from crm_tui.store.organisation import OrganisationRow, OrganisationStore, create_organisation
from crm_tui.store.plans import Held, ListPlan
from crm_tui.store.rows import RecordRows

NOW = dt.datetime(2026, 5, 15, 12, tzinfo=dt.UTC)
AT = int(NOW.timestamp())
ALL = RowScope(everything=True)
MODULES = ("Accounts", "Contacts", "Deals", "Tasks")


@dataclass(frozen=True)
class Sample:
    """An organisation with three users, ann, bob and cem, and its rows as one who sees everything."""

    org: OrganisationStore
    rows: RecordRows
    ann: int
    bob: int
    cem: int

    @property
    def engine(self) -> Engine:
        return self.org.engine

    def module(self, name: str) -> ModuleDef:
        """A module by its API name."""
        found = self.org.catalog().find(name)
        assert found is not None
        return found

    def add(
        self,
        module: str,
        name: str,
        owner: int = 0,
        at: int = AT,
        parent_id: int | None = None,
        requester_id: int | None = None,
        **stored: Held,
    ) -> int:
        """A new record; its id."""
        with self.engine.write():
            return self.rows.insert(
                self.module(module),
                owner or self.ann,
                self.ann,
                at,
                stored,
                name,
                parent_id=parent_id,
                requester_id=requester_id,
            )

    def plan(self, module: str, scope: RowScope = ALL, **more: object) -> ListPlan:
        """A plan over a module, newest first."""
        options: Mapping[str, object] = {"sort": Sort("Modified_Time", True), "user_id": self.ann, "now": NOW, **more}
        return ListPlan(self.module(module), scope, **options)  # type: ignore[arg-type]

    def ids(self, plan: ListPlan, limit: int = 1000) -> list[int]:
        """The ids of a page."""
        return [row.id for row in self.rows.page(plan, limit=limit)]


def kinds_module() -> tuple[FieldBlueprint, ...]:
    """A field of each kind that team modules may have."""
    colours = tuple(ChoiceBlueprint(name, name) for name in ("Red", "Green", "Blue"))
    plain = [
        FieldBlueprint(f"A_{kind.value}", kind.value, kind, indexed=kind is FieldKind.INTEGER)
        for kind in (
            FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL, FieldKind.INTEGER,
            FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.CURRENCY, FieldKind.DATE, FieldKind.DATETIME,
            FieldKind.CHECKBOX, FieldKind.USER,
        )
    ]  # fmt: skip
    return (
        *plain,
        FieldBlueprint("A_picklist", "Colour", FieldKind.PICKLIST, choices=colours),
        FieldBlueprint("A_multi", "Colours", FieldKind.MULTI_PICKLIST, choices=colours),
        FieldBlueprint("A_lookup", "Account", FieldKind.LOOKUP, target="Accounts", related_label="Things"),
    )


def make_sample(engine: Engine) -> Sample:
    """Make the organisation in an empty database."""
    org = create_organisation(engine, OrganisationRow("Acme", "acme"), clock=FrozenClock(NOW))
    with engine.write():
        for name in MODULES:
            org.add_module(standard_module(name))
        org.add_module(team_module("Things", "Things", "Thing", fields=kinds_module(), number_prefix="THI-"))
        profile = org.add_profile(ProfileRights("Standard", "Standard"))
        users = [
            org.add_member(f"{name.split()[0].lower()}@acme.test", name, UserKind.REGULAR, profile)
            for name in ("Ann Ząb", "Bob Ivory", "Cem Öz")
        ]
    org.catalog()
    return Sample(org, RecordRows(org, lambda module_id: ALL), *users)


@pytest.fixture
def sample(engine: Engine) -> Sample:
    """The organisation on either engine."""
    return make_sample(engine)
