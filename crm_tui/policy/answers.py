"""Decisions, made once and kept: the same answer is the same object."""

from __future__ import annotations

from functools import cache
from string import Formatter

from crm_tui.base.messages import Message
from crm_tui.domain.decisions import Decision, RemedyClass, Scope
from crm_tui.policy.case import Case
from crm_tui.policy.remedies import REMEDIES
from crm_tui.policy.rule import Rule

_NOTHING = Message("")


class Answers:
    """Makes decisions from rules, for one signature; equal ones are shared through `pool`.

    Most actions are denied by the same few rules, and rules are constants: each is put into words once.
    """

    def __init__(self, case: Case, pool: dict[Decision, Decision]) -> None:
        self._pool = pool
        self._denied: dict[tuple[int, bool, int | None], Decision] = {}
        module = case.module
        self._values = {
            "module": (module.label or module.api_name) if module else "",
            "profile": case.profile.label or case.profile.api_name,
        }

    def allow(self, rule: Rule, scope: Scope | None = None) -> Decision:
        """Allowed by this rule; `scope` where no record is named (AC51)."""
        return self._kept(
            Decision(True, rule.id, self._words(rule.because), _NOTHING, RemedyClass.NONE, (), scope, rule.step)
        )

    def deny(self, rule: Rule, *, found: bool = True, step: int | None = None) -> Decision:
        """Denied by this rule, with remedy and grantors of its class (9.5)."""
        key = (id(rule), found, step)
        known = self._denied.get(key)
        if known is None:
            known = self._denied[key] = self._denial(rule, found, rule.step if step is None else step)
        return known

    def _denial(self, rule: Rule, found: bool, step: int) -> Decision:
        remedy = REMEDIES[rule.remedy_class]
        return self._kept(
            Decision(
                allowed=False,
                rule=rule.id,
                because=self._words(rule.otherwise or rule.because),
                remedy=self._words(rule.remedy or remedy.text),
                remedy_class=rule.remedy_class,
                grantors=rule.grantors or remedy.grantors,
                step=step,
                found=found,
            )
        )

    def _words(self, text: str) -> Message:
        return Message(text, tuple((name, self._values[name]) for name in _places(text)))

    def _kept(self, decision: Decision) -> Decision:
        return self._pool.setdefault(decision, decision)


@cache
def _places(text: str) -> tuple[str, ...]:
    """The names in braces in a rule's text."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(text) if name))
