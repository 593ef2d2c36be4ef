"""Errors that API functions raise about what a server answered."""

from collections.abc import Mapping
from json import JSONDecodeError
from typing import Any

import httpx

MAX_CONTENT = 4096
"""How many bytes of an unexpected body an error keeps."""


class UnexpectedResponse(Exception):
    """The answer is not what the OpenAPI document says.

    Attributes:
        status_code: HTTP status of the answer, documented or not.
        headers: Headers of the answer, ``Retry-After`` among them.
        content: The first 4096 bytes of the body. It may hold personal data or a credential, so it is not in ``str()``.
        reason: What is wrong, in words.
    """

    def __init__(self, status_code: int, headers: Mapping[str, str], content: bytes, reason: str):
        self.status_code = status_code
        self.headers = headers
        self.content = content[:MAX_CONTENT]
        self.reason = reason
        super().__init__(f"status {status_code}: {reason}")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.status_code, self.headers, self.content, self.reason)

    @classmethod
    def from_response(cls, response: httpx.Response, error: Exception) -> "UnexpectedResponse":
        """Tell in words why the body of *response* could not be read; *error* is what the parser raised."""
        content_type = response.headers.get("content-type", "no content type")
        return cls(
            response.status_code,
            response.headers,
            response.content,
            f"the body ({content_type}) is not what the document describes: {_in_words(error)}",
        )


def _in_words(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, ValueError) and not isinstance(error, (JSONDecodeError, UnicodeError)):
        # Such an error repeats the value, which may be personal data and of any length.
        return "a value is not of the described form"
    return str(error) or type(error).__name__


class UnexpectedStatus(UnexpectedResponse):
    """The status code is not in the OpenAPI document; raised only where Client.raise_on_unexpected_status is True."""

    @classmethod
    def undocumented(cls, response: httpx.Response) -> "UnexpectedStatus":
        """Name the status code of *response* as one that the document does not list."""
        return cls(response.status_code, response.headers, response.content, "this status code is not documented")


def json_object(response: httpx.Response) -> dict[str, Any]:
    """The body of *response*, which has to be a JSON object.

    Raises:
        ValueError: It is no JSON.
        TypeError: It is JSON, and something else.
    """
    import msgspec.json

    try:
        body = msgspec.json.decode(response.content)
    except (ValueError, RecursionError):
        # Python's own decoder knows other encodings, NaN, lone surrogates and floats beyond range, and says better what is wrong.
        body = response.json()
    if not isinstance(body, dict):
        raise TypeError("it is no object")
    return body


__all__ = ["MAX_CONTENT", "UnexpectedResponse", "UnexpectedStatus", "json_object"]
