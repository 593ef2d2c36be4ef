"""Break each document in every small way, and see whether its checks notice. Run by `make check-specs`.

Every rule is dropped, and given each other outcome; every word is given each other meaning. A mutant that no check finds has to
be listed in `EQUIVALENT` with the reason.
"""

from __future__ import annotations

import copy
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tarry._generate import linting, reading
from tarry._generate.judging import OUTCOMES
from tarry._generate.values import Array, Object

ROOT = Path(__file__).resolve().parent.parent
FOREIGN = ("mailchimp-batches", "snowflake-statements", "stripe-report-runs")
DOCUMENTS = [
    *sorted((ROOT / "specs").glob("*.yaml")),
    *(ROOT / f"tests/generate/documents/{name}.yaml" for name in FOREIGN),
]

EQUIVALENT = {
    # 400 is refused without it; it is there for the text of `because`.
    "eloqua: /api/bulk/2.0/syncs/{id} x-job/results/rules/0 dropped",
}
"""What means the same as before."""

_OF_A_CALL = ("missing", "gone", "refused", "fault")


def mutants(data: Object) -> Iterator[tuple[str, Object]]:
    """Copies of a document with one thing changed, and what that is."""
    for where, given in nodes(data, ()):
        name = where[-1] if where else ""
        if name == "rules" and isinstance(given, Array) and "x-job" in where:
            yield from _rules(data, where, given)
        elif name in {"x-job-status", "words"} and isinstance(given, Object):
            for word, meaning in given.items():
                for other in OUTCOMES:
                    if other != meaning:
                        yield f"{_text(where)} {word}: {meaning} → {other}", changed(data, (*where, word), other)


def _rules(data: Object, where: tuple[str, ...], given: Array) -> Iterator[tuple[str, Object]]:
    is_of_job = where[-2] == "x-job" or where[-3] == "rules"
    for number, rule in enumerate(given):
        at = (*where, str(number))
        mutant = copy.deepcopy(data)
        rules = _at(mutant, where)
        del rules[number], rules.places[number]
        if not rules:
            parent = _at(mutant, where[:-1])
            del parent["rules"], parent.places["rules"]
        yield f"{_text(at)} dropped", mutant
        for other in (*OUTCOMES, "missing", "fault", "refused") if is_of_job else _OF_A_CALL:
            if "outcome" in rule and other != rule["outcome"]:
                yield f"{_text(at)} {rule['outcome']} → {other}", changed(data, (*at, "outcome"), other)


def nodes(given: Any, at: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every value of a document, with where it is."""
    yield at, given
    inner = given.items() if isinstance(given, Object) else enumerate(given) if isinstance(given, Array) else ()
    for name, value in inner:
        yield from nodes(value, (*at, str(name)))


def changed(data: Object, where: tuple[str, ...], value: Any) -> Object:
    """A copy of *data* with another value."""
    mutant = copy.deepcopy(data)
    _at(mutant, where[:-1])[where[-1]] = value
    return mutant


def _at(given: Any, where: tuple[str, ...]) -> Any:
    for name in where:
        given = given[int(name)] if isinstance(given, Array) else given[name]
    return given


def _text(where: tuple[str, ...]) -> str:
    """The path of the operation and the place in its x-job, or else the place of a schema."""
    return f"{where[1]} {'/'.join(where[where.index('x-job') :])}" if "x-job" in where else "/".join(where[-4:])


def main() -> None:
    """Print the living mutants and the score of each document."""
    alive_in_all = 0
    for path in DOCUMENTS:
        found: Counter[str] = Counter()
        data = reading.read(path).data
        for what, mutant in mutants(data):
            if linting.problems(reading.of(mutant, path.name)):
                found["found"] += 1
                continue
            name = f"{path.stem}: {what}"
            found["equivalent" if name in EQUIVALENT else "alive"] += 1
            if name not in EQUIVALENT:
                print(f"{name}: no check finds it")
        alive_in_all += found["alive"]
        print(f"{path.stem}: {found['found']} of {found.total()} mutants found, {found['equivalent']} mean the same")
    sys.exit(1 if alive_in_all else 0)


if __name__ == "__main__":
    main()
