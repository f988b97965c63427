"""Rules of steps 0, 1 and 5 to 9 of 9.3: the organisation, the membership, the record and its state."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import N_
from crm_tui.domain.decisions import GrantorKind, RemedyClass
from crm_tui.policy.actions import ACTIONS, REPORTS, SCRIPTS
from crm_tui.policy.rule import Condition, Effect, Rule, Subject, Where

_WRITES = tuple(action.id for action in ACTIONS.values() if action.changes and not action.in_read_only)
_OPEN_TO_EXTERNALS = ("settings.personal", "org.create")
_OUTSIDE_MODULES = tuple(
    action.id
    for action in ACTIONS.values()
    if action.id not in _OPEN_TO_EXTERNALS and (not action.module_counts or action.id in (*REPORTS, *SCRIPTS))
)
_UNLOCKERS = (GrantorKind.RECORD_OWNER, GrantorKind.ABOVE_OWNER, GrantorKind.ADMINISTRATORS)
_TEAM_UNLOCKERS = (GrantorKind.RECORD_OWNER, GrantorKind.MODULE_ADMINS, GrantorKind.ADMINISTRATORS)
_SPACE_GRANTORS = (GrantorKind.SPACE_MANAGERS, GrantorKind.SPACE_ADMINS)

OPEN = (
    Rule(
        "ORG-3", 0, Subject.EVERYBODY, Where.ANYWHERE, Effect.DENY,
        N_("The trial has ended and no edition is chosen: the organisation can only be read."),
        actions=_WRITES,
        condition=Condition.READ_ONLY,
        remedy_class=RemedyClass.LIMIT,
        remedy=N_("An administrator chooses an edition."),
        grantors=(GrantorKind.EDITION_CHOOSERS,),
        source="S3 S1 DES",
    ),
    Rule(
        "X14", 0, Subject.EVERYBODY, Where.ANYWHERE, Effect.DENY,
        N_("This edition has no team modules; the lowest that has them is Standard."),
        actions=("module.create",),
        condition=Condition.FEATURE_MISSING,
        parameter="team_modules",
        remedy_class=RemedyClass.LIMIT,
        grantors=(GrantorKind.EDITION_CHOOSERS,),
    ),
    Rule(
        "X14", 0, Subject.EVERYBODY, Where.ANYWHERE, Effect.DENY,
        N_("This edition has no team spaces of one's own; the lowest that has them is Standard."),
        actions=("spaces.manage",),
        condition=Condition.FEATURE_MISSING,
        parameter="spaces",
        remedy_class=RemedyClass.LIMIT,
        grantors=(GrantorKind.EDITION_CHOOSERS,),
    ),
    Rule(
        # X13: what is there stays readable and usable after a change of edition; nothing new.
        "X12", 0, Subject.EVERYBODY, Where.ORGANISATION, Effect.DENY,
        N_("This edition has no {module}: what is there stays, nothing new. The lowest that has it is Standard."),
        actions=("records.create", "records.clone", "records.import", "records.create_by_wizard"),
        condition=Condition.MODULE_MISSING,
        remedy_class=RemedyClass.LIMIT,
        remedy=N_("Choose another edition."),
        grantors=(GrantorKind.EDITION_CHOOSERS,),
    ),
)  # fmt: skip

MEMBER = (
    Rule(
        "AC01", 1, Subject.EVERYBODY, Where.ANYWHERE, Effect.DENY,
        N_("Only active members of the organisation do anything in it."),
        condition=Condition.NOT_ACTIVE,
        remedy_class=RemedyClass.NOBODY,
        remedy=N_("The user would have to be active first."),
    ),
    Rule(
        "ORG-2", 1, Subject.EVERYBODY, Where.ANYWHERE, Effect.DENY,
        N_("Only someone who is administrator in at least one organisation creates another."),
        actions=("org.create",),
        condition=Condition.ADMINISTRATOR_NOWHERE,
        remedy_class=RemedyClass.NOBODY,
        remedy=N_("He would have to be administrator of an organisation."),
        source="S3",
    ),
    Rule(
        "ORG-2", 1, Subject.EVERYBODY, Where.ANYWHERE, Effect.ALLOW,
        N_("Whoever is administrator in an organisation may create others."),
        actions=("org.create",),
        source="S3",
    ),
    Rule(
        "U06", 1, Subject.EXTERNAL, Where.ANYWHERE, Effect.ALLOW,
        N_("Everybody has his own settings, keys and sessions."),
        actions=("settings.personal",),
    ),
    Rule(
        # No profile, no role: whatever module is named beside it, and whatever profile the row of the user names.
        "U06", 1, Subject.EXTERNAL, Where.ANYWHERE, Effect.DENY,
        N_("External users work only in the team modules that they were put in."),
        actions=_OUTSIDE_MODULES,
        remedy_class=RemedyClass.MODULE,
        source="S3 DES",
    ),
    Rule(
        "U06", 1, Subject.EXTERNAL, Where.ANYWHERE, Effect.DENY,
        N_("External users work only in the team modules that they were put in."),
        actions=tuple(action for action in ACTIONS if action not in _OPEN_TO_EXTERNALS),
        condition=Condition.IN_NO_TEAM_MODULE,
        remedy_class=RemedyClass.MODULE,
        source="S3 DES",
    ),
)  # fmt: skip

DELETED = Rule(
    "R70", 0, Subject.EVERYBODY, Where.ANYWHERE, Effect.LATER,
    N_("The record is in the bin: there it is only seen, restored or deleted for ever."),
    remedy_class=RemedyClass.NOBODY,
    remedy=N_("It would have to be restored first."),
    source="recyc",
    otherwise=N_("The record is in the bin: there it is only seen, restored or deleted for ever."),
)  # fmt: skip

NOT_SEEN = Rule(
    "AC05", 5, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("Neither ownership, organisation default, hierarchy, rule nor share opens this record."),
    remedy_class=RemedyClass.SHARING,
    otherwise=N_("Neither ownership, organisation default, hierarchy, rule nor share opens this record."),
)  # fmt: skip

TOO_LOW = Rule(
    "AC06", 6, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("The profile allows it, but the right on this record is too low."),
    remedy_class=RemedyClass.SHARING,
    otherwise=N_("The profile allows it, but the right on this record is too low."),
)  # fmt: skip

TOO_NARROW = Rule(
    "AC06", 6, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("The profile allows it only for what is his own."),
    remedy_class=RemedyClass.PROFILE,
    otherwise=N_("The profile allows it only for what is his own."),
)  # fmt: skip

NO_LOCKER = Rule(
    "R75", 6, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("The owner, those above him and administrators lock and unlock a record."),
    actions=("records.lock",),
    remedy_class=RemedyClass.SHARING,
    otherwise=N_("Only the owner, those above him and administrators lock and unlock a record."),
)  # fmt: skip

LOCKED = Rule(
    "AC07", 7, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("The record is locked: it is not edited, converted or deleted."),
    actions=(
        "records.edit", "records.delete", "records.convert", "records.merge", "records.mass_update",
        "records.mass_delete", "requests.edit", "requests.withdraw",
    ),
    remedy_class=RemedyClass.WAIT,
    remedy=N_("Have it unlocked first; notes, tags and attachments stay possible."),
    grantors=_UNLOCKERS,
    source="apv3 bp1 DES",
    otherwise=N_("The record is locked: it is not edited, converted or deleted."),
)  # fmt: skip

TEAM_LOCKED = replace(LOCKED, where=Where.TEAM, grantors=_TEAM_UNLOCKERS, source="M13 DES")
"""Hierarchy ends where a team module begins: there its own people unlock (M13)."""

PENDING = Rule(
    "AC07", 7, Subject.EVERYBODY, Where.ANYWHERE, Effect.LATER,
    N_("The record waits for approval: it is not edited, converted or deleted."),
    actions=LOCKED.actions,
    remedy_class=RemedyClass.WAIT,
    source="apv3",
    otherwise=N_("The record waits for approval: it is not edited, converted or deleted."),
)  # fmt: skip

NO_APPROVER = Rule(
    "AC07", 7, Subject.EVERYBODY, Where.ANYWHERE, Effect.LATER,
    N_("Those whom the approval process names approve this record."),
    actions=("records.approve",),
    remedy_class=RemedyClass.WAIT,
    source="10.6",
    otherwise=N_("Only those whom the approval process names approve this record."),
)  # fmt: skip

FIELD = Rule(
    "AC08", 8, Subject.EVERYBODY, Where.ANYWHERE, Effect.LATER,
    N_("The field is hidden or read-only for this profile."),
    remedy_class=RemedyClass.PROFILE,
    grantors=(GrantorKind.FIELD_MANAGERS, GrantorKind.PROFILE_MANAGERS),
    source="fls",
    otherwise=N_("The field is hidden or read-only for this profile."),
)  # fmt: skip

TEAM_FIELD = Rule(
    "AC08", 8, Subject.EVERYBODY, Where.TEAM, Effect.LATER,
    N_("The field is hidden or read-only for this profile in {module}."),
    remedy_class=RemedyClass.PROFILE,
    remedy=N_("Ask for the field to be opened, or for a wider profile in the module."),
    grantors=(GrantorKind.MODULE_ADMINS,),
    source="fls M26",
    otherwise=N_("The field is hidden or read-only for this profile in {module}."),
)  # fmt: skip

VALIDATION = Rule(
    "AC09", 9, Subject.EVERYBODY, Where.ANYWHERE, Effect.LATER,
    N_("What is written passes the validation rules."),
    source="val",
)  # fmt: skip

NOT_THIS_SPACE = Rule(
    "SP04", 4, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("A team space is administered by its Admins and by those who manage all spaces."),
    actions=("space.administer",),
    remedy_class=RemedyClass.MODULE,
    remedy=N_("Ask to become Admin of the space."),
    grantors=_SPACE_GRANTORS,
    source="admHier mngTS",
    otherwise=N_("A team space is administered by its Admins and by those who manage all spaces."),
)  # fmt: skip

NOT_ITS_APPOINTER = replace(
    NOT_THIS_SPACE,
    id="SP05",
    because=N_("Admins of a space are appointed by its Admins and by those who manage all spaces."),
    actions=("space.appoint_admin",),
    source="DES",
    otherwise=N_("Admins of a space are appointed by its Admins and by those who manage all spaces."),
)

NOT_IN_SPACE = Rule(
    "M30", 4, Subject.EVERYBODY, Where.ORGANISATION, Effect.LATER,
    N_("Team modules are made only in team spaces that one belongs to."),
    actions=("module.create",),
    remedy_class=RemedyClass.MODULE,
    remedy=N_("Ask to be put into the space."),
    grantors=_SPACE_GRANTORS,
    source="S1 cfgTM-new",
    otherwise=N_("Team modules are made only in team spaces that one belongs to."),
)  # fmt: skip

RECORD_RULES = (
    DELETED, NOT_SEEN, TOO_LOW, TOO_NARROW, NO_LOCKER, LOCKED, TEAM_LOCKED, PENDING, NO_APPROVER, FIELD, TEAM_FIELD,
    VALIDATION, NOT_THIS_SPACE, NOT_ITS_APPOINTER, NOT_IN_SPACE,
)  # fmt: skip
"""Rules that look at one record, in the order of their steps."""

KEPT_IN_BIN = frozenset({"records.view", "records.restore", "records.purge"})
"""R70, R71: all that a deleted record takes."""
