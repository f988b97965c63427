"""What hangs on records: notes, tags, shares, attachments, events, undo entries, recent ones."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest

from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import Level
from crm_tui.store.events import EventBody, Events, StoredChange
from crm_tui.store.files import Attachments, FileStore, safe_name
from crm_tui.store.notes import Notes
from crm_tui.store.recent import KEPT, Recents
from crm_tui.store.related import related_by
from crm_tui.store.shares import Shares
from crm_tui.store.tags import Tags
from crm_tui.store.undo_log import UndoLog, UndoState, UndoStep
from tests.store.sample import AT, Sample, sample

__all__ = ["sample"]


def test_notes(sample: Sample) -> None:
    notes, record_id = Notes(sample.engine), sample.add("Accounts", "a")
    with sample.engine.write():
        one, two = notes.add(record_id, sample.ann, "one", AT), notes.add(record_id, sample.bob, "two", AT)
        assert notes.edit(one, "changed", AT + 1)
    assert [(n.id, n.text, n.edited_at) for n in notes.list(record_id)] == [
        (two, "two", None),
        (one, "changed", AT + 1),
    ]
    kept = notes.get(one)
    assert kept is not None
    with sample.engine.write():
        assert notes.delete(one)
        assert not notes.delete(one)
        notes.put_back(kept)
    assert notes.get(one) == kept
    assert notes.get(999) is None


def test_tags_are_one_word_however_it_is_written(sample: Sample) -> None:
    tags, module = Tags(sample.engine), sample.module("Accounts")
    first, second = sample.add("Accounts", "a"), sample.add("Accounts", "b")
    with sample.engine.write():
        assert tags.add(module.id, first, "Łódź", sample.ann, AT)
        assert not tags.add(module.id, first, "lodz", sample.bob, AT)
        tags.add(module.id, second, "LODZ", sample.bob, AT)
        tags.add(module.id, second, "apple", sample.bob, AT)
    assert [(t.name, t.added_by) for t in tags.list(first)] == [("Łódź", sample.ann)]
    assert [t.name for t in tags.list(second)] == ["apple", "Łódź"]
    assert tags.suggestions(module.id, "lo") == ("Łódź",)
    assert tags.suggestions(module.id, "%") == ()
    with sample.engine.write():
        assert tags.remove(module.id, first, "lódz")
        assert not tags.remove(module.id, first, "lodz")
    assert tags.list(first) == ()


def test_shares(sample: Sample) -> None:
    shares, record_id = Shares(sample.engine), sample.add("Accounts", "a")
    assert shares.level(record_id, sample.bob) is Level.NONE
    with sample.engine.write():
        shares.put(record_id, sample.bob, Level.READ, sample.ann, AT)
        shares.put(record_id, sample.bob, Level.FULL, sample.ann, AT + 1)
    assert [(s.user_id, s.level, s.created_at) for s in shares.list(record_id)] == [(sample.bob, Level.FULL, AT + 1)]
    with sample.engine.write():
        assert shares.remove(record_id, sample.bob)
        assert not shares.remove(record_id, sample.bob)


def test_events_are_paged_newest_first(sample: Sample) -> None:
    events, record_id = Events(sample.engine), sample.add("Accounts", "a")
    body = EventBody((StoredChange("Name", None, "é"), StoredChange("M", (1, 2), ())), "why", (("note", "7"),))
    with sample.engine.write():
        ids = [events.append(record_id, AT + i, sample.ann, "edited", "cli", body) for i in range(5)]
        events.append_many([record_id], AT + 9, sample.bob, "created", "cli", EventBody())
    found = events.list(record_id, limit=2)
    assert [e.kind for e in found] == ["created", "edited"]
    assert found[1].body == body
    assert found[1].body.mark("note") == "7"
    assert [e.id for e in events.list(record_id, before=ids[2])] == [ids[1], ids[0]]
    assert [e.id for e in events.list(record_id, since=AT + 4)] == [events.last_id(), ids[4]]
    assert [e.id for e in events.after(ids[3])] == [ids[4], events.last_id()]


def test_undo_entries_come_back_whole(sample: Sample) -> None:
    log = UndoLog(sample.engine)
    step = UndoStep("edited", 3, 7, (("Name", "old"), ("M", (1,))), (("Name", None), ("M", ())), 4, detail="é")
    with sample.engine.write():
        first = log.add(sample.ann, AT, "One", [step])
        second = log.add(sample.ann, AT + 10, "Two", [UndoStep("note_added", item_id=5), step])
        log.add(sample.bob, AT + 20, "Other", [])
    last = log.last(sample.ann)
    assert last is not None
    assert (last.id, last.title, last.steps) == (second, "Two", (UndoStep("note_added", item_id=5), step))
    with sample.engine.write():
        log.set_state(second, UndoState.DONE)
        assert log.expire(AT + 5) == 1
    assert log.last(sample.ann) is None
    assert [u.state for u in (log.get(first), log.get(second)) if u] == [UndoState.EXPIRED, UndoState.DONE]
    redo = log.last(sample.ann, UndoState.DONE)
    assert redo is not None
    assert redo.id == second


def test_the_latest_opened_are_kept(sample: Sample) -> None:
    recents = Recents(sample.engine)
    ids = [sample.add("Accounts", str(i)) for i in range(KEPT + 3)]
    with sample.engine.write():
        for place, record_id in enumerate(ids):
            recents.note(sample.ann, record_id, AT + place)
        recents.note(sample.ann, ids[10], AT + 1000)
        sample.rows.delete([ids[-1]], sample.ann, AT)
    found = [record_id for record_id, _ in recents.list(sample.ann, limit=100)]
    assert found == [ids[10], *reversed(ids[3:10] + ids[11:-1])]
    assert recents.list(sample.bob) == ()


def test_related_lists_follow_the_look_ups(sample: Sample) -> None:
    catalog = sample.org.catalog()
    found = {(r.module.api_name, r.field.api_name) for r in related_by(catalog, sample.module("Accounts"))}
    assert {
        ("Contacts", "Account_Name"),
        ("Deals", "Account_Name"),
        ("Things", "A_lookup"),
        ("Tasks", "Parent"),
    } <= found
    assert ("Tasks", "Parent") not in {
        (r.module.api_name, r.field.api_name) for r in related_by(catalog, sample.module("Tasks"))
    }


def test_contents_are_kept_once_and_checked(sample: Sample, tmp_path: Path) -> None:
    store, attachments = FileStore(tmp_path / "files"), Attachments(sample.engine)
    digest, size = store.put(io.BytesIO(b"hello"))
    assert (digest, size) == (hashlib.sha256(b"hello").hexdigest(), 5)
    assert store.put(io.BytesIO(b"hello")) == (digest, 5)
    path = tmp_path / "files" / digest[:2] / digest
    assert [p for p in (tmp_path / "files").rglob("*") if p.is_file()] == [path]
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert store.read(digest) == b"hello"
    record_id = sample.add("Accounts", "a")
    with sample.engine.write():
        attachment_id = attachments.add(record_id, sample.ann, "../../etc/pass\x1bwd", size, digest, AT)
    row = attachments.get(attachment_id)
    assert row is not None
    assert (row.name, row.digest) == ("pass_wd", digest)
    assert store.sweep(attachments.digests()) == 0
    with sample.engine.write():
        assert attachments.delete(attachment_id)
        attachments.put_back(row)
        assert attachments.list(record_id) == (row,)
        attachments.delete(attachment_id)
    assert store.sweep(attachments.digests()) == 1
    with pytest.raises(NotFound):
        store.read(digest)
    with pytest.raises(NotFound):
        store.read("../../etc/passwd")


def test_a_damaged_or_too_large_content_is_refused(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    digest, _ = store.put(io.BytesIO(b"hello"))
    (tmp_path / digest[:2] / digest).write_bytes(b"hellO")
    with pytest.raises(NotFound):
        store.read(digest)
    with pytest.raises(Invalid):
        store.put(io.BytesIO(b"x" * 11), limit=10)
    assert [p.name for p in tmp_path.iterdir()] == [digest[:2]]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"), ("C:\\x\\b.txt", "b.txt"), ("/", "file"), ("..", "file"), ("a\u202egpj.exe", "a_gpj.exe"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"), ("é" * 200, "é" * 100), ("", "file"), ("a\nb", "a_b"),
    ],
)  # fmt: skip
def test_names_of_files_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
