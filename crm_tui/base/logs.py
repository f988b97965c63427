"""Log lines: one line each, with nothing raw from people in them."""

from __future__ import annotations

import logging

from crm_tui.base.text import display_text


class SafeFormatter(logging.Formatter):
    """Makes each line of a log entry safe for terminals."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(display_text(line) for line in super().format(record).split("\n"))
