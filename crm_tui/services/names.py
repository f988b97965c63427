"""What people call modules, spaces, roles and each other: checked before it is kept."""

from __future__ import annotations

import re

from crm_tui.base.messages import Message, message
from crm_tui.base.text import clean
from crm_tui.domain.errors import Invalid

LENGTH = 80
"""Characters in a name or label."""
_LOGIN = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
NO_SLUG = message("A slug has 1 to 40 small letters, digits and dashes, as helios-optics.")
_API_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")


def as_login(text: str) -> str:
    """An address as it is kept: one spelling for however it was typed."""
    return clean(text).casefold()


def is_login(login: str) -> bool:
    """Whether a text can be a login: an e-mail address."""
    return _LOGIN.fullmatch(login) is not None


def is_slug(slug: str) -> bool:
    """Whether a text can be an organisation's slug (ORG-6)."""
    return _SLUG.fullmatch(slug) is not None


def checked_api_name(api_name: str) -> str:
    """A name for scripts: letters, digits and underscores; Invalid for any other."""
    if not _API_NAME.fullmatch(api_name):
        raise Invalid(message("An API name has 1 to 50 letters, digits and underscores, as Quality_Checks."))
    return api_name


def checked_name(name: str, what: Message) -> str:
    """A name for people, as stored; Invalid where it is empty or too long. `what` is whose name it is."""
    name = clean(" ".join(name.split()))
    if not name or len(name) > LENGTH:
        raise Invalid(message("{what} needs a name of 1 to {length} characters.", what=what, length=LENGTH))
    return name
