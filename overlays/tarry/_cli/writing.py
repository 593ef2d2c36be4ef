"""What came out of jobs, written beside the wait for the others: `--results` and `--failures`."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from tarry._cli import going_on

if TYPE_CHECKING:
    from tarry._core.handles import Handle
    from tarry._core.results import Job

ENDED_WITH = {"results": {"succeeded", "partial"}, "failures": {"partial", "failed"}}
"""The lists that a wait can write, each with the outcomes that leave one."""


class Written(NamedTuple):
    """What became of one list of one job."""

    handle: Handle
    what: str
    file: str
    rows: int = 0
    error: Exception | None = None


def targets(option: str, given: str, handles: Sequence[Handle]) -> Mapping[Handle, str]:
    """Which file is whose: *given* for one job; for several it is a folder, or has `{id}` in it.

    Raises:
        ConfigurationError: Two jobs would be written to one file, or the folder cannot be written to.
    """
    from tarry._core.errors import ConfigurationError
    from tarry._files.target import target_of

    if "{id}" not in given and (given.endswith("/") or Path(given).is_dir()):
        given = str(Path(given) / "{provider}-{kind}-{id}.jsonl")
    files = {handle: _filled(given, handle) for handle in handles}
    if len({*files.values()}) < len(handles):
        remedy = "put {id} in the name, or name a folder with a slash at its end"
        if "{id}" in given:
            remedy = "two ids are the same: put {provider}, {kind} and {id} in the name"
        raise ConfigurationError(f"{option} {given} would be one file for several jobs: {remedy}")
    for file in files.values():
        if going_on.is_here(file):
            try:
                Path(file).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise ConfigurationError(f"{option} {file}: {error.strerror}: {error.filename}") from error
        # What could not be written after a wait of days is said before it.
        target_of(file, "jsonl" if file == "-" else None, None, going_on.is_here(file), False, option)
    return files


def _filled(given: str, handle: Handle) -> str:
    ids = "-".join(quote(one, safe="") for one in handle.ids)
    parts = {"{provider}": handle.provider, "{kind}": handle.kind, "{id}": ids}
    for name, value in parts.items():
        given = given.replace(name, value)
    return given


class Writer:
    """One thread that writes list after list, so that the polls of other jobs are in time meanwhile."""

    def __init__(self, files: Mapping[str, Mapping[Handle, str]], on_rows: Callable[[Handle, int], None]) -> None:
        self._files = files
        self._on_rows = on_rows
        self._orders: queue.SimpleQueue[tuple[Job[Any], str] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self.finished: queue.SimpleQueue[Written] = queue.SimpleQueue()
        self.unwritten: set[tuple[Handle, str]] = set()
        """What is still to be written, or could not be."""

    def add(self, job: Job[Any], outcome: str) -> None:
        """Write what a job left that has ended so."""
        for what, files in self._files.items():
            if job.handle in files and outcome in ENDED_WITH[what] and hasattr(job, what):
                self.unwritten.add((job.handle, what))
                self._orders.put((job, what))
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="tarry-write", daemon=True)
                    self._thread.start()

    def close(self) -> None:
        """Wait until all is written; a signal can end that."""
        if self._thread is not None:
            self._orders.put(None)
            self._thread.join()

    def _work(self) -> None:
        while (order := self._orders.get()) is not None:
            job, what = order
            handle = job.handle
            written = Written(handle, what, self._files[what][handle])
            try:
                # What a killed run left is gone on with.
                done = getattr(job, what)().to(
                    written.file,
                    resume=going_on.is_here(written.file),
                    on_progress=lambda rows, *_, of=handle: self._on_rows(of, rows),
                )
                written = written._replace(rows=done.rows)
                self._on_rows(handle, done.rows)
                self.unwritten.discard((handle, what))
            except Exception as error:  # noqa: BLE001 - told where all endings are
                written = written._replace(error=error)
            self.finished.put(written)
