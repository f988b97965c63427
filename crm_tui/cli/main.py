"""The entry of the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TextIO


def main(argv: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO) -> int:
    """Run one command and return its exit status."""
    stderr.write("not built yet\n")
    return 2


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr))
