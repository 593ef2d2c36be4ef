"""The job handles of a document, as what `jobs.py.jinja` prints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .about import About
from .declarations import Action, Expression, Job, Pagination, Rule
from .generated import Generated, Operation, parts, type_of
from .joblists import Together, together
from .kinds import Act, Argument, Kind, id_of, is_expression
from .rule_tests import Test, classification, refusals
from .sources import Fetched, Listing, fetched, listing_of
from .submits import Submit, submit_of
from .texts import Lookup, UnwritableError


@dataclass(slots=True)
class Asked:
    """The second request of a poll, whose answer decides."""

    operation: Operation
    arguments: dict[str, str]
    types: list[str]
    codes: list[int]
    """Status codes besides 2xx that a rule judges."""
    unread: list[int]
    """Those of them that decide without a body."""
    tests: list[Test]


@dataclass(slots=True)
class Handle(Kind):
    """All that the template needs of one kind of job."""

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
    places: Mapping[str, str] = field(default_factory=dict)
    """Where the functions of operations are, by their ids."""

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
        """What to do about a job, with its methods and `(operations)` named as they are called."""
        calls = r"(?<![\w.])(?=(?:results|failures|logs|download|commit|cancel)\()"
        named = {
            name: re.sub(calls, "job.", text).replace("job.download()", "job.download(path)")
            for name, text in self.job.advice.items()
        }
        return {
            name: re.sub(r"\((\w+)\)", lambda found: f"({self.places.get(found[1], found[1])})", text)
            for name, text in named.items()
        }

    @property
    def judge(self) -> str:
        """The function that judges a status of a poll."""
        more = [
            *(["code=reply.status_code"] if self.by_code else []),
            *(["now=sent_at(reply.headers, wall_time)"] if "now" in self.expected else []),
        ]
        return f"partial(self.classify, {', '.join(more)})" if more else "self.classify"


def _hint(expected: Expression, about: About) -> str:
    """Seconds until the expected end: a date-time, or seconds from now, as the schema says."""
    made = about.made(expected)
    is_date = made is not None and any(type_of(one).startswith("datetime.") for one in parts(made))
    return f"seconds_until({about.value(expected)}, now)" if is_date else about.value(expected, checked=True)


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
    handle = Handle(job, operation, about, [id_of(operation, name) for name in job.id], words, by_code, codes)
    handle.places = {name: f"api.{one.module.replace('_api.', '.')}" for name, one in generated.operations.items()}
    if job.status is not None:
        handle.word = "str(code)" if by_status else about.value(job.status)
    handle.tests = classification(job.rules, about, by_code=by_code)
    handle.asked = next((_asked(rule, handle, generated) for rule in job.rules if rule.ask), None)
    for name, expression in job.echo.items():
        found = next((one for one in handle.ids if one.name == name), None)
        if found is None:
            raise UnwritableError(f"echo of {job.kind} names {name}, which is no id of it")
        handle.echoes.append((".".join(expression.pointer), about.value(expression), found.python_name))
    handle.expected = _hint(job.expected, about) if job.expected else ""
    handle.reason = about.value(job.reason, handle.codes + about.codes) if job.reason else ""
    handle.submit = submit_of(handle, generated.operations, lookup)
    if job.list is not None:
        handle.together = together(job.list, handle, generated.operations, paginations)
        listed = generated.operations[job.list.operation]
        handle.search = f"look for it with {listed.method.upper()} {listed.path} ({handle.places[job.list.operation]})"
    for action in job.submit.then:
        if any(map(is_expression, action.arguments.values())):
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


def _asked(rule: Rule, handle: Handle, generated: Generated) -> Asked:
    operation = generated.operations[rule.ask]
    about = About(operation, "page")
    codes = sorted({code for one in rule.rules for code in one.code if isinstance(code, int) and code >= 300})
    tests = classification(rule.rules, about, by_code=True, words=False)
    with_body = {code for one in rule.rules if one.when is not None for code in one.code}
    unread = [code for code in codes if code not in with_body]
    return Asked(operation, handle.arguments(operation, {}), about.types(), codes, unread, tests)


def _act(name: str, action: Action, handle: Handle, generated: Generated, *, asks: bool = True) -> Act:
    """A call; *asks* says whether the caller can give what it requires besides."""
    operation = generated.operations[action.operation]
    named: list[Argument] = []
    arguments = handle.arguments(operation, action.arguments, named if asks else None)
    named.sort(key=lambda one: bool(one.default))
    return Act(name, operation, arguments, named, refusals(action.rules, About(operation, "answer")))
