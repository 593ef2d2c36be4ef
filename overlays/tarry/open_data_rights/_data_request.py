"""The handle of a data request."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.names import listing
from tarry._core.observation import Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.results import Job
from tarry._http.retry_after import sent_at
from tarry._operations.call import Call, Operation, Reply, Steps, async_run, run
from tarry._operations.listing import Listing, list_steps
from tarry._operations.paging import At, Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import observation_from_response, require_same_job
from tarry.runtime.handle import JobHandle
from tarry_clients import open_data_rights as generated
from tarry_clients.open_data_rights import models
from tarry_clients.open_data_rights.api import requests as requests_api

from ._connect import connect
from ._status import POLICY, PROVIDER, classify

if TYPE_CHECKING:
    from tarry._operations.download import Download

__all__ = ["DataRequest", "connect"]

__dir__ = listing(__all__)

_DOWNLOAD_ADVICE = {
    400: "there is no archive before the request is completed: wait first, tarry.wait_for_completion(job, timeout=…)",
    404: "the id is unknown, or the request was cancelled or has expired, and its archive with it",
}


class DataRequest(JobHandle["models.RequestStatus"]):
    """A request for a copy of a person's data: `open_data_rights.DataRequest(client, request_id)`."""

    source = PROVIDER
    kind = "data-request"
    id_names = ("request_id",)
    policy = POLICY
    lists = True

    def __init__(self, client: generated.AuthenticatedClient, request_id: str) -> None:
        super().__init__(client, request_id)

    @property
    def request_id(self) -> str:
        """The id that the create call answered; often a UUID, but any text may be one."""
        return self._ids[0]

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.RequestStatus]]:
        """Ask for the status."""
        call = self._call(requests_api.get_request)
        reply = yield call
        status = call.expect(reply, models.RequestStatus)
        require_same_job(call, reply, "requestId", status.request_id, self.request_id)
        judge = partial(classify, now=sent_at(reply.headers, wall_time))
        return observation_from_response(call, reply, status, judge, wall_time)

    def explain_gone(self) -> str:
        """One that was completed may have left the list before its archive is deleted."""
        return (
            "It was cancelled, or has expired, maybe after it was completed: try job.download(path) once, and poll in GET"
            " /requests (api.requests.list_requests) for one that runs before you ask again."
        )

    @classmethod
    def list_steps(
        cls,
        jobs: Sequence[Job[Any]],
        wall_time: Callable[[], float],
    ) -> Steps[Mapping[str, Observation[models.RequestStatus]]]:
        """Ask for all requests of this person, which come on one page."""
        paging = Paging(items=At("the list", lambda page: page))

        def judge(call: Call, reply: Reply, status: models.RequestStatus) -> Observation[models.RequestStatus]:
            by = partial(classify, now=sent_at(reply.headers, wall_time))
            return observation_from_response(call, reply, status, by, wall_time)

        return list_steps(
            jobs, Listing(requests_api.list_requests, list, paging), lambda status: status.request_id, judge
        )

    @classmethod
    def submit(
        cls,
        client: generated.AuthenticatedClient,
        data_types: Iterable[str] | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """Ask the organisation for the person's data. Sent once: there is no key by which it could be repeated safely.

        Args:
            client: What `connect` returned.
            data_types: Types to ask for, values of `type` from `GET /data`; None asks for everything.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: `data_types` is empty or holds something else than texts. Nothing was sent.
            SubmitError: No answer came; the error says whether the request may exist.
            ProviderResponseError: The organisation refused; it may allow no further request at a time.
        """
        return submit(cls._checked(client, data_types), client, clock)

    @classmethod
    async def async_submit(
        cls,
        client: generated.AuthenticatedClient,
        data_types: Iterable[str] | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._checked(client, data_types), client, clock)

    @classmethod
    def _checked(cls, client: generated.AuthenticatedClient, data_types: Iterable[str] | None) -> Submission[Self]:
        PROVIDER.require(client, "DataRequest.submit")
        # Without a list there is no body at all: what an empty one asks for is not explained.
        arguments = {} if data_types is None else {"body": _checked_types(data_types)}
        call = Call(PROVIDER, requests_api.create_request, arguments)
        search = "look for it with GET /requests (api.requests.list_requests)"
        # The author's demo server counts 1, 2, 3.
        return Submission(call, "requestId", _request_id, partial(cls, client), POLICY, is_number=True, search=search)

    def download(
        self,
        path: str | os.PathLike[str],
        *,
        fault_tolerance: FaultTolerance = DEFAULT,
        clock: Clock | None = None,
    ) -> Path:
        """Write the archive of a completed request, a ZIP file, to *path* and return that.

        It is written as it comes and appears under its name when it is whole, readable by its owner only; a file that is
        there is replaced then. A transfer that breaks off starts again. How long an archive is kept is nowhere said, so
        download it at once. `response_limits` of `connect` bounds its size, and how slow it may come.

        Raises:
            ConfigurationError: *path* is a directory, or in one that does not exist. Nothing was sent.
            ProviderResponseError: The request is not completed (400), not there (404) or not this token's (401); or faults
                went on for as long as they may.
            httpx.TransportError: The network went on failing for so long.
            OSError: The file cannot be written.
        """
        return self._download(path, fault_tolerance, clock).run()

    async def async_download(
        self,
        path: str | os.PathLike[str],
        *,
        fault_tolerance: FaultTolerance = DEFAULT,
        clock: Clock | None = None,
    ) -> Path:
        """As `download`, with the async client."""
        return await self._download(path, fault_tolerance, clock).async_run()

    def _download(self, path: str | os.PathLike[str], fault_tolerance: FaultTolerance, clock: Clock | None) -> Download:
        from tarry._operations.download import Download

        call = self._call(requests_api.download_request)
        return Download(self, call, path, clock=clock, advice=_DOWNLOAD_ADVICE, fault_tolerance=fault_tolerance)

    def cancel(self) -> None:
        """Cancel the request and have it deleted, with all that was gathered for it. Sent once.

        Raises:
            ProviderResponseError: The organisation refused; 404 where the request is not there, or no longer.
            httpx.TransportError: No answer came. To cancel again is safe: 404 then means that it is done.
        """
        run(self._cancel_steps(), self.client)

    async def async_cancel(self) -> None:
        """As `cancel`, with the async client."""
        await async_run(self._cancel_steps(), self.client)

    def _cancel_steps(self) -> Steps[None]:
        call = self._call(requests_api.cancel_request)
        reply = yield call
        # The demo server leaves out the text that the specification wants, so the status alone decides.
        if not 200 <= reply.status_code < 300:
            raise call.unexpected(reply)

    def _call(self, operation: Operation) -> Call:
        return Call(PROVIDER, operation, {"request_id": self.request_id})


def _checked_types(data_types: Iterable[str]) -> list[str]:
    """The types as a list for the body."""
    given: Any = data_types
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise ConfigurationError(f"data_types must be a list of texts, not a single {type(given).__name__}")
    types = list(given)
    if not types:
        raise ConfigurationError("data_types is empty: name a type that GET /data lists, or pass None for everything")
    for index, one in enumerate(types):
        if not isinstance(one, str) or not one.strip():
            raise ConfigurationError(f"data_types[{index}] must be a text that is not empty, not {one!r:.40}")
    return types


def _request_id(call: Call, reply: Reply) -> object:
    return call.expect(reply, models.RequestStatus).request_id
