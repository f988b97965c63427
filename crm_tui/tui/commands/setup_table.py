"""The commands of the pages of set-up that are about people, licences and the audit log."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.tui.commands.command import SETUP, Command, Context

USERS = frozenset({Context.SETUP_USERS})
LICENCES = frozenset({Context.SETUP_LICENCES})
SESSIONS = frozenset({Context.SETUP_SESSIONS})
AUDIT = frozenset({Context.SETUP_AUDIT})

SETUP_COMMANDS: tuple[Command, ...] = (
    Command("setup.open", N_("Open"), N_("Show what belongs to the line, or go into it"), ("enter",), SETUP,
            priority=60),
    # users
    Command("user.invite", N_("Invite"), N_("Add a user and invite him"), ("n",), USERS, "users.invite", priority=92),
    Command("user.edit", N_("Edit"), N_("Change name, role, profile and manager of the user"), ("e",), USERS,
            "users.manage", priority=88),
    Command("user.activate", N_("Activate"), N_("Let the user in again; he takes a seat"), ("a",), USERS,
            "users.activate", priority=86),
    Command("user.deactivate", N_("Deactivate"), N_("Keep the user out; his seat becomes free"), ("x",), USERS,
            "users.activate", dangerous=True, priority=84),
    Command("user.send_again", N_("Send again"), N_("Invite the user again, with a new token for seven days"), ("s",),
            USERS, "org.invite", priority=90),
    Command("user.revoke", N_("Revoke"), N_("Take the invitation back; the user goes"), ("r",), USERS, "org.invite",
            dangerous=True, priority=82),
    Command("user.convert", N_("Convert"), N_("Make a regular user of the team user; there is no way back"), ("K",),
            USERS, "users.convert", dangerous=True, priority=80),
    Command("user.administrator", N_("Administrator"),
            N_("Make an administrator of the regular user, or a regular user of the administrator"), ("A",), USERS,
            "profiles.manage", dangerous=True, priority=58),
    Command("user.hand_over", N_("Hand over"), N_("Make the administrator the super administrator in your place"),
            ("O",), USERS, "users.hand_over", dangerous=True, priority=56),
    Command("user.delete", N_("Delete"), N_("Delete the user for good, with or without handing on his records"),
            ("d",), USERS, "users.delete", dangerous=True, priority=78),
    Command("user.reaches", N_("Reaches"), N_("What the user sees and may do, module by module"), ("w",), USERS,
            "users.manage", priority=72),
    Command("user.view_as", N_("View as"), N_("See what the user sees; nothing can be changed meanwhile"), ("v",),
            USERS, "access.view_as", priority=70),
    Command("user.keys", N_("Keys"), N_("By which keys the user comes in, and a code for a first one"), ("c",),
            USERS, "keys.manage", priority=68),
    Command("user.copy", N_("Copy"), N_("Copy the login to the clipboard"), ("y",), USERS, priority=34),
    # licences and edition
    Command("licence.buy", N_("Buy"), N_("Record how many licences there are"), ("b",), LICENCES, "licences.buy",
            priority=90),
    Command("licence.switch", N_("On or off"), N_("Switch team licences on, or off for all team users"), ("s",),
            LICENCES, "licences.switch", dangerous=True, priority=88),
    Command("org.edition", N_("Edition"), N_("Choose another edition"), ("e",), LICENCES, "org.choose_edition",
            dangerous=True, priority=86),
    Command("org.limits", N_("Limits"), N_("Choose which set of limits counts"), ("l",), LICENCES,
            "org.choose_edition", priority=84),
    # sessions
    Command("session.end", N_("End"), N_("End the session; whoever is in it reads by whom"), ("x",), SESSIONS,
            "sessions.manage", dangerous=True, priority=90),
    Command("session.copy", N_("Copy"), N_("Copy what the card says to the clipboard"), ("y",), SESSIONS, priority=34),
    # audit
    Command("audit.filter", N_("Criteria"), N_("Filter by who, action, outcome, door and period"), ("f",), AUDIT,
            "org.audit", priority=92),
    Command("audit.older", N_("Older"), N_("Read on in the audit log"), ("+",), AUDIT, "org.audit", priority=90),
    Command("audit.check", N_("Check"), N_("Check that no row of the audit log was changed or removed"), ("c",), AUDIT,
            "org.audit", priority=88),
    Command("audit.copy", N_("Copy"), N_("Copy the row to the clipboard"), ("y",), AUDIT, "org.audit", priority=34),
)  # fmt: skip
