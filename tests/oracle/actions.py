"""All action ids, as the design names them; stated here a second time, apart from the engine's catalogue."""

from __future__ import annotations


def _ids(group: str, names: str) -> tuple[str, ...]:
    return tuple(f"{group}.{name}" for name in names.split())


RECORDS = _ids(
    "records",
    "view create edit delete restore purge clone own change_owner share lock convert merge import export"
    " mass_update mass_delete mass_transfer review approve in_user_field create_by_wizard",
)
ON_A_RECORD = (
    *_ids("notes", "view add edit delete"),
    *_ids("tags", "add remove"),
    *_ids("attachments", "view add delete"),
    *("timeline.view", "interactions.view", "tasks.create", "calls.create", "meetings.create"),
    *_ids("email", "send mass_send mail_merge delete read_others sender_of_automation"),
    *_ids("feeds", "view post"),
)
OF_MODULES = (
    *_ids("views", "see_public create share manage"),
    *_ids("module", "see customise manage_members appoint_admin manage_automation manage_webforms delete"),
    *_ids("requests", "raise see_own edit withdraw accept configure"),
    "charts.view",
)
OF_SPACES = ("spaces.manage", "space.administer", "space.appoint_admin", "module.create")
EXTRAS = (
    *_ids("reports", "view manage"),
    *_ids("dashboards", "view manage"),
    *("macros.run", "automation.manage", "automation.be_notified", "functions.manage", "widgets.manage"),
    *("webhooks.manage", "sandbox.use", "ai.use"),
    *_ids("integrations", "view use_office add_related"),
    *("social.view", "incentives.take_part", "calendar.booking_page", "portals.manage"),
)
OF_THE_ORGANISATION = (
    *_ids("users", "manage invite activate convert delete hand_over"),
    *("roles.manage", "profiles.manage", "groups.manage", "sharing.manage", "fields.manage"),
    *_ids("licences", "buy switch"),
    *_ids("org", "settings choose_edition change_slug create delete invite audit"),
    *("sessions.manage", "keys.manage", "backup.make", "settings.personal"),
)
OF_ACCESS = _ids("access", "view_as promises grant")

ACTIONS = (*RECORDS, *ON_A_RECORD, *OF_MODULES, *OF_SPACES, *EXTRAS, *OF_THE_ORGANISATION, *OF_ACCESS)
ON_ITEMS = ("notes.edit", "notes.delete", "tags.remove", "attachments.delete", "email.delete")
"""Acts on something that somebody made: a note, a tag, a file, a mail."""

OF_A_RECORD = frozenset((*RECORDS, *ON_A_RECORD, "macros.run", "access.grant")) - frozenset(
    ("email.sender_of_automation", "tasks.create", "calls.create", "meetings.create")
)
"""Acts whose answer hangs on the record (AC51); those of activities are asked of the record they will hang on."""

NEW_RECORDS = frozenset(
    ("records.create", "records.import", "records.own", "records.in_user_field", "records.create_by_wizard")
)
ON_RECORDS = (
    *sorted(OF_A_RECORD - NEW_RECORDS - frozenset(ON_ITEMS)),
    *("tasks.create", "calls.create", "meetings.create"),
    *("requests.see_own", "requests.edit", "requests.withdraw", "requests.accept"),
    *("integrations.view", "integrations.add_related"),
)
"""Acts that are asked of one record."""

EVERYWHERE = frozenset(
    (*OF_SPACES, *OF_THE_ORGANISATION, *OF_ACCESS, "ai.use", "integrations.use_office", "incentives.take_part")
) | {"calendar.booking_page", "sandbox.use"}
"""Acts that are of the person or the organisation: naming a module changes little."""
