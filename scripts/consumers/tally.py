"""What was checked: cases that hold or fail, counted by document and check."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

CHECKS = ("types", "verdicts", "program", "calls", "waits", "requests", "recording")


@dataclass
class Case:
    """One thing that was tried, and what was wrong with it; nothing where it holds."""

    name: str
    problem: str = ""
    count: int = 1
    """How many it stands for."""

    @classmethod
    @contextmanager
    def catch(cls, name: str) -> Iterator[Case]:
        """Try something. Whatever it raises is what is wrong, and does not hide the cases after it."""
        case = cls(name)
        try:
            yield case
        except WrongError as error:
            case.problem = str(error)
        except Exception as error:  # noqa: BLE001
            case.problem = f"{type(error).__name__}: {error}"


class WrongError(Exception):
    """Something is not as it has to be."""


def expect(holds: bool, otherwise: str) -> None:
    """Go on only where it holds.

    Raises:
        WrongError: It does not; says what is wrong.
    """
    if not holds:
        raise WrongError(otherwise)


class Tally:
    """Counts of passed and failed cases."""

    def __init__(self) -> None:
        self._cases: dict[tuple[str, str], list[Case]] = defaultdict(list)

    def add(self, provider: str, check: str, cases: Iterable[Case]) -> None:
        """Count cases; those that fail are said at once."""
        for case in cases:
            self._cases[provider, check].append(case)
            if case.problem:
                print(f"FAIL {provider} {check}, {case.name}: {case.problem}", file=sys.stderr)

    def failed(self, providers: Iterable[str]) -> int:
        """How many cases fail; a check of a document without any case counts as one, as it would look like a good one."""
        failures = sum(bool(case.problem) for cases in self._cases.values() for case in cases)
        return failures + sum(not self._cases[provider, check] for provider in providers for check in CHECKS)

    def table(self) -> str:
        """One line for each document: of each check how many passed and how many failed."""
        lines = [f"{'passed/failed':<22}" + "".join(f"{check:>12}" for check in CHECKS)]
        for provider in sorted({provider for provider, _ in self._cases}):
            lines.append(f"{provider:<22}" + "".join(f"{self._cell(provider, check):>12}" for check in CHECKS))
        return "\n".join(lines)

    def _cell(self, provider: str, check: str) -> str:
        cases = self._cases[provider, check]
        return f"{sum(case.count for case in cases if not case.problem)}/{sum(bool(case.problem) for case in cases)}"
