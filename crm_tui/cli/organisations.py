"""`org …`: the organisations of a login."""

from __future__ import annotations

from crm_tui.base.messages import N_
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call, Verb

SLUG = Argument("slug", N_("its slug"))


def org_list(call: Call) -> None:
    """The organisations that the login is in."""
    rows: list[dict[str, Json]] = [
        {
            "slug": one.slug, "name": one.name, "edition": one.edition, "kind": one.kind, "profile": one.profile,
            "default": one.default, "created_by_me": one.created_by_me,
        }
        for one in call.installation.organisations(call.login)
    ]  # fmt: skip
    call.out.rows(rows)


VERBS = (Verb("org list", N_("List the organisations that you are in."), org_list),)
