"""Idempotency keys that a second process derives again, so that its submit is the same submit."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, date, datetime

from .errors import ConfigurationError

_NAMESPACE = uuid.UUID("d0e8f2ef-9c52-5c0c-8c5b-3f5d2a4d5f11")
"""Of tarry's keys alone. It never changes: with another one, keys would differ, and a repeated submit would be a second job."""


def key_for(*parts: str | int | date | uuid.UUID) -> str:
    """An idempotency key made of what names a submit, the same in every process.

    Give what stays the same when an engine retries, and differs for another submit: the name of the workflow, its run, the
    task, the index of a mapped task, the number of the submit in the task. Give neither the number of the attempt nor the time
    of day. A retry is then the same submit, which a provider with idempotency keys takes once for as long as it keeps them
    (Fullstory: 24 hours), and which has to carry the same body.

        key = tarry.key_for("nightly", run_id, "load_events", 1)
        job = fullstory.EventsImport.submit(client, events, idempotency_key=key)

    Args:
        parts: Texts, whole numbers, dates, datetimes with a time zone, UUIDs. Their order and their borders count:
            `("a", "bc")` and `("ab", "c")` give two keys, as do `1` and `"1"`. A date and a UUID are taken as their texts, a
            datetime as the text of its instant in UTC.

    Returns:
        A UUID as a text of 36 characters, which every place takes that takes a key. The parts cannot be read from it.

    Raises:
        ConfigurationError: There are no parts, or one is empty or of another type, such as None or a float.
    """
    if not parts:
        raise ConfigurationError("key_for needs at least one part, such as the id of the run and the name of the task")
    texts = json.dumps([_part(number, part) for number, part in enumerate(parts, 1)], separators=(",", ":"))
    return str(uuid.uuid5(_NAMESPACE, hashlib.sha256(texts.encode()).hexdigest()))


def _part(number: int, part: object) -> str | int:
    """A part as it is hashed."""
    if isinstance(part, int) and not isinstance(part, bool):
        if part.bit_length() > 64:
            raise ConfigurationError(f"part {number} of key_for is a number of more than 64 bits: give a text")
        return part
    if isinstance(part, datetime):
        if part.tzinfo is None:
            raise ConfigurationError(
                f"part {number} of key_for is a datetime without a time zone, which names no instant"
            )
        # Not the isoformat of a subclass, such as those of libraries for time zones.
        return datetime.isoformat(part.astimezone(UTC))
    if isinstance(part, date | uuid.UUID):
        return str(part)
    if not isinstance(part, str):
        raise ConfigurationError(
            f"part {number} of key_for is of type {type(part).__name__}: give texts, whole numbers, dates, datetimes or UUIDs, "
            "which are the same in every process"
        )
    if not part or part.isspace():
        raise ConfigurationError(
            f"part {number} of key_for is empty, so that different submits would have the same key"
        )
    return part
