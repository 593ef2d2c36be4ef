"""What is wrong with a document, and where, in one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that has to be mended before anything can be made of a document."""

    place: Place
    where: str
    """An operationId, or a JSON pointer."""
    what: str
    remedy: str = ""
    lack: bool = False
    """Whether something is only not shown: what is said may be right, but no example or answer of the document bears it out."""

    def __str__(self) -> str:
        """One line, whatever a document holds: texts of it are cut, and have no control characters."""
        where, what, remedy = (
            _plain(text, longest) for text, longest in ((self.where, 120), (self.what, 400), (self.remedy, 300))
        )
        return f"{self.place}: {where}: {what}{f'; {remedy}' if remedy else ''}"


def _plain(text: str, longest: int) -> str:
    printable = "".join(character if character.isprintable() else " " for character in text)
    return printable if len(printable) <= longest else f"{printable[: longest - 1]}…"


class DocumentError(ValueError):
    """A document that cannot be read at all, or names what it lacks; the text is one line with the place."""

    def __init__(self, place: Place | str, what: str) -> None:
        super().__init__(f"{_plain(str(place), 300)}: {_plain(what, 500)}")
