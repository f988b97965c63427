"""`field permission`: what profiles may with fields (AC18, M26)."""

from __future__ import annotations

from crm_tui.base.messages import N_, _, message
from crm_tui.cli.records import MODULE
from crm_tui.cli.setup_words import done
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import Invalid
from crm_tui.domain.field_access import FieldAccess


def field_permission(call: Call) -> None:
    """Show the permissions of a module or field, or set one."""
    args = call.args
    if args.access is not None:
        call.workspace.field_permissions.set(args.module, [(args.field, args.profile, FieldAccess(args.access))])
        done(call, _("{field} is {access} for {profile}.", field=args.field, access=args.access, profile=args.profile))
        return
    table, wanted = call.workspace.field_permissions.table(args.module), (args.field or "").casefold()
    rows = [row for row in table if wanted in ("", row.field.casefold())]
    if args.profile:
        rows = [row for row in rows if row.holder.casefold() == args.profile.casefold()]
    if not rows and (args.field or args.profile):
        raise Invalid(message("There is no such field or profile in {module}.", module=args.module))
    call.out.rows([{"field": row.field, "profile": row.holder, "access": row.access.value} for row in rows])


VERBS = (
    Verb(
        "field permission", N_("Show or set what a profile may with a field."), field_permission,
        (
            MODULE, Argument("field", N_("a field by its API name"), many="?"),
            Argument("profile", N_("a profile, in a team module one of its five"), many="?"),
            Argument("access", N_("what it may"), many="?", choices=tuple(one.value for one in FieldAccess)),
        ),
        "fields.manage",
    ),
)  # fmt: skip
