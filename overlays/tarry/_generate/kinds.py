"""One kind of job of a document: what all parts of its handle are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .about import About
from .declarations import Expression, Job
from .generated import Operation
from .texts import UnwritableError, literal

_TAKEN = {
    *(
        "advice",
        "async_poll",
        "call",
        "cancel",
        "classify",
        "client",
        "commit",
        "download",
        "explain_failure",
        "explain_gone",
    ),
    *(
        "explain_partial",
        "failures",
        "handle",
        "host",
        "id_names",
        "kind",
        "list_steps",
        "lists",
        "logs",
        "policy",
        "poll",
    ),
    *(
        "poll_steps",
        "provider",
        "request_timeout",
        "results",
        "source",
        "submit",
        "async_submit",
        "submission",
        "words",
    ),
}
"""What a handle has besides its ids."""


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
        self, operation: Operation, given: Mapping[str, Any], named: list[Any] | None = None
    ) -> dict[str, str]:
        """The arguments of an operation that takes the job's ids: expressions by parameter.

        Args:
            operation: The operation.
            given: Its `with`.
            named: Takes the required parameters that the caller has to give; without it they are an error.

        Raises:
            UnwritableError: A parameter that it requires is neither an id nor given.
        """
        arguments: dict[str, str] = {}
        for parameter in operation.parameters:
            known = next((one for one in self.ids if one.name == parameter.name), None)
            if known is not None and parameter.place in {"path", "query"}:
                arguments[parameter.python_name] = f"self.{known.python_name}"
            elif parameter.name in given:
                arguments[parameter.python_name] = self.said(given[parameter.name])
            elif parameter.required and named is not None:
                named.append(parameter)
                arguments[parameter.python_name] = parameter.python_name
            elif parameter.required:
                raise UnwritableError(
                    f"{operation.id} requires {parameter.name}, which is neither an id of {self.job.kind} nor given by `with`"
                )
        return arguments

    def of_answer(self, operation: Operation, given: Mapping[str, Any]) -> bool:
        """Whether one of its arguments is a value in the polled answer."""
        taken = {one.name for one in operation.parameters}
        return any(name in taken and _is_expression(value) for name, value in given.items())

    def said(self, value: Any) -> str:
        """A value of `with`: a literal, or a value in the polled answer."""
        if _is_expression(value):
            return self.about.value(Expression.parse(value))
        return literal(value)


def _is_expression(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("$") and not value.startswith("$$")


def id_of(operation: Operation, name: str) -> Id:
    found = next((one for one in operation.parameters if one.name == name and one.place in {"path", "query"}), None)
    if found is None:
        raise UnwritableError(f"{operation.id} has no path or query parameter {name}, which x-job names under id")
    python_name = f"{found.python_name}_of_job" if found.python_name in _TAKEN else found.python_name
    kind = "str" if found.type == "str" else f"{found.type} | str"
    return Id(name, python_name, found.python_name, kind, found.description)
