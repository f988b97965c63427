"""Notes, tags and files on records: everybody's to see, one's own to change (O02-O04, M22, M25, AC32)."""

from __future__ import annotations

import hashlib
import io
from functools import partial
from pathlib import Path

import pytest

from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.services.attachments import SIZE_LIMIT
from tests.services.cast import ACME, CLAIMS, HEAD, READER, REP, REP2, REQUESTER, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, lead, missing, refused, request_of, unchanged


def test_team_users_add_notes_to_what_they_see_and_change_their_own(cast: Cast) -> None:
    person = contact(cast.ws(REP))
    ws, at = cast.ws(TEAM_MEMBER), ("Contacts", person.id)
    cast.ws(REP).notes.add(*at, "theirs")
    ws.notes.add(*at, "mine\nand more")
    mine, theirs = ws.notes.list(*at)
    assert [(n.text, n.mine, n.author.login) for n in (mine, theirs)] == [
        ("mine\nand more", True, TEAM_MEMBER),
        ("theirs", False, REP),
    ]
    cast.later()
    ws.notes.edit(mine.id, "better")
    assert ws.notes.list(*at)[0].edited_at == cast.clock.now()
    assert refused(cast, lambda: ws.notes.edit(theirs.id, "x")) == "O02"
    assert refused(cast, lambda: ws.notes.delete(theirs.id)) == "O02"
    ws.notes.delete(mine.id)
    assert [n.text for n in ws.notes.list(*at)] == ["theirs"]


def test_others_notes_are_changed_by_whoever_may_edit_the_record(cast: Cast) -> None:
    person, inside = contact(cast.ws(REP)), claim(cast.ws(TEAM_MEMBER))
    cast.ws(TEAM_MEMBER).notes.add("Contacts", person.id, "a")
    cast.ws(REP2).notes.add(CLAIMS, inside.id, "b")
    (one,), (two,) = cast.ws(REP).notes.list("Contacts", person.id), cast.ws(REP2).notes.list(CLAIMS, inside.id)
    assert refused(cast, lambda: cast.ws(REP2).notes.edit(one.id, "x")) == "AC06"
    cast.ws(REP).notes.edit(one.id, "by the owner")
    cast.ws(TEAM_MEMBER).notes.edit(two.id, "by the owner")
    cast.ws(TEAM_ADMIN).notes.delete(two.id)


def test_a_note_has_text_and_an_end(cast: Cast) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    for text in ("", " \n", "x" * 32_001):
        with unchanged(cast), pytest.raises(Invalid):
            ws.notes.add("Contacts", person.id, text)
    missing(lambda: ws.notes.edit(999, "x"))
    missing(lambda: ws.notes.delete(999))


def test_what_hangs_on_a_record_is_counted_as_it_is_listed(cast: Cast) -> None:
    seen, hidden = contact(cast.ws(REP)), lead(cast.ws(REP))
    for at in (("Contacts", seen.id), ("Leads", hidden.id)):
        for text in ("one", "two"):
            cast.ws(REP).notes.add(*at, text)
        cast.ws(REP).attachments.add_stream(*at, "offer.txt", io.BytesIO(b"x"))
    ws = cast.ws(TEAM_MEMBER)
    assert (ws.notes.count("Contacts", seen.id), ws.attachments.count("Contacts", seen.id)) == (2, 1)
    missing(lambda: ws.notes.count("Leads", hidden.id))
    missing(lambda: ws.attachments.count("Leads", hidden.id))


def test_a_note_on_what_is_out_of_sight_does_not_exist(cast: Cast) -> None:
    hidden = lead(cast.ws(REP))
    cast.ws(REP).notes.add("Leads", hidden.id, "secret")
    note = cast.ws(REP).notes.list("Leads", hidden.id)[0]
    for login in (REP2, TEAM_MEMBER):
        ws = cast.ws(login)
        for act in (
            partial(ws.notes.edit, note.id, "x"), partial(ws.notes.delete, note.id),
            partial(ws.notes.add, "Leads", hidden.id, "x"),
        ):  # fmt: skip
            with unchanged(cast, audit=1):
                missing(act)


def test_a_requester_notes_and_attaches_on_his_own_request_alone(cast: Cast) -> None:
    mine, other = claim(cast.ws(TEAM_MEMBER)), claim(cast.ws(TEAM_MEMBER))
    request_of(cast, mine, REQUESTER)
    ws = cast.ws(REQUESTER)
    assert ws.records.get(CLAIMS, mine.id).name == "Broken lens"
    ws.notes.add(CLAIMS, mine.id, "please")
    ws.attachments.add_stream(CLAIMS, mine.id, "a.txt", io.BytesIO(b"a"))
    assert len(ws.notes.list(CLAIMS, mine.id)) == len(ws.attachments.list(CLAIMS, mine.id)) == 1
    missing(lambda: ws.records.get(CLAIMS, other.id))
    missing(lambda: ws.notes.add(CLAIMS, other.id, "x"))
    assert refused(cast, lambda: ws.tags.add(CLAIMS, mine.id, ["x"])) == "M22"


