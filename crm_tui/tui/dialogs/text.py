"""The one way in for text from people: everything becomes `Content`, made safe, never parsed as markup."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from crm_tui.base.messages import _
from crm_tui.base.text import display_lines, display_text
from crm_tui.domain.fields import Choice, FieldDef
from crm_tui.domain.modules import ModuleDef


def content(value: object, style: str = "") -> Content:
    """One line of text for a widget; controls are made visible and brackets stay brackets."""
    text = display_text(value)
    return Content.styled(text, style) if style else Content(text)


def content_lines(value: str, style: str = "") -> Content:
    """A text of several lines for a widget; its breaks stay, each line made safe."""
    return Content("\n").join([content(line, style) for line in display_lines(value)])


def safe_lines(value: str) -> str:
    """A text of several lines made safe, as an editor shows it."""
    return "\n".join(display_lines(value))


def visible(value: str) -> str:
    """Text for an editor: each control becomes a visible mark, and the length stays, so that the cursor does."""
    if value.isascii() and value.isprintable():
        return value
    return "".join(display_text(char) or char for char in value)


def key_line(keys: Sequence[tuple[str, str]]) -> Content:
    """The line at the foot of a dialog: keys and what they do, in the order of use."""
    parts = [Content.assemble((display_text(key), "bold"), " ", display_text(does)) for key, does in keys]
    return Content("   ").join(parts)


def field_label(field: FieldDef) -> str:
    """A field's label; those that came with the product are translated."""
    return _(field.label) if field.standard else field.label


def choice_label(field: FieldDef, choice: Choice) -> str:
    """A pick-list value's label, translated as its field's is."""
    return _(choice.label) if field.standard else choice.label


def module_label(module: ModuleDef) -> str:
    """What a module's records are called, in the plural."""
    return _(module.label) if module.standard else module.label
