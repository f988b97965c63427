"""The form of a lead's conversion: what will be made, what is there already, and perhaps a deal (7.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from crm_tui.base.messages import N_, Message, _, message, ngettext
from crm_tui.domain.conversion import Conversion
from crm_tui.domain.errors import Conflict, CrmError, Invalid
from crm_tui.domain.fields import FieldDef, FieldKind, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.forms.edit_text import plain_text
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.sources import links
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec, Save

Find = Callable[[str], Sequence[Found]]
"""Finds existing records; runs in a thread."""

ACCOUNT, CONTACT, WANTED = "Account_Name", "Contact_Name", "Deal_Wanted"
DEAL = ("Deal_Name", "Stage", "Amount", "Closing_Date")
FILLED = ("Amount", "Closing_Date")
"""Who fills one of these wants a deal, whether he ticked the box or not: the others stand there from the start."""
TOLD = ("Email", "Website")
"""What tells a new record from others, beside its name."""


class ConversionForm(RecordForm):
    """Convert a lead; `result` holds what `save` gave back."""

    types_first = False

    def keys(self) -> Keys:
        return [("ctrl+s/F2", _("convert")), ("tab", _("next field")), ("esc", _("close"))]

    def when_refused(self, error: CrmError) -> None:
        if isinstance(error, Conflict):
            self.show_problem(error)  # the lead is no longer what it was: there are no two sides to choose from
        else:
            super().when_refused(error)


def conversion_spec(
    proposal: Conversion, modules: tuple[ModuleDef, ModuleDef, ModuleDef], find: tuple[Find, Find],
    context: ValueContext, no_deal: Message | None = None,
) -> FormSpec:  # fmt: skip
    """What the form shows. `modules`: contacts, accounts, deals as the actor sees them; `find`: existing contacts and
    accounts by their words; `no_deal`: why he makes no deals."""
    contacts, accounts, deals = modules
    person, company = proposal.contact, proposal.account or {}
    from_lead, none = message("from the lead"), message("none: the lead has no company")
    sections = (
        FormSection(_titled(_("Contact"), proposal.contacts), (
            _told("New_Contact", N_("New contact"), [proposal.name, *_texts(contacts, person, context)], from_lead),
            _existing(CONTACT, N_("Existing contact"), contacts, proposal.contacts, find[0]),
        ), 1),
        FormSection(_titled(_("Account"), proposal.accounts), (
            _told("New_Account", N_("New account"),
                  [str(company.get(ACCOUNT) or ""), *_texts(accounts, company, context)],
                  from_lead if company else none),
            _existing(ACCOUNT, N_("Existing account"), accounts, proposal.accounts, find[1]),
        ), 1),
        FormSection(_("Deal"), tuple(_deal(proposal, deals, no_deal)), 2),
    )  # fmt: skip
    return FormSpec(_("Convert {name}", name=proposal.name or _("the lead")), sections, context)


def _titled(title: str, alike: Sequence[Found]) -> str:
    """The title of a part, with how many records that are there look like what would be made."""
    if not alike:
        return title
    existing = ngettext("{count} existing one looks like it", "{count} existing ones look like it", len(alike))
    return f"{title} · {existing}"


def _texts(module: ModuleDef, values: Mapping[str, Value], context: ValueContext) -> list[str]:
    fields = (module.field(name) for name in TOLD)
    return [plain_text(f, values[f.api_name], context) for f in fields if f is not None and values.get(f.api_name)]


def _told(name: str, label: str, texts: Iterable[str], reason: Message) -> FieldSpec:
    return FieldSpec(made_field(name, label, FieldKind.TEXT), " · ".join(filter(None, texts)), reason)


def _existing(name: str, label: str, module: ModuleDef, alike: Sequence[Found], find: Find) -> FieldSpec:
    """A look-up that offers first what looks like the lead."""
    field = FieldDef(0, name, label, FieldKind.LOOKUP, "", target=module.api_name)
    return FieldSpec(field, search=links(lambda text: alike or find(text) if not text.strip() else find(text)))


def _deal(proposal: Conversion, deals: ModuleDef, no_deal: Message | None) -> Iterable[FieldSpec]:
    wanted = made_field(WANTED, N_("Make a deal"), FieldKind.CHECKBOX)
    yield FieldSpec(wanted, reason=no_deal) if no_deal is not None else FieldSpec(wanted, False)
    for name in DEAL if no_deal is None else ():
        field = deals.field(name)
        if field is not None:
            value = proposal.deal.get(name) or field.default
            # Required only where a deal is wanted: the service says so, field by field.
            yield FieldSpec(replace(field, required=False), value)


def save_by(convert: Callable[[int | None, int | None, Mapping[str, object] | None], object]) -> Save:
    """What the form saves by; `convert` is given the existing account and contact, and the deal."""

    def save(values: Mapping[str, object], _version: int | None) -> object:
        return convert(_id(values.get(ACCOUNT)), _id(values.get(CONTACT)), deal_of(values))

    return save


def deal_of(values: Mapping[str, object]) -> Mapping[str, object] | None:
    """The deal that was entered, None where none is wanted; Invalid where it lacks its name or stage."""
    if not any(values.get(name) for name in (WANTED, *FILLED)):
        return None
    missing = [name for name in ("Deal_Name", "Stage") if not values.get(name)]
    if missing:
        raise Invalid(message("The deal is not complete."), dict.fromkeys(missing, message("This must be filled in.")))
    return {name: values[name] for name in DEAL if name in values}


def _id(value: object) -> int | None:
    return value.id if isinstance(value, Link) else None
