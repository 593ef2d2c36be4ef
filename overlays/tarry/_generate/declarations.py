"""What a document says of its jobs: `x-job` and `x-pagination` as objects. Their form is that of specs/x-job.schema.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

from .conditions import Condition, parse


@dataclass(frozen=True, slots=True)
class Expression:
    """A runtime expression of OpenAPI: where a value is in a request or an answer."""

    part: Literal[
        "statusCode",
        "response.body",
        "response.header",
        "request.path",
        "request.query",
        "request.header",
        "request.body",
    ]
    pointer: tuple[str, ...] = ()
    """Into a body: names of properties, or indexes."""
    name: str = ""
    """Of a header or parameter."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what the schema allows, such as `$response.body#/job/id`."""
        head, _, pointer = text.removeprefix("$").partition("#")
        if head in {"statusCode", "response.body", "request.body"}:
            return cls(head, parse_pointer(pointer))  # type: ignore[arg-type]
        message, part, name = head.split(".", 2)
        return cls(f"{message}.{part}", (), name)  # type: ignore[arg-type]


def parse_pointer(text: str) -> tuple[str, ...]:
    """The names in a JSON pointer."""
    return tuple(name.replace("~1", "/").replace("~0", "~") for name in text.split("/")[1:])


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: where it applies, and what it decides."""

    text: str
    """Its condition as it is written; empty without one."""
    word: tuple[str, ...]
    """Meanings of the word, or `ended`, `any`, `unknown`, `absent`."""
    code: tuple[int | str, ...]
    """Status codes or ranges such as `4XX`; empty for 2xx."""
    when: Condition | None = None
    outcome: str = ""
    confirm: int = 1
    ask: str = ""
    """An operation, whose answer `rules` judge."""
    rules: tuple[Rule, ...] = ()
    because: str = ""

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Self:
        """One of `rules`."""
        word, code, when = given.get("word"), tuple(given.get("code", ())), given.get("when", "")
        return cls(
            text=when,
            word=(("any",) if code else ("ended",))
            if word is None
            else (word,)
            if isinstance(word, str)
            else tuple(word),
            code=code,
            when=parse(when) if when else None,
            outcome=given.get("outcome", ""),
            confirm=given.get("confirm", 1),
            ask=given.get("ask", ""),
            rules=_rules(given.get("rules")),
            because=given.get("because", ""),
        )


def _rules(given: Any) -> tuple[Rule, ...]:
    return tuple(Rule.parse(one) for one in given or ())


@dataclass(frozen=True, slots=True)
class Action:
    """A call that takes the job's ids: `commit`, `cancel`, one of `submit.then`, or what `list` names."""

    operation: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    """`with`: parameters by name; a text that begins with `$` is an expression about the polled answer."""
    rules: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, given: str | Mapping[str, Any]) -> Self:
        """An operationId, or an object."""
        if isinstance(given, str):
            return cls(given)
        return cls(given["operation"], given.get("with", {}), _rules(given.get("rules")))


@dataclass(frozen=True, slots=True)
class Source:
    """Where results, failures, logs or a file come from: an operation, the polled answer, or a URL in it."""

    operation: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    items: Expression | None = None
    url: Expression | None = None
    hosts: tuple[str, ...] = ()
    only: Condition | None = None
    only_text: str = ""
    rules: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, given: str | Mapping[str, Any]) -> Self:
        """An operationId, or an object."""
        if isinstance(given, str):
            return cls(given)
        return cls(
            operation=given.get("operation", ""),
            arguments=given.get("with", {}),
            items=_expression(given.get("items")),
            url=_expression(given.get("url")),
            hosts=tuple(given.get("hosts", ())),
            only=parse(given["only"]) if "only" in given else None,
            only_text=given.get("only", ""),
            rules=_rules(given.get("rules")),
        )


@dataclass(frozen=True, slots=True)
class Submit:
    """How a job is started."""

    operation: str
    items: Expression | None = None
    item_name: str = ""
    """`x-items`: what the caller's items are called; else the name of their property."""
    empty: str = ""
    """`x-empty`: what to do where a list of items is empty."""
    idempotency_key: Expression | None = None
    key_kept: float | None = None
    repeat: Mapping[str, Any] = field(default_factory=dict)
    max_bytes: int | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    then: tuple[Action, ...] = ()
    rules: tuple[Rule, ...] = ()

    @classmethod
    def parse(cls, given: str | Mapping[str, Any]) -> Self:
        """An operationId, or an object."""
        if isinstance(given, str):
            return cls(given)
        return cls(
            operation=given["operation"],
            items=_expression(given.get("items")),
            item_name=given.get("x-items", ""),
            empty=given.get("x-empty", ""),
            idempotency_key=_expression(given.get("idempotency_key")),
            key_kept=given.get("key_kept"),
            repeat=given.get("repeat", {}),
            max_bytes=given.get("max_bytes"),
            arguments=given.get("with", {}),
            then=tuple(map(Action.parse, given.get("then", ()))),
            rules=_rules(given.get("rules")),
        )


