"""
A check of exchanges against a provider's OpenAPI document, for the tests of any provider of the sandbox.

    contract = load_contract("fullstory", "/fullstory")
    with httpx.Client(..., event_hooks={"response": [contract.check]}) as client:
        client.get(...)  # raises BreachError where the answer is not what the document promises

Answers are checked by Schemathesis: listed status, content type, headers, body. Requests are checked here, as only an
application that takes a wrong request can be caught by them: one that is answered below 400 must be as the document says.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache, reduce
from operator import getitem
from pathlib import Path
from typing import Any

import httpx
import schemathesis
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from schemathesis.specs.openapi import checks

from support.documents import read
from support.paths import SPECS

Connect = Callable[..., httpx.Client]
# As `extensions` of a request: it is wrong on purpose, and is taken all the same.
WRONG_ON_PURPOSE = {"contract": "wrong on purpose"}

CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
_JSON = "application/json"


class BreachError(AssertionError):
    """An exchange is not as the document says."""


class Contract:
    """
    Checks exchanges against one document and remembers which answers it saw.

    Args:
        document: Path of the OpenAPI document.
        base_path: What stands before the document's paths.
        proxy_statuses: Answers that no document lists: a proxy gives them, in HTML, when the provider is not there.

    Attributes:
        seen: The pairs of operationId and status that passed.
        documented: The pairs that the document lists.
    """

    def __init__(self, document: Path, base_path: str, proxy_statuses: Collection[int] = (502, 503, 504, 529)) -> None:
        self._document = read(document)
        self._schema = schemathesis.openapi.from_path(document)
        self._base_path = base_path
        self._proxy_statuses = proxy_statuses
        self.seen: set[tuple[str, int]] = set()
        self.documented = {
            (operation["operationId"], int(status))
            for path in self._document["paths"].values()
            for operation in path.values()
            if isinstance(operation, Mapping) and "operationId" in operation
            for status in operation["responses"]
            if status.isdecimal()  # a range such as 4XX promises nothing
        }

    def check(self, response: httpx.Response) -> None:
        """Check an answer and the request it came for; an event hook of `httpx.Client`."""
        response.read()
        self._check(response)

    async def async_check(self, response: httpx.Response) -> None:
        """Check the same way; an event hook of `httpx.AsyncClient`."""
        await response.aread()
        self._check(response)

    def _check(self, response: httpx.Response) -> None:
        method, path = response.request.method, response.request.url.path
        operation = path.startswith(self._base_path) and self._schema.find_operation_by_path(
            method, path.removeprefix(self._base_path)
        )
        if not operation:
            if response.status_code not in (404, 405):
                raise BreachError(f"{method} {path} is not in the document and was answered {response.status_code}")
            return
        definition = self._document["paths"][operation.path][method.lower()]
        if self._is_from_proxy(response, definition):
            return
        self._check_answer(response, operation, definition)
        if response.status_code < 400 and response.request.extensions.get("contract") is None:
            for problem in self._request_problems(response.request, operation.path, definition):
                raise BreachError(f"{method} {path} was answered {response.status_code}, but {problem}")
        self.seen.add((definition["operationId"], response.status_code))

    def _is_from_proxy(self, response: httpx.Response, definition: Mapping[str, Any]) -> bool:
        status, content_type = response.status_code, response.headers.get("content-type", "")
        undocumented = str(status) not in definition["responses"]
        return undocumented and status in self._proxy_statuses and content_type.startswith("text/html")

    def _check_answer(self, response: httpx.Response, operation: Any, definition: Mapping[str, Any]) -> None:
        filler = dict.fromkeys(re.findall(r"{(\w+)}", operation.path), "x")
        try:
            operation.Case(path_parameters=filler).validate_response(response, checks=CHECKS)
        except BaseExceptionGroup as group:
            raise BreachError("\n".join(str(each) for each in group.exceptions)) from None
        described = self._resolve(definition["responses"][str(response.status_code)])
        if "content" not in described and response.content:
            raise BreachError(f"{response.status_code} is described without a body, but has {response.content[:80]!r}")

    def _request_problems(self, request: httpx.Request, path: str, definition: Mapping[str, Any]) -> Iterator[str]:
        listed = [*self._document["paths"][path].get("parameters", []), *definition.get("parameters", [])]
        parameters = [self._resolve(each) for each in listed]
        sent = {"query": request.url.params, "header": request.headers}
        for name in request.url.params.keys() - {each["name"] for each in parameters if each["in"] == "query"}:
            yield f"it has no query parameter {name!r}"
        for each in parameters:
            values = sent.get(each["in"], {})
            if each["name"] in values:
                for error in self._errors(_read(values[each["name"]], each["schema"]), each["schema"]):
                    yield f"{each['name']}: {error}"
            elif each.get("required") and each["in"] in sent:
                yield f"{each['name']} is required"
        body = self._resolve(definition.get("requestBody", {}))
        if body and (body.get("required") or request.content):
            content_type = request.headers.get("content-type", "").partition(";")[0]
            if content_type not in body["content"]:
                yield f"its body is {content_type!r}"
            elif content_type == _JSON:
                yield from self._errors(json.loads(request.content), body["content"][_JSON]["schema"])

    def _resolve(self, part: Mapping[str, Any]) -> Mapping[str, Any]:
        if "$ref" not in part:
            return part
        return reduce(getitem, part["$ref"].removeprefix("#/").split("/"), self._document)

    def _errors(self, value: object, schema: Mapping[str, Any]) -> Iterator[str]:
        # References are resolved within the schema itself, which therefore takes the components along.
        whole = {**schema, "components": self._document["components"]}
        validator = OAS31Validator(whole, format_checker=oas31_format_checker)
        return (f"{error.json_path}: {error.message}" for error in validator.iter_errors(value))


@cache
def load_contract(provider: str, base_path: str) -> Contract:
    """Load a provider's document once for all tests, so that what was seen adds up."""
    return Contract(SPECS / f"{provider}.yaml", base_path)


def _read(text: str, schema: Mapping[str, Any]) -> object:
    """Read a parameter as its schema has it: numbers and booleans are JSON, the rest is text."""
    if schema.get("type") not in ("integer", "number", "boolean"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
