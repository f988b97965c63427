"""Build hook: themes and sample data travel in the wheel, beside the code that reads them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDERS = {"themes": "crm_tui/_themes", "sample_data": "crm_tui/_sample_data"}


class WheelData(BuildHookInterface[Any]):
    """Places each folder where `crm_tui.base.resources` looks for it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install reads the folders where they stand."""
        if version == "editable":
            return
        for source, target in FOLDERS.items():
            folder = Path(self.root) / source
            if folder.is_dir():
                build_data["force_include"][str(folder)] = target
