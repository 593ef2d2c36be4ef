"""Texts and values of a document as they may stand in generated code. A document is data: nothing in it becomes code."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from .declarations import Expression

_LONGEST = 600
"""Characters of a text that a docstring takes over."""


class UnwritableError(Exception):
    """A handle cannot be written from what the document says; the text names the thing, and what to do."""


def quoted(text: str) -> str:
    """A text as a literal of Python."""
    return json.dumps(text, ensure_ascii=False) if text.isprintable() else repr(text)


def raw(pattern: str) -> str:
    """A pattern as a raw literal, where it can be one."""
    return (
        f'r"{pattern}"'
        if '"' not in pattern and not pattern.endswith("\\") and pattern.isprintable()
        else repr(pattern)
    )


def literal(value: Any) -> str:
    """A value of `with` as a literal; a leading `$$` stands for a `$`."""
    if isinstance(value, str):
        return quoted(value.removeprefix("$") if value.startswith("$$") else value)
    return repr(value)


def plain(text: str) -> str:
    """A text on one line, fit for a docstring or a comment: no quotes that end it, no backslash, of bounded length."""
    words = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    if len(words) > _LONGEST:
        words = words[:_LONGEST].rsplit(" ", 1)[0] + " …"
    return words.replace("\\", "/").replace('"""', "'''")


def sentence(text: str) -> str:
    """The same, with a full stop."""
    words = plain(text)
    words = words[:1].upper() + words[1:]
    words = words[:-1] + "'" if words.endswith('"') else words
    return words if not words or words.endswith((".", "!", "?", ":", "…", "'")) else f"{words}."


def first_sentence(text: str) -> str:
    """The first sentence of a description."""
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", plain(text), maxsplit=1)[0]


def wrapped(text: str, indent: int, first: int = 0, width: int = 120) -> str:
    """A text in lines for a docstring; the first line has *first* characters more before it than the *indent* of the others."""
    lead = " " * (indent + first)
    lines = textwrap.wrap(
        text, width, initial_indent=lead, subsequent_indent=" " * indent, break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(lines)[len(lead) :]


class Lookup(Protocol):
    """What the schemas of a document say and the generator of clients does not tell."""

    def most_items(self, operation: str, pointer: tuple[str, ...]) -> int | None:
        """How many items a list in the body of an operation may have."""
        ...

    def callback(self, operation: str) -> Expression | None:
        """Where an operation is given a URL that the provider calls later."""
        ...

    def media_types(self, operation: str) -> tuple[str, ...]:
        """Those of the successes of an operation."""
        ...
