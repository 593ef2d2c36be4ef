"""Bodies of submits: generated models out of what a caller gives, checked as what is sent."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

import httpx

from tarry._core.errors import ConfigurationError
from tarry._core.provider import Provider
from tarry._core.settings import printable
from tarry._http.generated_client import LOOPBACK

from .call import UNWRITABLE, Call, Operation, to_json
from .comparisons import is_unset

ModelT = TypeVar("ModelT", bound="_Model")

ValueT = TypeVar("ValueT")


class _Model(Protocol):
    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Any: ...
    def to_dict(self) -> dict[str, Any]: ...


def to_models(items: Iterable[Any], model: type[ModelT], *, what: str, limit: int | None) -> list[ModelT]:
    """Turn mappings into generated models; models pass through.

    Args:
        items: Models of type *model*, or mappings with the provider's own field names. A date or datetime in a mapping, at
            any depth, is written as ISO 8601.
        model: The generated model of one item.
        what: What an item is called in the plural, for errors.
        limit: The largest number that the provider takes in one submit; None where it names none.

    Raises:
        ConfigurationError: There is none or are too many, or one is not of the described form; it is named by its index.
    """
    if not isinstance(items, Iterable) or isinstance(items, str | bytes | Mapping):
        raise ConfigurationError(f"{what} must be a list, not a single {type(items).__name__}")
    models = [
        item if isinstance(item, model) else _to_model(item, model, f"{what}[{i}]") for i, item in enumerate(items)
    ]
    _check_number(models, what, limit)
    return models


def to_values(
    values: Iterable[Any], kind: type[ValueT], *, what: str, limit: int | None, empty: str = ""
) -> list[ValueT]:
    """The plain values of a list in a body. Arguments and errors as of `to_models`; *empty* is what to do without any."""
    given: Any = values
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise ConfigurationError(f"{what} must be a list of {_plural(kind)}, not a single {type(given).__name__}")
    listed = list(given)
    for index, one in enumerate(listed):
        if not isinstance(one, kind) or isinstance(one, bool) is not (kind is bool) or one == "" or str(one).isspace():
            more = " that is not empty" if kind is str else ""
            raise ConfigurationError(
                f"{what}[{index}] must be a {_NAMES.get(kind, kind.__name__)}{more}, not {one!r:.40}"
            )
    if empty and not listed:
        raise ConfigurationError(f"{what} is empty: {empty}")
    _check_number(listed, what, limit)
    return listed


_NAMES: dict[type, str] = {str: "text", int: "whole number", float: "number", bool: "boolean"}


def _plural(kind: type) -> str:
    return f"{_NAMES.get(kind, kind.__name__)}s"


def _check_number(listed: Sequence[Any], what: str, limit: int | None) -> None:
    if not listed:
        raise ConfigurationError(f"there are no {what} to submit")
    if limit is not None and len(listed) > limit:
        raise ConfigurationError(f"{len(listed):,} {what} are more than the {limit:,} of one submit: split them")


def as_model(value: Any, model: type[ModelT], what: str) -> Any:
    """A part of a body: a model, or a mapping that becomes one; what is not given stays so.

    Raises:
        ConfigurationError: It is not of the described form.
    """
    return value if value is None or isinstance(value, model) or is_unset(value) else _to_model(value, model, what)


def whole_body(body: Any, model: type[ModelT], parts: Mapping[str, Any], what: str) -> ModelT:
    """The body of a submit, which the caller gives whole or in *parts*, by the names of the document.

    Raises:
        ConfigurationError: Both are given, or a part is missing or not of the described form.
    """
    given = {name: value for name, value in parts.items() if not is_unset(value)}
    if body is not None and given:
        raise ConfigurationError(f"{what} takes body or {', '.join(given)}, not both")
    if body is not None:
        return as_model(body, model, "body")  # type: ignore[no-any-return]
    written = {name: value.to_dict() if hasattr(value, "to_dict") else value for name, value in given.items()}
    return _to_model(written, model, f"the body of {what}")


def _to_model(item: Any, model: type[ModelT], what: str) -> ModelT:
    if not isinstance(item, Mapping):
        raise ConfigurationError(f"{what} must be a mapping or a {model.__name__}, not {type(item).__name__}")
    try:
        return model.from_dict(_with_written_dates(item))  # type: ignore[no-any-return]
    except KeyError as error:
        raise ConfigurationError(f"{what} has no {error}") from error
    except UNWRITABLE as error:
        raise ConfigurationError(f"{what} is not a {model.__name__}: {error}") from error


def checked_key(given: str | None) -> str:
    """The caller's idempotency key, or a random one.

    Raises:
        ConfigurationError: It cannot be sent.
    """
    key = printable("idempotency_key", given) or str(uuid.uuid4())
    if not key.isascii():
        raise ConfigurationError("idempotency_key has a character that cannot be sent in a header")
    return key


def require_size(call: Call, limit: int, what: str) -> None:
    """Refuse a body of more than *limit* bytes.

    Raises:
        ConfigurationError: It is larger.
    """
    size = len(call.request.get("content", b""))
    if size > limit:
        raise ConfigurationError(f"the {what} are {size:,} bytes of JSON; one submit takes {limit:,}: split them")


def call_with_items(
    provider: Provider, operation: Operation, arguments: Mapping[str, Any], items: Sequence[_Model], what: str
) -> Call:
    """The call whose body holds *items*, called *what*.

    Raises:
        ConfigurationError: A value is of a type that JSON does not know, or no finite number; it is named by its index.
    """
    try:
        return Call(provider, operation, arguments)
    except ConfigurationError:
        for index, item in enumerate(items):
            try:
                to_json(item.to_dict())
            except UNWRITABLE as error:
                raise ConfigurationError(f"{what}[{index}] cannot be written as JSON: {error}") from error
        raise


def checked_callback(url: Any, name: str = "callback_url") -> str:
    """A callback URL, as it is. Errors call it by *name* and do not repeat it, as it may hold a secret.

    Raises:
        ConfigurationError: It is no absolute https URL, nor http on loopback.
    """
    if not isinstance(url, str) or url != url.strip() or not url.isprintable():
        raise ConfigurationError(f"{name} must be a text without a space or line break at an end")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise ConfigurationError(f"{name} is not a URL") from None
    if not parsed.host or not (parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in LOOPBACK)):
        raise ConfigurationError(f"{name} must begin with https:// and name a host; http:// is for loopback only")
    return url


def _with_written_dates(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _with_written_dates(one) for name, one in value.items()}
    return [_with_written_dates(one) for one in value] if isinstance(value, list | tuple) else value
