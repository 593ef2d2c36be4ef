"""Conditions against the schemas of the answers that they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tarry._generate.conditions import And, Compare, Condition, Constant, Exists, Matches, Not, Operand, Or, Path, Size
from tarry._generate.declarations import Rule, parse_pointer
from tarry._generate.documents import Document, Operation
from tarry._generate.problems import Problem
from tarry._generate.schemas import reach, type_of, types
from tarry._generate.values import members

from .spots import Declared, Spot, either

_ORDERED = {"number", "string"}
_NEGATED = {"==": "!=", "!=": "=="}


def of_job(declared: Declared) -> Iterator[Problem]:
    """All conditions of an `x-job`."""
    job, spot, operations = declared.job, declared.spot, declared.document.operations
    for number, rule in enumerate(job.rules):
        yield from _of_rule(rule, declared.operation, spot.at("rules", number))
    for call in declared.calls():
        operation = operations.get(call.operation)
        if operation is not None and call.rules_spot is not None:
            for number, rule in enumerate(call.rules):
                yield from _of_rule(rule, operation, call.rules_spot.at(number))
    for role in ("results", "failures", "logs"):
        source = getattr(job, role)
        if source is not None and source.only is not None:
            yield from _About(declared.document, _items(declared, source), spot.at(role, "only"), "an item").check(
                source.only
            )


def _of_rule(rule: Rule, operation: Operation, spot: Spot) -> Iterator[Problem]:
    codes: Sequence[int | str] = rule.code or ("2XX",)
    for code in rule.code:
        if not operation.responses_for([code]):
            yield spot.at("code").lack(f"{operation.id} has no answer {code}", "add it to its responses")
    if rule.when is not None:
        # An answer that the document does not know is taken for one like its other errors.
        schemas = operation.response_schemas(codes if operation.responses_for(codes) else ("4XX", "5XX"))
        about = f"answers of {operation.id} with {either([str(code) for code in codes])}"
        if schemas:
            yield from _About(operation.document, schemas, spot.at("when"), about).check(rule.when)
        else:
            yield spot.at("when").problem(f"{about} have no described body", "give them a schema")


def _items(declared: Declared, source: Any) -> list[Any]:
    """The schemas of one item of a list."""
    operation, where = declared.operation, source.items
    if source.operation:
        operation = declared.document.operations.get(source.operation, declared.operation)
        text = str(members(operation.given, "x-pagination").get("items", ""))
        pointer = parse_pointer(text.partition("#")[2])
    else:
        pointer = where.pointer
    return reach(declared.document, operation.response_schemas(), (*pointer, "0"))


@dataclass(frozen=True, slots=True)
class _About:
    """Conditions about values of some schemas."""

    document: Document
    schemas: list[Any]
    spot: Spot
    what: str

    def check(
        self, given: Condition, known: frozenset[tuple[str | int, ...]] = frozenset(), *, negated: bool = False
    ) -> Iterator[Problem]:
        """What is wrong with a condition, where the paths that are *known* are there."""
        match given:
            case And(conditions) | Or(conditions):
                if isinstance(given, And) is not negated:
                    known |= {steps for one in conditions for steps in _present(one, negated=negated)}
                for one in conditions:
                    yield from self.check(one, known, negated=negated)
            case Not(inner):
                yield from self.check(inner, known, negated=not negated)
            case Exists(path):
                yield from self.path(path)
            case Matches(path):
                yield from self.path(path, {"string"}, "match" if given.whole else "search")
            case Compare():
                yield from self.compare(given)
                operator = _NEGATED.get(given.operator, "") if negated else given.operator
                for side in (given.left, given.right):
                    if operator == "!=" and isinstance(side, Path) and side.steps not in known:
                        text = _written(side)
                        what = f"`{text} {given.operator} …` is true where {text} is absent"
                        yield self.spot.problem(what, f"test that it is there as well: `{text} && …`")

    def path(self, path: Path, expected: set[str] | None = None, function: str = "") -> Iterator[Problem]:
        """A path that no schema describes, or that leads to what *function* cannot take."""
        found = self.schemas
        for length, step in enumerate(path.steps, 1):
            found = reach(self.document, found, [step])
            if not found:
                what = f"no schema of {self.what} describes {_written(Path(path.steps[:length]))}"
                yield self.spot.problem(what, "mend the path, or describe it in the schema")
                return
        if path.every or path.having is not None:
            expected, function = {"array"}, "`[*]` or a filter"
        kinds = self.types(path)
        if expected is not None and kinds and not kinds & expected:
            what = f"{_written(path)} is {either(sorted(kinds))}, and {function} takes {either(sorted(expected))}"
            yield self.spot.problem(what, "mend the condition, or the schema")
        elif path.having is not None:
            items = reach(self.document, found, ["0"])
            yield from _About(self.document, items, self.spot, f"an item of {_written(Path(path.steps))}").check(
                path.having
            )

    def types(self, operand: Operand) -> set[str]:
        """The types that an operand can have; none where that is not known."""
        match operand:
            case Constant(value):
                return {type_of(value)}
            case Size():
                return {"number"}
            case Path(steps):
                found = [types(self.document, schema) for schema in reach(self.document, self.schemas, steps)]
                return set[str]().union(*found) if all(found) else set()

    def compare(self, given: Compare) -> Iterator[Problem]:
        """Operands that can never be compared."""
        before = 0
        for side in (given.left, given.right):
            path = side.path if isinstance(side, Size) else side
            if isinstance(path, Path):
                expected = (
                    {"string", "array", "object"} if isinstance(side, Size) and side.function == "length" else None
                )
                for problem in self.path(path, expected, "length"):
                    before += 1
                    yield problem
        left, right = self.types(given.left), self.types(given.right)
        if before or not (left and right):
            return
        shared = left & right & (_ORDERED if given.operator not in _NEGATED else left)
        if not shared:
            texts = [
                f"{_written(side)} ({either(sorted(kinds))})"
                for side, kinds in ((given.left, left), (given.right, right))
            ]
            yield self.spot.problem(
                f"{texts[0]} can never be {given.operator} {texts[1]}", "mend the condition, or the schema"
            )


def _present(given: Condition, *, negated: bool) -> Iterator[tuple[str | int, ...]]:
    """The paths that are there where *given* holds, or does not hold where it is *negated*."""
    match given:
        case Not(inner):
            yield from _present(inner, negated=not negated)
        case And(conditions) if not negated:
            for one in conditions:
                yield from _present(one, negated=False)
        case Exists(path) | Matches(path) if not negated and path.having is None:
            yield path.steps
        case Compare(left, "<" | ">", right) if not negated:
            yield from (side.steps for side in (left, right) if isinstance(side, Path))
        case Compare(Path(steps), operator, Constant()) | Compare(Constant(), operator, Path(steps)):
            if operator == ("!=" if negated else "=="):
                yield steps


def _written(operand: Operand) -> str:
    match operand:
        case Constant(value):
            return repr(value)
        case Size(function, path):
            return f"{function}({_written(path)})"
        case Path(steps):
            text = "".join(f".{one}" if isinstance(one, str) and one.isidentifier() else f"[{one!r}]" for one in steps)
            return f"@{text}{'[*]' if operand.every else '[?…]' if operand.having is not None else ''}"
