"""Handles as people give them: arguments, `@file`, and stdin, by `-` or where something is piped in.

A line is a handle, the JSON of one, a line of `tarry jobs`, or one of our own JSON events; blank lines and what follows a `#`
are skipped.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tarry._core.handles import Handle

_COMMENT = re.compile(r"(^|\s)#.*")

MOST_SAID = 20
"""Of many that are wrong; the rest are counted."""


def read_handles(arguments: Sequence[str]) -> list[Handle]:
    """The handles that *arguments* and stdin name, each once, in their order.

    Raises:
        HandleError: Some are none; it names all of them, each with its place. Or there are none.
    """
    from tarry._core.errors import HandleError

    found: dict[Handle, None] = {}
    wrong: list[str] = []
    for place, text in _lines(arguments):
        try:
            if (handle := _handle(text)) is not None:
                found[handle] = None
        except (HandleError, OSError) as error:
            wrong.append(f"{place}: {error.strerror if isinstance(error, OSError) else error}")
    if wrong:
        rest = [f"and {len(wrong) - MOST_SAID:,} more"] if len(wrong) > MOST_SAID else []
        raise HandleError("\n".join([*wrong[:MOST_SAID], *rest, "Nothing was sent."]))
    if not found:
        raise HandleError("no handle was given: name them as arguments, by @FILE with one a line, or on stdin")
    return list(found)


def piped() -> bool:
    """Whether something is piped in."""
    return sys.stdin is not None and not sys.stdin.isatty()


def _lines(arguments: Sequence[str]) -> Iterator[tuple[str, str | OSError]]:
    """What may be handles, each with its place. A file that cannot be read is told with what else is wrong."""
    for number, argument in enumerate(arguments or (["-"] if piped() else []), 1):
        if argument == "-":
            yield from _numbered("stdin", sys.stdin)
        elif argument.startswith("@"):
            try:
                lines = Path(argument[1:]).read_text(encoding="utf-8-sig", errors="replace").splitlines()
            except OSError as error:
                yield argument, error
            else:
                yield from _numbered(argument[1:], lines)
        else:
            yield f"argument {number}", argument


def _numbered(name: str, lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, 1):
        if text := (line if line.lstrip().startswith("{") else _COMMENT.sub("", line)).strip().removeprefix("\ufeff"):
            yield f"{name}:{number}", text


def _handle(text: str | OSError) -> Handle | None:
    """The handle in a line; None for an event of ours that names no job."""
    from tarry._core.errors import HandleError
    from tarry._core.handles import Handle

    if isinstance(text, OSError):
        raise text
    if not text.startswith("{"):
        *others, last = text.split("\t")
        for field in others:
            with suppress(HandleError):
                return Handle.parse(field)
        return Handle.parse(last if not others else text)
    try:
        fields: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise HandleError(f"not JSON: {text!r:.80} ({error!s:.80})") from None
    if "handle" not in fields:
        return None if "event" in fields else Handle.from_json(text)
    inner = fields["handle"]
    return Handle.parse(inner) if isinstance(inner, str) else Handle.from_json(json.dumps(inner))
