"""A wait as a short text, by which another process goes on with it exactly.

It is JSON with the handle, the options, and how the wait stands (`standing.py`). It holds no model, no body, no text of an
error and no timeline: what a server wrote stays where it was read, but for a status word that looks like one. A forged text can
do what a forged handle can, and have the polls of its wait earlier or later, within the laws: nothing in it names a class to be
made, a path or an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from tarry._core.errors import ConfigurationError, HandleError
from tarry._core.handles import Handle
from tarry._core.observation import Kind
from tarry._core.options import checked_label
from tarry._core.outcome import Outcome
from tarry._core.policy import Faults
from tarry._core.submitted import age
from tarry._core.texts import brief, type_name
from tarry.schedules._learned import Learned, Recalled
from tarry.schedules._rarer import Rarer

from .record import of_schedule, to_schedule
from .stall import Stall
from .standing import Standing

if TYPE_CHECKING:
    from tarry._core.results import Job
    from tarry._core.schedule import Schedule

VERSION = 1

LONGEST = 20_000
"""Characters of a snapshot. One with the longest label and ids has about half of them, most have 700."""

FOREVER = 1e12
"""Seconds, more than thirty thousand years: nothing in a snapshot is later, and what is meant to be infinite is written so."""

_WORD = re.compile(r"[^\W\d_]+(?:[ _-][^\W\d_]+){0,5}")
"""A status word as providers have them. Whatever else stands in its place (a URL, a key, a sentence) is not written down."""

_LONGEST_WORD = 40

_UNREADABLE = "(not kept)"
"""Stands for a word that was not written down, until the next answer."""

_DEEPEST = 4
"""So many schedules may be in each other: hundreds would exhaust the stack when they are asked."""

Time = Annotated[float, Meta(ge=0, le=FOREVER)]
Number = Annotated[int, Meta(ge=0, le=10**9)]


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    """Faults in a row."""

    count: Annotated[int, Meta(ge=1, le=10**9)]
    misfits: Annotated[int, Meta(ge=0, le=1)]
    since: Time


class _Unchanged(msgspec.Struct, forbid_unknown_fields=True):
    """The last answer, for a wait with `stalled_after`."""

    limit: Time
    answer: Annotated[str, Meta(max_length=64)] | None
    since: Time
    seconds: Time | None


class _Stands(msgspec.Struct, forbid_unknown_fields=True):
    """The fields of `Standing` by their names. Times are seconds from the start of the wait."""

    polls: Number
    elapsed: Time
    due: Time
    spread: Time
    at_deadline: bool
    seen: bool
    answered: bool
    missing: bool
    missing_since: Time
    fault: Kind | None
    """Of which kind the last poll was, where it brought no answer; without the text."""
    retry_after: Time | None
    unknown_since: Time
    unknown_words: Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=8)]
    stall: _Unchanged | None
    faults: _Row | None
    same: Number
    running_at: Time | None
    ended_by: Time | None
    last_outcome: Outcome | None
    raw_status: Annotated[str, Meta(max_length=_LONGEST_WORD)] | None


class Snapshot(msgspec.Struct, forbid_unknown_fields=True):
    """What the text holds. Times are seconds since the epoch."""

    version: int
    handle: str
    label: str | None
    taken: Time
    """When the snapshot was taken. The wait does not go on before it, where a clock was put back."""
    elapsed: Time
    """Seconds from the start of the wait to then."""
    deadline: Time | None
    """None for ever."""
    schedule: dict[str, Any] | None
    """None for the provider's own; of a class of the caller's the name alone."""
    age: Time | None
    """Seconds from the submit to the start of the wait, where that is known: for a schedule that learns."""
    unknown_status: Literal["wait", "raise"]
    fault_tolerance: Time | None
    """None for the provider's default."""
    stands: _Stands


class _Versioned(msgspec.Struct):
    version: int


_decoder = msgspec.json.Decoder(Snapshot)


def written(wait: Standing, *, schedule: Schedule | None, **facts: Any) -> str:
    """A wait with this schedule as a text; *facts* are fields of `Snapshot`."""
    fields = {name: getattr(wait, f"_{name}") for name in _Stands.__struct_fields__}
    word, row, stall = wait._raw_status, wait._faults, wait._stall
    is_word = word is None or (len(word) <= _LONGEST_WORD and _WORD.fullmatch(word))
    fields |= {
        "raw_status": word if is_word else _UNREADABLE,
        "fault": None if wait._fault is None else Kind(wait._fault.partition(":")[0]),
        "faults": None if row is None else _Row(row.count, row.misfits, row.since),
        "stall": None if stall is None else _Unchanged(stall.limit, *stall.remembered()),
    }
    job = wait.job
    snapshot = Snapshot(
        version=VERSION,
        handle=str(job.handle),
        label=job.label,
        schedule=_described(schedule),
        stands=_Stands(**fields),
        **facts,
    )
    return msgspec.json.encode(_finite(msgspec.to_builtins(snapshot))).decode()


