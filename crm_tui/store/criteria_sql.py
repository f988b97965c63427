"""A criterion as SQL, with the meaning that `domain.criteria.ast` states: every part is true or false, never unknown.

`domain.criteria.evaluate` says the same in Python; a property test holds the two against each other on both engines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from crm_tui.base.text import fold
from crm_tui.domain.criteria.ast import And, Comparison, Criterion, Empty, In, Me, Not, Operand, Operator, Or
from crm_tui.domain.criteria.periods import CriteriaContext, days_of, seconds_of
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.scope_sql import ScopeSql
from crm_tui.store.sql_parts import FALSE, Sql, all_of, among, any_of, negation

TEXT_KINDS = frozenset(
    {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL, FieldKind.AUTO_NUMBER}
)
_LINKS = frozenset({FieldKind.LOOKUP, FieldKind.PARENT})
_AFTER = "\U0010ffff"
"""Sorts after every text that begins alike."""


class Named(Protocol):
    """What criteria need to know of a user."""

    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...


@dataclass
class CriteriaSql:
    """Writes criteria of one module as SQL on its table under an alias.

    `members`: user id -> login and name. `digits`: of the currency, after the decimal point.
    """

    module: ModuleDef
    scopes: ScopeSql
    members: Mapping[int, Named]
    context: CriteriaContext
    digits: int = 2
    alias: str = "t"

    def condition(self, criterion: Criterion) -> Sql:
        """The condition. Raises KeyError for a field that the module does not have."""
        match criterion:
            case And(parts):
                return all_of(map(self.condition, parts))
            case Or(parts):
                return any_of(map(self.condition, parts))
            case Not(part):
                return negation(self.condition(part))
            case Empty(field, _):
                return self._empty(self.module.by_name[field])
            case In(field, _, operands):
                return any_of([self._equal(self.module.by_name[field], operand) for operand in operands])
            case Comparison(field, _, Operator.NOT_EQUAL, operand):
                return negation(self._equal(self.module.by_name[field], operand))
            case Comparison(field, _, Operator.EQUAL, operand):
                return self._equal(self.module.by_name[field], operand)
            case Comparison(field, _, operator, operand):
                return self._other(self.module.by_name[field], operator, operand)

    def _column(self, field: FieldDef) -> str:
        return f"{self.alias}.{field.column}"

    def _folded(self, field: FieldDef) -> str:
        return f"{self.alias}.name_key" if field.column == "name" else f"crm_fold({self._column(field)})"

    def _filled(self, field: FieldDef, *parts: Sql) -> Sql:
        """The parts, and that the field has a value, so that nothing becomes unknown."""
        column = self._column(field)
        if field.column == "name":
            return all_of([*parts, Sql(f"{self.alias}.name_key <> ''")])
        filled = [Sql(f"{column} IS NOT NULL")]
        if field.kind in TEXT_KINDS:
            filled.append(Sql(f"{column} <> ''"))
        return all_of([*filled, *parts])

    def _empty(self, field: FieldDef) -> Sql:
        if field.kind is FieldKind.MULTI_PICKLIST:
            return negation(self._chosen(field, None))
        if field.kind is FieldKind.CHECKBOX:
            return FALSE
        column = self._column(field)
        return Sql(f"({column} IS NULL OR {column} = '')" if field.kind in TEXT_KINDS else f"{column} IS NULL")

    def _equal(self, field: FieldDef, operand: Operand) -> Sql:
        if field.kind in TEXT_KINDS:
            return self._filled(field, Sql(f"{self._folded(field)} = ?", (fold(str(operand)),)))
        if field.kind in _LINKS:
            return self._linked(field, operand)
        match field.kind:
            case FieldKind.CHECKBOX:
                return Sql(f"coalesce({self._column(field)}, 0) = ?", (int(bool(operand)),))
            case FieldKind.PICKLIST:
                return self._held(field, self._choices(field, operand))
            case FieldKind.USER:
                return self._held(field, self._users(operand))
            case FieldKind.MULTI_PICKLIST:
                return self._chosen(field, self._exact_choice(field, operand))
            case FieldKind.DATE | FieldKind.DATETIME:
                start, after = self._stretch(field, operand)
                column = self._column(field)
                return self._filled(field, Sql(f"{column} >= ?", (start,)), Sql(f"{column} < ?", (after,)))
            case _:
                number = self._number(field, operand)
                return self._filled(field, Sql(f"{self._column(field)} = ?", (number,)))

    def _other(self, field: FieldDef, operator: Operator, operand: Operand) -> Sql:
        if field.kind is FieldKind.MULTI_PICKLIST:
            return self._chosen(field, self._exact_choice(field, operand))
        if operator in (Operator.CONTAINS, Operator.STARTS):
            return self._part(field, operator, fold(str(operand)))
        column = self._column(field)
        if field.kind in (FieldKind.DATE, FieldKind.DATETIME):
            start, after = self._stretch(field, operand)
            test, bound = {
                Operator.LESS: ("<", start),
                Operator.AT_MOST: ("<", after),
                Operator.AT_LEAST: (">=", start),
            }.get(operator, (">=", after))
            return self._filled(field, Sql(f"{column} {test} ?", (bound,)))
        return self._filled(field, Sql(f"{column} {operator.value} ?", (self._number(field, operand),)))

    def _part(self, field: FieldDef, operator: Operator, part: str) -> Sql:
        if field.kind in _LINKS:
            wanted = self._text_part("p1.name_key", operator, part)
            return self.scopes.visible(self._column(field), self.scopes.targets(field), wanted=wanted)
        return self._filled(field, self._text_part(self._folded(field), operator, part))

    def _text_part(self, expression: str, operator: Operator, part: str) -> Sql:
        if operator is Operator.STARTS:
            if expression.endswith("name_key"):
                return Sql(f"({expression} >= ? AND {expression} < ?)", (part, part + _AFTER))
            return Sql(f"substr({expression}, 1, ?) = ?", (len(part), part))
        function = "instr" if self.scopes.dialect == "sqlite" else "strpos"
        return Sql(f"{function}({expression}, ?) > 0", (part,))

    def _linked(self, field: FieldDef, operand: Operand) -> Sql:
        column, targets = self._column(field), self.scopes.targets(field)
        if isinstance(operand, str):
            wanted = Sql("p1.name_key = ?", (fold(operand),))
            return self.scopes.visible(column, targets, wanted=wanted)
        held = self._filled(field, Sql(f"{column} = ?", (operand,)))
        return all_of([held, self.scopes.visible(column, targets)])

    def _held(self, field: FieldDef, ids: frozenset[int]) -> Sql:
        return self._filled(field, among(self.scopes.dialect, self._column(field), ids)) if ids else FALSE

    def _chosen(self, field: FieldDef, choice_id: int | None) -> Sql:
        """Whether a multi-select has this choice; None: any at all; 0 is no choice's id."""
        which = "" if choice_id is None else " AND v.choice_id = ?"
        return Sql(
            f"EXISTS (SELECT 1 FROM multi_value v WHERE v.field_id = ? AND v.record_id = {self.alias}.id{which})",
            (field.id,) if choice_id is None else (field.id, choice_id),
        )

    @staticmethod
    def _exact_choice(field: FieldDef, operand: Operand) -> int:
        choice = field.choice(str(operand))
        return choice.id if choice else 0

    @staticmethod
    def _choices(field: FieldDef, operand: Operand) -> frozenset[int]:
        key = fold(str(operand))
        return frozenset(choice.id for choice in field.choices if fold(choice.api_name) == key)

    def _users(self, operand: Operand) -> frozenset[int]:
        if isinstance(operand, Me):
            return frozenset((self.context.user_id,))
        if isinstance(operand, int):
            return frozenset((operand,))
        key, login = fold(str(operand)), str(operand).casefold()
        users = self.members.items()
        return frozenset(i for i, user in users if user.login.casefold() == login or fold(user.name) == key)

    def _stretch(self, field: FieldDef, operand: Operand) -> tuple[str | int, str | int]:
        if field.kind is FieldKind.DATETIME:
            return seconds_of(operand, self.context)
        first, after = days_of(operand, self.context)
        return first.isoformat(), after.isoformat()

    def _number(self, field: FieldDef, operand: Operand) -> int | float:
        if not isinstance(operand, int | Decimal):
            raise TypeError(f"not a number: {operand!r}")
        number = Decimal(operand).scaleb(self.digits) if field.kind is FieldKind.CURRENCY else Decimal(operand)
        return int(number) if number == number.to_integral_value() else float(number)


def depends_on_members(criterion: Criterion) -> bool:
    """Whether a criterion names a user in words, so that its SQL holds only as long as nobody is renamed."""
    match criterion:
        case And(parts) | Or(parts):
            return any(map(depends_on_members, parts))
        case Not(part):
            return depends_on_members(part)
        case Comparison(_, FieldKind.USER, _, str()):
            return True
        case In(_, FieldKind.USER, operands):
            return any(isinstance(operand, str) for operand in operands)
        case _:
            return False
