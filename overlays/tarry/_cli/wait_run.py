"""`tarry wait`: every job that was named gets an ending, whatever ends the command."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any, NamedTuple

from tarry._cli import durations, endings, exit_codes, going_on, guard, journalled, writing
from tarry._cli.displays import Quiet, display_for, say
from tarry._cli.endings import Ending, Events
from tarry._cli.handles import read_handles
from tarry._cli.opening import open_jobs
from tarry._cli.options import Common
from tarry._cli.reporting import Report
from tarry._cli.signals import Signals, Stopped

if TYPE_CHECKING:
    from tarry._core.handles import Handle
    from tarry._core.results import Poll, WaitResult
    from tarry._core.schedule import Schedule

GO_ON = {exit_codes.TIMEOUT, exit_codes.INTERRUPTED, exit_codes.TERMINATED, exit_codes.UNSURE, exit_codes.BROKE}
"""With these a job may be running, and another wait can find out."""

MOST_NAMED = 20
"""Handles in the command that goes on, where a file names them as well."""

MOST_STEPS = 5
"""Jobs for which the next step is told."""


class Wanted(NamedTuple):
    """What was typed. Durations are in seconds."""

    timeout: float | None
    """None where it was not given, infinity for ever."""
    recent: float | None = None
    accept_partial: bool = False
    results: str | None = None
    failures: str | None = None
    report: str | None = None
    record: str | None = None
    stalled_after: float | None = None
    every: float | None = None

    def as_options(self) -> dict[str, Any]:
        """What another command needs to go on alike."""
        paths = {f"--{name}": getattr(self, name) for name in ("results", "failures", "report", "record")}
        return {
            "--timeout": durations.written(math.inf if self.timeout is None else self.timeout),
            "--accept": "partial" if self.accept_partial else None,
            **{name: path and going_on.absolute(path) for name, path in paths.items()},
            "--stalled-after": self.stalled_after and durations.written(self.stalled_after),
            "--every": self.every and durations.written(self.every),
        }


class Run:
    """The state of one wait command."""

    def __init__(self, wanted: Wanted, common: Common, display: Quiet, signals: Signals) -> None:
        self._wanted, self._common = wanted, common
        self._display, self._signals = display, signals
        self._events = Events() if common.json else None
        self._labels: dict[Handle, str | None] = {}
        self._submitted_here: dict[Handle, str | None] = {}
        self._last: dict[Handle, Poll] = {}
        self._endings: dict[Handle, Ending] = {}
        self._writer = writing.Writer({}, display.wrote)
        self._report = Report(None, None)
        self._files: list[str] = []
        """Where all handles are from, if they are from files."""
        self._codes: list[int] = []
        """Of files that could not be written."""

    def wait(self, arguments: Sequence[str], schedule: Schedule | None) -> None:
        """Wait for all jobs, and until what they left is written."""
        from tarry._wait.many import as_completed
        from tarry.schedules import Fixed

        wanted = self._wanted
        _check(wanted)
        handles = _handles(arguments, wanted.recent)
        if wanted.recent is None and all(one.startswith("@") for one in arguments):
            self._files = [f"@{going_on.absolute(one[1:])}" for one in arguments]
        self._labels = dict.fromkeys(handles)
        self._submitted_here = journalled.labels(handles)
        self._labels |= self._submitted_here
        self._writer = writing.Writer(_files(wanted, handles, self._common), self._display.wrote)
        self._report = Report(wanted.report, wanted.record)
        with open_jobs(handles, self._common, self._labels) as jobs:
            self._display.begin(jobs)
            completed = as_completed(
                jobs,
                timeout=wanted.timeout if wanted.timeout is not None else math.inf,
                schedule=schedule if wanted.every is None else Fixed(wanted.every),
                on_poll=self._polled,
                stalled_after=wanted.stalled_after,
                record=self._report.record,
            )
            # Left by an error or a signal, it is closed here, and the record says so.
            with closing(completed):
                for result in completed:
                    self._ended(result)
                    self._tell_written()
            self._writer.close()
            self._tell_written()

    def close(self, code: int | None, reason: str) -> int:
        """Give every job its ending, say how to go on, and the command's exit code.

        Args:
            code: What ended the command, where it was not the jobs.
            reason: In words; a line of an error.
        """
        for handle, label in self._labels.items():
            if handle not in self._endings:
                self._end(endings.cut_off(handle, label, self._last.get(handle), reason, code or exit_codes.BROKE))
        self._tell_written()
        try:
            self._report.write()
        except OSError as error:
            self._codes.append(exit_codes.BROKE)
            say(f"--report: {guard.told(error)}")
        self._display.finish([*self._endings.values()])
        if code is None:
            found = [*self._codes, *(ending.code for ending in self._endings.values())]
            code = exit_codes.BROKE if exit_codes.BROKE in found else exit_codes.first_of(found)
        go_on = self._go_on()
        if go_on and code != exit_codes.USAGE:
            say(f"Nothing was cancelled. To go on:\n  {go_on}")
        self._tell_next_steps()
        if self._events is not None:
            self._events.exit(code, go_on=go_on, error=reason or None)
        return code

    def _polled(self, poll: Poll) -> None:
        with self._signals.whole():
            self._last[poll.job.handle] = poll
            self._display.polled(poll)
            if self._events is not None:
                self._events.poll(poll)

    def _ended(self, result: WaitResult[Any, Any]) -> None:
        ending = endings.of_result(result, exit_codes.code_of(result, accept_partial=self._wanted.accept_partial))
        with self._signals.whole():
            self._display.ended(ending)
            self._end(ending)
        if result.outcome.is_terminal:
            if ending.handle in self._submitted_here:
                journalled.note_end(ending.handle, ending.outcome, ending.raw_status)
            self._writer.add(result.job, ending.outcome)

    def _end(self, ending: Ending) -> None:
        self._endings[ending.handle] = ending
        if self._events is not None:
            self._events.end(ending)

    def _tell_written(self) -> None:
        while not self._writer.finished.empty():
            written = self._writer.finished.get()
            if written.error is not None:
                self._codes.append(exit_codes.code_of_error(written.error))
                say(f"{written.handle}: its {written.what} were not written: {guard.told(written.error)}")
            elif self._events is not None:
                self._events.rows(written.handle, written.what, written.file, written.rows)

    def _go_on(self) -> str | None:
        unwritten = {handle for handle, _ in self._writer.unwritten}
        left: list[Any] = [one for one in self._labels if self._endings[one].code in GO_ON or one in unwritten]
        if len(left) > MOST_NAMED and self._files:
            left = self._files  # a poll more for those that have ended, and a line that can be read
        return going_on.command("wait", left, self._wanted.as_options(), self._common) if left else None

    def _tell_next_steps(self) -> None:
        """Where the refused rows can be read, of those that were not written."""
        if self._wanted.failures is not None or self._common.quiet:
            return
        for one in [one for one in self._endings.values() if one.outcome == "partial"][:MOST_STEPS]:
            say(f"What was refused: {going_on.command('failures', [one.handle], {}, Common(*self._common[:2]))}")


def run(arguments: Sequence[str], wanted: Wanted, common: Common, *, schedule: Schedule | None = None) -> int:
    """Wait, and return the exit code. *schedule* is for tests."""
    failed: Exception | None = None
    with Signals() as signals, display_for(common) as display:
        this = Run(wanted, common, display, signals)
        code, reason = None, ""
        try:
            this.wait(arguments, schedule)
            signals.hold()
        except Stopped as stopped:
            code, reason = stopped.code, stopped.word
        except Exception as error:  # noqa: BLE001 - raised again when every job has its ending
            failed, code, reason = error, guard.code_of(error), guard.told(error)
        code = this.close(code, reason)
    if failed is not None:
        raise failed
    return code


def _handles(arguments: Sequence[str], recent: float | None) -> list[Handle]:
    """Those that are named, and where that is asked for those of the journal."""
    if recent is None:
        return read_handles(arguments)
    from tarry._core.errors import HandleError

    named = read_handles(arguments) if arguments else []
    found = [*dict.fromkeys([*named, *journalled.recent(recent)])]
    if not found:
        raise HandleError("nothing is waited for: no job that was submitted here in this time is running")
    return found


def _check(wanted: Wanted) -> None:
    from tarry._core.errors import ConfigurationError

    if wanted.timeout is None and not sys.stderr.isatty():
        raise ConfigurationError(
            "--timeout is needed where nobody watches: --timeout 2h, or --timeout none to wait for ever"
        )


def _files(wanted: Wanted, handles: Sequence[Handle], common: Common) -> dict[str, Mapping[Handle, str]]:
    from tarry._core.errors import ConfigurationError

    given = {"results": wanted.results, "failures": wanted.failures}
    if "-" in given.values() and (common.json or wanted.results == wanted.failures):
        raise ConfigurationError("stdout takes one list of rows, or JSON: name a file for the other")
    return {what: writing.targets(f"--{what}", file, handles) for what, file in given.items() if file is not None}
