"""Criteria text to a `Criterion`: `Field op value`, joined by and, or, not and parentheses."""

from __future__ import annotations

from crm_tui.base.messages import N_, Message, _, message
from crm_tui.base.text import fold
from crm_tui.domain.criteria.ast import And, Comparison, Criterion, Empty, In, Not, Operator, Or
from crm_tui.domain.criteria.literals import choices_like, names_of, operators_of, part_of, value_of
from crm_tui.domain.criteria.tokens import Token, TokenKind, tokens
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef

MAX_TERMS = 200
"""Comparisons in one text."""
MAX_LIST = 500
"""Values in one `in ( … )`."""
MAX_DEPTH = 40
"""Parentheses and `not` inside each other."""

_TEXT_OPERATORS = {
    "contains": Operator.CONTAINS,
    "contain": Operator.CONTAINS,
    "starts": Operator.STARTS,
    "starts_with": Operator.STARTS,
}
_EMPTY_WORDS = ("empty", "null", "blank")


def parse(text: str, module: ModuleDef) -> Criterion:
    """Read criteria for a module.

    Raises Invalid with the place and the word: an unknown field (named in `fields`), an operator that the
    field's kind does not have, a value that is none of the field's, too many terms or levels, an empty text.
    """
    return _Parser(tokens(text), module).whole()


