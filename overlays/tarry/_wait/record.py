"""What stands in a record of waits: lines of JSON, of four kinds, said here once for who writes and who reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, Literal, TypeAlias

import msgspec

from tarry._core.errors import ConfigurationError, HandleError
from tarry._core.handles import Handle
from tarry._core.texts import brief, shown
from tarry.schedules import Fixed, Growing, Schedule

VERSION = 1

Known: TypeAlias = Literal["pending", "succeeded", "partial", "failed", "gone"]


class Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True):
    """What all lines have."""

    v: int
    wait: str
    """Tells waits apart, also those of several processes in one file."""
    handle: str
    label: str | None = None


class Start(Line, frozen=True, kw_only=True, tag="start"):
    """A wait begins, with its options."""

    time: float
    timeout: float | None
    """None for ever."""
    unknown_status: Literal["wait", "raise"]
    fault_tolerance: float | None
    """None for the provider's own, as for the schedule."""
    schedule: dict[str, Any] | None
    snapshot: str | None = None
    """What the wait went on from, where it had begun before, perhaps in another process."""


class Polled(Line, frozen=True, kw_only=True, tag="poll"):
    """What a poll brought, and what was decided because of it."""

    number: int
    time: float | None
    elapsed: float
    kind: Literal["seen", "missing", "expired", "fault", "denied"]
    outcome: Known | None
    word: str | None
    hint: float | None
    retry_after: float | None
    confirmations: int
    note: str
    misfit: bool
    fault: str | None
    stands: Known
    """The outcome of the wait after it."""
    next_delay: float | None
    reason: str
    stalled: float | None


class End(Line, frozen=True, kw_only=True, tag="end"):
    """How a wait ended."""

    outcome: Known
    word: str | None
    polls: int
    elapsed: float
    error: str | None


class Stopped(Line, frozen=True, kw_only=True, tag="stopped"):
    """The caller waited no more."""

    time: float


AnyLine: TypeAlias = Start | Polled | End | Stopped

_HEAD = '{"event":"'
"""How every line begins."""

_decoder = msgspec.json.Decoder(AnyLine)


def read(lines: Iterable[str]) -> Iterator[tuple[int, AnyLine]]:
    """The lines of a record by their number. One that a kill has cut short is left out, if it is the last.

    Raises:
        ConfigurationError: A line does not belong to a record of this version.
    """
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            line = _decoder.decode(text)
            Handle.parse(line.handle)
        except HandleError as error:
            raise ConfigurationError(f"line {number}: {error}") from error
        except (msgspec.DecodeError, ValueError) as error:
            if not text.endswith("\n") and text.startswith(_HEAD[: len(text)]):
                return
            raise ConfigurationError(f"line {number} is not of a record of waits: {brief(error)}") from None
        if line.v != VERSION:
            raise ConfigurationError(
                f"line {number} is of version {line.v} of the record, and this tarry reads {VERSION}: another tarry wrote it"
            )
        yield number, line


def word(raw_status: str | None) -> str | None:
    """A status word as it stands in a record."""
    return None if raw_status is None else shown(raw_status)


_OWN = {one.__name__: one for one in (Fixed, Growing)}


def of_schedule(schedule: Any) -> dict[str, Any] | None:
    """A schedule as it stands in a record; of a caller's own class the name alone."""
    if schedule is None:
        return None
    name = type(schedule).__name__
    return {"name": name, **(asdict(schedule) if type(schedule) is _OWN.get(name) else {})}


def to_schedule(written: dict[str, Any]) -> Schedule | None:
    """The schedule again; None for one of a caller's own.

    Raises:
        ConfigurationError: It is none that can be.
    """
    options = dict(written)
    kind = _OWN.get(str(options.pop("name", "")))
    try:
        return kind(**options) if kind else None
    except TypeError as error:
        raise ConfigurationError(f"its schedule cannot be: {brief(error)}") from None
