"""Bodies of submits: generated models out of what a caller gives, checked as what is sent."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol, TypeVar

import httpx

from tarry._core.errors import ConfigurationError
from tarry._core.provider import Provider
from tarry._http.generated_client import LOOPBACK

from .call import UNWRITABLE, Call, Operation, to_json

ModelT = TypeVar("ModelT", bound="_Model")


class _Model(Protocol):
    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Any: ...
    def to_dict(self) -> dict[str, Any]: ...


def to_models(items: Iterable[Any], model: type[ModelT], *, what: str, limit: int) -> list[ModelT]:
    """Turn mappings into generated models; models pass through.

    Args:
        items: Models of type *model*, or mappings with the provider's own field names. A date or datetime in a mapping, at
            any depth, is written as ISO 8601.
        model: The generated model of one item.
        what: What an item is called in the plural, for errors.
        limit: The largest number that the provider takes in one submit.

    Raises:
        ConfigurationError: There is none or are too many, or one is not of the described form; it is named by its index.
    """
    if not isinstance(items, Iterable) or isinstance(items, str | bytes | Mapping):
        raise ConfigurationError(f"{what} must be a list, not a single {type(items).__name__}")
    models = [item if isinstance(item, model) else _to_model(item, model, what, i) for i, item in enumerate(items)]
    if not models:
        raise ConfigurationError(f"there are no {what} to submit")
    if len(models) > limit:
        raise ConfigurationError(f"{len(models):,} {what} are more than the {limit:,} of one submit: split them")
    return models


def _to_model(item: Any, model: type[ModelT], what: str, index: int) -> ModelT:
    if not isinstance(item, Mapping):
        raise ConfigurationError(f"{what}[{index}] must be a mapping or a {model.__name__}, not {type(item).__name__}")
    try:
        return model.from_dict(_with_written_dates(item))  # type: ignore[no-any-return]
    except KeyError as error:
        raise ConfigurationError(f"{what}[{index}] has no {error}") from error
    except UNWRITABLE as error:
        raise ConfigurationError(f"{what}[{index}] is not a {model.__name__}: {error}") from error


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


def checked_callback(url: Any) -> str:
    """A callback URL, as it is. Errors do not repeat it, as it may hold a secret.

    Raises:
        ConfigurationError: It is no absolute https URL, nor http on loopback.
    """
    if not isinstance(url, str) or url != url.strip() or not url.isprintable():
        raise ConfigurationError("callback_url must be a text without a space or line break at an end")
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:
        raise ConfigurationError("callback_url is not a URL") from None
    if not parsed.host or not (parsed.scheme == "https" or (parsed.scheme == "http" and parsed.host in LOOPBACK)):
        raise ConfigurationError("callback_url must begin with https:// and name a host; http:// is for loopback only")
    return url


def _with_written_dates(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _with_written_dates(one) for name, one in value.items()}
    return [_with_written_dates(one) for one in value] if isinstance(value, list | tuple) else value
