"""Handles of batch imports: of events and of users."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Generic, Self, TypeVar

from tarry._core.clock import Clock
from tarry._core.errors import ConfigurationError
from tarry._core.names import listing
from tarry._core.observation import Observation
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.settings import printable
from tarry._operations.body import call_with_items, to_models
from tarry._operations.call import Call, Operation, Reply, Steps
from tarry._operations.page_reader import paged
from tarry._operations.pages import Pager, async_read_pages, read_pages
from tarry._operations.paging import At, Cursor, Paging
from tarry._operations.submit import Submission, async_submit, submit
from tarry._operations.verdict import observation_from_response, require_same_job
from tarry.runtime.handle import JobHandle
from tarry_clients import fullstory as generated
from tarry_clients.fullstory import models
from tarry_clients.fullstory.api import events as events_api
from tarry_clients.fullstory.api import users as users_api

from ._connect import connect
from ._status import POLICY, PROVIDER, classify

ItemT_co = TypeVar("ItemT_co", covariant=True)

FailureT_co = TypeVar("FailureT_co", covariant=True)

__all__ = ["EventsImport", "UsersImport", "connect"]

__dir__ = listing(__all__)

# https://developer.fullstory.com/server/events/create-batch-events-import-job
MAX_ITEMS = 50_000


def _paging() -> Paging:
    """How pages follow each other, of what was stored and of what was refused."""
    return Paging(
        items=At("results", lambda page: page.results),
        way=Cursor("page_token", At("next_page_token", lambda page: page.next_page_token)),
        # No total: the vendor's own example has 104 imports and a total of "103".
        # https://developer.fullstory.com/server/asynchronous-workflows/
        estimate=At("total_records", lambda page: page.total_records),
        max_items=MAX_ITEMS,
    )


def _refuse_page(call: Call, reply: Reply) -> None:
    page = reply.parsed
    if getattr(page, "results", ()) is None and page.total_records not in (None, "0"):
        raise call.unexpected(reply, f"the page has no results and yet counts {page.total_records!s:.40}")


class _Import(JobHandle["models.ImportStatus"], Generic[ItemT_co, FailureT_co]):
    """What imports of events and of users have in common."""

    source = PROVIDER
    id_names = ("job_id",)
    policy = POLICY

    def __init__(self, client: generated.AuthenticatedClient, job_id: str) -> None:
        super().__init__(client, job_id)

    @property
    def job_id(self) -> str:
        """The id that the create call answered."""
        return self._ids[0]

    @staticmethod
    def _status_operation() -> Operation:
        """The operation to poll."""
        raise NotImplementedError

    @staticmethod
    def _page_operation(*, of_failures: bool) -> tuple[Operation, type[Any]]:
        """The operation that lists what was stored or refused, and the model of its pages."""
        raise NotImplementedError

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.ImportStatus]]:
        """Ask for the status."""
        call = Call(PROVIDER, self._status_operation(), {"job_id": self.job_id})
        reply = yield call
        status = call.expect(reply, models.ImportStatus)
        require_same_job(call, reply, "job.id", status.job.id, self.job_id)
        return observation_from_response(call, reply, status, classify, wall_time)

    def explain_failure(self, status: models.ImportStatus | None) -> str:
        """Nothing was imported; the reasons are in the error pages."""
        return f"Nothing was imported, {status.errors or 0 if status else 0} refused: job.failures() says why for each."

    def explain_partial(self, status: models.ImportStatus | None) -> str:
        """How many were refused; the reasons are in the error pages."""
        return f"{status.errors or 0 if status else 0} refused, job.failures() says why"

    def results(self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None) -> Iterator[ItemT_co]:
        """What was stored, page by page. Needs a key of level Architect or Admin."""
        return read_pages(self, self._pager(of_failures=False), clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[ItemT_co]:
        """As `results`, with the async client."""
        return async_read_pages(self, self._pager(of_failures=False), clock, fault_tolerance)

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Iterator[FailureT_co]:
        """What was refused, each with the reason. Needs a key of level Architect or Admin."""
        return read_pages(self, self._pager(of_failures=True), clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncIterator[FailureT_co]:
        """As `failures`, with the async client."""
        return async_read_pages(self, self._pager(of_failures=True), clock, fault_tolerance)

    def _pager(self, *, of_failures: bool) -> Pager[Any]:
        operation, page_type = self._page_operation(of_failures=of_failures)
        return paged(self, operation, {"job_id": self.job_id}, page_type, _paging(), refuse=_refuse_page)

    @classmethod
    def _submission(
        cls, client: Any, operation: Operation, body: Any, what: str, idempotency_key: str | None
    ) -> Submission[Self]:
        # Always sent: an events import is no upsert, and only with a key can a submit be repeated safely.
        # https://developer.fullstory.com/server/idempotent-requests
        key = printable("idempotency_key", idempotency_key) or str(uuid.uuid4())
        if not key.isascii():
            raise ConfigurationError("idempotency_key has a character that cannot be sent in a header")

        arguments = {"body": body, "idempotency_key": key}
        call = call_with_items(PROVIDER, operation, arguments, body.requests, what)
        return Submission(call, "job.id", _job_id, partial(cls, client), POLICY, idempotency_key=key)


class EventsImport(_Import["models.ImportedEvent", "models.FailedEvent"]):
    """A batch import of events: `fullstory.EventsImport(client, job_id)`."""

    kind = "events-import"

    @staticmethod
    def _status_operation() -> Operation:
        return events_api.get_events_import

    @staticmethod
    def _page_operation(*, of_failures: bool) -> tuple[Operation, type[Any]]:
        if of_failures:
            return events_api.list_events_import_errors, models.FailedEventPage
        return events_api.list_events_import_items, models.ImportedEventPage

    def explain_gone(self) -> str:
        """Events that are imported again are there twice."""
        return (
            "It may have ended well, and events that are submitted again would double: job.results() and job.failures() may"
            " still list them, else search for one of the events in Fullstory before you submit them again."
        )

    @classmethod
    def submit(
        cls,
        client: generated.AuthenticatedClient,
        events: Iterable[models.EventRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """Start an import of at most 50,000 events.

        The idempotency key, a random one by default, is kept while faults make the submit be repeated. Give one of your own
        and store it with the events, and a crash between submit and answer cannot make them double.

        Raises:
            ConfigurationError: There are no events or too many, or one is malformed. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(cls._checked(client, events, idempotency_key), client, clock)

    @classmethod
    async def async_submit(
        cls,
        client: generated.AuthenticatedClient,
        events: Iterable[models.EventRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._checked(client, events, idempotency_key), client, clock)

    @classmethod
    def _checked(
        cls, client: generated.AuthenticatedClient, events: Iterable[Any], key: str | None
    ) -> Submission[Self]:
        PROVIDER.require(client, "EventsImport.submit")
        items = to_models(events, models.EventRequest, what="events", limit=MAX_ITEMS)
        body = models.EventsImportRequest(requests=items)
        return cls._submission(client, events_api.create_events_import, body, "events", key)


class UsersImport(_Import["models.ImportedUser", "models.FailedUser"]):
    """A batch import of users: `fullstory.UsersImport(client, job_id)`."""

    kind = "users-import"

    @staticmethod
    def _status_operation() -> Operation:
        return users_api.get_users_import

    @staticmethod
    def _page_operation(*, of_failures: bool) -> tuple[Operation, type[Any]]:
        if of_failures:
            return users_api.list_users_import_errors, models.FailedUserPage
        return users_api.list_users_import_items, models.ImportedUserPage

    def explain_gone(self) -> str:
        """An import of users updates those that exist."""
        return (
            "It may have ended well: job.results() and job.failures() may still list its users. They can be submitted again,"
            " which updates those that are there."
        )

    @classmethod
    def submit(
        cls,
        client: generated.AuthenticatedClient,
        users: Iterable[models.UserRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """Start an import of at most 50,000 users, which updates those that exist. Keys and errors as for events."""
        return submit(cls._checked(client, users, idempotency_key), client, clock)

    @classmethod
    async def async_submit(
        cls,
        client: generated.AuthenticatedClient,
        users: Iterable[models.UserRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(cls._checked(client, users, idempotency_key), client, clock)

    @classmethod
    def _checked(cls, client: generated.AuthenticatedClient, users: Iterable[Any], key: str | None) -> Submission[Self]:
        PROVIDER.require(client, "UsersImport.submit")
        items = to_models(users, models.UserRequest, what="users", limit=MAX_ITEMS)
        body = models.UsersImportRequest(requests=items)
        return cls._submission(client, users_api.create_users_import, body, "users", key)


def _job_id(call: Call, reply: Reply) -> object:
    return call.expect(reply, models.CreatedImport).job.id
