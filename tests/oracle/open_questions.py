"""Where the specification, read to the letter, and the engine differ: to be settled, one way or the other.

Each is a small set of differences with its reason. A difference that no entry concerns fails the test, and so does an
entry whose example does not differ any more: settled, it is to be taken away.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_tui.domain.users import TeamProfile, UserKind
from tests.oracle.comparing import Difference
from tests.oracle.people import CONTRACTS


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """`example`: keys of a person, an action and a target that show it, where `standing` names the organisation."""

    key: str
    specification: str
    engine: str
    concerns: Callable[[Difference], bool]
    example: tuple[str, str, str]
    standing: str = ""


ADMINISTRATORS = (UserKind.SUPER_ADMIN, UserKind.ADMINISTRATOR)
OTHERS_ITEMS = ("notes.edit", "notes.delete", "tags.remove", "attachments.delete")
SEEING = ("records.view", "timeline.view", "notes.view", "attachments.view")
ROWS_HE_MAY_EDIT = (*OTHERS_ITEMS, "records.review", "email.mass_send", "email.mail_merge")


def _kind(d: Difference) -> UserKind:
    return d.question.somebody.actor.kind


def _held(d: Difference) -> frozenset[TeamProfile]:
    return d.question.somebody.actor.team_profiles.get(CONTRACTS, frozenset())


def _off(d: Difference, action: str) -> bool:
    module = d.question.target.module
    off = d.question.somebody.profile.off
    return (action, "*") in off or (action, module.api_name if module else "*") in off


def _engine_allows(d: Difference) -> bool:
    return not d.reads_as and d.engine.allowed


def _engine_denies(d: Difference) -> bool:
    return not d.reads_as and not d.engine.allowed


def _hangs_on_team_record(d: Difference) -> bool:
    record = d.question.target.record
    return record is not None and record.parent is not None and record.parent[0].api_name == "Contracts"


def _hangs_on_organisation_record(d: Difference) -> bool:
    record = d.question.target.record
    return record is not None and record.parent is not None and record.parent[0].api_name != "Contracts"


def _his_own_activity(d: Difference) -> bool:
    """His, or shared to him, without his seeing it as a member."""
    record, held = d.question.target.record, _held(d)
    full = held & {TeamProfile.ADMIN, TeamProfile.MANAGER, TeamProfile.MEMBER}
    return _hangs_on_team_record(d) and not full and record is not None and (record.owner_id == 1 or record.level > 0)


def _pending_activity(d: Difference) -> bool:
    record = d.question.target.record
    return _hangs_on_team_record(d) and record is not None and record.pending


def _on_locked_record(d: Difference) -> bool:
    record = d.question.target.record
    return record is not None and record.parent is not None and record.parent[1].locked


def _activities_in_general(d: Difference) -> bool:
    target = d.question.target
    return target.module is not None and target.module.activity and target.record is None


def _of(d: Difference, *actions: str) -> bool:
    return d.question.action in actions


def _through_its_record(d: Difference) -> bool:
    mail = ("macros.run", "email.send", "email.delete", "email.mass_send", "email.mail_merge")
    return _of(d, *mail, *OTHERS_ITEMS)


def _shared_activity(d: Difference) -> bool:
    record = d.question.target.record
    return _hangs_on_team_record(d) and record is not None and record.level > 1


OPEN: tuple[OpenQuestion, ...] = (
    OpenQuestion(
        "M25 mails for the requester",
        "M25: “Mails on a team-module record are read by whoever sees the record”; M20 is ✘ for a Requester, and Q12"
        " names notes and files only.",
        "Denies it to a Requester.",
        lambda d: _engine_denies(d) and _of(d, "email.read_others") and d.engine.rule == "M25",
        ("team, Requester, active", "email.read_others", "Contracts"),
    ),
    OpenQuestion(
        "M25 others' notes on a request",
        "M25: “Notes and attachments of others are edited or deleted by whoever may edit the record”; Q07: he may edit"
        " until it is taken up; M22: “note and attach on own requests”.",
        "Denies it: on a request he changes his own only.",
        lambda d: (
            _engine_denies(d)
            and _of(d, "notes.edit", "notes.delete", "attachments.delete")
            and "M25 requests" in d.cedar.policies
        ),
        (
            "team, Requester, active",
            "notes.edit",
            "Contracts/record of 9, default private, shared none, requested by 1, item of 9",
        ),
    ),
    OpenQuestion(
        "M22 own tags on a request",
        "M22: tags are a Participant's on own records, and not a Requester's.",
        "A Participant takes off a tag of his own from a request of his that is not his record.",
        lambda d: _engine_allows(d) and _of(d, "tags.remove") and TeamProfile.PARTICIPANT in _held(d),
        (
            "team, Participant, active",
            "tags.remove",
            "Contracts/record of 9, default private, shared none, requested by 1, item of 1",
        ),
    ),
    OpenQuestion(
        "M40 a requester as owner",
        "M40: “Exception: a request without settings is owned by its requester (Q05.3)”; M15, be owner: “request"
        " only”.",
        "Denies `records.own` to a Requester.",
        lambda d: _engine_denies(d) and _of(d, "records.own") and "M40 Q05.3" in d.cedar.policies,
        ("team, Requester, active", "records.own", "Contracts"),
    ),
    OpenQuestion(
        "U06 own settings",
        "AC01: “external user: not a team module that he was put in → deny (U06)”.",
        "Allows external users `settings.personal` and, where they are administrators elsewhere, `org.create`: what is"
        " of the login (U12, ORG-2).",
        lambda d: _kind(d) is UserKind.EXTERNAL and _engine_allows(d) and _of(d, "settings.personal", "org.create"),
        ("external, no member, active", "settings.personal", "the organisation"),
    ),
    OpenQuestion(
        "M30 administrators",
        "M30: “Profile permission Create Team Module, and only in teamspaces he belongs to”; 2.3 M: “still only in"
        " spaces"
        " he belongs to”.",
        "Allows administrators `module.create` everywhere.",
        lambda d: _kind(d) in ADMINISTRATORS and _engine_allows(d) and _of(d, "module.create"),
        ("administrator, no member, active", "module.create", "space 73"),
    ),
    OpenQuestion(
        "M04 the access group",
        "M04: “the set-up permissions (the organisation group of action ids)”; 9.7: “–” for team modules.",
        "Counts `access.view_as` and `access.promises` of the profile in team modules too.",
        lambda d: _engine_allows(d) and _of(d, "access.view_as", "access.promises"),
        ("all-on, no member, active", "access.view_as", "Contracts"),
    ),
    OpenQuestion(
        "T14 without membership",
        "9.3 step 2: “rows of T14 by his team-module profile”; AC51: “Denied only when no record could be allowed”;"
        " AC50:"
        " a team module without membership reads as not found.",
        "Allows reports and dashboards of a team module to regular users who are in no way members of it.",
        lambda d: _engine_allows(d) and d.engine.rule == "T14" and not _held(d),
        ("standard, no member, active", "reports.view", "Contracts"),
    ),
    OpenQuestion(
        "SP23 spaces of a lower edition",
        "X13: above a limit “all stays readable and usable; nothing new”; SP23: existing spaces stay.",
        "Where the edition has no spaces, administrators and a space's own admins go on running existing ones, but"
        " holders of Manage Teamspace do not.",
        lambda d: _engine_denies(d) and _of(d, "space.administer", "space.appoint_admin"),
        ("all-on, no member, active", "space.administer", "space 73"),
        "without spaces",
    ),
)
