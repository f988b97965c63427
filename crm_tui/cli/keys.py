"""`keys`: what one's keys do, whether they get in each other's way, and whether the terminal delivers them.

Only on one's own machine (DOOR-1): it reads a file of whoever runs the program, and his terminal.
"""

from __future__ import annotations

from crm_tui.base.ids import RandomIds
from crm_tui.base.locations import keymap_file
from crm_tui.base.messages import N_, _, message
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Call, Verb
from crm_tui.domain.errors import Invalid
from crm_tui.tui.commands.command import Context
from crm_tui.tui.commands.keymap import clashes, read_keymap
from crm_tui.tui.commands.keymap_file import load_keymap, wanted_keys

CLASH = 5


def list_keys(call: Call) -> None:
    """The keys of all commands, with the changes of one's own file."""
    keymap = load_keymap(keymap_file())
    rows: list[dict[str, Json]] = [
        {
            "where": context.value, "command": command.id, "keys": list(keymap.keys_of(command)),
            "title": command.words, "changed": command.id in keymap.changed,
        }
        for context in Context for command in keymap.commands if context in command.where
    ]  # fmt: skip
    call.out.rows(rows)


def check(call: Call) -> int:
    """Everything that is wrong with one's own file; status 5 where two commands want the same key."""
    wanted, odd = wanted_keys(keymap_file())
    keymap, found = read_keymap(wanted)
    rivals = clashes(keymap)
    problems = (*odd, *found)
    if call.out.as_json:
        call.out.json([{"kind": "clash" if each in rivals else "problem", "text": str(each)} for each in problems])
    else:
        for line in map(str, problems) if problems else (_in_order(),):
            call.out.line(line)
    return CLASH if rivals else 0


def _in_order() -> str:
    path = keymap_file()
    if path.exists():
        return _("The keymap {path} is in order.", path=path)
    return _("There is no keymap {path}: the usual keys are in use.", path=path)


def trial(call: Call) -> int:
    """Press keys, and see what arrives."""
    if not (call.stdin.isatty() and call.out.stream.isatty()):
        raise Invalid(message("Trying keys needs a terminal."))
    from crm_tui.tui.key_trial import KeyTrial

    app = KeyTrial(load_keymap(keymap_file()), RandomIds())
    result = app.run(mouse=False)
    return app.return_code or result or 0


VERBS = (
    Verb("keys", N_("Press keys, and see what arrives."), trial, through_doors=False, on_empty=True),
    Verb("keys list", N_("Show the keys of all commands."), list_keys, through_doors=False, on_empty=True),
    Verb(
        "keys check", N_("Check one's own keymap; exit status 5 where two commands want the same key."), check,
        through_doors=False, on_empty=True,
    ),
)  # fmt: skip
