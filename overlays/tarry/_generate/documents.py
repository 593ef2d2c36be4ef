"""An OpenAPI document as it is needed here: its operations, and what each takes and answers, with references resolved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from .problems import Problem
from .values import Array, Object, listed, members

_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of an operation."""

    name: str
    place: str
    """path, query, header or cookie."""
    required: bool
    schema: Any
    given: Object


@dataclass(frozen=True, slots=True)
class Example:
    """An answer that the document shows."""

    name: str
    code: str
    """As it is written: `200`, `4XX` or `default`."""
    value: Any
    given: Object
    media_type: str = ""

    @property
    def status_code(self) -> int:
        """A code that the range has."""
        return int(self.code.replace("XX", "00")) if self.code[0].isdigit() else 500


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, by its id."""

    id: str
    method: str
    path: str
    given: Object
    of_path: Object
    document: Document = field(repr=False, compare=False)

    def parameters(self) -> dict[tuple[str, str], Parameter]:
        """By place and name; those of the operation stand for those of the path."""
        found: dict[tuple[str, str], Parameter] = {}
        for given in (*listed(self.of_path, "parameters"), *listed(self.given, "parameters")):
            one = self.document.resolve(given)
            if isinstance(one, Object) and isinstance(one.get("name"), str) and isinstance(one.get("in"), str):
                schema = one.get("schema", {})
                required = one.get("required") is True
                found[one["in"], one["name"]] = Parameter(one["name"], one["in"], required, schema, one)
        return found

    def parameter(self, name: str, *places: str) -> Parameter | None:
        """The one that has this name, in one of *places*; headers without regard to case."""
        for (place, known), one in self.parameters().items():
            same = known.casefold() == name.casefold() if place == "header" else known == name
            if same and place in (places or ("path", "query", "header", "cookie")):
                return one
        return None

    def request_schemas(self) -> list[Any]:
        """Of the body, one for each media type."""
        body = self.document.resolve(self.given.get("requestBody"))
        return [given.get("schema", {}) for _, given in self.document.media_types(body)]

    def callback_expressions(self) -> list[str]:
        """Where the URLs stand that the provider calls later, such as `{$request.body#/callbackUrl}`."""
        resolved = (self.document.resolve(one) for one in members(self.given, "callbacks").values())
        return [expression for one in resolved if isinstance(one, Object) for expression in one]

    def responses(self) -> dict[str, Object]:
        """By code, as it is written."""
        resolved = ((code, self.document.resolve(one)) for code, one in members(self.given, "responses").items())
        return {code: one for code, one in resolved if isinstance(one, Object) and not code.startswith("x-")}

    def responses_for(self, codes: Sequence[int | str]) -> dict[str, Object]:
        """Those that an answer with one of *codes* (such as 404 or `5XX`) can be, `default` where no other is."""
        every = self.responses()
        found: dict[str, Object] = {}
        for code in map(str, codes):
            fitting = {
                one
                for one in every
                if one == code or (one[:1] == code[:1] and "XX" in {one[1:].upper(), code[1:].upper()})
            }
            found |= {one: every[one] for one in sorted(fitting) or ["default"] if one in every}
        return found

    def response_schemas(self, codes: Sequence[int | str] = ("2XX",)) -> list[Any]:
        """Of the bodies of answers with these codes."""
        responses = self.responses_for(codes).values()
        return [given.get("schema", {}) for one in responses for _, given in self.document.media_types(one)]

    def examples(self) -> list[Example]:
        """All answers that are shown."""
        return [one for code, response in self.responses().items() for one in self._shown(code, response)]

    def _shown(self, code: str, response: Object) -> Iterator[Example]:
        if "x-outcome" in response:
            yield Example("the answer without a body", code, None, response)
        for media_type, given in self.document.media_types(response):
            if "example" in given:
                yield Example(f"the example of {media_type}", code, given["example"], given, media_type)
            for name, example in members(given, "examples").items():
                one = self.document.resolve(example)
                if isinstance(one, Object) and "value" in one:
                    yield Example(name, code, one["value"], one, media_type)


@dataclass(frozen=True, slots=True)
class Document:
    """An OpenAPI document, 3.0 or 3.1."""

    file: str
    data: Object
    operations: dict[str, Operation]
    problems: tuple[Problem, ...]
    """What reading alone found."""
    _known: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What references lead to."""

    def resolve(self, given: Any) -> Any:
        """*given*, or what it refers to; None where that is nothing."""
        for _ in range(_LONGEST_CHAIN):
            reference = given.get("$ref") if isinstance(given, Mapping) else None
            if not isinstance(reference, str):
                return given
            given = self.at(reference)
        return None

    def at(self, reference: str) -> Any:
        """What a reference such as `#/components/schemas/Job` leads to; None where that is nothing."""
        if reference not in self._known:
            self._known[reference] = self._at(reference) if reference.startswith("#/") else None
        return self._known[reference]

    def _at(self, reference: str) -> Any:
        found: Any = self.data
        for part in reference[2:].split("/"):
            name = unquote(part).replace("~1", "/").replace("~0", "~")
            if isinstance(found, Object):
                found = found.get(name)
            elif isinstance(found, Array) and name.isdecimal() and int(name) < len(found):
                found = found[int(name)]
            else:
                return None
        return found

    def media_types(self, given: Any) -> Iterator[tuple[str, Object]]:
        """The bodies that a request or response can have."""
        for name, one in members(given, "content").items():
            if isinstance(one, Object):
                yield name, one

    def mentions(self, extension: str) -> bool:
        """Whether an operation bears an extension, be it one without an id."""
        paths = [self.resolve(one) for one in members(self.data, "paths").values()]
        return any(
            extension in one
            for path in paths
            if isinstance(path, Object)
            for one in path.values()
            if isinstance(one, Object)
        )

    def declaring(self, extension: str) -> list[Operation]:
        """The operations that bear an extension."""
        return [one for one in self.operations.values() if extension in one.given]
