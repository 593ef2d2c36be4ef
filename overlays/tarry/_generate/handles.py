"""The job handles of a document, as what `jobs.py.jinja` prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .about import About
from .declarations import Action, Expression, Job, Pagination, Rule
from .generated import Generated, Operation
from .joblists import Together, together
from .rule_tests import Test, classification, refusals
from .sources import Fetched, Listing, fetched, listing_of
from .submits import Argument, Submit, submit_of
from .texts import Lookup, UnwritableError, literal

TAKEN = set(
    """
    advice async_cancel async_commit async_download async_failures async_logs async_poll async_results async_submit call
    cancel classify classify_asked client cls commit download explain_failure explain_gone explain_partial failures handle
    host id_names id_patterns ids kind list_steps lists logs page_size policy poll poll_steps provider request_timeout
    results self source submission submit submitted_at words
    """.split()  # noqa: SIM905 - words read better than a list of literals
)
"""What a handle has besides its ids, and the parameters of its methods beside them."""


_OF_STEPS = {"answer", "call", "reply", "self"}
"""The variables of a method that sends one call."""


@dataclass(frozen=True, slots=True)
class Id:
    """An id of a job."""

    name: str
    """As the document calls it."""
    python_name: str
    """The property of the handle."""
    parameter: str
    """The parameter of generated operations."""
    description: str


@dataclass(slots=True)
class Asked:
    """The second request of a poll, whose answer decides."""

    operation: Operation
    arguments: dict[str, str]
    types: list[str]
    codes: list[int]
    """Status codes besides 2xx that a rule judges."""
    tests: list[Test]


@dataclass(slots=True)
class Act:
    """A call that a handle makes: commit or cancel, or one that follows the submit."""

    name: str
    operation: Operation
    arguments: dict[str, str]
    named: list[Argument]
    tests: list[Test]


@dataclass(slots=True)
class Handle:
    """All that the template needs of one kind of job."""

    job: Job
    operation: Operation
    about: About
    ids: list[Id]
    words: dict[str, str]
    by_code: bool
    codes: list[int]
    """Status codes besides 2xx whose answers are judged."""
    word: str = "None"
    tests: list[Test] = field(default_factory=list)
    asked: Asked | None = None
    echoes: list[tuple[str, str, str]] = field(default_factory=list)
    """What errors call it, the expression, and the property of the handle."""
    expected: str = ""
    reason: str = ""
    submit: Submit | None = None
    acts: list[Act] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    download: Fetched | None = None
    together: Together | None = None
    search: str = ""
    """How to find a job whose submit got no answer."""

    @property
    def title(self) -> str:
        """What the class is about."""
        return self.job.kind.replace("-", " ").capitalize() + (
            f": {self.operation.summary}" if self.operation.summary else ""
        )

    @property
    def own(self) -> dict[str, str]:
        """The arguments of the polled operation."""
        return self.arguments(self.operation, {})

    @property
    def advice(self) -> dict[str, str]:
        """What to do about a job, with its methods named as they are called."""
        calls = r"(?<![\w.])(?=(?:results|failures|logs|download|commit|cancel)\()"
        return {name: re.sub(calls, "job.", text) for name, text in self.job.advice.items()}

    @property
    def judge(self) -> str:
        """The function that judges a status of a poll."""
        more = [
            *(["code=reply.status_code"] if self.by_code else []),
            *(["now=sent_at(reply.headers, wall_time)"] if self.expected else []),
        ]
        return f"partial(self.classify, {', '.join(more)})" if more else "self.classify"

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
                named.append(Argument(variable, parameter.type, parameter.description))
                arguments[parameter.python_name] = variable
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


def handle_of(
    job: Job,
    paginations: Mapping[str, Pagination],
    generated: Generated,
    lookup: Lookup,
) -> Handle:
    """The handle of one kind.

    Raises:
        UnwritableError: The document says something that generated code cannot do.
    """
    operation = generated.operations[job.operation]
    by_status = job.status is not None and job.status.part == "statusCode"
    codes = sorted(_judged_codes(job, by_code=by_status))
    by_code = by_status or bool(codes)
    about = About(operation, "status", job.words if by_status else None, codes)
    words = {name.strip().upper(): meaning for name, meaning in job.words.items()}
    handle = Handle(job, operation, about, [_id(operation, name) for name in job.id], words, by_code, codes)
    if job.status is not None:
        handle.word = "str(code)" if by_status else about.value(job.status)
    handle.tests = classification(job.rules, about, by_code=by_code)
    handle.asked = next((_asked(rule, handle, generated) for rule in job.rules if rule.ask), None)
    for name, expression in job.echo.items():
        found = next((one for one in handle.ids if one.name == name), None)
        if found is None:
            raise UnwritableError(f"echo of {job.kind} names {name}, which is no id of it")
        handle.echoes.append((".".join(expression.pointer), about.value(expression), found.python_name))
    handle.expected = about.value(job.expected) if job.expected else ""
    handle.reason = about.value(job.reason, handle.codes + about.codes) if job.reason else ""
    handle.submit = submit_of(handle, generated.operations, lookup)
    if job.list is not None:
        handle.together = together(job.list, handle, generated.operations, paginations)
        listed = generated.operations[job.list.operation]
        handle.search = (
            f"look for it with {listed.method.upper()} {listed.path} (api.{listed.module.replace('_api.', '.')})"
        )
    for action in job.submit.then:
        if any(map(_is_expression, action.arguments.values())):
            raise UnwritableError(
                f"{action.operation} follows the submit of {job.kind}, before there is an answer to a poll"
            )
        handle.submit.then.append(_act("then", action, handle, generated, asks=False))
    handle.acts = [
        _act(name, action, handle, generated) for name in ("commit", "cancel") if (action := getattr(job, name))
    ]
    handle.listings = [
        listing_of(name, source, handle, generated.operations, paginations, lookup)
        for name in ("results", "failures", "logs")
        if (source := getattr(job, name))
    ]
    if job.download is not None:
        handle.download = fetched(job.download, handle, generated.operations, lookup)
    return handle


def _judged_codes(job: Job, *, by_code: bool) -> Iterable[int]:
    """Status codes besides 2xx that a rule or a word is about."""
    said = {int(word) for word in job.words if by_code and word.isdecimal()}
    said |= {code for rule in job.rules for code in rule.code if isinstance(code, int)}
    return {code for code in said if code >= 300}


def _id(operation: Operation, name: str) -> Id:
    found = next((one for one in operation.parameters if one.name == name and one.place in {"path", "query"}), None)
    if found is None:
        raise UnwritableError(f"{operation.id} has no path or query parameter {name}, which x-job names under id")
    python_name = f"{found.python_name}_of_job" if found.python_name in TAKEN else found.python_name
    return Id(name, python_name, found.python_name, found.description)


def _asked(rule: Rule, handle: Handle, generated: Generated) -> Asked:
    operation = generated.operations[rule.ask]
    about = About(operation, "page")
    codes = sorted({code for one in rule.rules for code in one.code if isinstance(code, int) and code >= 300})
    tests = classification(rule.rules, about, by_code=True, words=False)
    return Asked(operation, handle.arguments(operation, {}), about.types(), codes, tests)


def _act(name: str, action: Action, handle: Handle, generated: Generated, *, asks: bool = True) -> Act:
    """A call; *asks* says whether the caller can give what it requires besides."""
    operation = generated.operations[action.operation]
    named: list[Argument] = []
    arguments = handle.arguments(operation, action.arguments, named if asks else None)
    return Act(name, operation, arguments, named, refusals(action.rules, About(operation, "answer")))
