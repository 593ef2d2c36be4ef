"""How a document wants values of several parts sent: `style` and `explode` of parameters, `encoding` of a form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from openapi_python_client.parser.openapi import Endpoint

DELIMITERS = {"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}

FORM = "application/x-www-form-urlencoded"

Described = Mapping[str, Mapping[str, Any]]
"""What has `style` and `explode`, by the name of the parameter or field."""


class Styles:
    """Those of the operations of a document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._query: dict[tuple[str, str], Described] = {}
        self._form: dict[tuple[str, str], Described] = {}
        for path, item in document.get("paths", {}).items():
            shared = item.get("parameters", [])
            for method, operation in item.items():
                if isinstance(operation, Mapping):
                    key = (method, _shape(path))
                    listed = (_followed(document, one) for one in (*shared, *operation.get("parameters", [])))
                    self._query[key] = {one["name"]: one for one in listed if one.get("in") == "query"}
                    body = _followed(document, operation.get("requestBody", {}))
                    self._form[key] = body.get("content", {}).get(FORM, {}).get("encoding", {})

    def is_deep(self, endpoint: Endpoint, name: object) -> bool:
        """Whether the properties of a query parameter are sent as ``name[property]``."""
        return self._query[_key(endpoint)].get(str(name), {}).get("style") == "deepObject"

    def delimiter(self, endpoint: Endpoint, name: object) -> str | None:
        """What stands between the items of a query parameter; None where each has a parameter of its own."""
        described = self._query[_key(endpoint)].get(str(name), {})
        style = described.get("style", "form")
        return None if described.get("explode", style == "form") else DELIMITERS.get(style)

    def deep_fields(self, endpoint: Endpoint) -> list[str]:
        """The fields of a form whose lists are sent as ``name[0]``, ``name[1]``."""
        return [
            name for name, described in self._form[_key(endpoint)].items() if described.get("style") == "deepObject"
        ]


def _followed(document: Mapping[str, Any], given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What *given* is, or what it refers to within the document."""
    found: Any = document
    for name in given.get("$ref", "").split("/")[1:]:
        found = found.get(name, {})
    return found if "$ref" in given else given


def _key(endpoint: Endpoint) -> tuple[str, str]:
    return endpoint.method, _shape(endpoint.path.get_untrusted_value())


def _shape(path: str) -> str:
    """A path without the names in it, which the generator changes."""
    return re.sub(r"\{[^{}]*\}", "{}", path)
