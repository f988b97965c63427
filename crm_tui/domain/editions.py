"""Editions, their limits and what they have: product.md 3.4 and orgs.md, read from `data/editions.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from crm_tui.domain.blueprints import STANDARD_MODULES


class LimitsSet(StrEnum):
    """Which figures count: the seeds' (default) or those of later pages. One setting picks."""

    SEED = "seed"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class ModuleAllowance:
    """How many team modules: `base` + `per_licence` x regular licences, at most `cap`.

    `pooled`: custom organisation modules count together with them; otherwise those have the same figure of their own.
    """

    base: int
    per_licence: int = 0
    cap: int | None = None
    pooled: bool = False

    def number(self, regular_licences: int) -> int:
        """X10: licences are regular ones bought; on a trial its regular seats."""
        number = self.base + self.per_licence * regular_licences
        return number if self.cap is None else min(number, self.cap)


@dataclass(frozen=True, slots=True)
class Limits:
    """The counted limits of an edition in one set. None is no limit: for seats, as many as were bought.

    `users` counts all kinds together. `custom_fields` are per module, `import_batch` rows per batch (R21).
    """

    limits_set: LimitsSet
    team_modules: ModuleAllowance
    custom_fields: int
    spaces: int
    import_batch: int
    users: int | None = None
    regular_seats: int | None = None
    team_seats: int | None = None
    lookups_per_team_module: int | None = None
    files_per_team_module: int | None = None


@dataclass(frozen=True, slots=True)
class GeneralLimits:
    """Limits that are the same in every edition; each names its rule in the data."""

    organisations_per_login: int
    created_per_login: int
    trial_days: int
    invitation_days: int
    reserved_slug_days: int
    bin_days: int
    team_user_modules: int
    default_request_owners: int
    sharing_rules_per_module: int
    criteria_rules_per_module: int
    folders_per_space: int
    members_per_team_module: int
    admins_per_team_module: int


@dataclass(frozen=True, slots=True)
class Edition:
    """An edition. `rule` is its line of 3.4, cited when a limit or a missing feature refuses something (X13, X14).

    `features`: `spaces`, `team_modules`, `custom_modules`, `custom_fields`, `custom_profiles`, `custom_roles`,
    `team_users` (team licences are sold, U26), and `module.X` for each standard module X that it has (X12).
    `unlisted_invitations`: its invitations are answered by the e-mailed token only (ORG-10).
    """

    api_name: str
    label: str
    rule: str
    features: frozenset[str]
    limits: Mapping[LimitsSet, Limits]
    paid: bool = False
    trial: bool = False
    team_licences: bool = False
    unlisted_invitations: bool = False

    def has(self, feature: str) -> bool:
        return feature in self.features

    def has_module(self, api_name: str) -> bool:
        """Whether a standard module comes with it."""
        return f"module.{api_name}" in self.features

    @property
    def missing(self) -> frozenset[str]:
        """The standard modules that do not come with it: what they hold stays usable, nothing new (X12, X13)."""
        return frozenset(name for name in STANDARD_MODULES if not self.has_module(name))


@cache
def editions() -> tuple[Edition, ...]:
    """All editions, lowest first; the trial last."""
    entries = {entry["api_name"]: entry for entry in _data()["editions"]}
    return tuple(_edition(entry, entries) for entry in entries.values())


def edition(api_name: str) -> Edition:
    """One edition by API name; KeyError for an unknown one."""
    return {e.api_name: e for e in editions()}[api_name]


def limits(api_name: str, limits_set: LimitsSet | str = LimitsSet.SEED) -> Limits:
    """The limits of an edition in a set; KeyError for an unknown edition, ValueError for an unknown set."""
    return edition(api_name).limits[LimitsSet(limits_set)]


def lowest_edition_with(feature: str) -> Edition | None:
    """X14: the lowest edition on sale that has a feature; None where none has it."""
    return next((e for e in editions() if not e.trial and e.has(feature)), None)


@cache
def general_limits() -> GeneralLimits:
    """The limits that every edition shares."""
    return GeneralLimits(**_data()["general"])


def _edition(entry: Mapping[str, Any], entries: Mapping[str, Mapping[str, Any]]) -> Edition:
    model = entries[entry["as"]] if "as" in entry else {}
    paid, trial = entry.get("paid", False), entry.get("trial", False)
    team_licences = entry.get("team_licences", False)
    return Edition(
        api_name=entry["api_name"],
        label=entry["label"],
        rule=entry["rule"],
        features=_features(entry.get("modules", STANDARD_MODULES), paid or trial, team_licences),
        limits={limits_set: _limits(limits_set, model, entry) for limits_set in LimitsSet},
        paid=paid,
        trial=trial,
        team_licences=team_licences,
        unlisted_invitations=entry.get("unlisted_invitations", False),
    )


def _features(modules: tuple[str, ...] | list[str], full: bool, team_licences: bool) -> frozenset[str]:
    named = [f"module.{name}" for name in modules]
    paid = _data()["features_of_paid"] if full else []
    return frozenset((*named, *paid, *(("team_users",) if team_licences else ())))


def _limits(limits_set: LimitsSet, model: Mapping[str, Any], entry: Mapping[str, Any]) -> Limits:
    """A set's own figures over the seed's, those of an edition over those of the one it is like."""
    values: dict[str, Any] = {}
    for name in dict.fromkeys((LimitsSet.SEED, limits_set)):
        values |= model.get(name, {})
    for name in dict.fromkeys((LimitsSet.SEED, limits_set)):
        values |= entry.get(name, {})
    allowance = ModuleAllowance(**values.pop("team_modules"))
    return Limits(limits_set=limits_set, team_modules=allowance, **values)


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads((files("crm_tui.domain.data") / "editions.toml").read_text(encoding="utf-8"))
