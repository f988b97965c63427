"""Team modules: the ceiling of 2.2 (T01-T21) and the cells of the five profiles of 3.2 (M10-M26)."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.domain.decisions import GrantorKind, RemedyClass
from crm_tui.policy.actions import REPORTS, SCRIPTS
from crm_tui.policy.rule import Columns, Condition, Effect, Reach, Rule, Subject, Where

_NO_SUCH = (
    "records.convert", "interactions.view", "integrations.view", "integrations.add_related", "social.view",
)  # fmt: skip

NO = Reach.NONE
YES = Reach.YES
ALL = Reach.ALL
SEEN = Reach.SEEN
OWN = Reach.OWN
MINE = Reach.AUTHOR
REQUESTED = Reach.REQUESTED
OPEN = Reach.OPEN_REQUEST


def _ceiling(rule_id: str, because: str, *actions: str, source: str = "S0 S2") -> Rule:
    """A ✔ of 2.2: the profile in the module decides further."""
    return Rule(
        rule_id, 2, Subject.TEAM_USER, Where.TEAM, Effect.CEILING, because, actions=actions, source=source
    )  # fmt: skip


def _cells(
    rule_id: str,
    because: str,
    otherwise: str,
    columns: Columns,
    *actions: str,
    source: str = "DES",
    grantors: tuple[GrantorKind, ...] = (),
) -> Rule:
    """A row of 3.2."""
    return Rule(
        rule_id, 2, Subject.EVERYBODY, Where.TEAM, Effect.ALLOW, because, actions=actions, columns=columns,
        otherwise=otherwise, remedy_class=RemedyClass.MODULE, grantors=grantors, source=source,
    )  # fmt: skip


BEFORE_MEMBERSHIP = (
    Rule(
        "T16", 2, Subject.EVERYBODY, Where.TEAM, Effect.DENY, N_("Team modules have no portals, for anybody."),
        actions=("portals.manage",), remedy_class=RemedyClass.NOBODY,
        remedy=N_("The records would have to be in an organisation module."), source="S1",
    ),
    Rule(
        "AC26", 2, Subject.EVERYBODY, Where.TEAM, Effect.DENY,
        N_("Organisation defaults and sharing rules hold in organisation modules only."),
        actions=("sharing.manage",), remedy_class=RemedyClass.NOBODY,
        remedy=N_("Share single records, or put people into the module."), source="dshare",
    ),
    Rule(
        "T14", 2, Subject.TEAM_USER, Where.TEAM, Effect.DENY,
        N_("Reports and dashboards on team modules need a regular licence."),
        actions=REPORTS, remedy_class=RemedyClass.HARD, source="S0",
    ),
    Rule(
        "T15", 2, Subject.TEAM_USER, Where.TEAM, Effect.DENY,
        N_("Functions, widgets and the sandbox on team modules need a regular licence."),
        actions=SCRIPTS, remedy_class=RemedyClass.HARD, source="S0",
    ),
    Rule(
        "AC02", 2, Subject.REGULAR, Where.TEAM, Effect.DENY, N_("A team module is seen only by its members."),
        actions=REPORTS, condition=Condition.NOT_A_MEMBER, remedy_class=RemedyClass.MODULE,
        remedy=N_("Ask to be put into the module."), source="S1",
    ),
    Rule(
        "T14", 2, Subject.REGULAR, Where.TEAM, Effect.ALLOW,
        N_("The organisation profile has it on; figures count only what the profile in the module lets him see."),
        actions=REPORTS, condition=Condition.SWITCHED_ON, source="S0",
    ),
    Rule(
        "T15", 2, Subject.REGULAR, Where.TEAM, Effect.ALLOW, N_("The organisation profile has it on."),
        actions=SCRIPTS, condition=Condition.SWITCHED_ON, source="S0",
    ),
    Rule(
        "M26", 2, Subject.REGULAR, Where.TEAM, Effect.ALLOW, N_("The organisation profile has it on."),
        actions=("fields.manage",), condition=Condition.SWITCHED_ON,
    ),
    Rule(
        "AC04", 4, Subject.REGULAR, Where.TEAM, Effect.DENY,
        N_("The profile {profile} has this switched off."),
        actions=(*REPORTS, *SCRIPTS), remedy_class=RemedyClass.PROFILE, source="prof",
    ),
)  # fmt: skip

NO_OWNER = Rule(
    "M40", 2, Subject.ADMINISTRATOR, Where.TEAM, Effect.DENY,
    N_("The owner of a record is Admin, Manager, Member or Participant of its module."),
    actions=("records.own",), condition=Condition.NOT_OWNING_MEMBER, remedy_class=RemedyClass.NOBODY,
    remedy=N_("The owner would have to be put into the module first."), source="S2",
)  # fmt: skip
"""Asked of administrators in its turn; of people from outside where a record is to be theirs (3.6)."""

MEMBERSHIP = (
    Rule(
        "AC02", 2, Subject.EVERYBODY, Where.TEAM, Effect.DENY,
        N_("A team module is seen only by its members."),
        condition=Condition.NOT_A_MEMBER, remedy_class=RemedyClass.MODULE,
        remedy=N_("Ask to be put into the module."), source="S1",
    ),
    Rule(
        "O00", 2, Subject.TEAM_USER, Where.TEAM, Effect.DENY, N_("There is no such action in a team module."),
        actions=_NO_SUCH, remedy_class=RemedyClass.HARD,
    ),
    Rule(
        "AC02", 2, Subject.EVERYBODY, Where.TEAM, Effect.DENY, N_("There is no such action in a team module."),
        actions=_NO_SUCH, remedy_class=RemedyClass.MODULE,
        remedy=N_("Organisation modules have this action."),
    ),
    NO_OWNER,
    Rule(
        "M03", 2, Subject.ADMINISTRATOR, Where.TEAM, Effect.ALLOW,
        N_("Administrators of the organisation may do everything in team modules; each access is audited."),
        source="S1 DES",
    ),
    Rule(
        "R71", 2, Subject.EVERYBODY, Where.TEAM, Effect.DENY,
        N_("Only administrators delete for ever what is in the bin."),
        actions=("records.purge",), remedy_class=RemedyClass.PROFILE,
        remedy=N_("Give the Administrator profile."), grantors=(GrantorKind.SUPER_ADMIN,),
    ),
)  # fmt: skip

CEILING = (
    _ceiling("T01", N_("Team users own records of team modules."), "records.own"),
    _ceiling("T02", N_("Team users view, create, edit and delete records of team modules."), "records.view",
             "records.create", "records.edit", "records.delete", "timeline.view", "module.see"),
    _ceiling("T03", N_("Team users share records of team modules."), "records.share"),
    _ceiling("T04", N_("Team users import and export records of team modules."), "records.import",
             "records.export"),
    _ceiling("T05", N_("Team users send e-mail from team modules, to one and to many."), "email.send",
             "email.mass_send", "email.mail_merge", "email.sender_of_automation", "email.read_others"),
    _ceiling("T06", N_("Team users delete e-mail of team modules."), "email.delete", source="S2"),
    _ceiling("T07", N_("Team users update, delete and hand over many records of team modules at once."),
             "records.mass_update", "records.mass_delete", "records.mass_transfer"),
    _ceiling("T08", N_("Team users change the owner of records of team modules."), "records.change_owner"),
    _ceiling("T09", N_("Team users work with notes, tags and attachments in team modules."), "notes.view",
             "notes.add", "notes.edit", "notes.delete", "tags.add", "tags.remove", "attachments.view",
             "attachments.add", "attachments.delete"),
    _ceiling("T10", N_("Team users manage list views of team modules."), "views.see_public", "views.create",
             "views.share", "views.manage"),
    _ceiling("T11", N_("Team users customise a team module and its automation, as its Admin."),
             "module.customise", "module.manage_automation", "automation.manage", "webhooks.manage", source="S0"),
    _ceiling("T12", N_("Team users attach web forms to a team module, as its Admin."), "module.manage_webforms",
             source="S0"),
    _ceiling("T13", N_("Team users can be Admin of a team module."), "module.manage_members",
             "module.appoint_admin", "module.delete", "fields.manage", "access.grant", source="S2"),
    _ceiling("T17", N_("Team users view charts of team modules."), "charts.view", source="DES"),
    _ceiling("T18", N_("Team users have tasks, meetings and calls on records of team modules."), "tasks.create",
             "calls.create", "meetings.create", source="DES"),
    _ceiling("T19", N_("Team users restore, clone, merge, lock, review and approve records of team modules."),
             "records.restore", "records.clone", "records.merge", "records.lock", "records.review",
             "records.approve", "records.create_by_wizard", source="S0"),
    _ceiling("T20", N_("Team users can be the value of user fields and be notified in team modules."),
             "records.in_user_field", "automation.be_notified", source="S0"),
    _ceiling("T21", N_("Team users use macros and feeds in team modules."), "macros.run", "feeds.view",
             "feeds.post", source="S0"),
    _ceiling("M15", N_("Team users raise requests, accept and configure them in team modules."), "requests.raise",
             "requests.see_own", "requests.edit", "requests.withdraw", "requests.accept", "requests.configure",
             source="reqFAQ DES"),
    Rule(
        "O00", 2, Subject.TEAM_USER, Where.TEAM, Effect.DENY,
        N_("Nothing grants this action to team users in team modules."),
        condition=Condition.ACTION_NOT_IN_CEILING, remedy_class=RemedyClass.HARD,
    ),
)  # fmt: skip

CELLS = (
    _cells("M10", N_("Its members see the module."),
           N_("Requesters do not see the module, only their own requests."),
           (YES, YES, YES, YES, NO), "module.see", source="mobTM"),
    _cells("M11", N_("The profile in {module} shows these records."),
           N_("The profile in {module} shows own records or requests only."),
           (ALL, ALL, ALL, OWN | REQUESTED, REQUESTED), "records.view", "timeline.view", source="mobTM DES"),
    _cells("M11", N_("Everybody sees the requests that he raised."), N_("Only own requests are seen here."),
           (REQUESTED,) * 5, "requests.see_own", source="S1 mobTM"),
    _cells("M12", N_("The profile in {module} allows editing and deleting these records."),
           N_("The profile in {module} allows editing and deleting own records only."),
           (ALL, ALL, OWN | OPEN, OWN | OPEN, OPEN), "records.edit", "records.delete", "requests.edit",
           "requests.withdraw", source="mobTM DES"),
    _cells("M13", N_("The profile in {module} allows it for these records."),
           N_("The profile in {module} does not allow restoring, cloning, merging or locking this."),
           (ALL, ALL, OWN, OWN, NO), "records.restore", "records.clone", "records.merge", "records.lock"),
    _cells("M14", N_("Members of {module} review and approve what they see."),
           N_("Requesters do not review or approve."),
           (SEEN, SEEN, SEEN, SEEN, NO), "records.review", "records.approve"),
    _cells("M14", N_("Members of {module} can be the value of a user field and be notified."),
           N_("Requesters are no value of a user field, and are told of their own requests only."),
           (YES, YES, YES, YES, NO), "records.in_user_field", "automation.be_notified"),
    _cells("M15", N_("Members of {module} create and own records."),
           N_("Requesters raise requests; they do not create or own records."),
           (YES, YES, YES, YES, NO), "records.create", "records.create_by_wizard", "records.own",
           source="mobTM DES"),
    _cells("M15", N_("Everybody who was put into {module} may raise requests."),
           N_("Only people of the module raise requests."), (YES,) * 5, "requests.raise", source="reqFAQ"),
    _cells("M16", N_("The profile in {module} allows sharing and handing over these records."),
           N_("The profile in {module} allows sharing and handing over own records at most."),
           (ALL, ALL, OWN, OWN, NO), "records.share", "records.change_owner"),
    _cells("M17", N_("The profile in {module} allows importing."),
           N_("The profile in {module} does not allow importing."),
           (ALL, ALL, OWN, NO, NO), "records.import"),
    _cells("M18", N_("The profile in {module} allows it for what one sees."),
           N_("Requesters do not export, chart or read feeds."),
           (SEEN, SEEN, SEEN, OWN, NO), "records.export", "charts.view", "feeds.view", "feeds.post"),
    _cells("M19", N_("The profile in {module} allows changing many of these records at once."),
           N_("The profile in {module} allows changing many records at once for own records at most."),
           (ALL, ALL, OWN, OWN, NO), "records.mass_update", "records.mass_delete", "records.mass_transfer",
           "macros.run"),
    _cells("M20", N_("The profile in {module} allows sending e-mail from these records."),
           N_("The profile in {module} does not allow sending e-mail from this record."),
           (ALL, ALL, SEEN, OWN, NO), "email.send"),
    _cells("M20", N_("The profile in {module} allows deleting e-mail of these records."),
           N_("The profile in {module} allows deleting e-mail of own records at most."),
           (ALL, ALL, OWN, OWN, NO), "email.delete"),
    _cells("M21", N_("The profile in {module} allows mass e-mail and mail merge."),
           N_("The profile in {module} does not allow mass e-mail and mail merge."),
           (ALL, ALL, OWN, NO, NO), "email.mass_send", "email.mail_merge"),
    _cells("M22", N_("The profile in {module} allows notes and files here."),
           N_("The profile in {module} allows notes and files on what one sees only."),
           (ALL, ALL, SEEN, OWN | REQUESTED, REQUESTED), "notes.view", "notes.add", "attachments.view",
           "attachments.add"),
    _cells("M22", N_("The profile in {module} allows tags and activities here."),
           N_("The profile in {module} does not allow tags and activities here."),
           (ALL, ALL, SEEN, OWN, NO), "tags.add", "tasks.create", "calls.create", "meetings.create"),
    _cells("M25", N_("It is his own, or he may edit the record."),
           N_("Other people's are changed and deleted by whoever may edit the record."),
           (ALL, ALL, OWN | MINE, OWN | MINE, MINE), "notes.edit", "notes.delete", "attachments.delete"),
    _cells("M25", N_("It is his own, or he may edit the record."),
           N_("Other people's are taken off by whoever may edit the record."),
           (ALL, ALL, OWN | MINE, OWN | MINE, NO), "tags.remove"),
    _cells("M23", N_("Members of {module} use shared views and make their own."),
           N_("Requesters have no list views."),
           (YES, YES, YES, YES, NO), "views.see_public", "views.create"),
    _cells("M23", N_("The profile in {module} allows sharing views."),
           N_("The profile in {module} does not allow sharing views."),
           (YES, YES, YES, NO, NO), "views.share"),
    _cells("M23", N_("The profile in {module} allows managing this view."),
           N_("The profile in {module} does not allow managing other people's views."),
           (ALL, Reach.PUBLIC | MINE, MINE, MINE, NO), "views.manage"),
    _cells("M24", N_("Admins of {module} run it."), N_("Only Admins of {module} run it."),
           (YES, NO, NO, NO, NO), "module.customise", "module.manage_members", "module.appoint_admin",
           "module.manage_automation", "module.manage_webforms", "module.delete", "automation.manage",
           "webhooks.manage", "requests.configure", "access.grant", source="autoTM DES"),
    _cells("M26", N_("Admins of {module} set its field permissions."),
           N_("Only Admins of {module} set its field permissions."),
           (YES, NO, NO, NO, NO), "fields.manage", source="S1 DES"),
    _cells("M25", N_("Whoever sees the record reads its e-mail."),
           N_("Requesters read notes and files of their requests, not e-mail."),
           (ALL, ALL, SEEN, SEEN, NO), "email.read_others"),
    _cells("T05", N_("Automated e-mail of {module} may carry the address of its members."),
           N_("Automated e-mail of {module} does not carry the address of requesters."),
           (YES, YES, YES, YES, NO), "email.sender_of_automation", source="S2"),
    _cells("Q08", N_("The request's owner and the Admins and Managers of {module} accept it."),
           N_("Only the request's owner and the Admins and Managers of {module} accept it."),
           (ALL, ALL, Reach.OWNER, Reach.OWNER, NO), "requests.accept",
           grantors=(GrantorKind.RECORD_OWNER, GrantorKind.MODULE_ADMINS, GrantorKind.ADMINISTRATORS)),
    Rule(
        "AC02", 2, Subject.EVERYBODY, Where.TEAM, Effect.DENY, N_("There is no such action in a team module."),
        remedy_class=RemedyClass.MODULE,
    ),
)  # fmt: skip

TAKEN_UP = Rule(
    "Q07", 2, Subject.EVERYBODY, Where.TEAM, Effect.LATER,
    N_("A request is edited and withdrawn by its requester until the team has taken it up."),
    actions=("records.edit", "records.delete", "requests.edit", "requests.withdraw"),
    remedy_class=RemedyClass.MODULE,
    remedy=N_("Ask an Admin of the module to allow it after acceptance, or for a wider profile."),
    source="S1 mobTM DES",
    otherwise=N_("The team has taken this request up: its requester no longer edits or withdraws it."),
)  # fmt: skip

SET_BY_ADMIN = Rule(
    "M34", 2, Subject.EVERYBODY, Where.TEAM, Effect.LATER,
    N_("What an administrator of the organisation set in the people of a module, its Admins do not undo."),
    actions=("module.manage_members", "module.appoint_admin"),
    remedy_class=RemedyClass.MODULE,
    remedy=N_("An administrator of the organisation changes it."),
    grantors=(GrantorKind.ADMINISTRATORS,),
    source="S1",
    otherwise=N_("It was set by an administrator of the organisation."),
)  # fmt: skip

TEAM_MODULE = (*BEFORE_MEMBERSHIP, *MEMBERSHIP, *CEILING, *CELLS)
"""Step 2, in the order in which it is asked."""

REQUEST_RULES = (TAKEN_UP,)
MEMBER_RULES = (SET_BY_ADMIN,)
