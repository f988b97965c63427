"""Invented people and companies in several scripts: the same ones in each run."""

from __future__ import annotations

import random
from dataclasses import dataclass

_FIRST = (
    "Aurélie", "Benoît", "Chloé", "Étienne", "Françoise", "Łucja", "Wojciech", "Zofia", "Stanisław", "Małgorzata",
    "伟", "芳", "秀英", "敏", "静", "Anna", "Peter", "Sofia", "Jürgen", "Søren", "İlker", "Işık", "민수", "서연",
    "Пётр", "Ольга", "Νίκος", "Ελένη", "Nguyễn", "Đặng", "Maria", "John", "Emma", "Liam", "Noah", "太郎", "花子",
    "Åsa", "Björn", "Inês", "João", "Zdeněk", "Ilona", "Amélie", "Martin", "Marta", "Oliver", "Grace", "Ivan", "Lea",
)  # fmt: skip
_LAST = (
    "Lefèvre", "Moreau", "Dubois", "Girard", "Wiśniewska", "Wójcik", "Kamiński", "Zając", "Żak", "王", "李", "张",
    "刘", "陈", "Strauß", "Müller", "Weiß", "Øster", "Nilsson", "Yılmaz", "Çelik", "김", "박", "Смирнова", "Иванов",
    "Παππάς", "Văn", "Trần", "Smith", "Jones", "Brown", "Taylor", "佐藤", "鈴木", "García", "Gonçalves", "Novák",
    "Dvořák", "Martinez", "Martin", "Baker", "Evans", "Walker", "Rossi", "Bianchi", "Kowalska", "Nowak", "Petit",
)  # fmt: skip
_ENDINGS = ("", "", "", "", "ová", "sen", "ski", "-Roy", "-Blanc", "son")
_CITIES = (
    "Łódź", "Kraków", "Paris", "Lyon", "Zürich", "北京", "上海", "Hà Nội", "Αθήνα", "Москва", "İzmir", "Málaga", "Oslo",
    "São Paulo", "Wien", "Kyoto", "서울", "Dublin", "Leeds", "Gdańsk", "Québec", "Genève", "Bruxelles", "Lisboa",
)  # fmt: skip
_COUNTRIES = ("Polska", "France", "Suisse", "中国", "Ελλάδα", "Türkiye", "España", "Norge", "Brasil", "日本", "Ireland")
_TITLES = ("Head of Sales", "Directrice", "Kierowniczka", "经理", "Engineer", "Buyer", "Owner", "Assistant", "CFO", "")
_FIRMS = ("Optyka", "Logistics", "Énergie", "Maschinenbau", "科技", "Foods", "Textiles", "Studio", "Shipping", "Labs")
_KINDS = ("S.A.", "Sp. z o.o.", "GmbH", "有限公司", "Ltd", "SARL", "AB", "K.K.", "Inc.")
_VOWELS, _CONSONANTS = "aeiouyéóùä", "bcdfglmnprstvzžłń"


@dataclass(frozen=True, slots=True)
class Person:
    """What a contact is made of."""

    first: str
    last: str
    title: str
    email: str
    phone: str
    mobile: str
    street: str
    city: str
    postcode: str
    country: str


class Names:
    """Makes them, from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def _word(self) -> str:
        pick = self._random.choice
        word = "".join(pick(_CONSONANTS) + pick(_VOWELS) for _ in range(self._random.randint(2, 3)))
        return word.capitalize()

    def company(self) -> str:
        """A company's name."""
        pick = self._random.choice
        return f"{self._word()} {pick(_FIRMS)} {pick(_KINDS)}"

    def person(self, number: int) -> Person:
        """A person; the number makes the e-mail address a different one each time."""
        chance, pick = self._random.random, self._random.choice
        first, last = pick(_FIRST), pick(_LAST)
        if last.isascii() or chance() < 0.3:
            last = self._word() if chance() < 0.5 else last + pick(_ENDINGS)
        return Person(
            first=first,
            last=last,
            title=pick(_TITLES),
            email=f"{pick('abcdefghijklmnopqrstuvwxyz')}{number:x}@example.test",
            phone=f"+{int(chance() * 89 + 10)} {int(chance() * 1e8):08d}",
            mobile=f"+{int(chance() * 89 + 10)} {int(chance() * 1e8):08d}" if chance() < 0.5 else "",
            street=f"{self._word()} {int(chance() * 200) + 1}",
            city=pick(_CITIES),
            postcode=f"{int(chance() * 1e5):05d}",
            country=pick(_COUNTRIES),
        )
