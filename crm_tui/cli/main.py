"""The entry of the command line: one line in, an exit status out."""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Mapping, Sequence
from typing import TextIO

from crm_tui.base.drivers import without_postgresql
from crm_tui.base.messages import language_of, message, set_language
from crm_tui.cli.doors import Door, refuse_local, told_outside
from crm_tui.cli.errors import report, report_unexpected
from crm_tui.cli.opening import DATABASE
from crm_tui.cli.output import Output
from crm_tui.cli.parser import find_verb, parse, parser_of, split_globals
from crm_tui.cli.verbs import Call, Globals
from crm_tui.domain.errors import Conflict, CrmError, Unusable

BROKEN_PIPE = 141
INTERRUPTED = 130
"""As a shell reports programs that these signals end."""


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO, *, door: Door | None = None) -> int:
    """Run one line and return its exit status: 0, 2 usage, 3 forbidden, 4 not found, 5 conflict or limit, 1 else.

    `door`: it came from outside, from whoever the door has recognised. BrokenPipeError passes through.
    """
    # Known before the line is understood, so that a usage error is JSON too.
    options = Globals(json="--json" in argv)
    try:
        options, words = split_globals(argv)
        return _run(options, words, stdin, Output(stdout, options.json), door)
    except CrmError as error:
        told = told_outside(error, door.installation.places.folder) if door else error
        return report(told, stderr, options.json)
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        # The store has words of its own for its files: what comes here is a file named on the line, or the output.
        if door:
            return report_unexpected(error, stderr, options.json)
        return report(_unusable(error), stderr, options.json)
    except Exception as error:
        if _is_taken(error):
            return report(
                Conflict(message("This is there already, or somebody has just made it.")), stderr, options.json
            )
        # The one boundary: whatever it is goes to the log, and its id to the user.
        return report_unexpected(error, stderr, options.json)


def _run(options: Globals, words: list[str], stdin: TextIO, out: Output, door: Door | None) -> int:
    if door:
        refuse_local(options)
    if options.version:
        return _version(out)
    if options.help and not words:
        return _overview(out)
    verb, rest = find_verb(words)
    if options.help:
        out.stream.write(parser_of(verb).format_help())
        return 0
    if door:
        refuse_local(options, verb)
    call = Call(verb, parse(verb, rest), options, out, stdin, door)
    try:
        return verb.run(call) or 0
    finally:
        call.close()


def _is_taken(error: Exception) -> bool:
    """Whether the database refused a second one: of two people at the same moment, services stop only one."""
    from crm_tui.store.failures import ConstraintFailed

    return isinstance(error, ConstraintFailed) and error.unique


def _unusable(error: OSError) -> Unusable:
    place, reason = error.filename or "stdout", error.strerror or str(error)
    return Unusable(message("{place} cannot be used: {reason}.", place=place, reason=reason))


def _version(out: Output) -> int:
    from crm_tui import __version__

    out.line(f"crm-tui {__version__}")
    return 0


def _overview(out: Output) -> int:
    from crm_tui.cli.reference import overview

    out.stream.write(overview())
    return 0


def speak(environment: Mapping[str, str]) -> None:
    """Speak the language that the terminal is set to, as every program does."""
    set_language(language_of(environment))


def run() -> None:
    """The console script."""
    # Loading makes only what stays: collecting meanwhile costs a tenth of the time of a short command.
    gc.disable()
    if not _names_server(sys.argv, os.environ):
        without_postgresql()
    speak(os.environ)
    sys.stdin = usable(sys.stdin, "r")
    sys.stdout, sys.stderr = usable(sys.stdout, "w"), usable(sys.stderr, "w")
    sys.exit(to_the_end(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr))


def _names_server(words: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether a line may want a PostgreSQL: `--database`, the variable, or an address after `--from` or `--to`."""
    named = any(word.startswith("--database") or "postgres" in word for word in words)
    return named or bool(environment.get(DATABASE))


def to_the_end(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO, *, door: Door | None = None) -> int:
    """Run one line on streams of the system, until all is written; its exit status."""
    try:
        return _flushed(main(argv, stdin, stdout, stderr, door=door), argv, stdout, stderr)
    except BrokenPipeError:
        _discard(stdout)
        return BROKEN_PIPE


def usable(stream: TextIO | None, mode: str) -> TextIO:
    """A stream that takes every character and gives one for every byte, whatever the locale; a closed one is empty."""
    if stream is None:
        return io.TextIOWrapper(io.FileIO(os.devnull, mode), encoding="utf-8")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream


def _flushed(status: int, argv: Sequence[str], stdout: TextIO, stderr: TextIO) -> int:
    """The status, or 1 where the output did not reach its file: a full disk shows only now."""
    try:
        stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _discard(stdout)
        return report(_unusable(error), stderr, "--json" in argv) if status == 0 else status
    return status


def _discard(stdout: TextIO) -> None:
    """What could not be written goes nowhere: Python would complain once more when it flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
