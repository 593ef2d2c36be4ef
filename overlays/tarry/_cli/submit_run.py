"""`tarry submit`: arguments as the job's class takes them, rows out of a file, and what became of each part."""

from __future__ import annotations

import math
import re
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing, nullcontext
from typing import TYPE_CHECKING, Any, NamedTuple

from tarry._cli import endings, exit_codes, going_on, guard, submit_values, wait_run
from tarry._cli.displays import is_live, say
from tarry._cli.options import Common
from tarry._cli.signals import Signals, Stopped

if TYPE_CHECKING:
    from tarry._cli.incoming import Incoming
    from tarry._core.errors import PartialSubmitError
    from tarry.journal import Part, SubmittedParts


class Wanted(NamedTuple):
    """What was typed."""

    provider: str
    kind: str
    values: Sequence[str]
    source: str | None
    form: str | None
    label: str | None
    once: str | None
    again: bool
    send_unsure: bool
    found: Sequence[str]
    wait: bool
    timeout: float | None


SHOWN = 5
"""So many handles are repeated in the command that waits for them; more are those of `tarry wait --recent`."""

LATE = "The part that is being sent is waited for; Ctrl-C again stops at once, and then nobody may know of it."


def run(wanted: Wanted, common: Common) -> int:
    """Submit, wait where that is wanted, and return the exit code."""
    from tarry._core.errors import PartialSubmitError

    with Signals(LATE) as signals:
        told = _Told(common, signals)
        try:
            try:
                parts = _submit(wanted, common, told, signals)
            except PartialSubmitError as error:
                for part in error.parts.parts:
                    told.part(part)
                return told.end(_code(error), str(error))
        except Stopped as stopped:
            return told.end(stopped.code, f"{stopped.word}: the same command goes on, and sends nothing twice")
        except Exception as error:
            if common.json:
                told.end(guard.code_of(error), guard.told(error), say_it=False)
            raise
    told.summary(len(parts))
    handles = [str(job.handle) for job in parts]
    if wanted.wait:
        return wait_run.run(handles, wait_run.Wanted(wanted.timeout), common)
    if is_live() and not common.quiet:
        known = handles if len(handles) <= SHOWN else ["--recent"]
        say(f"To wait: {going_on.command('wait', known, {}, common)}")
    return told.end(exit_codes.OK, "")


def _submit(wanted: Wanted, common: Common, told: _Told, signals: Signals) -> SubmittedParts:
    from tarry._core.errors import ConfigurationError
    from tarry._journal.submitting import submit_all
    from tarry._settings.sources import Sources

    job_class = _class_of(wanted)
    arguments = submit_values.read(job_class, wanted.values)
    found = submit_values.read_found(wanted.found)
    if wanted.wait and wanted.timeout is None and not sys.stderr.isatty():
        raise ConfigurationError("--wait needs --timeout where nobody watches: 2h, or none to wait for ever")
    rows = _rows(job_class, wanted, signals)
    with closing(rows) if rows else nullcontext(), ExitStack() as stack:
        sources = Sources(common.profile, common.env_file)
        client = stack.enter_context(sources.connect(wanted.provider, {}))
        try:
            with signals.whole():
                return submit_all(
                    job_class,
                    client,
                    rows,
                    label=wanted.label,
                    # A file of settings is an account too: of one host there may be two.
                    account=sources.profile or (str(common.env_file.absolute()) if common.env_file else None),
                    once=wanted.once,
                    again=wanted.again,
                    send_unsure=wanted.send_unsure,
                    found=found,
                    on_part=told.part,
                    **arguments,
                )
        except ConfigurationError as error:
            raise _placed(error, rows, job_class.takes) from error


