"""A provider from another distribution, as its authors would write it: with `tarry.runtime` and a generated client.

Its client is made by the tests from sixth.yaml, beside this file, in a copy of this folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from tarry import Outcome
from tarry.runtime import (
    DEFAULT,
    REQUEST_TIMEOUT,
    Call,
    Clock,
    FaultTolerance,
    JobHandle,
    Observation,
    Page,
    Pager,
    Policy,
    Provider,
    Reply,
    Steps,
    Submission,
    Verdict,
    Words,
    async_submit,
    header,
    make_client,
    observation_from_response,
    read_pages,
    require_same_job,
    required,
    setting,
    submit,
)
from tarry.schedules import Growing

from . import client as generated
from .client import models
from .client.api.reports import create_report, get_report, list_lines
from .client.errors import UnexpectedResponse

PROVIDER = Provider("sixth", generated, UnexpectedResponse, credentials=("token",))
POLICY = Policy(schedule=Growing(floor=1.0, ceiling=60.0))
WORDS: Words = {"WRITING": Outcome.PENDING, "WRITTEN": Outcome.SUCCEEDED, "TORN": Outcome.FAILED}


def connect(
    token: str | None = None, *, base_url: str | None = None, httpx_args: Mapping[str, Any] | None = None
) -> Any:
    """Make a client; settings else from SIXTH_TOKEN and SIXTH_BASE_URL."""
    url = setting("sixth", "base_url", base_url) or "https://api.sixth.example"
    auth = header("Bearer", required("sixth", "token", token), "token", "sixth")
    return make_client(generated.AuthenticatedClient, url, auth, REQUEST_TIMEOUT, None, httpx_args)


def classify(report: Any) -> Verdict:
    """What a status answer means: its word alone."""
    return Verdict.of(report.state, WORDS)


class Report(JobHandle[Any]):
    """A report: `sixth.Report(client, report_id)`."""

    source = PROVIDER
    kind = "report"
    id_names = ("report_id",)
    policy = POLICY

    def __init__(self, client: Any, report_id: str) -> None:
        super().__init__(client, report_id)

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[Any]]:
        """Ask for the status."""
        call = Call(PROVIDER, get_report, {"report_id": self._ids[0]})
        reply = yield call
        report = call.expect(reply, models.Report)
        require_same_job(call, reply, "id", report.id, self._ids[0])
        return observation_from_response(call, reply, report, classify, wall_time)

    @classmethod
    def submit(cls, client: Any, subject: str, *, clock: Clock | None = None) -> Self:
        """Have a report written."""
        return submit(cls._submission(client, subject), client, clock)

    @classmethod
    async def async_submit(cls, client: Any, subject: str, *, clock: Clock | None = None) -> Self:
        """The same with the async client."""
        return await async_submit(cls._submission(client, subject), client, clock)

    @classmethod
    def _submission(cls, client: Any, subject: str) -> Submission[Self]:
        PROVIDER.require(client, "Report.submit")
        call = Call(PROVIDER, create_report, {"body": models.ReportRequest(subject=subject)})
        return Submission(
            call, "id", lambda call, reply: call.expect(reply, models.Report).id, lambda one: cls(client, one), POLICY
        )

    def results(self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None) -> Iterator[str]:
        """The lines of the report."""

        def read(call: Call, reply: Reply) -> Page[str]:
            return Page(call.expect(reply, models.LinePage).lines, None)

        return read_pages(
            self, Pager(Call(PROVIDER, list_lines, {"report_id": self._ids[0]}), read), clock, fault_tolerance
        )


JOBS = (Report,)
