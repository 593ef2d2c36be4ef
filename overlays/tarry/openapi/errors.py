"""Errors that operations raise about what a server answered, and how its body is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

__all__ = [
    "MAX_CONTENT",
    "MalformedBody",
    "UnexpectedResponse",
    "UnexpectedStatus",
    "json_object",
    "json_value",
    "text",
]

MAX_CONTENT = 4096
"""How many bytes of an unexpected body an error keeps."""


class UnexpectedResponse(Exception):  # noqa: N818 - the name that callers know
    """The answer is not what the OpenAPI document says.

    Attributes:
        status_code: HTTP status of the answer, documented or not.
        headers: Headers of the answer, ``Retry-After`` among them.
        content: The first 4096 bytes of the body. It may hold personal data or a credential, so it is not in ``str()``.
        reason: What is wrong, in words.
        well_formed: Whether the body came whole, in the described format, and only its values are not what the document
            describes. Then the same is to be expected of another request. A page of a gateway, or a body cut short, is not.
    """

    def __init__(
        self, status_code: int, headers: Mapping[str, str], content: bytes, reason: str, well_formed: bool = False
    ) -> None:
        self.status_code = status_code
        self.headers = headers
        self.content = content[:MAX_CONTENT]
        self.reason = reason
        self.well_formed = well_formed
        super().__init__(f"status {status_code}: {reason}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status_code, self.headers, self.content, self.reason, self.well_formed)

    @classmethod
    def from_response(cls, response: httpx.Response, error: Exception) -> UnexpectedResponse:
        """Tell in words why the body of *response* could not be read; *error* is what the parser raised."""
        content_type = response.headers.get("content-type", "no content type")
        return cls(
            response.status_code,
            response.headers,
            response.content,
            f"the body ({content_type}) is not what the document describes: {_in_words(error)}",
            well_formed=not isinstance(error, MalformedBody),
        )


class MalformedBody(ValueError):  # noqa: N818 - the same
    """The body is not in the described format: no JSON, no UTF-8, or not whole."""


def _in_words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, ValueError) and not isinstance(error, (MalformedBody, json.JSONDecodeError, UnicodeError)):
        # Such an error repeats the value, which may be personal data and of any length.
        return "a value is not of the described form"
    return str(error) or type(error).__name__


class UnexpectedStatus(UnexpectedResponse):
    """The status code is not in the OpenAPI document; raised only where Client.raise_on_unexpected_status is True."""

    @classmethod
    def undocumented(cls, response: httpx.Response) -> UnexpectedStatus:
        """Name the status code of *response* as one that the document does not list."""
        return cls(response.status_code, response.headers, response.content, "this status code is not documented")


def json_object(response: httpx.Response) -> dict[str, Any]:
    """The body of *response*, which has to be a JSON object.

    Raises:
        MalformedBody: It is no JSON.
        TypeError: It is JSON, and something else.
    """
    body = json_value(response)
    if not isinstance(body, dict):
        raise TypeError("it is no object")
    return body


def json_value(response: httpx.Response) -> Any:
    """The body of *response*, which has to be JSON. It is read as UTF-8, whatever the server calls it (RFC 8259, 8.1).

    Raises:
        MalformedBody: It is no JSON.
    """
    import msgspec.json

    try:
        return msgspec.json.decode(response.content)
    except (ValueError, RecursionError):
        # Python's own decoder knows a byte order mark, NaN, lone surrogates and floats beyond range, and says better what is
        # wrong.
        pass
    try:
        return json.loads(response.content.decode("utf-8-sig", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        problem = _in_words(error)
    # Not in the handler, as the error there holds the whole body.
    raise MalformedBody(problem)


def text(response: httpx.Response) -> str:
    """The body of *response*, which has to be plain text. It is read as UTF-8.

    Raises:
        MalformedBody: It is none, or is a page for a browser.
    """
    if "html" in response.headers.get("content-type", "").lower():
        raise MalformedBody("it is HTML")
    return page(response)


def page(response: httpx.Response) -> str:
    """The body of *response* where the document says that it is HTML, or any other text. It is read as UTF-8.

    Raises:
        MalformedBody: It is no text.
    """
    try:
        return response.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise MalformedBody("it is no UTF-8")
