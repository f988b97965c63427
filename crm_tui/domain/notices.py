"""Notices: what a user is told of (S0 list 12, Q03, Q12)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.access_requests import AccessRequest
from crm_tui.domain.fields import Link, UserRef


class NoticeKind(StrEnum):
    """What happened. The words are made for the reader, of what he may see then."""

    REQUESTER = "requester"  # Q03: he may raise requests in a module now
    REQUEST_NEW = "request_new"  # to its owner
    REQUEST_ACCEPTED = "request_accepted"  # Q12, to the requester, as the next three
    REQUEST_STATE = "request_state"
    REQUEST_OWNER = "request_owner"
    REQUEST_ANSWER = "request_answer"
    REQUEST_WITHDRAWN = "request_withdrawn"  # to its owner
    REQUEST_EDITED = "request_edited"  # to its owner
    MENTION = "mention"  # he is named in a note
    OWNER = "owner"  # a record is his now
    ACTIVATED = "activated"  # U41: he is let in again
    DEACTIVATED = "deactivated"  # U41: what he reads of it when he is
    ACCESS_ASKED = "access_asked"  # AC48, to who could grant it
    ACCESS_GRANTED = "access_granted"  # to who asked, as the next
    ACCESS_DECLINED = "access_declined"
    KEY_MADE = "key_made"  # somebody registered a key in his name, by the mark `key`
    KEY_CODE = "key_code"  # somebody made a code by which a key is registered in his name
    KEY_REVOKED = "key_revoked"  # a key of his opens the organisation no more
    SIGNAL = "signal"  # an act of a customer of his: `channel` and `status` say which


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as its reader may see it.

    `record`: what it is about; not visible where he does not see it (any more). `module`: API name, or empty.
    `actor`: who did it; None where nobody did, or where he may not be told.
    `marks`: further words without people's text: channel, status, state of a request (API values).
    `text`: words of people, only what the reader may see now: the start of the note that mentions him, what was
    asked or answered of access. `asked`: the request for access that it is about, where the reader may see it now.
    """

    id: int
    at: dt.datetime
    kind: NoticeKind
    record: Link | None = None
    module: str = ""
    actor: UserRef | None = None
    marks: tuple[tuple[str, str], ...] = ()
    text: str = ""
    read: bool = False
    asked: AccessRequest | None = None
