"""What a rule is: one row of data that allows or denies, with its reason and who could grant otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag, StrEnum

from crm_tui.domain.decisions import GrantorKind, RemedyClass


class Effect(StrEnum):
    """What a rule does where it applies.

    CEILING neither allows nor denies: what no ceiling names is denied further down (2.2).
    LATER belongs to a step that looks at the record, to a write, or to the services.
    """

    ALLOW = "allow"
    DENY = "deny"
    CEILING = "ceiling"
    LATER = "later"


class Subject(StrEnum):
    """Whom a rule is about."""

    EVERYBODY = "everybody"
    TEAM_USER = "team user"
    REGULAR = "regular user"
    ADMINISTRATOR = "administrator"
    EXTERNAL = "external user"


class Where(StrEnum):
    """The kind of module that a rule holds in (AC10)."""

    ANYWHERE = "anywhere"
    ORGANISATION = "organisation module or none"
    TEAM = "team module"


class Condition(StrEnum):
    """When a rule applies; the tests are in `conditions`."""

    ALWAYS = "always"
    ACTIVITY_MODULE = "the module holds tasks, meetings or calls"
    ACTION_NOT_IN_CEILING = "2.2 does not name the action"
    ADMINISTRATOR_NOWHERE = "administrator of no organisation"
    CREATE_TEAM_MODULE_OFF = "Create Team Module is off"
    CUSTOM_VIEWS_OFF = "Custom views is off"
    EMAIL_NOT_SHARED = "e-mail is not shared with him"
    FEATURE_MISSING = "the edition lacks the feature"
    IMPLIED_OFF = "a switch that this one needs is off"
    IN_NO_SPACE = "belongs to no space"
    IN_NO_TEAM_MODULE = "put in no team module"
    MANAGE_TEAMSPACE_OFF = "Manage Teamspace is off"
    MODULE_MISSING = "the edition lacks the module"
    MODULE_OFF = "the module is not enabled"
    NO_SPACE_ADMIN = "admin of no space"
    NOT_A_MEMBER = "no member of the team module"
    NOT_ACTIVE = "not an active member of the organisation"
    NOT_ADMINISTRATOR = "not an administrator"
    NOT_OWNING_MEMBER = "not Admin, Manager, Member or Participant"
    NOT_SUPER_ADMIN = "not the super administrator"
    READ_ONLY = "the organisation is read-only"
    ROLE_NOT_NAMED = "role not named in the e-mail sharing setting"
    SWITCHED_OFF = "the profile has it off"
    SWITCHED_ON = "the profile has it on"


class Only(StrEnum):
    """AC32 and 2.1: what narrows an action to what is his, beside the level of the record."""

    OWNER = "own rows"
    OWNER_OR_ABOVE = "own, and of those below him"
    AUTHOR = "made by himself"
    AUTHOR_OR_EDIT = "made by himself, or on a record that he may edit"


class Reach(IntFlag):
    """A cell of 3.2: which rows a team-module profile reaches with an action.

    SEEN stands for whatever M11 lets him see. OWN is M25. AUTHOR: items he made, on records that he sees.
    OPEN_REQUEST: own requests that nobody of the team has taken up (Q07). PUBLIC: views that are shared.
    YES does not depend on a row.
    """

    NONE = 0
    YES = 1
    ALL = 2
    OWN = 4
    REQUESTED = 8
    OPEN_REQUEST = 16
    SEEN = 32
    AUTHOR = 64
    OWNER = 128
    PUBLIC = 256


Columns = tuple[Reach, Reach, Reach, Reach, Reach]
"""Cells of Admin, Manager, Member, Participant, Requester."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Texts are English sources for the catalogues and may hold {module}, {profile}, {edition}.

    `id`: of product.md; several rows may share it. `step`: of 9.3. `actions`: ids, empty for all.
    `because`: why it allows or denies. `otherwise`: why the records or items that it does not reach are denied.
    `parameter`: what its condition is about: a feature, or a further action.
    `remedy` and `grantors` are those of its class (9.5) where they are empty.
    """

    id: str
    step: int
    subject: Subject
    where: Where
    effect: Effect
    because: str
    actions: tuple[str, ...] = ()
    condition: Condition = Condition.ALWAYS
    remedy_class: RemedyClass = RemedyClass.NONE
    remedy: str = ""
    grantors: tuple[GrantorKind, ...] = ()
    source: str = "DES"
    only: Only | None = None
    otherwise: str = ""
    columns: Columns | None = None
    parameter: str = ""

    @property
    def denies(self) -> bool:
        """Whether some answer of it is a denial."""
        return self.effect is Effect.DENY or bool(self.otherwise) or self.columns is not None
