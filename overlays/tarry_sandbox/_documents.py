"""An OpenAPI document as the sandbox plays it: its operations, and the answers that it shows for them in `examples`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch")


class Shown(NamedTuple):
    """An answer that a document shows; without a body where it only says that there is such an answer."""

    code: str = "200"
    media_type: str = ""
    value: Any = None
    headers: Mapping[str, str] = {}
    name: str = ""
    outcome: str | None = None
    asked: str | None = None

    @property
    def is_good(self) -> bool:
        """Whether it gives what was asked for."""
        return self.code.startswith("2") and self.outcome in (None, "pending", "succeeded")


class Operation(NamedTuple):
    """An operation, its responses by code, and the answers that are shown of them."""

    id: str
    method: str
    path: str
    given: Mapping[str, Any]
    responses: Mapping[str, Any]
    shown: Sequence[Shown]

    def by_status(self, status: int) -> Shown | None:
        """What is shown for a status."""
        codes = (str(status), f"{status // 100}XX", "default")
        code = next((one for one in codes if one in self.responses), None)
        if code is None:
            return None
        return next((one for one in self.shown if one.code == code), Shown())._replace(code=str(status))

    def good(self) -> Shown | None:
        """The first good answer; None where it has a body that is not shown."""
        return next((one for one in self.shown if one.is_good), None)


class Spot(NamedTuple):
    """A runtime expression of OpenAPI, such as `$response.body#/job/id`."""

    part: str
    name: str
    keys: tuple[str, ...]

    @classmethod
    def parse(cls, expression: str) -> Spot:
        """Read one."""
        head, _, pointer = expression.removeprefix("$").partition("#")
        source, _, rest = head.partition(".")
        place, _, name = rest.partition(".")
        return cls(f"{source}.{place}", name, tuple(map(_unescape, pointer.split("/")[1:])))


class Document:
    """A document.

    Attributes:
        operations: By operationId, or by method and path where there is none.
        schemes: The security schemes.
        root: The path of the first server.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        schemes = data.get("components", {}).get("securitySchemes", {})
        self.schemes = {name: self._resolve(one) for name, one in schemes.items()}
        self.operations = {one.id: one for one in self._operations()}
        server: Mapping[str, Any] = next(iter(data.get("servers", [])), {})
        url = server.get("url", "")
        for name, variable in server.get("variables", {}).items():
            url = url.replace(f"{{{name}}}", str(variable["default"]))
        self.root = urlsplit(url).path.rstrip("/")

    def ways(self, operation: Operation) -> list[list[Mapping[str, Any]]]:
        """The ways to log in, each with the schemes that it takes; none where nobody has to."""
        given = operation.given.get("security", self.data.get("security", []))
        return [] if {} in given else [[{"x-name": name, **self.schemes[name]} for name in way] for way in given]

    def callbacks(self, operation: Operation) -> Iterator[tuple[str, Any]]:
        """Where a submit names a URL to be called when the job ends, and the body of the call, if one is shown."""
        for callback in map(self._resolve, operation.given.get("callbacks", {}).values()):
            for url, item in callback.items():
                body = self._resolve(item.get("post", {}).get("requestBody", {}))
                yield url.strip("{}"), next((one.value for one in self._shown("200", body)), None)

    def _operations(self) -> Iterator[Operation]:
        for path, item in self.data.get("paths", {}).items():
            for method, given in dict(self._resolve(item) if path.startswith("/") else {}).items():
                if method in _METHODS:
                    responses = {code: self._resolve(one) for code, one in given["responses"].items()}
                    shown = [one for code, response in responses.items() for one in self._shown(code, response)]
                    known = given.get("operationId", f"{method.upper()} {path}")
                    yield Operation(known, method.upper(), path, given, responses, shown)

    def _shown(self, code: str, response: Mapping[str, Any]) -> Iterator[Shown]:
        described = {name: self._resolve(one) for name, one in response.get("headers", {}).items()}
        shown = {name: str(one["example"]) for name, one in described.items() if "example" in one}
        headers = {name: one for name, one in shown.items() if not name.lower().startswith("content-")}
        if "x-outcome" in response or "content" not in response:
            yield Shown(code, headers=headers, outcome=response.get("x-outcome"))
        for kind, given in response.get("content", {}).items():
            if "example" in given:
                yield Shown(code, kind, given["example"], headers)
            for name, example in given.get("examples", {}).items():
                one = self._resolve(example)
                if "value" in one:
                    yield Shown(code, kind, one["value"], headers, name, one.get("x-outcome"), one.get("x-asked"))

    def _resolve(self, given: Any) -> Any:
        first, steps = given, 0
        while isinstance(given, Mapping) and "$ref" in given:
            if steps == 20:
                raise ValueError(f"{first['$ref']!r} leads from one reference to the next without an end")
            keys, steps = given["$ref"].split("/")[1:], steps + 1
            given = find(self.data, [_unescape(unquote(key)) for key in keys])
        return given


def find(value: Any, keys: Sequence[str]) -> Any:
    """What is at a pointer; None where nothing is."""
    for key in keys:
        if isinstance(value, list):
            value = value[int(key)] if key.isdecimal() and int(key) < len(value) else None
        else:
            value = value.get(key) if isinstance(value, Mapping) else None
    return value


def put(value: Any, keys: Sequence[str], new: Any) -> Any:
    """The same with something else at a pointer; objects on the way are made where they are missing."""
    if not keys:
        return new
    key, rest = keys[0], keys[1:]
    if isinstance(value, list):
        return [put(one, rest, new) if str(index) == key else one for index, one in enumerate(value)]
    return {**(value or {}), key: put((value or {}).get(key), rest, new)}


def _unescape(key: str) -> str:
    return re.sub("~[01]", lambda found: "~/"[int(found[0][1])], key)
