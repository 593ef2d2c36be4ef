"""The bodies that an operation may answer with, as one variable of generated code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .declarations import Expression, Rule
from .expressions import Value, condition, first_name, reach, strict
from .generated import AnyProperty, Operation, attribute, model_of, parts, type_of
from .texts import UnwritableError, quoted


class About:
    """What is known of the answers of an operation.

    Args:
        operation: The operation.
        variable: What generated code calls the parsed body.
        words: Where status codes are the words: their meanings.
        judged: Status codes besides the successes whose answers the variable may hold.
    """

    def __init__(
        self, operation: Operation, variable: str, words: Mapping[str, str] | None = None, judged: Iterable[int] = ()
    ) -> None:
        self.operation = operation
        self.variable = variable
        self.codes = [first for first, _, _ in operation.answers if 200 <= first < 300]
        self._words = words or {}
        self._judged = tuple(judged)

    def types(self, codes: Iterable[int] | None = None) -> list[str]:
        """What these answers are parsed to, the successes by default."""
        found = dict.fromkeys(type_of(one) for one in self._made(codes or self.codes))
        return [name for name in found if name != "Any"]

    def _made(self, codes: Iterable[int]) -> list[AnyProperty]:
        return [one for code in codes if (one := self.operation.answer(code)) is not None]

    def codes_of(self, rule: Rule) -> list[int]:
        """The status codes that a rule can be about."""
        if rule.code:
            documented = [first for first, _, _ in self.operation.answers]
            return [code for code in documented if code in rule.code or f"{code // 100}XX" in rule.code]
        meant = [int(code) for code, meaning in self._words.items() if meaning in rule.word and code.isdecimal()]
        return [code for code in self.codes if code in meant] or self.codes

    def find(self, name: str | None, codes: Iterable[int], *, doubtful: bool = False) -> tuple[Value, str]:
        """The body that has a property of this name, and the test for it where an answer may have another body.

        Args:
            name: The property; None for any body.
            codes: Status codes of the answer.
            doubtful: Whether the answer may be none that the document describes.
        """
        kinds = {type_of(one): one for one in self._made(codes)}
        having = {kind: one for kind, one in kinds.items() if name is not None and self._has(one, name)} or kinds
        everywhere = {
            type_of(one) for code, _, one in self.operation.answers if code < 300 or code in {*codes, *self._judged}
        }
        body = Value(self.variable, next(iter(having.values()), None), self.operation.models)
        partly = (doubtful or len(everywhere) > len(having)) and all(kind.startswith("models.") for kind in having)
        return body, f"isinstance({self.variable}, {' | '.join(having)})" if partly and having else ""

    def made(self, expression: Expression) -> AnyProperty | None:
        """What the generator made of the schema of a value in an answer."""
        if expression.part != "response.body":
            return None
        return reach(self.find(next(iter(expression.pointer), None), self.codes)[0], expression.pointer).made

    def value(self, expression: Expression, codes: Iterable[int] | None = None, *, checked: bool = False) -> str:
        """The value of an expression about an answer, None where the answer has none."""
        if expression.part == "response.header":
            return f"reply.headers.get({quoted(expression.name)})"
        if expression.part != "response.body":
            raise UnwritableError(f"${expression.part} cannot be read of an answer of {self.operation.id}")
        body, test = self.find(next(iter(expression.pointer), None), codes or self.codes)
        found = reach(body, expression.pointer)
        kinds = set() if found.made is None else {type_of(one) for one in parts(found.made)} - {"None"}
        code = strict(found) if checked or kinds == {"bool"} else found.expression()
        return f"({code} if {test} else None)" if test else code

    def tests(self, rule: Rule, *, doubtful: bool = False) -> list[str]:
        """The conditions of a rule, without those about the word and the status code."""
        if rule.when is None:
            return []
        body, kind = self.find(first_name(rule.when), self.codes_of(rule), doubtful=doubtful)
        code = condition(rule.when, body)
        return [*([kind] if kind else []), f"({code})" if " or " in code else code]

    def _has(self, made: AnyProperty, name: str) -> bool:
        model = model_of(made, self.operation.models)
        return model is not None and attribute(model, name) is not None
