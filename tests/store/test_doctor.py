"""The doctor finds what was broken on purpose, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.base.clock import FrozenClock
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.store.audit import AuditEntry, AuditLog
from crm_tui.store.directory import open_directory
from crm_tui.store.doctor import Severity, examine, examine_directory, healthy
from crm_tui.store.engine import Engine
from crm_tui.store.files import Attachments, FileStore
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.rows import RecordRows
from tests.engines import Place


@pytest.fixture
def full(crm: OrganisationStore, tmp_path: Path) -> OrganisationStore:
    """An organisation with two leads, an attachment and an audit log."""
    crm_rows = RecordRows(crm)
    leads = crm.catalog().by_name["Leads"]
    digest, size = FileStore(tmp_path / "files").put(io.BytesIO(b"content"))
    tmp_path.chmod(0o700)
    with crm.engine.write():
        profile = crm.add_profile(ProfileRights("standard", "Standard"))
        user = crm.add_member("anna@acme.test", "Anna", UserKind.REGULAR, profile)
        for name in ("One", "Two"):
            record = crm_rows.insert(leads, user, user, 1, {"Last_Name": name, "Company": "x"}, name)
            AuditLog(crm.engine).append(AuditEntry(1, user, "anna@acme.test", "records.create", f"Leads/{record}"))
        Attachments(crm.engine).add(record, user, "offer.pdf", size, digest, 1)
    return crm


def found(org: OrganisationStore, tmp_path: Path) -> dict[str, Severity]:
    findings = examine(org.engine, tmp_path / "files")
    worse: dict[str, Severity] = {f.check: f.severity for f in findings if f.severity is not Severity.INFO}
    assert healthy(findings) is (Severity.FAULT not in worse.values())
    assert all(str(f.text) for f in findings)
    return worse


def test_a_sound_organisation_has_nothing_but_sizes(full: OrganisationStore, tmp_path: Path) -> None:
    assert found(full, tmp_path) == {}
    told = {f.check: f.number for f in examine(full.engine, tmp_path / "files")}
    assert told["records"] == 2
    assert told["size"] + told.get("log_size", 0) > 10_000


def test_a_sound_directory_has_nothing(engine: Engine, tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    open_directory(engine)
    assert examine_directory(engine) == ()


def break_registry(org: OrganisationStore) -> None:
    leads = org.catalog().by_name["Leads"]
    org.engine.execute(f"DELETE FROM {leads.table} WHERE name = 'One'")


def break_module(org: OrganisationStore) -> None:
    org.engine.execute("UPDATE field SET column_name = 'f_99999' WHERE api_name = 'Company'")


def break_table(org: OrganisationStore) -> None:
    org.engine.execute("UPDATE module SET table_name = 'm_99999' WHERE api_name = 'Deals'")


def break_search(org: OrganisationStore) -> None:
    org.engine.execute("DELETE FROM search_doc WHERE name = 'One'")


def break_audit(org: OrganisationStore) -> None:
    org.engine.execute("UPDATE audit SET login = 'other@acme.test' WHERE id = 1")


@pytest.mark.parametrize(
    ("damage", "check", "severity"),
    [
        (break_registry, "registry", Severity.FAULT),
        (break_module, "modules", Severity.FAULT),
        (break_table, "modules", Severity.FAULT),
        (break_search, "search", Severity.WARNING),
        (break_audit, "audit", Severity.FAULT),
    ],
)
def test_what_disagrees_is_found(
    full: OrganisationStore,
    tmp_path: Path,
    damage: Callable[[OrganisationStore], None],
    check: str,
    severity: Severity,
) -> None:
    with full.engine.write():
        damage(full)
    assert found(full, tmp_path) == {check: severity}


@pytest.mark.parametrize("content", [None, b"changed", b"another length"])
def test_attachments_that_are_gone_or_changed_are_found(
    full: OrganisationStore, tmp_path: Path, content: bytes | None
) -> None:
    path = next((tmp_path / "files").glob("??/*"))
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    assert found(full, tmp_path) == {"attachments": Severity.FAULT}


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_broken_references_and_open_files_are_found(
    full: OrganisationStore, tmp_path: Path, place: Place, clock: FrozenClock
) -> None:
    full.engine.raw().pragma("foreign_keys", 0)
    with full.engine.write():
        full.engine.execute("UPDATE member SET profile_id = 99")
    Path(place.location).chmod(0o644)
    assert found(full, tmp_path) == {"references": Severity.FAULT, "permissions": Severity.WARNING}


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_damaged_pages_are_found(full: OrganisationStore, tmp_path: Path, place: Place) -> None:
    root = full.engine.value("SELECT rootpage FROM sqlite_master WHERE name = 'choice'")
    full.engine.close()
    with Path(place.location).open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\x5a" * 4096)
    assert found(full, tmp_path)["soundness"] is Severity.FAULT


@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_file_that_cannot_be_opened_any_more_is_a_fault(
    full: OrganisationStore, tmp_path: Path, place: Place
) -> None:
    full.engine.close()
    path = Path(place.location)
    path.write_bytes(path.read_bytes()[:4096] + b"\x5a" * (path.stat().st_size - 4096))
    assert found(full, tmp_path)["soundness"] is Severity.FAULT