def read(text: str) -> Snapshot:
    """What a snapshot says, checked.

    Raises:
        HandleError: It is none, or none that this tarry reads.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        size = f"{len(text):,} characters" if isinstance(text, str) else f"a value of type {type_name(text)}"
        raise HandleError(f"not a snapshot of a wait, but {size}; Wait.snapshot() returns one, a text of JSON")
    try:
        version = msgspec.json.decode(text, type=_Versioned).version
        if version != VERSION:
            raise HandleError(
                f"a snapshot of version {version} is from another tarry; this one reads version {VERSION}"
            )
        kept = _decoder.decode(text)
        Handle.parse(kept.handle)
        checked_label(kept.label)
    except HandleError:
        raise
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise HandleError(f"not a snapshot of a wait: {brief(error)}; Wait.snapshot() returns one") from None
    if kept.elapsed < kept.stands.elapsed:
        raise HandleError(f"not a snapshot of a wait: the times in the one for {kept.handle} contradict each other")
    return kept


def schedule_in(text: str) -> Schedule | None:
    """The schedule of a wait that a snapshot holds; None for the provider's own. Raises as `restored` does."""
    kept = read(text)
    return _made(kept.schedule, kept.handle)


WaitT = TypeVar("WaitT", bound=Standing)


def restored(  # noqa: PLR0917 - the arguments of `WaitState.restore`, handed through
    make: Callable[..., WaitT], text: str, job: Job[Any], now: float, wall: float, schedule: Schedule | None
) -> WaitT:
    """Go on with the wait for *job* that a snapshot holds.

    Args:
        make: Makes a wait, by the arguments of `WaitState`.
        text: The snapshot.
        job: The same job, made anew. Where it has no label, it gets the one that it had.
        now: The time of this process's monotonic clock.
        wall: The same moment in seconds since the epoch.
        schedule: The schedule that was given, where it is a class of the caller's; or another one from now on.

    Raises:
        HandleError: *text* is no snapshot that this tarry reads, or one of another job.
        ConfigurationError: The schedule is a class of the caller's, and not given.
    """
    kept = read(text)
    if Handle.parse(kept.handle) != job.handle:
        raise HandleError(f"a snapshot of the wait for {kept.handle} is not one for {job.handle}")
    job.label = job.label or kept.label
    stands = kept.stands
    # The difference of two times of the wall clock alone, so that nothing is lost by rounding however often a wait moves.
    start = now - kept.elapsed - max(wall - kept.taken, 0.0)
    if kept.age is not None and age(job, now) is None:
        job.submitted_at = start - kept.age
    # Rounded, as times of today's wall clock have no more digits, and a timeout has fewer.
    timeout = None if kept.deadline is None else max(round(kept.deadline - kept.taken + kept.elapsed, 6), 0.0)
    wait = make(
        job,
        now=start,
        timeout=timeout,
        schedule=_made(kept.schedule, kept.handle) if schedule is None else schedule,
        unknown_status=kept.unknown_status,
        fault_tolerance=kept.fault_tolerance,
    )
    for name in _Stands.__struct_fields__:
        setattr(wait, f"_{name}", getattr(stands, name))
    if timeout is not None:
        wait._due = min(wait._due, timeout)
    wait._spread = min(wait._spread, max(wait._due - stands.elapsed - (stands.retry_after or 0.0), 0.0))
    wait._fault = None if stands.fault is None else f"{stands.fault.value}: before the wait was moved"
    wait._faults = None if stands.faults is None else Faults(*msgspec.structs.astuple(stands.faults))
    wait._stall = None if stands.stall is None else Stall(*msgspec.structs.astuple(stands.stall))
    return wait


def _described(schedule: Any) -> dict[str, Any] | None:
    """A schedule, if it is one of tarry's own that needs nothing but numbers; of others the class."""
    if schedule is None:
        return None
    own = of_schedule(schedule)
    if own and len(own) > 1:
        return own
    if isinstance(schedule, Learned) and (options := schedule.options()) is not None:
        return {"name": "Learned", **options}
    if isinstance(schedule, Rarer):
        options = {"factor": schedule.factor, "ceiling": schedule.ceiling, "since": schedule.since}
        return {"name": "Rarer", **options, "called": schedule.is_news, "schedule": _described(schedule.schedule)}
    return {"class": type_name(schedule)}


def _made(written: dict[str, Any] | None, handle: str, depth: int = 0) -> Schedule | None:
    """The schedule again.

    Raises:
        HandleError: It is none that can be.
        ConfigurationError: It has to be given.
    """
    if written is None:
        return None
    if not isinstance(written, dict):
        raise HandleError(f"not a snapshot of a wait: {written!r:.80} is no schedule")
    if "class" in written:
        raise ConfigurationError(
            f"the wait for {handle} has a schedule of the class {written['class']!r:.200}, which a snapshot does "
            "not hold: give one with schedule="
        )
    options = dict(written)
    if depth > _DEEPEST:
        raise HandleError("not a snapshot of a wait: there are too many schedules in each other")
    inner = _made(options.pop("schedule", None), handle, depth + 1) if options.get("name") == "Rarer" else None
    try:
        if options.get("name") == "Rarer":
            del options["name"]
            return Rarer.again(inner, **options)
        if options.get("name") == "Learned":
            del options["name"]
            return Recalled(**options)
        made = to_schedule(options)
    except (ConfigurationError, TypeError) as error:
        raise HandleError(f"not a snapshot of a wait: {brief(error)}") from None
    if made is None:
        raise HandleError(f"not a snapshot of a wait: there is no schedule {options.get('name')!r:.80}")
    return made


def _finite(value: Any) -> Any:
    """What is infinite, which JSON cannot say, as `FOREVER`; no time is before its start by a rounding."""
    if isinstance(value, dict):
        return {key: _finite(one) for key, one in value.items()}
    return min(max(value, 0.0), FOREVER) if isinstance(value, float) else value
