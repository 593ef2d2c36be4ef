"""Real waits for jobs that the sandbox plays, in virtual time, for the figures of the guide: the same on each build."""

import io
import json
import logging
import os
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import httpx

import tarry
from tarry import fullstory, open_data_rights, picture, possiblenow, salesforce
from tarry._core.providers import of_each
from tarry.sandbox import Plan, Sandbox
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

_LOGGER = logging.getLogger("tarry")
_LOGGER.addHandler(logging.NullHandler())

START = datetime(2026, 1, 5, 9, tzinfo=UTC)

SUBMIT: dict[str, Callable[[Any], tarry.Job[Any]]] = of_each(
    {
        "fullstory": lambda client: fullstory.EventsImport.submit(client, [{"name": "Order Placed"}] * 3),
        "salesforce": lambda client: salesforce.RowsImport.submit(client, [{"Id": "1"}, {"Id": "2"}], key="Members"),
        "possiblenow": lambda client: possiblenow.Export.submit(client, "EXAMPLE1", "Readers"),
        "open_data_rights": open_data_rights.DataRequest.submit,
    },
    "how a job of a figure is started",
    but=("eloqua",),  # which needs a definition first
)


class _Clock(VirtualClock):
    """Begins at the same moment whenever it is made."""

    def time(self) -> float:
        return START.timestamp() + self.now


class _Undated(httpx.BaseTransport):
    """Takes the real date out of answers: an estimate of the end is judged against it."""

    def __init__(self, inner: httpx.BaseTransport) -> None:
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._inner.handle_request(request)
        answer.headers.pop("Date", None)
        return answer


def drawn(
    plans: Mapping[str, Any], provider: str = "", *, together: bool = False, **options: Any
) -> list[picture.Lane]:
    """Wait for a job for each of *plans*, and give the lanes.

    Args:
        plans: By label. Fields of a `tarry.sandbox.Plan`; besides `at`, a provider, and of the wait `timeout` in seconds, an
            hour by default, `stalled_after`, and `every`, for polls at a fixed interval.
        provider: Where no `at` says otherwise.
        together: Wait for all at once, in place of each by itself; what is of the wait is said once, by *options*.
        options: Those of the wait, for all.

    Raises:
        ValueError: A plan has a field that there is not, or one with a wrong value.
    """
    for label, plan in plans.items():
        if not isinstance(plan, Mapping):
            raise ValueError(f"{label}: what the sandbox plays is a table, not {plan!r}")
    # What goes wrong is meant; furo makes a handler that shows even INFO.
    with patch.object(_LOGGER, "propagate", False):
        if together:
            return _waited(plans, provider, **options)
        lanes = []
        for label, plan in plans.items():
            of_wait = {name: plan[name] for name in ("timeout", "stalled_after", "every") if name in plan}
            rest = {name: value for name, value in plan.items() if name not in of_wait}
            lanes += _waited({label: rest}, provider, **{**options, **of_wait})
        return lanes


def _waited(plans: Mapping[str, Any], provider: str, timeout: float = 3600, **options: Any) -> list[picture.Lane]:
    clock = _Clock()
    sandbox = Sandbox(clock=clock.monotonic, now=lambda: datetime.fromtimestamp(clock.time(), UTC))
    transport = _Undated(sandbox.transport())
    if "every" in options:
        options["schedule"] = Fixed(options.pop("every"))
    clients: dict[str, Any] = {}
    jobs = []
    for label, fields in plans.items():
        at = fields.get("at", provider)
        if at not in SUBMIT:
            raise ValueError(f"{label}: no figure submits a job to {at!r}; there are {', '.join(SUBMIT)}")
        plan = Plan.from_dict({name: value for name, value in fields.items() if name != "at"})
        sandbox.next(at, plan)
        if at not in clients:
            # A host for each, as they have in the world.
            with patch.dict(os.environ, sandbox.environment(f"https://{at.replace('_', '-')}.example.com")):
                clients[at] = tarry.connect(at, httpx_args={"transport": transport})
        job = SUBMIT[at](clients[at])
        job.label = label
        jobs.append(job)
    record = io.StringIO()
    tarry.wait_for_all(jobs, timeout=timeout, clock=clock, record=record, **options)
    return picture.lanes(map(json.loads, record.getvalue().splitlines()))
