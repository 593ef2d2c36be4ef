"""One kind of job of a document: what all parts of its handle are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .about import About
from .declarations import Expression, Job
from .generated import Operation
from .rule_tests import Test
from .texts import UnwritableError, literal

TAKEN = set(
    """
    advice async_cancel async_commit async_download async_failures async_logs async_poll async_results async_submit call
    cancel classify classify_asked client cls columns commit download explain_failure explain_gone explain_partial failures
    handle host id_names id_patterns ids kind label list_steps lists logs page_size policy poll poll_steps prepare
    provider request_timeout results self source submission submit submitted_at takes words
    """.split()  # noqa: SIM905 - words read better than a list of literals
)
"""What a handle has besides its ids, and the parameters of its methods beside them."""

_OF_STEPS = {"answer", "call", "reply", "self"}
"""The variables of a method that sends one call."""


@dataclass(slots=True)
class Argument:
    """A parameter of a generated `submit`."""

    name: str
    type: str
    description: str = ""
    default: str = ""
    place: tuple[str, str] = ("", "")
    """Where it goes: path, query, header, cookie or body, and its name there; of a whole body none."""

    @property
    def declaration(self) -> str:
        """In a signature."""
        return f"{self.name}: {self.type}{f' = {self.default}' if self.default else ''}"


@dataclass(slots=True)
class Act:
    """A call that takes the ids: commit, cancel, or one that follows the submit."""

    name: str
    operation: Operation
    arguments: dict[str, str]
    named: list[Argument]
    tests: list[Test]


@dataclass(frozen=True, slots=True)
class Id:
    """An id of a job."""

    name: str
    """As the document calls it."""
    python_name: str
    """The property of the handle."""
    parameter: str
    """The parameter of generated operations."""
    type: str
    """What the constructor takes."""
    description: str

    @property
    def is_number(self) -> bool:
        """Whether the document says that it is a whole number."""
        return self.type == "int | str"


@dataclass(slots=True)
class Kind:
    """What is known of it before its parts are made."""

    job: Job
    operation: Operation
    about: About
    ids: list[Id]
    words: dict[str, str]
    by_code: bool
    codes: list[int]
    """Status codes besides 2xx whose answers are judged."""

    @property
    def types(self) -> list[str]:
        """What a status is parsed to."""
        return self.about.types([*self.about.codes, *self.codes])

    def about_submit(self, operation: Operation) -> About:
        """The answers to a submit."""
        return About(operation, "answer")

    def arguments(
        self, operation: Operation, given: Mapping[str, Any], named: list[Argument] | None = None
    ) -> dict[str, str]:
        """The arguments of an operation that takes the job's ids: expressions by parameter.

        Args:
            operation: The operation.
            given: Its `with`.
            named: Takes the required parameters that the caller has to give; without it they are an error.

        Raises:
            UnwritableError: It requires a body, or a parameter that is neither an id nor given.
        """
        arguments: dict[str, str] = {}
        if operation.body_required:
            raise UnwritableError(
                f"{operation.id}, which {self.job.kind} names, takes a request body: it needs a subclass"
            )
        for parameter in operation.parameters:
            known = next((one for one in self.ids if one.name == parameter.name), None)
            if known is not None and parameter.place in {"path", "query"}:
                arguments[parameter.python_name] = f"self.{known.python_name}"
            elif parameter.name in given:
                arguments[parameter.python_name] = self.said(given[parameter.name])
            elif parameter.required and named is not None:
                variable = f"{parameter.python_name}_" if parameter.python_name in _OF_STEPS else parameter.python_name
                named.append(Argument(variable, parameter.type, parameter.description, parameter.default))
                arguments[parameter.python_name] = variable
            elif parameter.required:
                raise UnwritableError(
                    f"{operation.id} requires {parameter.name}, which is neither an id of {self.job.kind} nor given by `with`"
                )
        return arguments

    def of_answer(self, operation: Operation, given: Mapping[str, Any]) -> bool:
        """Whether one of its arguments is a value in the polled answer."""
        taken = {one.name for one in operation.parameters}
        return any(name in taken and is_expression(value) for name, value in given.items())

    def said(self, value: Any) -> str:
        """A value of `with`: a literal, or a value in the polled answer."""
        if is_expression(value):
            return self.about.value(Expression.parse(value))
        return literal(value)


def is_expression(value: Any) -> bool:
    """Whether a value of `with` is one in an answer."""
    return isinstance(value, str) and value.startswith("$") and not value.startswith("$$")


def id_of(operation: Operation, name: str) -> Id:
    found = next((one for one in operation.parameters if one.name == name and one.place in {"path", "query"}), None)
    if found is None:
        raise UnwritableError(f"{operation.id} has no path or query parameter {name}, which x-job names under id")
    python_name = f"{found.python_name}_of_job" if found.python_name in TAKEN else found.python_name
    kind = "str" if found.type == "str" else f"{found.type} | str"
    return Id(name, python_name, found.python_name, kind, found.description)
