"""Remedy classes (9.5, AC41-AC47): what would help against a denial, and who could grant it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_tui.base.messages import N_
from crm_tui.domain.decisions import GrantorKind, RemedyClass


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a class of denials has in common. `text` is an English source for the catalogues."""

    id: str
    text: str
    grantors: tuple[GrantorKind, ...]


REMEDIES: Mapping[RemedyClass, Remedy] = {
    RemedyClass.HARD: Remedy(
        "AC41",
        N_("Convert this team user to a regular user. A free regular seat is needed."),
        (GrantorKind.USER_MANAGERS,),
    ),
    RemedyClass.PROFILE: Remedy(
        "AC42",
        N_("Switch it on in the profile, or give another profile."),
        (GrantorKind.PROFILE_MANAGERS,),
    ),
    RemedyClass.MODULE: Remedy(
        "AC43",
        N_("Ask for membership of the module, or for a wider profile in it."),
        (GrantorKind.MODULE_ADMINS, GrantorKind.ADMINISTRATORS),
    ),
    RemedyClass.SHARING: Remedy(
        "AC44",
        N_("Ask for the record to be shared, for a sharing rule, or for another owner."),
        (GrantorKind.RECORD_OWNER, GrantorKind.ABOVE_OWNER, GrantorKind.SHARING_MANAGERS),
    ),
    RemedyClass.LIMIT: Remedy(
        "AC45",
        N_("Make room, buy licences, choose another edition, or raise the setting."),
        (GrantorKind.LICENCE_BUYERS, GrantorKind.EDITION_CHOOSERS),
    ),
    RemedyClass.WAIT: Remedy(
        "AC46",
        N_("Wait until it is approved, unlocked or moved on."),
        (GrantorKind.APPROVERS,),
    ),
    RemedyClass.NOBODY: Remedy(
        "AC47",
        N_("Nobody can grant this."),
        (),
    ),
    RemedyClass.NONE: Remedy("", "", ()),
}
"""Text and grantors of each class, in the order in which to ask."""
