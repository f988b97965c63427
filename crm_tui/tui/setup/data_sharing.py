"""The page of data sharing: what everybody may in each organisation module, and what widens it (AC14, AC15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.modules import ModuleDef, OrgDefault
from crm_tui.domain.sharing import EmailSharing
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView, Line
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.parties import party_text
from crm_tui.tui.presenters.rights_words import DEFAULTS, SHARED, fact, named_lines
from crm_tui.tui.setup.page import Page, SetupRow, narrowed

EMAILS = {
    EmailSharing.PRIVATE: N_("Private"),
    EmailSharing.PUBLIC: N_("Public"),
    EmailSharing.ROLES: N_("Shared with roles"),
}
"""AC30."""
EMAIL = "email"
"""Key of the line of e-mail sharing."""


@dataclass(frozen=True, slots=True)
class SharingItem:
    """A line of the page: of a module by its API name, of a rule, or (neither) of e-mail."""

    module: str = ""
    rule: RuleInfo | None = None
    details: tuple[Line, ...] = ()


class SharingPage(Page[SharingItem]):
    """Each organisation module with its default, its rules below it, and e-mail sharing last."""

    context = Context.SETUP_SHARING
    on_row = frozenset({"sharing.default", "sharing.new_rule", "sharing.edit_rule", "sharing.delete_rule"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("what", _("Module"), weight=3, least=18, most=70),
            Column("level", _("Everybody may"), weight=1, least=10, most=24),
        )

    def offers(self, command: str, row: SetupRow[SharingItem] | None) -> bool:
        if row is None or not command.startswith("sharing.") or command == "sharing.email":
            return super().offers(command, row)
        if command in ("sharing.edit_rule", "sharing.delete_rule"):
            rule = row.item.rule
            # Who may not read its criteria would save the rule without them.
            return rule is not None and not (rule.withheld and command == "sharing.edit_rule")
        return bool(row.item.module)

    def rows(self, text: str) -> Sequence[SetupRow[SharingItem]]:
        rules = self.ws.data_sharing.rules()
        found = [row for name, level in self.ws.data_sharing.defaults() for row in self._of(name, level, rules)]
        return narrowed([*found, self._email()], text)

    def _of(self, name: str, level: OrgDefault, rules: Sequence[RuleInfo]) -> Iterator[SetupRow[SharingItem]]:
        module = self.ws.catalog().find(name)
        mine = [rule for rule in rules if rule.module == name]
        title = module_title(module) if module is not None else name
        number = ngettext("{count} rule", "{count} rules", len(mine)) if mine else ""
        details = (fact(_("Everybody may"), _(DEFAULTS[level])), *_rules(mine))
        cells = (f"{title} · {number}" if number else title, _(DEFAULTS[level]))
        yield SetupRow(f"module:{name}", cells, SharingItem(name, None, details))
        for rule in mine:
            item = SharingItem(name, rule, tuple(rule_lines(rule)))
            yield SetupRow(f"rule:{rule.id}", (rule_text(rule), _(SHARED[rule.level])), item, depth=1)

    def _email(self) -> SetupRow[SharingItem]:
        sharing, roles = self.ws.data_sharing.email()
        lines = (fact(_("Others read"), _(EMAILS[sharing])), *named_lines(_("Roles"), roles, _("No role is named.")))
        return SetupRow(EMAIL, (_("E-mail"), _(EMAILS[sharing])), SharingItem(details=lines))

    def module(self, row: SetupRow[SharingItem] | None) -> ModuleDef | None:
        return self.ws.catalog().find(row.item.module) if row is not None and row.item.module else None

    def card(self, row: SetupRow[SharingItem]) -> DetailView:
        return DetailView(title=row.cells[0], lines=row.item.details)


def _rules(rules: Sequence[RuleInfo]) -> list[Line]:
    return named_lines(_("Sharing rules"), map(rule_text, rules), _("None: n makes one."))


def rule_text(rule: RuleInfo) -> str:
    """What a rule shares with whom, after its name."""
    what = party_text(rule.source) if rule.source is not None else display_text(rule.criteria) or _("criteria")
    words = _("{what} → {target}", what=what, target=party_text(rule.target))
    return f"{display_text(rule.label)}: {words}" if rule.label else words


def rule_lines(rule: RuleInfo) -> list[Line]:
    """A rule in full."""
    criteria = _("a field that is hidden from you") if rule.withheld else rule.criteria
    what = (_("Records of"), party_text(rule.source)) if rule.source else (_("Records that meet"), criteria)
    return [
        fact(_("Name"), rule.label),
        fact(*what),
        fact(_("Shared with"), party_text(rule.target)),
        fact(_("Level"), _(SHARED[rule.level])),
        fact(_("Superiors too"), _("yes") if rule.superiors else _("no")),
    ]
