"""Places inside an `x-job`, and the calls that it names there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tarry._generate.declarations import Action, Job, Rule, Source
from tarry._generate.documents import Document, Operation
from tarry._generate.problems import Problem
from tarry._generate.values import place_of


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of an operation, by the names that lead there."""

    operation: Operation
    names: tuple[str, ...] = ()

    def at(self, *names: str | int) -> Spot:
        """A part of it."""
        return Spot(self.operation, (*self.names, *map(str, names)))

    def problem(self, what: str, remedy: str) -> Problem:
        """Something that is wrong there."""
        place = place_of(self.operation.given, *self.names)
        return Problem(place, f"{self.operation.id} {'/'.join(self.names)}".strip(), what, remedy)

    def lack(self, what: str, remedy: str) -> Problem:
        """Something that nothing in the document shows to be right."""
        return replace(self.problem(what, remedy), lack=True)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation that an `x-job` names."""

    role: str
    """submit, then, ask, results, failures, logs, download, commit, cancel or list."""
    spot: Spot
    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    rules_spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """An `x-job` that has the right form, where it stands."""

    document: Document
    operation: Operation
    job: Job

    @property
    def spot(self) -> Spot:
        """Of the whole."""
        return Spot(self.operation, ("x-job",))

    def calls(self) -> Iterator[Call]:
        """All that it names besides the polled operation, whether there is such an operation or not."""
        job, spot = self.job, self.spot
        submit = spot.at("submit")
        yield Call(
            "submit",
            _named(submit, self.operation),
            job.submit.operation,
            job.submit.arguments,
            job.submit.rules,
            submit.at("rules"),
        )
        for number, name in enumerate(job.also_submit):
            also = spot.at("also_submit", number)
            yield Call("submit", also, name, job.submit.arguments, job.submit.rules, submit.at("rules"))
        for number, action in enumerate(job.submit.then):
            yield self._call("then", submit.at("then", number), action)
        for role in ("results", "failures", "logs", "download", "commit", "cancel"):
            given: Source | Action | None = getattr(job, role)
            if given is not None and given.operation:
                yield self._call(role, spot.at(role), given)
        if job.list is not None:
            yield Call("list", _named(spot.at("list"), self.operation), job.list.operation, job.list.arguments)
        for number, rule in enumerate(job.rules):
            if rule.ask:
                rules = spot.at("rules", number)
                yield Call("ask", rules.at("ask"), rule.ask, {}, rule.rules, rules.at("rules"))

    def _call(self, role: str, spot: Spot, given: Action | Source) -> Call:
        return Call(role, _named(spot, self.operation), given.operation, given.arguments, given.rules, spot.at("rules"))


def _named(spot: Spot, operation: Operation) -> Spot:
    """Where the operationId stands: right there, or under `operation`."""
    given: Any = operation.given
    for name in spot.names:
        given = given[int(name)] if isinstance(given, list) else given[name]
    return spot if isinstance(given, str) else spot.at("operation")


def either(names: Sequence[str]) -> str:
    """Names for people: `a, b or c`."""
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
