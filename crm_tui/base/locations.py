"""Where files are kept: the only place that knows the XDG folders."""

from __future__ import annotations

import os
from pathlib import Path

APP = "crm-tui"


def data_folder(environment: dict[str, str] | os._Environ[str] | None = None) -> Path:
    """The data directory: CRM_TUI_DATA, else the XDG data folder."""
    env = os.environ if environment is None else environment
    if named := env.get("CRM_TUI_DATA"):
        return Path(named)
    home = env.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(home) / APP


def keymap_file(environment: dict[str, str] | os._Environ[str] | None = None) -> Path:
    """A person's own keys, in the XDG config folder."""
    env = os.environ if environment is None else environment
    home = env.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return Path(home) / APP / "keymap.toml"


def log_file(environment: dict[str, str] | os._Environ[str] | None = None) -> Path:
    """The log of this machine's sessions, in the XDG state folder."""
    env = os.environ if environment is None else environment
    home = env.get("XDG_STATE_HOME") or str(Path.home() / ".local" / "state")
    return Path(home) / APP / "crm-tui.log"
