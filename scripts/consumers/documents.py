"""What the checks read in a document: operations, their described answers, and what a status means."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Any

import yaml

from .prism import SPECS

METHODS = ("get", "put", "post", "patch", "delete")
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """One described answer: a status, and one named example where a body is described."""

    status: int
    media_type: str | None = None
    example: str | None = None
    value: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Those that are always there."""
    outcome: str | None = None
    """What the document says that it means, by `x-outcome`."""
    asked: str | None = None
    """The example that the operation answers which a rule asks about this answer, by `x-asked`."""

    @property
    def prefer(self) -> str:
        """The header that asks Prism for it."""
        return f"code={self.status}" + (f", example={self.example}" if self.example else "")

    def __str__(self) -> str:
        return f"{self.status} {self.example}" if self.example else str(self.status)


@dataclass(frozen=True)
class Operation:
    """One operation of a document."""

    provider: str
    id: str
    method: str
    path: str
    definition: Mapping[str, Any]
    parameters: Mapping[str, Mapping[str, Any]]

    @property
    def module(self) -> str:
        """The module of the generated client that sends it."""
        (tag,) = self.definition["tags"]
        return f"tarry_clients.{self.provider}.api.{tag}.{self.id}"

    @property
    def body(self) -> Any:
        """The first example of a request, in JSON wherever there is JSON; None where it takes no body."""
        body = resolve(self.provider, self.definition.get("requestBody", {}))
        if not body:
            return None
        content = body["content"]
        described = content.get(JSON) or next(iter(content.values()))
        return resolve(self.provider, next(iter(described["examples"].values())))["value"]

    def answers(self) -> Iterator[Answer]:
        """Every described answer; of several media types the first, which is JSON wherever there is JSON."""
        for code, response in self.definition["responses"].items():
            # A range such as 4XX is asked for by a code of it.
            status = int(str(code).replace("XX", "04"))
            described = resolve(self.provider, response)
            headers = {
                name: str(header["example"])
                for name, part in described.get("headers", {}).items()
                if (header := resolve(self.provider, part)).get("required")
            }
            if "content" not in described:
                yield Answer(status, headers=headers)
                continue
            media_type = next(iter(described["content"]))
            for name, example in described["content"][media_type]["examples"].items():
                found = resolve(self.provider, example)
                said = (found.get("x-outcome"), found.get("x-asked"))
                yield Answer(status, media_type, name, found["value"], headers, *said)

    def fits(self, method: str, path: str) -> bool:
        """Whether a request is one for this operation."""
        pattern = re.sub(r"\\{\w+\\}", "[^/]+", re.escape(self.path))
        return method.lower() == self.method and re.fullmatch(pattern, path) is not None


@cache
def load(provider: str) -> Any:
    """The document of a provider."""
    return yaml.safe_load((SPECS / f"{provider}.yaml").read_text())


def resolve(provider: str, part: Any) -> Any:
    """A part of a document, with its reference followed."""
    if not isinstance(part, Mapping) or "$ref" not in part:
        return part
    return reduce(lambda found, name: found[name], part["$ref"].removeprefix("#/").split("/"), load(provider))


@cache
def operations(provider: str) -> list[Operation]:
    """All operations that a client sends; those that are fixed in the path before those with a parameter there."""
    found = []
    for path, item in load(provider)["paths"].items():
        for method in METHODS:
            if method in item:
                described = [*item.get("parameters", ()), *item[method].get("parameters", ())]
                parameters = {each["name"]: each for each in (resolve(provider, each) for each in described)}
                found.append(Operation(provider, item[method]["operationId"], method, path, item[method], parameters))
    return sorted(found, key=lambda operation: operation.path.count("{"))


def polled(provider: str) -> list[Operation]:
    """The operations that tell how a job stands."""
    return [operation for operation in operations(provider) if "x-job" in operation.definition]


def asked(operation: Operation) -> str:
    """The operation that a rule of a polled one asks."""
    (found,) = (rule["ask"] for rule in operation.definition["x-job"]["rules"] if "ask" in rule)
    return str(found)