def test_tags_are_added_by_all_and_taken_off_by_who_added_them(cast: Cast) -> None:
    person = contact(cast.ws(REP))
    ws, at = cast.ws(TEAM_MEMBER), ("Contacts", person.id)
    cast.ws(REP).tags.add(*at, ["Warm"])
    done = ws.tags.add(*at, ["warm", "  Blue   sky ", "Łódź"])
    assert done.undo_id is not None
    assert [(t.name, t.mine) for t in ws.tags.list(*at)] == [("Blue sky", True), ("Łódź", True), ("Warm", False)]
    assert ws.tags.add(*at, ["WARM"]).undo_id is None
    assert refused(cast, lambda: ws.tags.remove(*at, ["Warm"])) == "O03"
    assert refused(cast, lambda: ws.tags.remove(*at, ["Blue sky", "Warm"])) == "O03"
    with unchanged(cast), pytest.raises(NotFound):
        ws.tags.remove(*at, ["Nowhere"])
    ws.tags.remove(*at, ["blue SKY", "lodz"])
    assert [t.name for t in ws.tags.list(*at)] == ["Warm"]
    cast.ws(REP).tags.remove(*at, ["warm"])


def test_tags_are_short_few_and_hold_no_comma(cast: Cast) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    for names in ([], [""], ["a,b"], ["x" * 41], [f"tag {n}" for n in range(51)]):
        with unchanged(cast), pytest.raises(Invalid):
            ws.tags.add("Contacts", person.id, names)
    ws.tags.add("Contacts", person.id, [f"tag {n}" for n in range(50)])
    ws.tags.add("Contacts", person.id, ["tag 1"])
    with pytest.raises(Invalid):
        ws.tags.add("Contacts", person.id, ["one more"])


def test_tags_are_suggested_from_records_in_sight_alone(cast: Cast) -> None:
    cast.ws(REP).tags.add("Leads", lead(cast.ws(REP)).id, ["merger", "Méridien"])
    mine = lead(cast.ws(REP2))
    cast.ws(REP2).tags.add("Leads", mine.id, ["metal"])
    assert cast.ws(REP2).tags.suggestions("Leads", "me") == ["metal"]
    assert cast.ws(HEAD).tags.suggestions("Leads", "Mer") == ["merger", "Méridien"]
    assert cast.ws(TEAM_MEMBER).tags.suggestions("Leads", "") == []
    cast.ws(REP2).records.delete("Leads", mine.id)
    assert cast.ws(REP2).tags.suggestions("Leads", "me") == []


def test_files_are_kept_once_and_read_back(cast: Cast, tmp_path: Path) -> None:
    person = contact(cast.ws(REP))
    ws, at = cast.ws(TEAM_MEMBER), ("Contacts", person.id)
    file = tmp_path / "offer.pdf"
    file.write_bytes(b"content")
    ws.attachments.add(*at, file)
    ws.attachments.add_stream(*at, "again.pdf", io.BytesIO(b"content"))
    again, first = ws.attachments.list(*at)
    assert (first.name, first.size, first.mine) == ("offer.pdf", 7, True)
    assert first.digest == again.digest == hashlib.sha256(b"content").hexdigest()
    folder = cast.installation.places.files(cast.installation.org(ACME).location)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    read, content = cast.ws(READER).attachments.read(first.id)
    assert (read.name, content) == ("offer.pdf", b"content")
    saved = ws.attachments.save_to(first.id, tmp_path / "copy.pdf")
    assert saved.read_bytes() == b"content"
    with pytest.raises(Invalid):
        ws.attachments.save_to(first.id, saved)
    with pytest.raises(Invalid):
        ws.attachments.save_to(first.id, tmp_path)  # there is an offer.pdf already
    with pytest.raises(Invalid):
        ws.attachments.save_to(first.id, tmp_path / "no" / "such" / "folder")


def test_files_are_deleted_by_who_added_them(cast: Cast) -> None:
    person = contact(cast.ws(REP))
    ws, at = cast.ws(TEAM_MEMBER), ("Contacts", person.id)
    cast.ws(REP).attachments.add_stream(*at, "theirs", io.BytesIO(b"1"))
    ws.attachments.add_stream(*at, "mine", io.BytesIO(b"2"))
    mine, theirs = ws.attachments.list(*at)
    assert refused(cast, lambda: ws.attachments.delete(theirs.id)) == "O04"
    ws.attachments.delete(mine.id)
    missing(lambda: ws.attachments.read(mine.id))
    cast.ws(REP).attachments.delete(theirs.id)
    assert ws.attachments.list(*at) == []


def test_a_file_that_is_too_big_or_not_there_leaves_nothing(cast: Cast, tmp_path: Path) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    for path in (big, tmp_path / "missing", tmp_path):
        with unchanged(cast), pytest.raises(Invalid):
            ws.attachments.add("Contacts", person.id, path)
    folder = cast.installation.places.files(cast.installation.org(ACME).location)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "a\x1b]0;x\x07b.txt",
        "\u202egpj.exe",
        "x" * 500 + ".txt",
        "..",
        "\x00",
        "c:\\d",
    ],
)
def test_a_hostile_file_name_is_made_harmless(file_cast: Cast, name: str, tmp_path: Path) -> None:
    ws, person = file_cast.ws(REP), contact(file_cast.ws(REP))
    ws.attachments.add_stream("Contacts", person.id, name, io.BytesIO(b"x"))
    kept = ws.attachments.list("Contacts", person.id)[0]
    assert kept.name
    assert len(kept.name.encode()) <= 200
    for bad in "/\\:\x1b\x07\x00\u202e":
        assert bad not in kept.name
        assert bad not in ws.timeline.list("Contacts", person.id)[0].detail
    folder = tmp_path / "saved"
    folder.mkdir()
    assert ws.attachments.save_to(kept.id, folder).parent == folder


def test_the_gate_is_asked_before_the_file(cast: Cast, tmp_path: Path) -> None:
    hidden = lead(cast.ws(REP))
    with unchanged(cast, audit=1):
        missing(lambda: cast.ws(REP2).attachments.add("Leads", hidden.id, tmp_path / "missing"))
