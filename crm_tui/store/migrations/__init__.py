"""Bringing an organisation's tables from an older schema to this program's, at its first open, after a backup."""

from crm_tui.store.migrations.runner import mark_as_new, migrate, pending

__all__ = ["mark_as_new", "migrate", "pending"]
