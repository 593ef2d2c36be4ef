"""The flight recorder: every poll of a wait as one line of JSON, so that what was decided can be read, drawn and replayed.

A line holds handles, labels, words, times, and texts as they are in the log, which name of an answer that is an error how it
begins, without credentials; of a body with a status it holds the word alone.
Each line is written whole and at once, so that a killed process leaves a file that can be read, and several may share one.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from tarry._core.errors import ConfigurationError
from tarry._core.texts import brief, shown

from .record import VERSION, End, Line, Polled, Start, Stopped, of_schedule, word

if TYPE_CHECKING:
    from tarry._core.results import Job, Poll, WaitResult

logger = logging.getLogger("tarry")


class Recorder:
    """Adds the waits of one call to a record. One that cannot be written to any more is given up, and the wait goes on."""

    def __init__(self, record: str | os.PathLike[str] | TextIO) -> None:
        self._file: TextIO | None = None
        self._path = ""
        self._lock = threading.Lock()
        """Lines of the same file object are written by the threads of a `Watch`."""
        if isinstance(record, str | os.PathLike):
            self._path = os.fspath(record)
            try:
                self._append("")
            except (OSError, ValueError) as error:
                raise ConfigurationError(f"record cannot be written: {brief(error)}") from error
        elif callable(getattr(record, "write", None)) and callable(getattr(record, "flush", None)):
            self._file = record
        else:
            raise ConfigurationError(f"record must be a path or a text file open for writing, not {record!r:.80}")

    def started(self, wait_id: str, job: Job[Any], options: Mapping[str, Any]) -> None:
        """Write what was asked for."""
        self._write(Start, wait_id, job, time=_now(), **{**options, "schedule": of_schedule(options["schedule"])})

    def polled(self, wait_id: str, poll: Poll) -> None:
        """Write what was seen, and what was decided."""
        seen = poll.observation
        if seen is None:  # which is true of polls of a timeline alone
            return
        self._write(
            Polled,
            wait_id,
            poll.job,
            number=poll.number,
            time=round(poll.time, 3),
            elapsed=poll.elapsed,
            kind=seen.kind.name.lower(),
            outcome=seen.outcome,
            word=word(seen.raw_status),
            hint=seen.hint,
            retry_after=seen.retry_after,
            confirmations=seen.confirmations,
            note=shown(seen.note),
            misfit=seen.misfit,
            fault=poll.fault,
            stands=poll.outcome,
            next_delay=poll.next_delay,
            reason=poll.reason,
            stalled=poll.stalled,
        )

    def ended(self, wait_id: str, result: WaitResult[Any, Any]) -> None:
        """Write how the wait ended."""
        self._write(
            End,
            wait_id,
            result.job,
            outcome=result.outcome,
            word=word(result.raw_status),
            polls=result.polls,
            elapsed=result.elapsed,
            error=None if result.error is None else type(result.error).__name__,
        )

    def stopped(self, wait_id: str, job: Job[Any]) -> None:
        """Write that nobody waits any more."""
        self._write(Stopped, wait_id, job, time=_now())

    def _write(self, line_type: type[Line], wait_id: str, job: Job[Any], **facts: Any) -> None:
        if not self._path and self._file is None:
            return
        try:
            line = line_type(v=VERSION, wait=wait_id, handle=str(job.handle), label=job.label, **facts)
            self._append(msgspec.json.encode(line).decode() + "\n")
        except Exception as error:  # noqa: BLE001 - whatever a file of the caller's raises: a wait is worth more than its record
            logger.error("the record cannot be written any more, and the wait goes on: %s", brief(error))
            self._path, self._file = "", None

    def _append(self, text: str) -> None:
        if self._file is not None:
            with self._lock:
                self._file.write(text)
                self._file.flush()
            return
        # Opened for each line: nothing stays open in a wait of weeks, and the file may be moved away under it.
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            os.write(file, text.encode())
        finally:
            os.close(file)


def _now() -> float:
    return round(time.time(), 3)
