"""The catalogue of actions: every id that rules, commands and scripts name (product.md 9.7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_tui.base.messages import N_, Message


@dataclass(frozen=True, slots=True)
class ActionDef:
    """One action.

    `target`: "record", "module", "space", "organisation" or "person", what it is asked about.
    `changes`: it writes. `built`: a face has it now (AC55). `person`: 2.1 calls it "of the person".
    `in_read_only`: allowed in a read-only organisation though it writes (AC00).
    """

    id: str
    group: str
    title: Message
    target: str
    changes: bool = True
    built: bool = False
    person: bool = False
    in_read_only: bool = False

    @property
    def module_counts(self) -> bool:
        """Whether naming a module makes a difference."""
        return self.target in ("record", "module")


@dataclass(frozen=True, slots=True)
class _Group:
    """Makes the actions of one group of the catalogue."""

    name: str

    def read(self, action: str, title: str, target: str = "record", *, built: bool = True) -> ActionDef:
        return ActionDef(action, self.name, Message(title), target, changes=False, built=built)

    def write(self, action: str, title: str, target: str = "record", *, built: bool = False) -> ActionDef:
        return ActionDef(action, self.name, Message(title), target, built=built)

    def person(self, action: str, title: str, target: str = "person", *, changes: bool = True) -> ActionDef:
        return ActionDef(action, self.name, Message(title), target, changes=changes, person=True)


_records = _Group("records")
_item = _Group("on a record")
_module = _Group("module")
_space = _Group("spaces")
_extra = _Group("analytics, automation, extras")
_org = _Group("organisation")
_access = _Group("access")

_RECORDS = (
    _records.read("records.view", N_("View records")),
    _records.write("records.create", N_("Create records"), "module", built=True),
    _records.write("records.edit", N_("Edit records"), built=True),
    _records.write("records.delete", N_("Delete records"), built=True),
    _records.write("records.restore", N_("Restore records from the bin"), built=True),
    _records.write("records.purge", N_("Delete records for ever"), built=True),
    _records.write("records.clone", N_("Clone records"), built=True),
    _records.read("records.own", N_("Be the owner of records"), "module"),
    _records.write("records.change_owner", N_("Change the owner"), built=True),
    _records.write("records.share", N_("Share records"), built=True),
    _records.write("records.lock", N_("Lock and unlock records")),
    _records.write("records.convert", N_("Convert leads, quotes and orders"), built=True),
    _records.write("records.merge", N_("Find and merge duplicates")),
    _records.write("records.import", N_("Import records"), "module"),
    _records.read("records.export", N_("Export records"), built=False),
    _records.write("records.mass_update", N_("Update many records at once")),
    _records.write("records.mass_delete", N_("Delete many records at once")),
    _records.write("records.mass_transfer", N_("Give many records to another owner")),
    _records.write("records.review", N_("Review records")),
    _records.write("records.approve", N_("Approve records")),
    _records.read("records.in_user_field", N_("Be the value of a user field"), "module"),
    _records.write("records.create_by_wizard", N_("Create records by a wizard"), "module"),
)

_ITEMS = (
    _item.read("notes.view", N_("View notes")),
    _item.write("notes.add", N_("Add notes"), built=True),
    _item.write("notes.edit", N_("Edit notes"), built=True),
    _item.write("notes.delete", N_("Delete notes"), built=True),
    _item.write("tags.add", N_("Add tags"), built=True),
    _item.write("tags.remove", N_("Remove tags"), built=True),
    _item.read("attachments.view", N_("View attachments")),
    _item.write("attachments.add", N_("Add attachments"), built=True),
    _item.write("attachments.delete", N_("Delete attachments"), built=True),
    _item.read("timeline.view", N_("View the timeline")),
    _item.read("interactions.view", N_("View interactions")),
    _item.write("tasks.create", N_("Create tasks"), built=True),
    _item.write("calls.create", N_("Create calls"), built=True),
    _item.write("meetings.create", N_("Create meetings"), built=True),
    _item.write("email.send", N_("Send e-mail")),
    _item.write("email.mass_send", N_("Send e-mail to many")),
    _item.write("email.mail_merge", N_("Merge mail")),
    _item.write("email.delete", N_("Delete e-mail")),
    _item.read("email.read_others", N_("Read other people's e-mail"), built=False),
    _item.read("email.sender_of_automation", N_("Be the sender of automated e-mail"), "module", built=False),
    _item.read("feeds.view", N_("View feeds"), built=False),
    _item.write("feeds.post", N_("Post in feeds")),
)

_MODULE = (
    _module.read("views.see_public", N_("Use shared list views"), "module"),
    _module.write("views.create", N_("Create list views"), "module", built=True),
    _module.write("views.share", N_("Share list views"), "module", built=True),
    _module.write("views.manage", N_("Change and delete list views"), "module", built=True),
    _module.read("module.see", N_("See the module"), "module"),
    _module.write("module.customise", N_("Customise the module"), "module"),
    _module.write("module.manage_members", N_("Manage the module's members"), "module"),
    _module.write("module.appoint_admin", N_("Appoint Admins of the module"), "module"),
    _module.write("module.manage_automation", N_("Manage the module's automation"), "module"),
    _module.write("module.manage_webforms", N_("Manage the module's web forms"), "module"),
    _module.write("module.delete", N_("Delete or restore the module"), "module"),
    _module.write("requests.raise", N_("Raise requests"), "module", built=True),
    _module.read("requests.see_own", N_("See own requests")),
    _module.write("requests.edit", N_("Edit own requests"), built=True),
    _module.write("requests.withdraw", N_("Withdraw own requests"), built=True),
    _module.write("requests.accept", N_("Accept requests"), built=True),
    _module.write("requests.configure", N_("Configure requests"), "module", built=True),
    _module.read("charts.view", N_("View charts"), "module", built=False),
)

_SPACES = (
    _space.write("spaces.manage", N_("Manage all team spaces"), "organisation"),
    _space.write("space.administer", N_("Administer a team space"), "space"),
    _space.write("space.appoint_admin", N_("Appoint Admins of a team space"), "space"),
    _space.write("module.create", N_("Create team modules"), "space"),
)

_EXTRAS = (
    _extra.person("reports.view", N_("View reports"), "module", changes=False),
    _extra.person("reports.manage", N_("Manage reports"), "module"),
    _extra.person("dashboards.view", N_("View dashboards"), "module", changes=False),
    _extra.person("dashboards.manage", N_("Manage dashboards"), "module"),
    _extra.write("macros.run", N_("Run macros")),
    _extra.write("automation.manage", N_("Manage automation"), "module"),
    _extra.read("automation.be_notified", N_("Be notified by automation"), "module", built=False),
    _extra.write("functions.manage", N_("Manage functions"), "module"),
    _extra.write("widgets.manage", N_("Manage widgets"), "module"),
    _extra.write("webhooks.manage", N_("Manage webhooks"), "module"),
    _extra.person("sandbox.use", N_("Use the sandbox"), "module"),
    _extra.person("ai.use", N_("Use AI")),
    _extra.read("integrations.view", N_("View integrations"), built=False),
    _extra.person("integrations.use_office", N_("Use Google and Microsoft integrations")),
    _extra.write("integrations.add_related", N_("Add to lists of integrated products")),
    _extra.read("social.view", N_("View the social feed"), "module", built=False),
    _extra.person("incentives.take_part", N_("Take part in sales incentives")),
    _extra.person("calendar.booking_page", N_("Have a calendar booking page")),
    _extra.person("portals.manage", N_("Manage portals"), "module"),
)

_ORGANISATION = (
    _org.person("users.manage", N_("Manage users"), "organisation"),
    _org.person("users.invite", N_("Add and invite users"), "organisation"),
    _org.person("users.activate", N_("Activate and deactivate users"), "organisation"),
    _org.person("users.convert", N_("Convert users to another kind"), "organisation"),
    _org.person("users.delete", N_("Delete users"), "organisation"),
    _org.person("users.hand_over", N_("Hand over as super administrator"), "organisation"),
    _org.person("roles.manage", N_("Manage roles"), "organisation"),
    _org.person("profiles.manage", N_("Manage profiles"), "organisation"),
    _org.person("groups.manage", N_("Manage groups"), "organisation"),
    _org.person("sharing.manage", N_("Manage data sharing"), "module"),
    _org.person("fields.manage", N_("Manage field permissions"), "module"),
    _org.person("licences.buy", N_("Buy licences"), "organisation"),
    _org.person("licences.switch", N_("Switch team licences on and off"), "organisation"),
    _org.person("org.settings", N_("Change the organisation's settings"), "organisation"),
    ActionDef(
        "org.choose_edition",
        _org.name,
        Message(N_("Choose an edition")),
        "organisation",
        person=True,
        in_read_only=True,
    ),
    _org.person("org.change_slug", N_("Change the organisation's slug"), "organisation"),
    _org.person("org.create", N_("Create organisations"), "organisation"),
    _org.person("org.delete", N_("Delete the organisation"), "organisation"),
    _org.person("org.invite", N_("Invite external users, send again, revoke"), "organisation"),
    _org.person("org.audit", N_("Read the audit log"), "organisation", changes=False),
    _org.person("sessions.manage", N_("Manage other people's sessions"), "organisation"),
    _org.person("keys.manage", N_("Manage other people's keys"), "organisation"),
    _org.person("backup.make", N_("Make backups"), "organisation"),
    ActionDef(
        "settings.personal",
        _org.name,
        Message(N_("View and change own settings")),
        "person",
        built=True,
        person=True,
        in_read_only=True,
    ),
)

_ACCESS = (
    _access.person("access.view_as", N_("View as somebody else"), "organisation", changes=False),
    _access.person("access.promises", N_("Write access promises"), "organisation"),
    _access.person("access.grant", N_("Answer requests for access"), "record"),
)

ACTIONS: Mapping[str, ActionDef] = {
    action.id: action for action in (*_RECORDS, *_ITEMS, *_MODULE, *_SPACES, *_EXTRAS, *_ORGANISATION, *_ACCESS)
}
"""Every action by its id, in the order of the catalogue."""

REPORTS = ("reports.view", "reports.manage", "dashboards.view", "dashboards.manage")
"""T14: what of the organisation profile counts in team modules too, with `SCRIPTS`."""

SCRIPTS = ("functions.manage", "widgets.manage", "sandbox.use")
"""T15."""


def actions_of(group: str) -> tuple[str, ...]:
    """The ids of one group, in order."""
    return tuple(action.id for action in ACTIONS.values() if action.group == group)
