"""Reading Retry-After (RFC 9110, section 10.2.3): seconds, or a date judged against the answer's own Date."""

import math
from collections.abc import Callable, Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

MAX_RETRY_AFTER = 7 * 86_400.0
"""Longest wait that is believed, in seconds. What lies beyond is a fault of the server, not a plan."""


_MAX_LENGTH = 1000
"""Of a header that is read. Nobody means more, and a date parser may take long over it."""


def retry_after(headers: Mapping[str, str], wall_time: Callable[[], float]) -> float | None:
    """Seconds to keep away after an answer with these *headers*; None where it says nothing or nothing readable.

    A negative number and a date in the past mean that there is nothing to wait for: 0. Where there are several, as where a
    gateway adds its own, the longest holds.

    Args:
        headers: Headers of the answer, by case-insensitive name.
        wall_time: Seconds since the epoch, asked only for a date in an answer without a Date of its own.
    """
    # Several headers of one name arrive joined by commas (RFC 9110, section 5.3). A date has a comma after its weekday,
    # which it can do without.
    values = headers.get("retry-after", "")[:_MAX_LENGTH].split(",")
    found = [seconds for value in values if (seconds := _until(value, headers, wall_time)) is not None]
    return min(max(0.0, *found), MAX_RETRY_AFTER) if found else None


def _until(value: str, headers: Mapping[str, str], wall_time: Callable[[], float]) -> float | None:
    seconds = _seconds(value)
    if seconds is not None:
        return seconds
    until = _timestamp(value)
    return None if until is None else until - sent_at(headers, wall_time)


def sent_at(headers: Mapping[str, str], wall_time: Callable[[], float]) -> float:
    """When an answer was sent, in seconds since the epoch: by its own Date, else by *wall_time*.

    The server's clock may be off from ours; a date in its answer, judged against its own Date, says what it meant.
    """
    sent = _timestamp(headers.get("date", "")[:_MAX_LENGTH])
    return wall_time() if sent is None else sent


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    return None if math.isnan(seconds) else seconds


def _timestamp(value: str) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
        # A date without a zone is in UTC: RFC 9110 knows no other.
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