class _Told:
    """Prints each part once."""

    def __init__(self, common: Common, signals: Signals) -> None:
        self._common, self._signals = common, signals
        self._seen: set[int] = set()
        self._before = 0
        self._since = math.inf
        """When the first of those was sent."""

    def part(self, part: Part) -> None:
        """A handle on stdout, or an event."""
        if part.number in self._seen:
            return
        self._seen.add(part.number)
        self._before += part.sent_before
        if part.sent_before:
            self._since = min(self._since, part.submitted_at or math.inf)
        handle = None if part.job is None else str(part.job.handle)
        if self._common.json:
            endings.print_event(
                "part",
                **{"part": part.number, "parts": part.parts, "first": part.first, "items": part.items},
                **{"state": part.state, "handle": handle, "label": part.job and part.job.label},
                **{
                    "sent_before": part.sent_before,
                    "submitted_at": part.submitted_at,
                    "advice": _as_options(part.advice) or None,
                },
            )
        elif handle is not None:
            sys.stdout.write(f"{handle}\n")
            sys.stdout.flush()
        if part.parts > 1 and is_live() and not sys.stdout.isatty() and not self._common.quiet:
            say(str(part))
        self._signals.check()

    def summary(self, number: int) -> None:
        """What was sent before this run."""
        if self._before and not self._common.quiet:
            which = "" if number == 1 else f"{self._before} of {number} parts, "
            say(f"Not sent again: {which}sent before, at {_at(self._since)}. To send all again: --again")

    def end(self, code: int, problem: str, *, say_it: bool = True) -> int:
        """The exit, and why."""
        problem = _as_options(problem)
        if problem and say_it:
            say(problem)
        if self._common.json:
            endings.Events().exit(code, error=problem or None)
        return code


def _at(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(seconds)) if math.isfinite(seconds) else "some time ago"


def _as_options(text: str) -> str:
    """What Python calls arguments, as the command calls them."""
    text = text.replace("send_unsure=True", "--send-unsure").replace("The same call", "The same command")
    return re.sub(r"found=\{(\d+): handle\}", r"--found \1=HANDLE", text)


def _code(error: PartialSubmitError) -> int:
    states = {part.state for part in error.parts.parts}
    if states & {"unsure", "sending"} or getattr(error.__cause__, "status_code", None) in {401, 403, 429}:
        return exit_codes.UNSURE
    return exit_codes.FAILED if "refused" in states else exit_codes.UNSURE


def _class_of(wanted: Wanted) -> Any:
    from tarry._core.errors import ConfigurationError
    from tarry._core.providers import jobs_of, names

    jobs = jobs_of(wanted.provider)
    if jobs is None:
        raise ConfigurationError(f"there is no provider {wanted.provider!r:.80}; there are {', '.join(names())}")
    if wanted.kind not in jobs:
        raise ConfigurationError(f"{wanted.provider} has no jobs {wanted.kind!r:.80}; there are {', '.join(jobs)}")
    return jobs[wanted.kind]


def _rows(job_class: Any, wanted: Wanted, signals: Signals) -> Incoming | None:
    from tarry._cli.incoming import Incoming
    from tarry._core.errors import ConfigurationError

    takes = job_class.takes
    items = takes and takes.items
    if wanted.source is not None and items:
        return Incoming(wanted.source, wanted.form, takes.columns, signals.check)
    name = f"{wanted.provider} {wanted.kind}"
    if wanted.source is not None:
        raise ConfigurationError(f"{name} takes no rows: leave out --from")
    if items and submit_values.is_required(job_class, items):
        raise ConfigurationError(f"{name} takes {items}: name a file with --from, or - for stdin")
    return None


def _placed(error: Exception, rows: Incoming | None, takes: Any) -> Exception:
    """The error with the line of the file, where it names a row."""
    from tarry._core.errors import ConfigurationError

    named = takes and takes.items and re.search(rf"\b{re.escape(takes.items)}\[(\d+)\]", str(error))
    place = rows.place_of(int(named[1])) if named and rows is not None else ""
    return ConfigurationError(f"{place}: {error}") if place else error
