"""`name=value` of the command line, as the submit of a job's class takes it."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tarry._core.handles import Handle

_OURS = {"client", "label", "clock", "idempotency_key"}


def read(job_class: Any, given: Sequence[str]) -> dict[str, Any]:
    """The arguments, each converted by its annotation.

    Raises:
        ConfigurationError: One is unknown, twice or missing, or its value does not fit.
    """
    from tarry._core.errors import ConfigurationError

    taken = _parameters(job_class)
    values: dict[str, Any] = {}
    name = f"{job_class.source.name} {job_class.kind}"
    for one in given:
        word, equals, text = one.partition("=")
        if job_class.takes and word == job_class.takes.items:
            raise ConfigurationError(f"{word} of {name} are rows: put them into a file, and name it with --from")
        if not equals or word not in taken:
            raise ConfigurationError(f"{name} knows no {one if not equals else word!r:.80}. {_listed(taken)}")
        if word in values:
            raise ConfigurationError(f"{word} is given twice")
        values[word] = _converted(word, text, str(taken[word].annotation))
    missing = [word for word, one in taken.items() if one.default is inspect.Parameter.empty and word not in values]
    if missing:
        raise ConfigurationError(f"{name} needs {' and '.join(f'{word}=…' for word in missing)}. {_listed(taken)}")
    return values


def is_required(job_class: Any, name: str) -> bool:
    """Whether a submit cannot do without this parameter."""
    return inspect.signature(job_class.submit).parameters[name].default is inspect.Parameter.empty


def read_found(given: Sequence[str]) -> dict[int, Handle]:
    """The handles that were found, by the number of the part.

    Raises:
        ConfigurationError: One is not of the form PART=HANDLE.
        HandleError: A handle is none.
    """
    from tarry._core.errors import ConfigurationError
    from tarry._core.handles import Handle

    found = {}
    for one in given:
        number, equals, handle = one.partition("=")
        if not equals or not number.isdecimal() or not number.isascii():
            raise ConfigurationError(f"--found is PART=HANDLE, such as 3=fullstory:events-import:abc, not {one!r:.80}")
        found[int(number)] = Handle.parse(handle)
    return found


def _parameters(job_class: Any) -> Mapping[str, inspect.Parameter]:
    taken = dict(inspect.signature(job_class.submit).parameters)
    items = job_class.takes.items if job_class.takes else None
    return {name: one for name, one in taken.items() if name not in {*_OURS, items}}


def _listed(taken: Mapping[str, inspect.Parameter]) -> str:
    words = [f"{name}=…" if one.default is inspect.Parameter.empty else f"[{name}=…]" for name, one in taken.items()]
    return f"It takes {' '.join(words)}" if words else "It takes no NAME=VALUE"


def _converted(name: str, text: str, annotation: str) -> Any:
    """A value of the type that *annotation* names: the first of object, text, boolean and number that is in it."""
    from tarry._core.errors import ConfigurationError

    def names(pattern: str) -> bool:
        return re.search(rf"\b(?:{pattern})\b", annotation) is not None

    try:
        if names("models|Mapping|dict|list|Iterable|Sequence"):
            return json.loads(text)
        if names("str|Literal|datetime|UUID"):
            return text
        if names("bool"):
            return {"true": True, "false": False}[text.lower()]
        if names("int"):
            return int(text)
        return float(text) if names("float") else text
    except (ValueError, KeyError, RecursionError):
        kind = "JSON" if names("models|Mapping|dict|list|Iterable|Sequence") else annotation
        raise ConfigurationError(f"{name} must be {kind}, not {text!r:.80}") from None
