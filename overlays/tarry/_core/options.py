"""Options of a wait: checked and in seconds."""

import math
import sys
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Literal

from .checks import is_number
from .errors import ConfigurationError

UnknownStatus = Literal["wait", "raise"]

LONGEST_LABEL = 200
"""Characters of a label: one line of a table or a log."""


def checked_label(label: object) -> str | None:
    """Check the `label` of a job: a text on one line, or None.

    Raises:
        ConfigurationError: It is empty, too long, not printable, or no text.
    """
    if label is None:
        return None
    if not isinstance(label, str):
        raise ConfigurationError(f"label must be a text or None, not {type(label).__name__}")
    if not label or label.isspace() or not label.isprintable():
        raise ConfigurationError(f"label must be a printable text on one line and not empty, not {label!r:.80}")
    if len(label) > LONGEST_LABEL:
        raise ConfigurationError(f"label has {len(label):,} characters; the most are {LONGEST_LABEL}: {label:.20}…")
    return label


def timeout_seconds(timeout: object) -> float | None:
    """Check the `timeout` of a wait: seconds, a timedelta, or None for ever.

    Raises:
        ConfigurationError: It is negative, NaN, or no length of time.
    """
    seconds = _seconds(timeout, "timeout must be seconds (0 polls once), a timedelta, or None for ever")
    return None if math.isinf(seconds) else seconds


class Default(Enum):
    """Stands for an option that was not given, where None has a meaning of its own."""

    DEFAULT = "the default"

    def __repr__(self) -> str:
        return "DEFAULT"


DEFAULT: Final = Default.DEFAULT

FaultTolerance = float | timedelta | None | Default


def tolerance_seconds(fault_tolerance: object) -> float | None:
    """Check a `fault_tolerance`: seconds, a timedelta, or None for no limit of its own.

    Returns:
        Seconds, infinity where there is no limit; None for the provider's default.

    Raises:
        ConfigurationError: It is negative, NaN, or no length of time.
    """
    if fault_tolerance is DEFAULT:
        return None
    return _seconds(
        fault_tolerance,
        "fault_tolerance must be seconds (0 tolerates no fault), a timedelta, or None for faults up to the deadline",
    )


def stall_seconds(stalled_after: object) -> float | None:
    """Check a `stalled_after`: seconds, a timedelta, or None where nobody wants to know.

    Raises:
        ConfigurationError: It is negative, NaN, or no length of time.
    """
    if stalled_after is None:
        return None
    return _seconds(stalled_after, "stalled_after must be seconds, a timedelta, or None")


def _seconds(given: object, rule: str) -> float:
    """A length of time in seconds, infinity for None; an error says the *rule*."""
    seconds = given.total_seconds() if isinstance(given, timedelta) else math.inf if given is None else given
    if not is_number(seconds) or not seconds >= 0:
        raise ConfigurationError(f"{rule}; not {given!r:.80}")
    return math.inf if seconds > sys.float_info.max else float(seconds)


Deadline = datetime | float | None | Default


def seconds_to_wait(timeout: object, deadline: object, wall: float) -> float | None:
    """Check the `timeout` and the `deadline` of a wait, of which one is given and the other is `DEFAULT`.

    Args:
        timeout: As of `timeout_seconds`.
        deadline: A datetime with a time zone, seconds since the epoch, or None for ever. One that is past polls once.
        wall: Seconds since the epoch.

    Returns:
        Seconds from now on; None for ever.

    Raises:
        ConfigurationError: Both are given, or none; or it is malformed.
    """
    if (deadline is DEFAULT) is (timeout is DEFAULT):
        raise ConfigurationError(
            "give either a deadline or a timeout: how long to wait nobody else knows (None: for ever)"
        )
    if deadline is DEFAULT or deadline is None:
        return timeout_seconds(None if deadline is None else timeout)
    if isinstance(deadline, datetime):
        if deadline.tzinfo is None:
            raise ConfigurationError(f"deadline needs a time zone, such as datetime.now(UTC) has: {deadline!r:.80}")
        deadline = deadline.timestamp()
    if not is_number(deadline) or math.isnan(deadline):
        raise ConfigurationError(
            f"deadline must be a datetime with a time zone, seconds since the epoch, or None for never, not {deadline!r:.80}"
        )
    return None if deadline > sys.float_info.max else max(deadline - wall, 0.0)
