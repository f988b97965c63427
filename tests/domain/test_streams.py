"""The head of a stream, and its silences."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.channels import channel_data
from crm_tui.domain.fields import UserRef
from crm_tui.domain.interactions import Channel, Direction, Gap, Interaction, Milestone
from crm_tui.domain.streams import Touch, glance, lines

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
IN, OUT, BOTH = Direction.IN, Direction.OUT, Direction.BOTH
EMAIL, CALL, MEETING, CHAT = Channel.EMAIL, Channel.CALL, Channel.MEETING, Channel.CHAT


def touches(*told: tuple[Channel, Direction, str]) -> list[Touch]:
    """Contacts in the order in which they happened, as `glance` wants them: newest first; ids count from 1."""
    return [Touch(n, n, *one) for n, one in enumerate(told, 1)][::-1]


def test_nothing_is_told_of_nothing() -> None:
    found = glance([])
    assert (found.last, found.owed, found.waiting, found.best) == (None, None, None, None)


def test_the_oldest_question_since_our_last_word_is_owed() -> None:
    before = ((EMAIL, IN, "received"), (EMAIL, OUT, "sent"))
    assert glance(touches(*before)).owed is None
    assert glance(touches(*before, (CALL, IN, "missed"), (EMAIL, IN, "received"))).owed == 3
    assert glance(touches((CALL, IN, "missed"), (EMAIL, OUT, "bounced"))).owed == 1, "a bounced answer is none"
    assert glance(touches((CALL, IN, "missed"), (CALL, IN, "completed"))).owed is None, "he reached us in the end"
    assert glance(touches((EMAIL, IN, "received"), (MEETING, BOTH, "held"))).owed is None
    assert glance(touches((EMAIL, IN, "received"), (MEETING, BOTH, "no_show"))).owed == 1
    assert glance(touches((EMAIL, IN, "received"), (Channel.TASK, BOTH, "completed"))).owed == 1, "a task tells nobody"
    assert glance(touches((Channel.SURVEY, IN, "answered"))).owed is None, "a survey asks for nothing"
    assert glance(touches((Channel.CASE, IN, "closed"))).owed is None


def test_our_last_word_waits_for_an_answer() -> None:
    assert glance(touches((EMAIL, OUT, "sent"))).waiting == 1
    assert glance(touches((EMAIL, OUT, "sent"), (EMAIL, IN, "received"))).waiting is None
    assert glance(touches((EMAIL, OUT, "sent"), (CALL, OUT, "completed"))).waiting is None
    assert glance(touches((EMAIL, OUT, "sent"), (CALL, OUT, "planned"))).waiting == 1
    assert glance(touches((EMAIL, OUT, "sent"), (Channel.TASK, BOTH, "completed"))).waiting == 1


def test_the_last_contact_reached_somebody() -> None:
    assert glance(touches((EMAIL, OUT, "sent"), (EMAIL, OUT, "bounced"), (MEETING, BOTH, "planned"))).last == 1


def test_the_best_channel_is_the_one_that_is_answered() -> None:
    mails = ((EMAIL, OUT, "sent"), (EMAIL, OUT, "sent"), (EMAIL, IN, "received"))
    assert glance(touches(*mails)).best is EMAIL
    assert glance(touches(*mails, (CALL, OUT, "completed"))).best is CALL
    assert glance(touches(*mails, (MEETING, BOTH, "no_show"), (MEETING, BOTH, "no_show"))).best is EMAIL
    assert glance(touches((EMAIL, OUT, "sent"), (CHAT, IN, "missed"), (CHAT, IN, "missed"))).best is CHAT
    assert glance(touches((Channel.TASK, BOTH, "completed"))).best is None


STATUSES = ("", "received", "sent", "bounced", "missed", "completed", "held", "planned", "no_show", "open", "submitted")
TOLD = st.tuples(st.sampled_from(Channel), st.sampled_from(Direction), st.sampled_from(STATUSES))


@given(st.lists(TOLD, max_size=12))
def test_what_is_owed_came_in_and_nothing_answered_it(told: list[tuple[Channel, Direction, str]]) -> None:
    found, known = glance(touches(*told)), {touch.id: touch for touch in touches(*told)}
    if found.owed is not None:
        later = [t for t in known.values() if t.id > found.owed and t.channel not in channel_data().aside]
        assert known[found.owed].direction is IN
        assert not any(touch.answers for touch in later)
    if found.waiting is not None:
        assert known[found.waiting].direction is OUT
        assert found.owed is None or found.owed > found.waiting or not known[found.waiting].answers


def contact(day: int, *, reached: bool = True) -> Interaction:
    return Interaction(day, START + dt.timedelta(days=day), EMAIL, OUT, contact=reached)


def told(
    entries: list[Interaction], *, gap: int = 10, end: int | None = None, start: int | None = None
) -> list[object]:
    """Days of contacts, and silences as text; oldest first."""
    found = lines(
        entries, (), gap=gap, oldest_first=True,
        start=None if start is None else START + dt.timedelta(days=start),
        end=None if end is None else START + dt.timedelta(days=end),
    )  # fmt: skip
    return [f"{one.days}" if isinstance(one, Gap) else one.id for one in found if not isinstance(one, Milestone)]


def test_silences_are_whole_days_between_contacts_that_reached_somebody() -> None:
    assert told([contact(0), contact(9)]) == [0, 9]
    assert told([contact(0), contact(10)]) == [0, "10", 10]
    assert told([contact(0), contact(6, reached=False), contact(12)]) == [0, 6, "12", 12]
    assert told([contact(0)], end=30) == [0, "30"]
    assert told([contact(40)], start=0) == ["40", 40]
    assert told([contact(0), contact(50)], gap=0) == [0, 50]
    assert told([contact(0, reached=False)], end=30) == [0]
    assert told([], end=30) == []


def test_both_ways_round_tell_the_same() -> None:
    entries = [contact(day, reached=day != 20) for day in (0, 3, 20, 41)]
    now = START + dt.timedelta(days=60)
    up = lines(entries, (), gap=10, oldest_first=True, start=None, end=now)
    down = lines(entries[::-1], (), gap=10, oldest_first=False, start=now, end=None)
    assert {gap for gap in up if isinstance(gap, Gap)} == {gap for gap in down if isinstance(gap, Gap)}
    assert [e.at for e in down if isinstance(e, Interaction)] == [e.at for e in up if isinstance(e, Interaction)][::-1]


def test_a_milestone_of_the_same_moment_is_the_older_one() -> None:
    made = Milestone(START, "created", UserRef(1, "", ""))
    form = contact(0)
    assert lines([form], [made], gap=0, oldest_first=True, start=None, end=None) == (made, form)
    assert lines([form], [made], gap=0, oldest_first=False, start=None, end=None) == (form, made)


def test_contacts_of_one_moment_stay_in_their_order() -> None:
    same = [Interaction(number, START, EMAIL, OUT) for number in (3, 2, 1)]
    assert lines(same, (), gap=0, oldest_first=False, start=None, end=None) == tuple(same)
    assert lines(same[::-1], (), gap=0, oldest_first=True, start=None, end=None) == tuple(same[::-1])
