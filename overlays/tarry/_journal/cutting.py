"""Items cut into parts by the limits of a document, and what identifies them. Items are gone through twice.

The first time all are checked, and each part becomes a digest; nothing is sent before the last one. The second time they are
sent, part by part, so at most one part is in memory. What can be gone through only once is kept in a file without a name
meanwhile.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import tempfile
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from tarry._core.errors import ConfigurationError
from tarry._core.takes import Takes
from tarry._operations.call import UNWRITABLE
from tarry._operations.submit import Submission

from .ledger import Piece


def _sent(value: Any) -> Any:
    """What is sent of a value that JSON does not know: of a model, a mapping and a date."""
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a value of type {type(value).__name__}")


def _text(value: Any) -> Any:
    try:
        return _sent(value)
    except TypeError:
        return str(value)


# In an order of its own: the same item is the same, whoever made it.
_OF_ITEMS = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True, default=_sent)
_AS_GIVEN = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_sent)
_OF_ARGUMENTS = json.JSONEncoder(sort_keys=True, default=_text)


def digest_of(*values: Any) -> str:
    """Of arguments: of what JSON cannot hold, the text.

    Raises:
        ConfigurationError: They refer to themselves.
    """
    try:
        return hashlib.sha256(_OF_ARGUMENTS.encode(values).encode()).hexdigest()
    except UNWRITABLE as error:
        raise ConfigurationError(f"an argument cannot be written as JSON: {error}") from error


def _item(item: Any, what: str, number: int) -> bytes:
    try:
        return _OF_ITEMS.encode(item).encode()
    except UNWRITABLE as error:
        raise ConfigurationError(f"{what}[{number}] cannot be written as JSON: {error}") from error


class Items:
    """Items that can be gone through twice, whatever they are.

    Raises:
        ConfigurationError: They are no list or other iterable.
    """

    def __init__(self, items: Any, what: str) -> None:
        if not isinstance(items, Iterable) or isinstance(items, str | bytes | Mapping):
            raise ConfigurationError(f"{what} must be a list or another iterable, not a single {type(items).__name__}")
        self.what = what
        self._items = items
        self._kept = tempfile.TemporaryFile() if iter(items) is items else None  # noqa: SIM115 - `close`

    def first(self) -> Iterator[tuple[Any, bytes]]:
        """Each item, and its JSON."""
        for number, item in enumerate(self._items):
            written = _item(item, self.what, number)
            if self._kept is not None:
                self._kept.write(_AS_GIVEN.encode(item).encode() + b"\n")
            yield item, written

    def second(self) -> Generator[Any, None, None]:
        """Each item again."""
        if self._kept is None:
            yield from self._items
        else:
            self._kept.seek(0)
            yield from map(json.loads, self._kept)

    def close(self) -> None:
        """Drop what was kept."""
        if self._kept is not None:
            self._kept.close()


@dataclass
class Plan:
    """What a run consists of."""

    digest: str
    pieces: list[Piece]
    once: bool
    """Whether these are rows, and not what an export is told: those are submitted once, unless the caller says otherwise."""
    submission: Submission[Any] | None
    """What the first part would send; None where its class does not say."""


@dataclass
class Cutter:
    """Cuts the items of one submit.

    Args:
        takes: What it takes, with the limits.
        target: The digest of where all goes, with the arguments.
        prepare: Checks what would be sent with these items.
    """

    takes: Takes
    target: str
    prepare: Any
    _pieces: list[Piece] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _submission: Submission[Any] | None = None

    def cut(self, items: Items | None) -> Plan:
        """Check all, and say where the parts begin and end.

        Raises:
            ConfigurationError: There are no items, or one is malformed or too large; it is named by its number.
        """
        once = False
        if items is None:
            self._submission = self.prepare(None)
            self._add(0, 0, self.target)
        else:
            part: list[Any] = []
            digest, size, limit = hashlib.sha256(self.target.encode()), 0, math.inf
            for number, (item, written) in enumerate(items.first()):
                once = once or hasattr(item, "to_dict") or isinstance(item, Mapping)
                if number == 0 and self.takes.max_bytes is not None:
                    limit = self.takes.max_bytes - self._envelope(item, written, items.what)
                if len(written) > limit:
                    raise ConfigurationError(
                        f"{items.what}[{number}] is {len(written):,} bytes of JSON; with all around it one submit takes"
                        f" {self.takes.max_bytes:,}"
                    )
                full = len(part) == self.takes.most or size + len(written) > limit
                if part and full:
                    self._end(part, number - len(part), digest.hexdigest(), items.what)
                    part, digest, size = [], hashlib.sha256(self.target.encode()), 0
                part.append(item)
                digest.update(written + b"\n")
                size += len(written) + 1
            if not self._pieces and not part:
                raise ConfigurationError(f"there are no {items.what} to submit")
            self._end(part, sum(one.items for one in self._pieces), digest.hexdigest(), items.what)
        run = digest_of(self.target, [one.digest for one in self._pieces])
        return Plan(run, self._pieces, once, self._submission)

    def _envelope(self, item: Any, written: bytes, what: str) -> int:
        """Bytes of a body around its items."""
        submission = self._checked([item], 0, what)
        content = submission.call.request.get("content", b"") if submission else b""
        return max(len(content) - len(written), 0)

    def _end(self, part: list[Any], first: int, digest: str, what: str) -> None:
        submission = self._checked(part, first, what)
        self._submission = self._submission or submission
        self._add(first, len(part), digest)

    def _checked(self, part: list[Any], first: int, what: str) -> Submission[Any] | None:
        try:
            return self.prepare(part)  # type: ignore[no-any-return]
        except ConfigurationError as error:
            said = re.sub(
                rf"\b{re.escape(what)}\[(\d+)\]", lambda found: f"{what}[{int(found[1]) + first}]", str(error)
            )
            raise ConfigurationError(said) from error

    def _add(self, first: int, items: int, digest: str) -> None:
        self._pieces.append(Piece(first, items, digest, self._seen[digest]))
        self._seen[digest] += 1


def taken(items: Iterator[Any], piece: Piece, target: str, what: str) -> list[Any]:
    """The next items, which must be those of *piece*.

    Raises:
        ConfigurationError: They are others than they were when they were first read.
    """
    part = list(islice(items, piece.items))
    digest = hashlib.sha256(target.encode())
    for number, item in enumerate(part):
        digest.update(_item(item, what, piece.first + number) + b"\n")
    if digest.hexdigest() != piece.digest:
        raise ConfigurationError(
            f"the {what} are others than when they were first read: nothing of the part that begins with"
            f" {what}[{piece.first}] was sent. Let nobody write to them meanwhile, and run it again"
        )
    return part
