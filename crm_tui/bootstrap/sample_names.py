"""Invented people and companies, composed of parts that stand in `sample_data/words/names.toml`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crm_tui.base.text import fold
from crm_tui.bootstrap.sample_dice import Dice


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a name, and how it is written in an address."""

    text: str
    latin: str


@dataclass(frozen=True, slots=True)
class Culture:
    """Where companies and people are from. `phone` lacks its last two digits."""

    code: str
    country: str
    language: str
    law: str
    phone: str
    cities: tuple[str, ...]
    streets: tuple[str, ...]
    given: tuple[tuple[Part, ...], tuple[Part, ...]]
    stems: tuple[Part, ...]
    endings: tuple[tuple[Part, ...], tuple[Part, ...]]
    companies: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Company:
    """An invented company; `domain` ends in .test, which nobody can own."""

    name: str
    domain: str
    culture: Culture
    city: str
    code: str
    street: str
    phone: str


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person at a company."""

    first: str
    last: str
    salutation: str
    email: str
    phone: str
    mobile: str


class Names:
    """Hands out companies, each once, and people."""

    def __init__(self, data: Mapping[str, Any], dice: Dice) -> None:
        self._dice = dice
        self._cultures = tuple(_culture(entry) for entry in data["cultures"])
        self._left = {culture.code: list(culture.companies) for culture in self._cultures}
        self._turn = 0
        self._addresses: set[str] = set()

    def company(self) -> Company:
        """The next company, from one country after the other; a further branch when all names are used up."""
        self._turn += 1
        fresh = [culture for culture in self._cultures if self._left[culture.code]] or self._cultures
        culture = fresh[self._turn % len(fresh)]
        name, slug = self._name(culture)
        city, _, code = self._dice.pick(culture.cities).partition("|")
        street = f"{self._dice.pick(culture.streets)} {self._dice.between(1, 90)}"
        return Company(name, f"{slug}.test", culture, city, code, street, self._phone(culture))

    def person(self, company: Company) -> Person:
        """Somebody who works there, with an address that nobody else has."""
        culture, sex = company.culture, self._dice.between(0, 1)
        given, stem = self._dice.pick(culture.given[sex]), self._dice.pick(culture.stems)
        ending = self._dice.pick(culture.endings[sex])
        salutation = "Dr." if self._dice.chance(0.06) else ("Ms.", "Mr.")[sex]
        local = f"{given.latin}.{stem.latin}{ending.latin}".strip(".")
        phone, mobile = self._phone(culture), self._phone(culture)
        email = self._address(local, company.domain)
        return Person(given.text, stem.text + ending.text, salutation, email, phone, mobile)

    def _name(self, culture: Culture) -> tuple[str, str]:
        left = self._left[culture.code]
        if not left:
            number = self._dice.between(2, 9)
            name, slug = self._dice.pick(culture.companies)
            return f"{name} {number}", f"{slug}-{number}"
        return left.pop(self._dice.between(0, len(left) - 1))

    def _phone(self, culture: Culture) -> str:
        return f"{culture.phone} {self._dice.between(0, 99):02d}"

    def _address(self, local: str, domain: str) -> str:
        address, number = f"{local}@{domain}", 1
        while address in self._addresses:
            number += 1
            address = f"{local}{number}@{domain}"
        self._addresses.add(address)
        return address


def _culture(entry: Mapping[str, Any]) -> Culture:
    glue = entry.get("glue", " ")
    companies = tuple(
        (head.text + glue + tail.text, f"{head.latin}-{tail.latin}")
        for head in _parts(entry["heads"])
        for tail in _parts(entry["tails"])
    )
    return Culture(
        code=entry["code"],
        country=entry["country"],
        language=entry["language"],
        law=entry["law"],
        phone=entry["phone"],
        cities=tuple(entry["cities"]),
        streets=tuple(entry["streets"]),
        given=(_parts(entry["women_given"]), _parts(entry["men_given"])),
        stems=_parts(entry["stems"]),
        endings=(_parts(entry["women"]), _parts(entry["men"])),
        companies=companies,
        notes=tuple(entry["notes"]),
    )


def _parts(entries: Sequence[str]) -> tuple[Part, ...]:
    split = (entry.partition("|") for entry in entries)
    return tuple(Part(text, latin or re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")) for text, _, latin in split)
