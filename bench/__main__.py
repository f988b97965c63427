"""`python -m bench [names]`: measure all bars or some, print a table and write results.json."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.bars import Bench, Missing, Result, number
from bench.catalogue import BENCHES

RESULTS = Path(__file__).with_name("results.json")
HEAD = ("what", "at", "measured", "bar", "")


def main() -> int:
    """Measure; exit status 1 where a bar is missed and `--strict` asks for that."""
    arguments = _arguments()
    found: list[Result | Missing] = []
    for result in _measured(arguments.names or list(BENCHES), _benches(arguments)):
        found.append(result)
        print(_progress(result), file=sys.stderr, flush=True)
    results = [result for result in found if isinstance(result, Result)]
    missing = [result for result in found if isinstance(result, Missing)]
    print(_table(results))
    for absent in missing:
        print(f"not run: {absent.name}: {absent.why}")
    if not arguments.names or arguments.write:
        _write(results, missing)
    return int(arguments.strict and (bool(missing) or not all(result.ok for result in results)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*BENCHES, []], metavar="name", help=", ".join(BENCHES))
    parser.add_argument("--write", action="store_true", help="write results.json, keeping the other bars")
    storm = parser.add_argument_group("storm", "how large it is; by default as its bar says")
    storm.add_argument("--engine", choices=("sqlite", "postgresql"), help="only on this one")
    storm.add_argument("--people", type=int, help="who write")
    storm.add_argument("--minutes", type=float, help="for how long")
    storm.add_argument("--seed", type=int, help="of all chance in it")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a bar is missed or was not measured")
    return parser.parse_args()


def _benches(arguments: argparse.Namespace) -> dict[str, Bench]:
    """All of them, the storm in the size that was asked for."""
    sizes = {name: getattr(arguments, name) for name in ("people", "minutes", "seed")}
    asked = {name: value for name, value in sizes.items() if value is not None}
    if arguments.engine:
        asked["engines"] = (arguments.engine,)
    return {**BENCHES, "storm": partial(BENCHES["storm"], **asked)}


def _measured(names: list[str], benches: dict[str, Bench]) -> Iterator[Result | Missing]:
    for name in names:
        try:
            yield from benches[name]()
        except Exception as error:
            # One bar that cannot be measured must not cost all the others; the table says so.
            yield Missing(name, f"{type(error).__name__}: {error}")


def _progress(result: Result | Missing) -> str:
    if isinstance(result, Missing):
        return f"{result.name}: not run, {result.why}"
    return f"{result.name}: {number(result.measured, result.unit)} {result.verdict} ({result.detail})"


def _table(results: list[Result]) -> str:
    rows = [HEAD, *(_row(result) for result in results)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(HEAD))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def _row(result: Result) -> tuple[str, ...]:
    sign = ">=" if result.at_least else "<="
    bar = "" if result.bar is None else f"{sign} {number(result.bar, result.unit)}"
    return result.what, result.at, number(result.measured, result.unit), bar, result.verdict


def _write(results: list[Result], missing: list[Missing]) -> None:
    machine = {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    lines = [{**asdict(result), "verdict": result.verdict} for result in results]
    for line in lines:
        line["measured"] = float(f"{line['measured']:.4g}")
    lines = _with_others(lines, {absent.name.partition("/")[0] for absent in missing})
    document = {"machine": machine, "results": lines, "not_run": [asdict(absent) for absent in missing]}
    RESULTS.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _with_others(lines: list[dict[str, object]], missing: set[str]) -> list[dict[str, object]]:
    """The new lines, and the old ones of bars that were not measured now, in the order of the table."""
    known = json.loads(RESULTS.read_text("utf-8"))["results"] if RESULTS.exists() else []
    new = {_bench_of(line) for line in lines} | missing
    order = list(BENCHES)
    together = [*lines, *(line for line in known if _bench_of(line) not in new and _bench_of(line) in order)]
    return sorted(together, key=lambda line: order.index(_bench_of(line)))


def _bench_of(line: dict[str, object]) -> str:
    name = str(line["name"]).partition("/")[0]
    return {"command": "commands"}.get(name, name)


if __name__ == "__main__":
    sys.exit(main())