@dataclass(frozen=True, slots=True)
class JobList:
    """Many jobs by one request."""

    operation: str
    item_at: tuple[str, ...] = ()
    ids: Expression | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, given: str | Mapping[str, Any]) -> Self:
        """An operationId, or an object."""
        if isinstance(given, str):
            return cls(given)
        item_at = parse_pointer(given.get("item_at", ""))
        return cls(given["operation"], item_at, _expression(given.get("ids")), given.get("with", {}))


@dataclass(frozen=True, slots=True)
class Job:
    """An `x-job`, with the operation that bears it."""

    operation: str
    """The operation that is polled."""
    kind: str
    class_name: str
    submit: Submit
    also_submit: tuple[str, ...]
    id: Mapping[str, Expression]
    pattern: Mapping[str, str]
    echo: Mapping[str, Expression]
    status: Expression | None
    words: Mapping[str, str]
    """Of `words`, or else of `x-job-status` in the schema of the property that `status` names."""
    rules: tuple[Rule, ...]
    expected: Expression | None
    reason: Expression | None
    floor: float | None
    ceiling: float | None
    grace: float | None
    grace_again: bool
    results: Source | None
    failures: Source | None
    logs: Source | None
    download: Source | None
    commit: Action | None
    cancel: Action | None
    list: JobList | None
    advice: Mapping[str, str]

    @classmethod
    def parse(cls, operation: str, given: Mapping[str, Any], words: Mapping[str, str]) -> Self:
        """The `x-job` of the *operation* with this id; *words* are those of its schema."""

        def source(name: str) -> Source | None:
            return Source.parse(given[name]) if name in given else None

        def action(name: str) -> Action | None:
            return Action.parse(given[name]) if name in given else None

        looks, grace = given.get("looks", {}), given.get("grace", {})
        return cls(
            operation=operation,
            kind=given["kind"],
            class_name=given.get("x-class") or "".join(part.capitalize() for part in given["kind"].split("-")),
            submit=Submit.parse(given["submit"]),
            also_submit=tuple(given.get("also_submit", ())),
            id={name: Expression.parse(text) for name, text in given["id"].items()},
            pattern=given.get("pattern", {}),
            echo={name: Expression.parse(text) for name, text in given.get("echo", {}).items()},
            status=_expression(given.get("status")),
            words=given.get("words") or words,
            rules=_rules(given.get("rules")),
            expected=_expression(given.get("expected")),
            reason=_expression(given.get("reason")),
            floor=looks.get("floor"),
            ceiling=looks.get("ceiling"),
            grace=grace.get("seconds"),
            grace_again=grace.get("again", False),
            list=JobList.parse(given["list"]) if "list" in given else None,
            advice={str(name): text for name, text in given.get("advice", {}).items()},
            results=source("results"),
            failures=source("failures"),
            logs=source("logs"),
            download=source("download"),
            commit=action("commit"),
            cancel=action("cancel"),
        )


@dataclass(frozen=True, slots=True)
class Pagination:
    """An `x-pagination`."""

    items: Expression
    cursor: Mapping[str, Any] | None = None
    """`from` (Expression) or `from_item` (pointer), `to` (Expression), `end` (values)."""
    link: Expression | None = None
    offset: Mapping[str, Any] | None = None
    """`to` (Expression), `start`, `step`."""
    page: Mapping[str, Any] | None = None
    """`to` (Expression), `start`, `omit_first`."""
    limit: Mapping[str, Any] | None = None
    """`to` (Expression), `value`, `echo` (Expression)."""
    more: Expression | None = None
    total: Expression | None = None
    estimate: Expression | None = None
    """`x-estimate`: the same where the provider does not promise it."""
    pages: Expression | None = None
    count: Expression | None = None
    echo: Expression | None = None
    size: Expression | int | None = None
    max_items: int | None = None

    @classmethod
    def parse(cls, given: Mapping[str, Any]) -> Self:
        """Read what the schema allows."""
        size = given.get("size")
        link = given.get("link")
        return cls(
            items=Expression.parse(given["items"]),
            cursor=_parts(given.get("cursor")),
            link=Expression.parse(link["from"]) if link else None,
            offset=_parts(given.get("offset")),
            page=_parts(given.get("page")),
            limit=_parts(given.get("limit")),
            **{name: _expression(given.get(name)) for name in ("more", "total", "pages", "count", "echo")},
            size=_expression(size) if isinstance(size, str) else size,
            max_items=given.get("max_items"),
            estimate=_expression(given.get("x-estimate")),
        )


def _parts(given: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if given is None:
        return None
    read = {"from": Expression.parse, "to": Expression.parse, "echo": Expression.parse, "from_item": parse_pointer}
    return {name: read[name](value) if name in read else value for name, value in given.items()}


def _expression(text: str | None) -> Expression | None:
    return None if text is None else Expression.parse(text)
