"""Waits as spans and metrics of OpenTelemetry, kept in memory."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

pytest.importorskip("opentelemetry.sdk")

from opentelemetry import trace
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from support.scripted import DRIVERS, FAILED, FAULT, PENDING, SUCCEEDED, Driver, ScriptedJob
from tarry import wait_for_completion
from tarry._core.details import RowsRead
from tarry.instrumentation import OpenTelemetryHook, get_hooks, set_hooks
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

NAMES = {"tarry.provider": "fullstory", "tarry.kind": "events-import"}


@dataclass
class Exported:
    """What was told to OpenTelemetry."""

    tracer_provider: TracerProvider
    exporter: InMemorySpanExporter
    reader: InMemoryMetricReader
    hook: OpenTelemetryHook

    @property
    def spans(self) -> list[ReadableSpan]:
        return list(self.exporter.get_finished_spans())

    def metric(self, name: str) -> list[tuple[dict[str, Any], Any]]:
        """Attributes and value of each data point; of a histogram its sum."""
        data = self.reader.get_metrics_data()
        found = [] if data is None else data.resource_metrics[0].scope_metrics[0].metrics
        points = [point for metric in found if metric.name == name for point in metric.data.data_points]
        return [
            (dict(point.attributes or {}), getattr(point, "sum", getattr(point, "value", None))) for point in points
        ]


@pytest.fixture
def exported() -> Iterator[Exported]:
    exporter, reader = InMemorySpanExporter(), InMemoryMetricReader()
    tracer_provider = TracerProvider()
    tracer_provider.add_span_processor(SimpleSpanProcessor(exporter))
    hook = OpenTelemetryHook(tracer_provider, MeterProvider([reader]))
    set_hooks([hook])
    yield Exported(tracer_provider, exporter, reader, hook)
    set_hooks([])


@pytest.mark.parametrize("driver", DRIVERS, ids=str)
def test_a_short_wait_is_one_span_in_the_trace_of_the_caller(driver: Driver, exported: Exported) -> None:
    with exported.tracer_provider.get_tracer("app").start_as_current_span("app") as parent:
        driver.one(ScriptedJob(PENDING, FAULT, SUCCEEDED), timeout=600, schedule=Fixed(10), clock=VirtualClock())
    span, _ = exported.spans
    assert span.name == "tarry.wait fullstory events-import"
    assert span.parent == parent.get_span_context()
    assert not span.links
    assert not span.events
    assert span.status.status_code is trace.StatusCode.UNSET
    attributes = dict(span.attributes or {})
    assert len(str(attributes.pop("tarry.wait.id"))) > 10
    how = {"tarry.outcome": "succeeded", "tarry.polls": 3, "tarry.raw_status": "SUCCEEDED"}
    assert attributes == {**NAMES, **how}


def test_a_long_wait_is_a_row_of_short_spans_with_links(exported: Exported) -> None:
    wait_for_completion(ScriptedJob(*[PENDING] * 9, SUCCEEDED), timeout=None, schedule=Fixed(140), clock=VirtualClock())
    first, *later = exported.spans
    assert [dict(span.attributes or {})["tarry.polls"] for span in exported.spans] == [3, 6, 9, 10]
    for before, span in zip([first, *later], later, strict=False):
        assert span.parent is None
        (link,) = span.links
        assert link.context == before.context
    assert len({dict(span.attributes or {})["tarry.wait.id"] for span in exported.spans}) == 1


def test_polls_that_are_hours_apart_have_a_span_each(exported: Exported) -> None:
    wait_for_completion(
        ScriptedJob(PENDING, PENDING, SUCCEEDED), timeout=None, schedule=Fixed(7200), clock=VirtualClock()
    )
    assert [dict(span.attributes or {})["tarry.polls"] for span in exported.spans] == [1, 2, 3]


@pytest.mark.parametrize("driver", DRIVERS, ids=str)
def test_metrics_count_waits_polls_and_faults_and_never_a_handle(driver: Driver, exported: Exported) -> None:
    clock = VirtualClock()
    answers = [PENDING, FAULT, PENDING, SUCCEEDED]
    driver.one(ScriptedJob(*answers), timeout=600, schedule=Fixed(10), clock=clock)
    driver.one(ScriptedJob(FAILED), timeout=600, clock=clock)
    exported.hook(RowsRead(ScriptedJob(SUCCEEDED), "list_events", 7))
    succeeded, failed = {**NAMES, "tarry.outcome": "succeeded"}, {**NAMES, "tarry.outcome": "failed"}
    assert exported.metric("tarry.wait.duration") == [(succeeded, pytest.approx(30)), (failed, 0)]
    assert exported.metric("tarry.wait.lateness") == [(succeeded, pytest.approx(10))]
    assert exported.metric("tarry.wait.active") == [(NAMES, 0)]
    polls = sorted(exported.metric("tarry.wait.polls"), key=str)
    assert polls == [({**NAMES, "tarry.fault": False}, 4), ({**NAMES, "tarry.fault": True}, 1)]
    assert exported.metric("tarry.wait.rows") == [(NAMES, 7)]
    told = [str(span.attributes) for span in exported.spans]
    assert "abc123" not in f"{told} {exported.reader.get_metrics_data()}"


def test_an_error_is_said_by_its_type(exported: Exported) -> None:
    with pytest.raises(Exception, match="failed"):
        wait_for_completion(ScriptedJob(FAILED), timeout=60)
    (span,) = exported.spans
    assert dict(span.attributes or {})["error.type"] == "JobFailedError"
    assert span.status.status_code is trace.StatusCode.ERROR


def test_who_stops_waiting_leaves_no_span_open_and_no_wait_active(exported: Exported) -> None:
    def stop(poll: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        wait_for_completion(ScriptedJob(PENDING), timeout=60, on_poll=stop)
    (span,) = exported.spans
    assert dict(span.attributes or {})["tarry.outcome"] == "stopped"
    assert exported.metric("tarry.wait.active") == [(NAMES, 0)]


def test_the_handle_is_told_to_who_asks_for_it(exported: Exported) -> None:
    set_hooks([OpenTelemetryHook(exported.tracer_provider, handles=True)])
    wait_for_completion(ScriptedJob(SUCCEEDED), timeout=60)
    (span,) = exported.spans
    assert dict(span.attributes or {})["tarry.handle"] == "fullstory:events-import:abc123%3D"


def test_it_is_used_by_itself_where_the_process_uses_it() -> None:
    set_hooks(None)
    try:
        assert [type(hook) for hook in get_hooks()] == [OpenTelemetryHook]
    finally:
        set_hooks([])


ALONE = """
import sys
import tarry.instrumentation
from tarry import fullstory
assert tarry.instrumentation.get_hooks() == ()
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
import opentelemetry.trace
(hook,) = tarry.instrumentation.get_hooks()
assert type(hook) is tarry.instrumentation.OpenTelemetryHook
"""


def test_nobody_else_imports_it() -> None:
    subprocess.run([sys.executable, "-c", ALONE], check=True)
