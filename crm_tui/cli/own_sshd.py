"""`serve session` and `serve authorized-keys`: what an sshd of one's own runs, for whoever owns the data (DOOR-1)."""

from __future__ import annotations

from crm_tui.base.messages import N_, message
from crm_tui.cli.doors import told_outside
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.errors import CrmError, Invalid


def session(call: Call) -> int:
    """One session: the app, or the line that ssh was given. This process only watches over it."""
    from crm_tui.serve.launcher import go_below

    args = call.args
    if bool(args.key) == bool(args.login):
        raise Invalid(message("Say who comes in: --key FINGERPRINT, or --login LOGIN."))
    status = go_below()
    if status is not None:
        return status
    from crm_tui.serve.own_session import own_session

    installation = call.installation
    try:
        return own_session(installation, key=args.key or "", login=args.login or "", slug=call.globals.org or "")
    except CrmError as error:
        raise told_outside(error, installation.places.folder) from error


def authorized_keys(call: Call) -> None:
    """Lines for sshd: the registered key that it asks for, or all."""
    from crm_tui.serve.authorized_keys import lines, program

    places, args = call.installation.places, call.args
    for line in lines(call.installation.directory, program(places), args.kind or "", args.content or ""):
        call.out.stream.write(line + "\n")


VERBS = (
    Verb(
        "serve session", N_("Open the app, or run the line given to ssh: for an sshd of your own."), session,
        (
            Argument("--key", N_("who comes in: the owner of this key"), metavar="FINGERPRINT"),
            Argument("--login", N_("who comes in, whatever key he has")),
        ),
        through_doors=False,
    ),
    Verb(
        "serve authorized-keys", N_("Print registered keys for an sshd of your own."), authorized_keys,
        (
            Argument("kind", N_("the kind of the key that is asked for"), many="?"),
            Argument("content", N_("the key that is asked for"), many="?"),
        ),
        through_doors=False,
    ),
)  # fmt: skip
