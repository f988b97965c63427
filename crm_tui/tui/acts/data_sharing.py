"""Data sharing: organisation defaults, sharing rules, e-mail sharing (AC14, AC15, AC30)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import Level, ModuleDef, OrgDefault
from crm_tui.domain.sharing import EmailSharing
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.sharing_rules import SOURCES
from crm_tui.tui.acts.changing import ActOn, change, change_by_form
from crm_tui.tui.acts.unseen import warn_of_unseen
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.filter import FilterBuilder
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.names_fields import choice, text
from crm_tui.tui.forms.setup_form import setup_field, setup_spec
from crm_tui.tui.forms.spec import FieldSpec
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.parties import party_key, party_of, party_options
from crm_tui.tui.presenters.rights_words import DEFAULTS, SHARED
from crm_tui.tui.setup.data_sharing import EMAILS, SharingItem, rule_text

LEVELS = {level.name.lower(): level for level in SHARED}


def chosen(desk: Desk) -> SharingItem:
    """The line under the cursor."""
    row = desk.areas.chosen_row()
    return row.item if row is not None and isinstance(row.item, SharingItem) else SharingItem()


async def default(desk: Desk) -> None:
    """What everybody may in the module."""
    module = desk.ws.catalog().find(chosen(desk).module)
    if module is None:
        return
    name = module_title(module)
    items = [
        PickItem(level, _(words), _("now") if level is module.default else "") for level, words in DEFAULTS.items()
    ]  # fmt: skip
    level: OrgDefault | None = await desk.ask(Picker(_("Everybody may in {module}", module=name), items=items))
    if level is not None and level is not module.default:
        title = f"{name}: {_(DEFAULTS[level])}"
        if await change(desk, title, lambda ws: ws.data_sharing.set_default(module.api_name, level), _("Saved")):
            warn_of_unseen(desk, await desk.off_loop(lambda: desk.ws.data_sharing.unseen(module.api_name)))


async def new_rule(desk: Desk) -> None:
    """A rule of the module under the cursor: by whose the records are, or by criteria."""
    module = desk.ws.catalog().find(chosen(desk).module)
    if module is None:
        return
    by: str | None = await desk.ask(Picker(_("Which records"), items=[
        PickItem("", _("those of a role or group")), PickItem("criteria", _("those that meet criteria")),
    ]))  # fmt: skip
    if by is None:
        return
    criteria = await _criteria(desk, module) if by else ""
    if criteria is not None and bool(criteria) == bool(by):
        await _rule_form(desk, module, None, criteria)


async def _criteria(desk: Desk, module: ModuleDef) -> str | None:
    shown = await desk.off_loop(lambda: desk.ws.modules.shown(module))
    return await desk.ask(FilterBuilder(_("Records that meet"), shown))


async def edit_rule(desk: Desk) -> None:
    """Change the rule under the cursor."""
    item = chosen(desk)
    module = desk.ws.catalog().find(item.module)
    if module is not None and item.rule is not None:
        await _rule_form(desk, module, item.rule, item.rule.criteria)


async def _rule_form(desk: Desk, module: ModuleDef, rule: RuleInfo | None, criteria: str) -> None:
    def act(values: Mapping[str, object]) -> ActOn:
        wanted = rule_of(module.api_name, rule, values)
        return lambda ws: ws.data_sharing.save_rule(wanted)

    parties = await desk.off_loop(desk.ws.data_sharing.parties)
    fields = rule_fields(parties, rule, criteria)
    title = _("Sharing rule of {module}", module=module_title(module))
    await change_by_form(desk, setup_spec(title, fields, edited=rule is not None), act, _("Saved"))


def rule_fields(parties: Sequence[PartyName], rule: RuleInfo | None, criteria: str) -> tuple[FieldSpec, ...]:
    """What is entered of a rule; those that stand in it can be kept even by who may not list them."""
    known = [*parties, *([rule.target] if rule else []), *([rule.source] if rule and rule.source else [])]
    sources = [each for each in known if each.kind in SOURCES]
    source = party_key(rule.source) if rule and rule.source else None
    which = made_field("criteria", N_("Records that meet"), FieldKind.TEXT, required=True)
    return (
        FieldSpec(made_field("name", N_("Name"), FieldKind.TEXT, required=True), rule.label if rule else None),
        FieldSpec(which, criteria) if criteria else choice("source", N_("Records of"), party_options(sources), source),
        choice("target", N_("Shared with"), party_options(known), party_key(rule.target) if rule else None),
        choice("level", N_("Level"), [(name, _(SHARED[level])) for name, level in LEVELS.items()],
               rule.level.name.lower() if rule else "read"),
        FieldSpec(made_field("superiors", N_("Superiors too"), FieldKind.CHECKBOX), rule.superiors if rule else False),
    )  # fmt: skip


def rule_of(module: str, rule: RuleInfo | None, values: Mapping[str, object]) -> RuleInfo:
    """The rule as it shall be; of one that is edited, only what was touched is among the values."""
    source = text(values, "source", party_key(rule.source) if rule and rule.source else "")
    return RuleInfo(
        rule.id if rule else 0,
        module,
        text(values, "name", rule.label if rule else ""),
        party_of(text(values, "target", party_key(rule.target) if rule else "")),
        LEVELS.get(text(values, "level", rule.level.name.lower() if rule else ""), Level.READ),
        party_of(source) if source else None,
        text(values, "criteria", rule.criteria if rule else ""),
        bool(values.get("superiors", rule.superiors if rule else False)),
    )


async def delete_rule(desk: Desk) -> None:
    """Remove the rule under the cursor."""
    rule = chosen(desk).rule
    if rule is not None:
        title = _("Remove {rule}?", rule=rule_text(rule))
        await change(desk, title, lambda ws: ws.data_sharing.delete_rule(rule.id), _("Removed"), verb=_("remove"))


async def email(desk: Desk) -> None:
    """Who reads other people's e-mails, and which roles are named (AC30)."""
    sharing, roles = await desk.off_loop(desk.ws.data_sharing.email)
    parties = await desk.off_loop(desk.ws.data_sharing.parties)
    known = {each.name: each.label for each in parties if each.kind == SOURCES[0]} | {name: name for name in roles}

    def act(values: Mapping[str, object]) -> ActOn:
        wanted, named = EmailSharing(text(values, "sharing", sharing)), values.get("roles", roles)
        chosen_roles = tuple(map(str, named)) if isinstance(named, tuple) else ()
        return lambda ws: ws.data_sharing.set_email(wanted, chosen_roles)

    fields = (
        choice("sharing", N_("Others read"), [(each, _(words)) for each, words in EMAILS.items()], sharing),
        setup_field("roles", _("Roles"), FieldKind.MULTI_PICKLIST, roles, options=known.items()),
    )
    await change_by_form(desk, setup_spec(_("E-mail sharing"), fields, edited=True), act, _("Saved"))
