"""Waits as spans and metrics of OpenTelemetry, by its API alone: without an SDK all of it does nothing.

No span stays open for longer than minutes, as one that is lost with its process was never there, and backends give up on traces
that grow for weeks: a long wait is a row of short spans, each linked to the one before, all with the same `tarry.wait.id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from opentelemetry import metrics, trace
from opentelemetry.context import Context

from tarry._version import __version__

from .details import Details, PollMade, RowsRead, WaitEnded, WaitStarted
from .observation import Kind
from .texts import shown

if TYPE_CHECKING:
    from .results import Job, Poll

LONGEST_SPAN = 300.0
"""Seconds of a wait that one span covers at most."""


class _Open:
    """A wait that goes on."""

    __slots__ = ("before", "elapsed", "names", "polls", "since", "span")

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names
        self.span: trace.Span | None = None
        self.before: trace.SpanContext | None = None
        """Of the span before the one that is open, or will be."""
        self.since = 0.0
        self.elapsed = 0.0
        self.polls = 0


class OpenTelemetryHook:
    """A hook for `tarry.instrumentation.set_hooks`, used by itself in a process that has imported OpenTelemetry.

    Metrics have `tarry.provider` and `tarry.kind`, and where it makes sense `tarry.outcome` (`stopped` where the caller waits
    no more) and `tarry.fault` (whether a poll brought no answer). Which job it was stands in spans alone, and only if wanted.

    Args:
        tracer_provider: Of the process by default.
        meter_provider: Of the process by default.
        handles: Whether spans say which job it was, in `tarry.handle`. Some providers' ids are as good as a secret.
    """

    def __init__(
        self,
        tracer_provider: trace.TracerProvider | None = None,
        meter_provider: metrics.MeterProvider | None = None,
        *,
        handles: bool = False,
    ) -> None:
        self._tracer = trace.get_tracer("tarry", __version__, tracer_provider)
        meter = metrics.get_meter("tarry", __version__, meter_provider)
        self._duration = meter.create_histogram("tarry.wait.duration", "s", "How long a job was waited for")
        self._lateness = meter.create_histogram(
            "tarry.wait.lateness", "s", "How late at most the end of a job was seen"
        )
        self._active = meter.create_up_down_counter("tarry.wait.active", "{wait}", "Jobs that are waited for")
        self._polls = meter.create_counter("tarry.wait.polls", "{poll}", "Polls of jobs")
        self._rows = meter.create_counter("tarry.wait.rows", "{row}", "Rows read of what jobs left behind")
        self._handles = handles
        self._open: dict[str, _Open] = {}

    def __call__(self, details: Details) -> None:
        """Take in what happened."""
        match details:
            case PollMade():
                self._polled(details.wait_id, details.poll)
            case WaitStarted():
                one = self._open[details.wait_id] = _Open(_names(details.job))
                self._active.add(1, one.names)
                self._begin(details.wait_id, one, details.job)
            case WaitEnded():
                self._ended(details)
            case RowsRead():
                self._rows.add(details.rows, _names(details.job))

    def _begin(self, wait_id: str, one: _Open, job: Job[Any]) -> None:
        attributes = {**one.names, "tarry.wait.id": wait_id}
        if self._handles:
            attributes["tarry.handle"] = str(job.handle)
        name = f"tarry.wait {job.provider} {job.kind}"
        # Only the first belongs to the trace of the caller, which is long over when a job of weeks ends.
        first = one.before is None
        links = [] if one.before is None else [trace.Link(one.before)]
        one.span = self._tracer.start_span(name, None if first else Context(), attributes=attributes, links=links)
        one.since = one.elapsed

    def _polled(self, wait_id: str, poll: Poll) -> None:
        one = self._open.get(wait_id)
        if one is None:
            return
        one.elapsed = poll.elapsed
        one.polls += 1
        fault = poll.observation is not None and poll.observation.kind is Kind.FAULT
        self._polls.add(1, {**one.names, "tarry.fault": fault})
        if one.span is None:
            self._begin(wait_id, one, poll.job)
        if poll.next_delay is not None and poll.elapsed + poll.next_delay - one.since > LONGEST_SPAN:
            self._close(one, poll.outcome, poll.raw_status)

    @staticmethod
    def _close(one: _Open, outcome: str, raw_status: str | None, error: str | None = None) -> None:
        if one.span is None:
            return
        if one.span.is_recording():
            one.span.set_attributes({"tarry.outcome": outcome, "tarry.polls": one.polls})
            if raw_status is not None:
                one.span.set_attribute("tarry.raw_status", shown(raw_status))
            if error is not None:
                one.span.set_attribute("error.type", error)
                one.span.set_status(trace.StatusCode.ERROR)
        one.span.end()
        one.before, one.span = one.span.get_span_context(), None

    def _ended(self, details: WaitEnded) -> None:
        one = self._open.pop(details.wait_id, None)
        if one is None:
            return
        result = details.result
        outcome = "stopped" if result is None else str(result.outcome)
        if one.span is None:  # it ended without another poll
            self._begin(details.wait_id, one, details.job)
        if result is None:
            self._close(one, outcome, None)
        else:
            error = None if result.error is None else type(result.error).__name__
            self._close(one, outcome, result.raw_status, error)
        self._active.add(-1, one.names)
        names = {**one.names, "tarry.outcome": outcome}
        self._duration.record(one.elapsed if result is None else result.elapsed, names)
        if details.lateness is not None:
            self._lateness.record(details.lateness, names)


def _names(job: Job[Any]) -> dict[str, str]:
    return {"tarry.provider": job.provider, "tarry.kind": job.kind}