class _Parser:
    """Recursive descent: or < and < not < term."""

    def __init__(self, words: list[Token], module: ModuleDef) -> None:
        self._words, self._module = words, module
        self._at = self._terms = self._depth = 0

    def whole(self) -> Criterion:
        if self._sees(TokenKind.END):
            raise Invalid(message("There are no criteria: write a field, an operator and a value."))
        criterion = self._or()
        if not self._sees(TokenKind.END):
            raise self._unexpected(
                N_(
                    "Character {place}: “{word}” is not expected. Join conditions by and, or; "
                    "put values of several words in quotes."
                )
            )
        return criterion

    def _or(self) -> Criterion:
        parts = [self._and()]
        while self._take_word("or"):
            parts.append(self._and())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _and(self) -> Criterion:
        parts = [self._not()]
        while self._take_word("and"):
            parts.append(self._not())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _not(self) -> Criterion:
        if not (self._now.is_word("not") or self._sees(TokenKind.OPEN)):
            return self._term()
        opened = self._next()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise Invalid(message("The criteria have more than {limit} levels.", limit=MAX_DEPTH))
        inner = self._not() if opened.kind is TokenKind.WORD else self._group(opened)
        self._depth -= 1
        return Not(inner) if opened.kind is TokenKind.WORD else inner

    def _group(self, opened: Token) -> Criterion:
        inner = self._or()
        if not self._sees(TokenKind.CLOSE):
            raise Invalid(message("The parenthesis at character {place} is not closed.", place=opened.place))
        self._next()
        return inner

    def _term(self) -> Criterion:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise Invalid(message("The criteria have more than {limit} conditions.", limit=MAX_TERMS))
        field = self._field()
        self._take_word("is")
        if self._take_word("not"):
            return Not(self._test(field))
        return self._test(field)

    def _test(self, field: FieldDef) -> Criterion:
        word = self._next()
        if word.is_word(*_EMPTY_WORDS):
            return self._empty(field, word)
        if word.is_word("in"):
            return self._in(field, word)
        if word.kind is TokenKind.OPERATOR:
            return self._comparison(field, Operator(word.text), word)
        if word.kind is TokenKind.WORD and (operator := _TEXT_OPERATORS.get(word.text.casefold())):
            self._take_word("with")
            return self._comparison(field, operator, word)
        raise Invalid(
            message(
                "Character {place}: after {field} an operator is expected (=, !=, <, <=, >, >=, in, contains, starts, "
                "empty), not “{word}”.",
                place=word.place,
                field=field.api_name,
                word=word.text or _("the end"),
            )
        )

    def _empty(self, field: FieldDef, word: Token) -> Criterion:
        if field.kind is FieldKind.CHECKBOX:
            raise self._no_operator(field, "empty", word)
        return Empty(field.api_name, field.kind)

    def _in(self, field: FieldDef, word: Token) -> Criterion:
        if Operator.EQUAL not in operators_of(field.kind):
            raise self._no_operator(field, "in", word)
        if not self._sees(TokenKind.OPEN):
            raise self._unexpected(N_("Character {place}: after in a list is expected, as in (a, b), not “{word}”."))
        self._next()
        operands = [value_of(field, self._value())]
        while self._sees(TokenKind.COMMA):
            self._next()
            operands.append(value_of(field, self._value()))
            if len(operands) > MAX_LIST:
                raise Invalid(message("A list has more than {limit} values.", limit=MAX_LIST))
        if not self._sees(TokenKind.CLOSE):
            raise self._unexpected(N_("Character {place}: in a list a comma or “)” is expected, not “{word}”."))
        self._next()
        return In(field.api_name, field.kind, tuple(operands))

    def _comparison(self, field: FieldDef, operator: Operator, word: Token) -> Criterion:
        value = self._value()
        if operator in (Operator.EQUAL, Operator.NOT_EQUAL) and self._means_empty(value):
            empty = self._empty(field, value)
            return empty if operator is Operator.EQUAL else Not(empty)
        if field.kind is FieldKind.PICKLIST and operator in (Operator.CONTAINS, Operator.STARTS):
            return In(field.api_name, field.kind, choices_like(field, operator, value))
        if operator not in operators_of(field.kind):
            raise self._no_operator(field, operator.value, word)
        if operator in (Operator.CONTAINS, Operator.STARTS) and field.kind is not FieldKind.MULTI_PICKLIST:
            return Comparison(field.api_name, field.kind, operator, part_of(value))
        return Comparison(field.api_name, field.kind, operator, value_of(field, value))

    @staticmethod
    def _means_empty(value: Token) -> bool:
        return value.is_word(*_EMPTY_WORDS) or (value.kind is TokenKind.QUOTED and not value.text.strip())

    def _field(self) -> FieldDef:
        word = self._next()
        if word.kind not in (TokenKind.WORD, TokenKind.QUOTED):
            self._at -= 1
            raise self._unexpected(N_("Character {place}: the name of a field is expected, not “{word}”."))
        field = self._module.field(word.text) or self._labelled(word)
        if field is None:
            why = message("{module} has no such field.", module=self._module.api_name)
            raise Invalid(
                message(
                    "Character {place}: {module} has no field “{word}”.",
                    place=word.place,
                    module=self._module.api_name,
                    word=word.text,
                ),
                {word.text: why},
            )
        return field

    def _labelled(self, word: Token) -> FieldDef | None:
        key = fold(word.text)
        return next((f for f in self._module.fields if key in names_of(f.label)), None)

    def _value(self) -> Token:
        if not self._sees(TokenKind.WORD, TokenKind.QUOTED):
            raise self._unexpected(N_("Character {place}: a value is expected, not “{word}”."))
        return self._next()

    @property
    def _now(self) -> Token:
        return self._words[self._at]

    def _sees(self, *kinds: TokenKind) -> bool:
        return self._now.kind in kinds

    def _next(self) -> Token:
        word = self._words[self._at]
        self._at = min(self._at + 1, len(self._words) - 1)
        return word

    def _take_word(self, word: str) -> bool:
        if not self._now.is_word(word):
            return False
        self._next()
        return True

    def _unexpected(self, text: str) -> Invalid:
        values = (("place", self._now.place), ("word", self._now.text or _("the end")))
        return Invalid(Message(text, values))

    @staticmethod
    def _no_operator(field: FieldDef, operator: str, word: Token) -> Invalid:
        known = ", ".join(operator.value for operator in sorted(operators_of(field.kind)))
        why = message(
            "Character {place}: {field} cannot be compared by “{operator}”; its operators are {known}.",
            place=word.place,
            field=field.api_name,
            operator=operator,
            known=known,
        )
        return Invalid(why, {field.api_name: message("It has no such operator.")})
