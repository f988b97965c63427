"""Files on records (O04, M22): content kept once by its digest, names made safe, size limited."""

from __future__ import annotations

from pathlib import Path

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Attachment, Done
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.services.steps import number, text
from crm_tui.store import files as stored
from crm_tui.store.files import SIZE_LIMIT as SIZE_LIMIT
from crm_tui.store.files import Source
from crm_tui.store.undo_log import UndoStep


class Attachments:
    """The files that one actor sees."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._rows = stored.Attachments(session.engine)

    def list(self, module_name: str, record_id: int) -> list[Attachment]:
        """The files of a record, newest first."""
        self._look(self._modules.named(module_name), record_id)
        return [self._attachment(row) for row in self._rows.list(record_id)]

    def count(self, module_name: str, record_id: int) -> int:
        """How many files `list` gives, without reading them."""
        self._look(self._modules.named(module_name), record_id)
        return self._rows.count(record_id)

    def add(self, module_name: str, record_id: int, path: Path) -> Done:
        """Hang a file of this machine on a record that one may view. Invalid where it cannot be read or is too big."""
        self._gate.insist("attachments.add", Target(self._modules.named(module_name), record_id))
        try:
            if not path.is_file():
                raise Invalid(message("There is no file {path}.", path=path))
            with path.open("rb") as source:
                return self.add_stream(module_name, record_id, path.name, source)
        except OSError as error:
            raise Invalid(message("{path} cannot be read: {why}.", path=path, why=error.strerror or error)) from error

    def add_stream(self, module_name: str, record_id: int, name: str, source: Source) -> Done:
        """Hang what a stream gives on a record. The content is written before the row, so no row lacks its file."""
        module, name = self._modules.named(module_name), stored.safe_name(name)
        self._gate.insist("attachments.add", Target(module, record_id))
        digest, size = self._session.files.put(source)
        with self._gate.act("attachments.add", Target(module, record_id)) as change:
            actor = self._session.actor.user_id
            item = self._rows.add(record_id, actor, name, size, digest, change.at)
            change.event(record_id, "file_added", detail=name)
            title = _("File {name} attached", name=name)
            change.undo(title, UndoStep("file_added", module.id, record_id, item_id=item))
        return Done(title, change.undo_id, record_id)

    def read(self, attachment_id: int) -> tuple[Attachment, bytes]:
        """A file with its content."""
        row, module = self._find(attachment_id)
        self._look(module, row.record_id)
        return self._attachment(row), self._session.files.read(row.digest)

    def save_to(self, attachment_id: int, path: Path) -> Path:
        """Write a copy to a file or into a folder of this machine; never over an existing file."""
        attachment, content = self.read(attachment_id)
        target = path / attachment.name if path.is_dir() else path
        try:
            with target.open("xb") as file:
                file.write(content)
        except FileExistsError:
            raise Invalid(message("There is a file {path} already.", path=target)) from None
        except OSError as error:
            why = error.strerror or error
            raise Invalid(message("{path} cannot be written: {why}.", path=target, why=why)) from error
        return target

    def delete(self, attachment_id: int) -> Done:
        """Take a file off: one's own, or any on a record that one may edit (AC32, M25). Undo puts it back."""
        row, module = self._find(attachment_id)
        with self._gate.act("attachments.delete", Target(module, row.record_id, row.author_id)) as change:
            self._rows.delete(attachment_id)
            change.event(row.record_id, "file_deleted", detail=row.name)
            kept = (
                ("author_id", row.author_id),
                ("size", row.size),
                ("created_at", row.created_at),
                ("name", row.name),
            )
            step = UndoStep("file_deleted", module.id, row.record_id, kept, item_id=row.id, detail=row.digest)
            title = _("File {name} removed", name=row.name)
            change.undo(title, step)
        return Done(title, change.undo_id, row.record_id)

    def put_back(self, step: UndoStep) -> None:
        """Take a removal back: whoever might remove the file may put it back (O04)."""
        row = stored.StoredAttachment(
            id=step.item_id,
            record_id=step.record_id,
            author_id=number(step, "author_id"),
            name=text(step, "name"),
            size=number(step, "size"),
            digest=step.detail,
            created_at=number(step, "created_at"),
        )
        module = self._session.catalog().by_id[step.module_id]
        with self._gate.act("attachments.delete", Target(module, step.record_id, row.author_id)) as change:
            self._rows.put_back(row)
            change.event(step.record_id, "file_added", detail=row.name)
            undo = UndoStep("file_added", module.id, step.record_id, item_id=row.id)
            change.undo(_("File {name} put back", name=row.name), undo)

    def _look(self, module: ModuleDef, record_id: int) -> None:
        """Whether he may read the files of a record; NotFound or Forbidden unless he may."""
        self._gate.see(Target(module, record_id))
        self._gate.require("attachments.view", Target(module, record_id))

    def _find(self, attachment_id: int) -> tuple[stored.StoredAttachment, ModuleDef]:
        row = self._rows.get(attachment_id)
        module_id = self._session.rows.module_of(row.record_id) if row else None
        module = self._session.catalog().by_id.get(module_id or 0)
        if row is None or module is None:
            raise NotFound
        return row, module

    def _attachment(self, row: stored.StoredAttachment) -> Attachment:
        return Attachment(
            id=row.id,
            record_id=row.record_id,
            author=self._session.user(row.author_id),
            name=row.name,
            size=row.size,
            digest=row.digest,
            at=from_epoch(row.created_at),
            mine=row.author_id == self._session.actor.user_id,
        )
