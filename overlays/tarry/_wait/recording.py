"""The flight recorder: every poll of a wait as one line of JSON, so that what was decided can be read, drawn and replayed.

A line holds handles, labels, words, times, and texts that the library has written; of a body it holds the status word alone.
Each line is written whole and at once, so that a killed process leaves a file that can be read, and several may share one.
"""

from __future__ import annotations

import dataclasses
import json
import logging
import math
import os
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TextIO

from tarry._core.errors import ConfigurationError
from tarry._core.texts import brief, shown
from tarry.schedules import Fixed, Growing

if TYPE_CHECKING:
    from tarry._core.results import Job, Poll, WaitResult

VERSION = 1

logger = logging.getLogger("tarry")


class Recorder:
    """Adds the waits of one call to a record. One that cannot be written to any more is given up, and the wait goes on."""

    def __init__(self, record: str | os.PathLike[str] | TextIO, options: Mapping[str, Any]) -> None:
        self._options = {**options, "schedule": _schedule(options["schedule"])}
        self._file: TextIO | None = None
        self._path = ""
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

    def started(self, wait_id: str, job: Job[Any]) -> None:
        """Write what was asked for."""
        self._write("start", wait_id, job, {"time": round(time.time(), 3), **self._options})

    def polled(self, wait_id: str, poll: Poll) -> None:
        """Write what was seen, and what was decided."""
        observation = poll.observation
        if observation is None:  # which is true of polls of a timeline alone
            return
        seen = {
            "number": poll.number,
            "time": None if math.isnan(poll.time) else round(poll.time, 3),
            "elapsed": poll.elapsed,
            "kind": observation.kind.name.lower(),
            "outcome": observation.outcome,
            "word": None if observation.raw_status is None else shown(observation.raw_status),
            "hint": observation.hint,
            "retry_after": observation.retry_after,
            "confirmations": observation.confirmations,
            "note": shown(observation.note),
            "misfit": observation.misfit,
            "fault": poll.fault,
        }
        decided = {
            "stands": poll.outcome,
            "next_delay": poll.next_delay,
            "reason": poll.reason,
            "stalled": poll.stalled,
        }
        self._write("poll", wait_id, poll.job, {**seen, **decided})

    def ended(self, wait_id: str, result: WaitResult[Any, Any]) -> None:
        """Write how the wait ended."""
        error = None if result.error is None else type(result.error).__name__
        how = {"outcome": result.outcome, "word": None if result.raw_status is None else shown(result.raw_status)}
        self._write(
            "end", wait_id, result.job, {**how, "polls": result.polls, "elapsed": result.elapsed, "error": error}
        )

    def stopped(self, wait_id: str, job: Job[Any]) -> None:
        """Write that nobody waits any more."""
        self._write("stopped", wait_id, job, {"time": round(time.time(), 3)})

    def _write(self, event: str, wait_id: str, job: Job[Any], more: Mapping[str, Any]) -> None:
        name = {"v": VERSION, "event": event, "wait": wait_id, "handle": str(job.handle)}
        line = {**name, **({} if job.label is None else {"label": job.label}), **more}
        if self._path or self._file:
            try:
                self._append(json.dumps({key: _finite(value) for key, value in line.items()}) + "\n")
            except Exception as error:  # noqa: BLE001 - whatever a file of the caller's raises, a wait is worth more than its record
                logger.error("the record cannot be written any more, and the wait goes on: %s", brief(error))
                self._path, self._file = "", None

    def _append(self, line: str) -> None:
        if self._file is not None:
            self._file.write(line)
            self._file.flush()
            return
        # Opened for each line: nothing stays open in a wait of weeks, and the file may be moved away under it.
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o666)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)


def _finite(value: Any) -> Any:
    """JSON knows neither NaN nor infinity."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _schedule(schedule: Any) -> Any:
    """A schedule as it stands in a record: None for the provider's own; of a caller's own class the name alone."""
    if schedule is None:
        return None
    name = type(schedule).__name__
    return {"name": name, **dataclasses.asdict(schedule)} if type(schedule) in {Fixed, Growing} else {"name": name}
