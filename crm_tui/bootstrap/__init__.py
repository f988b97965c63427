"""The composition root: from where the data is to an open workspace."""

from crm_tui.bootstrap.installation import Installation, open_installation

__all__ = ["Installation", "open_installation"]
