"""The jobs that the document describes, each as a handle: `DataRequest`.

What an answer means stands in `classify`, each line with the rule of the document that it came from.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tarry.runtime import (
    DEFAULT,
    At,
    Call,
    Clock,
    Column,
    Columns,
    FaultTolerance,
    Growing,
    Job,
    JobHandle,
    Listing,
    Observation,
    Outcome,
    Paging,
    Policy,
    Reply,
    Steps,
    Submission,
    Takes,
    Verdict,
    Words,
    async_run,
    async_submit,
    explained,
    flag,
    list_steps,
    observation_from_response,
    require_same_job,
    run,
    seconds_until,
    sent_at,
    submit,
    to_values,
)

from . import models
from .api import requests as requests_api
from .provider import PROVIDER
from .types import UNSET

if TYPE_CHECKING:
    from tarry.runtime import Download

    from .client import AuthenticatedClient


class DataRequest(JobHandle["models.RequestStatus"]):
    """Data request: Get the state of a data request.

    `DataRequest(client, request_id)` is one that exists, `DataRequest.submit(client, …)` starts one.
    """

    source = PROVIDER
    kind = "data-request"
    id_names = ("request_id",)
    policy = Policy(schedule=Growing(floor=60, ceiling=3600))
    lists = True
    takes: ClassVar[Takes | None] = Takes(
        items="data_types", columns=Columns((Column("value", "string", "", required=True),), None)
    )
    words: ClassVar[Words] = {"FALSE": Outcome.PENDING, "TRUE": Outcome.SUCCEEDED}
    advice: ClassVar[Mapping[str, str]] = {
        "gone": "It was cancelled, or has expired, maybe after it was completed: try job.download(path) once, and look in list_requests for one that runs before you ask again.",
        "400": "There is no archive before the request is completed: wait first.",
        "404": "The id is unknown, or the request was cancelled or has expired, and its archive with it.",
    }

    def __init__(self, client: AuthenticatedClient, request_id: str, *, label: str | None = None) -> None:
        super().__init__(client, request_id, label=label)

    @property
    def request_id(self) -> str:
        """Identifier of the data request, as creating it returned it; often a UUID, but any text is taken."""
        return self.ids[0]

    @classmethod
    def classify(cls, status: models.RequestStatus, *, now: float | None = None) -> Verdict:
        """What an answer means."""
        verdict = Verdict.of(flag(status.is_completed, "isCompleted"), cls.words)._replace(
            hint=seconds_until(status.expected_completion, now)
        )
        return verdict

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.RequestStatus]]:
        """Get the state of a data request."""
        call = Call(self.source, requests_api.get_request, {"request_id": self.request_id})
        reply = yield call
        status = call.expect(reply, models.RequestStatus)
        self._require_same(call, reply, status)
        return observation_from_response(
            call, reply, status, partial(self.classify, now=sent_at(reply.headers, wall_time)), wall_time
        )

    def _require_same(self, call: Call, reply: Reply, status: models.RequestStatus) -> None:
        """Refuse an answer about another job."""
        require_same_job(call, reply, "requestId", self._id_in("request_id", status.request_id), self.request_id)

    @staticmethod
    def _word_of(status: models.RequestStatus) -> object:
        """The provider's word in an answer."""
        return flag(status.is_completed, "isCompleted")

    @classmethod
    def list_steps(
        cls, jobs: Sequence[Job[Any]], wall_time: Callable[[], float]
    ) -> Steps[Mapping[str, Observation[models.RequestStatus]]]:
        """List the active data requests of this person."""
        listing = Listing(requests_api.list_requests, list, Paging(items=At("the body", lambda page: page)))

        def judge(call: Call, reply: Reply, status: models.RequestStatus) -> Observation[models.RequestStatus]:
            return observation_from_response(
                call, reply, status, partial(cls.classify, now=sent_at(reply.headers, wall_time)), wall_time
            )

        return list_steps(jobs, listing, lambda status: cls._id_in("request_id", status.request_id), judge)

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        data_types: Iterable[str] | None = None,
        *,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Create a data request.

        Sent once: there is no key by which it could be repeated safely.

        Raises:
            ConfigurationError: Something is malformed or too much. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(cls._submission(client, data_types=data_types), client, clock, label)

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        data_types: Iterable[str] | None = None,
        *,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._submission(client, data_types=data_types), client, clock, label)

    @classmethod
    def _submission(cls, client: AuthenticatedClient, data_types: Iterable[str] | None = None) -> Submission[Self]:
        """What `submit` sends, checked."""
        cls.source.require(client, "DataRequest.submit")
        body = (
            UNSET
            if data_types is None
            else to_values(
                data_types,
                str,
                what="data_types",
                limit=None,
                empty="name a type that GET /data lists, or pass None for everything",
            )
        )
        arguments: dict[str, Any] = {"body": body}
        call = Call(cls.source, requests_api.create_request, arguments)
        return Submission(
            call,
            "requestId",
            cls._id_in_answer,
            lambda said: cls(client, said),
            cls.policy,
            search="look for it with GET /requests (api.requests.list_requests)",
        )

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        """The id in the answer to a submit.

        Raises:
            ProviderResponseError: It says that there is no job.
        """
        answer = call.expect(reply, models.RequestStatus)
        return cls._id_in("request_id", answer.request_id)

    def download(
        self, path: str | os.PathLike[str], *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Path:
        """Download the archive of a completed data request.

        It is written to *path* as it comes and appears under its name when it is whole, readable by its owner only; a
        file that is there is replaced then. A transfer that breaks off starts again. `response_limits` of `connect`
        bounds its size, and how slow it may come.

        Raises:
            ConfigurationError: *path* is a directory, or in one that does not exist.
            ProviderResponseError: The provider refuses, or goes on failing for as long as it may.
            httpx.TransportError: The network goes on failing for so long.
            OSError: The file cannot be written.
        """
        return self._download(path, fault_tolerance, clock).run()

    async def async_download(
        self, path: str | os.PathLike[str], *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Path:
        """As `download`, with the async client."""
        return await self._download(path, fault_tolerance, clock).async_run()

    def _download(self, path: str | os.PathLike[str], fault_tolerance: FaultTolerance, clock: Clock | None) -> Download:
        from tarry.runtime import Download

        file = Call(self.source, requests_api.download_request, {"request_id": self.request_id})
        advice = {code: text for name, text in self.advice.items() if (code := int(name) if name.isdecimal() else 0)}
        return Download(
            self,
            file,
            path,
            clock=clock,
            advice=advice,
            fault_tolerance=fault_tolerance,
            media_types=("application/zip",),
        )

    def cancel(self) -> None:
        """Cancel a data request. Sent once.

        Cancels the request and deletes it. The organisation must delete what it has gathered so far, and must let the
        person create a new request at once.

        Raises:
            ProviderResponseError: The provider refused.
            httpx.TransportError: No answer came.
        """
        with explained(self.source, self.client):
            run(self._cancel_steps(), self.client)

    async def async_cancel(self) -> None:
        """As `cancel`, with the async client."""
        with explained(self.source, self.client):
            await async_run(self._cancel_steps(), self.client)

    def _cancel_steps(self) -> Steps[None]:
        """The request of `cancel`."""
        call = Call(self.source, requests_api.cancel_request, {"request_id": self.request_id})
        reply = yield call
        if not 200 <= reply.status_code < 300:
            raise call.unexpected(reply)


JOBS = (DataRequest,)
"""The kinds of job."""
