"""How an operation is sent and its answer read: what is the same for all operations of all documents."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import quote

import httpx

from .client import Client
from .errors import UnexpectedResponse, UnexpectedStatus, json_object, json_value, page, text
from .models import to_json
from .types import UNSET, File, Response

__all__ = [
    "Answers",
    "async_send",
    "by_code",
    "cookies",
    "file",
    "form",
    "given",
    "header",
    "joined",
    "json",
    "json_value",
    "model",
    "nothing",
    "page",
    "quoted",
    "read",
    "send",
    "text",
]

T = TypeVar("T")

Reader = Callable[[httpx.Response], T]
"""What reads the body of an answer."""

Answers = Mapping[int | str, Reader[T]]
"""How the answers of an operation are read: by status code, by its range as in ``4XX``, or by ``default``."""


def by_code(table: Mapping[tuple[int | str, ...], Reader[T]]) -> Answers[T]:
    """A table of answers, from one in which those that are read alike stand together."""
    return {code: reader for codes, reader in table.items() for code in codes}


def quoted(value: object) -> str:
    """A value as one segment of a path."""
    return quote(str(value), safe="")


def given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters that are given: neither UNSET nor None."""
    return {name: value for name, value in values.items() if value is not UNSET and value is not None}


def header(value: Any) -> Any:
    """A value as it stands in a header; UNSET and None, which are left out, stay as they are."""
    if value is UNSET or value is None:
        return value
    return str(to_json(value)).lower() if isinstance(value, bool) else str(to_json(value))


def cookies(values: Mapping[str, Any]) -> Any:
    """The header with the cookies that are given; UNSET without one. That of httpx is deprecated for a single request."""
    return "; ".join(f"{name}={value}" for name, value in given(values).items()) or UNSET


def joined(values: Sequence[Any], delimiter: str) -> str:
    """The items of a list as one parameter."""
    return delimiter.join(map(str, map(header, values)))


def form(values: Mapping[str, Any], deep: Sequence[str] = ()) -> dict[str, Any]:
    """The fields of a form. What is in an object or a list is in brackets, as in ``parameters[interval_start]``.

    Args:
        values: The object that is sent.
        deep: Fields whose lists are written so too. The items of others come one after the other under the same name.
    """
    fields: dict[str, Any] = {}
    for name, value in values.items():
        is_plain = isinstance(value, list) and name not in deep and not any(isinstance(one, Mapping) for one in value)
        fields.update({name: value} if is_plain else _in_brackets(name, value))
    return fields


def _in_brackets(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    inner = dict(enumerate(value)) if isinstance(value, list) else value
    if not isinstance(inner, Mapping):
        yield name, value
    else:
        for key, one in inner.items():
            yield from _in_brackets(f"{name}[{key}]", one)


def send(client: Client, request: Mapping[str, Any], answers: Answers[T]) -> Response[T]:
    """Send a request and read its answer.

    Args:
        client: What sends it.
        request: The arguments of `httpx.Client.request`.
        answers: How the answers of the operation are read.

    Raises:
        UnexpectedResponse: The body is not what the document says, or the status code is undocumented and the client wants
            that raised.
        httpx.HTTPError: There is no answer.
    """
    return read(client, client.get_httpx_client().request(**request), answers)


async def async_send(client: Client, request: Mapping[str, Any], answers: Answers[T]) -> Response[T]:
    """The same for async."""
    return read(client, await client.get_async_httpx_client().request(**request), answers)


def read(client: Client, response: httpx.Response, answers: Answers[T]) -> Response[T]:
    """Read an answer; raises as `send` does."""
    code = response.status_code
    reader = answers.get(code) or answers.get(f"{code // 100}XX") or answers.get("default")
    parsed = None
    if reader is not None:
        try:
            parsed = reader(response)
        # Whatever a parser raises over a body, the caller gets one error with status code and headers.
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise UnexpectedResponse.from_response(response, error) from error
    elif client.raise_on_unexpected_status:
        raise UnexpectedStatus.undocumented(response)
    return Response(code, response.content, response.headers, parsed)


class Model(Protocol):
    """A generated model."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Make one of a JSON object."""
        ...


ModelT = TypeVar("ModelT", bound=Model)


def model(kind: type[ModelT]) -> Reader[ModelT]:
    """Reads a JSON object as a model."""
    # Not any JSON: from_dict() would take an empty list for an object without properties.
    return lambda response: kind.from_dict(json_object(response))


def json(make: Callable[[Any], T]) -> Reader[T]:
    """Reads JSON as what *make* makes of it."""
    return lambda response: make(json_value(response))


def file(response: httpx.Response) -> File:
    """The body as it came."""
    return File(payload=BytesIO(response.content))


def nothing(_: httpx.Response) -> Any:
    """None: the document describes no body for this answer."""
    return None
