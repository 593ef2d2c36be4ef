"""The jobs that the document describes, each as a handle: `EventsImport`, `UsersImport`.

What an answer means stands in `classify`, each line with the rule of the document that it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tarry.runtime import (
    DEFAULT,
    AsyncRows,
    At,
    Call,
    Clock,
    Column,
    Columns,
    Cursor,
    FaultTolerance,
    Growing,
    JobHandle,
    Observation,
    Outcome,
    Pager,
    Paging,
    Policy,
    Reply,
    Rows,
    Steps,
    Submission,
    Takes,
    Verdict,
    Words,
    above,
    all_of,
    as_model,
    async_submit,
    call_with_items,
    checked_key,
    observation_from_response,
    require_same_job,
    submit,
    text,
    there,
    to_models,
    whole,
)

from . import models
from .api import events as events_api
from .api import users as users_api
from .provider import PROVIDER
from .types import UNSET, Unset

if TYPE_CHECKING:
    from .client import AuthenticatedClient


class EventsImport(JobHandle["models.ImportStatus"]):
    """Events import: Get the state of a batch import of events.

    `EventsImport(client, job_id)` is one that exists, `EventsImport.submit(client, …)` starts one.
    """

    source = PROVIDER
    kind = "events-import"
    id_names = ("job_id",)
    policy = Policy(schedule=Growing(floor=1, ceiling=60))
    takes: ClassVar[Takes | None] = Takes(
        items="events",
        most=50_000,
        idempotency_key=True,
        key_kept=86_400,
        columns=Columns(
            (
                Column("name", "string", "name", required=True),
                Column("user", "json", "user"),
                Column("session", "json", "session"),
                Column("context", "json", "context"),
                Column("timestamp", "date-time", "timestamp"),
                Column("properties", "json", "properties"),
                Column("schema", "json", "schema"),
            ),
            "json",
        ),
    )
    words: ClassVar[Words] = {"PROCESSING": Outcome.PENDING, "COMPLETED": Outcome.SUCCEEDED, "FAILED": Outcome.FAILED}
    advice: ClassVar[Mapping[str, str]] = {
        "failed": "Nothing was imported: job.failures() says why for each item.",
        "partial": "job.failures() says why for each item that was refused.",
        "gone": "It may have ended well, and events that are submitted again would double: job.results() and job.failures() may still list them, else search for one of the events in Fullstory before you submit them again.",
    }
    columns: ClassVar[Mapping[str, Columns]] = {
        "results": Columns(
            (
                Column("name", "string", "name", required=True),
                Column("user", "json", "user"),
                Column("session", "json", "session"),
                Column("context", "json", "context"),
                Column("timestamp", "date-time", "timestamp"),
                Column("properties", "json", "properties"),
                Column("schema", "json", "schema"),
            ),
            "json",
        ),
        "failures": Columns(
            (
                Column("message", "string", "message"),
                Column("code", "string", "code"),
                Column("event", "json", "event"),
                Column("shared", "json", "shared"),
            ),
            "json",
        ),
    }

    def __init__(self, client: AuthenticatedClient, job_id: str, *, label: str | None = None) -> None:
        super().__init__(client, job_id, label=label)

    @property
    def job_id(self) -> str:
        """ID that can be used to check the status and retrieve results for the batch import."""
        return self.ids[0]

    @classmethod
    def classify(cls, status: models.ImportStatus) -> Verdict:
        """What an answer means."""
        verdict = Verdict.of(status.job.status, cls.words)
        # @.errors > 0 && @.imports > 0
        # Some were imported and some refused, whatever the word.
        if verdict.ended and all_of(
            above(whole(status.errors, "errors"), 0), above(whole(status.imports, "imports"), 0)
        ):
            return verdict.means(Outcome.PARTIAL)
        # @.errors > 0
        # Some were refused and none imported, whatever the word.
        if verdict.ended and above(whole(status.errors, "errors"), 0):
            return verdict.means(Outcome.FAILED)
        # @.imports > 0
        # FAILED usually means partly imported.
        if verdict.outcome is Outcome.FAILED and above(whole(status.imports, "imports"), 0):
            return verdict.means(Outcome.PARTIAL)
        return verdict

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.ImportStatus]]:
        """Get the state of a batch import of events."""
        call = Call(self.source, events_api.get_events_import, {"job_id": self.job_id})
        reply = yield call
        status = call.expect(reply, models.ImportStatus)
        self._require_same(call, reply, status)
        return observation_from_response(call, reply, status, self.classify, wall_time)

    def _require_same(self, call: Call, reply: Reply, status: models.ImportStatus) -> None:
        """Refuse an answer about another job."""
        require_same_job(call, reply, "job.id", self._id_in("job_id", status.job.id), self.job_id)

    @staticmethod
    def _word_of(status: models.ImportStatus) -> object:
        """The provider's word in an answer."""
        return status.job.status

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        events: Iterable[models.EventRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        integration_source: str | Unset = UNSET,
        shared: models.SharedEventData | Mapping[str, Any] | Unset = UNSET,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Create a batch import of events.

        The idempotency key, a random one by default, is kept while faults make the submit be repeated. Give one of your
        own and store it, and a crash between submit and answer cannot start a second job.

        Args:
            client: What `connect` returned.
            events: As the document describes it.
            idempotency_key: Makes a repetition safe; a random one by default.
            integration_source: Names the calling integration; meant for the vendor and its partners.
            shared: Data for every event of the request. An event that has a context of its own fails beside it. From
                the Swagger file; whether the current page still has it is unconfirmed.
            label: What to call the job, for people: `job.label`.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: Something is malformed or too much. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(
            cls._submission(
                client,
                events=events,
                idempotency_key=idempotency_key,
                integration_source=integration_source,
                shared=shared,
            ),
            client,
            clock,
            label,
        )

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        events: Iterable[models.EventRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        integration_source: str | Unset = UNSET,
        shared: models.SharedEventData | Mapping[str, Any] | Unset = UNSET,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(
            cls._submission(
                client,
                events=events,
                idempotency_key=idempotency_key,
                integration_source=integration_source,
                shared=shared,
            ),
            client,
            clock,
            label,
        )

    @classmethod
    def _submission(
        cls,
        client: AuthenticatedClient,
        events: Iterable[models.EventRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        integration_source: str | Unset = UNSET,
        shared: models.SharedEventData | Mapping[str, Any] | Unset = UNSET,
    ) -> Submission[Self]:
        """What `submit` sends, checked."""
        cls.source.require(client, "EventsImport.submit")
        idempotency_key = checked_key(idempotency_key)
        requests = to_models(events, models.EventRequest, what="events", limit=50_000)
        body = models.EventsImportRequest(requests=requests, shared=as_model(shared, models.SharedEventData, "shared"))
        arguments: dict[str, Any] = {
            "idempotency_key": idempotency_key,
            "integration_source": integration_source,
            "body": body,
        }
        call = call_with_items(cls.source, events_api.create_events_import, arguments, requests, "events")
        return Submission(
            call,
            "job.id",
            cls._id_in_answer,
            lambda said: cls(client, said),
            cls.policy,
            idempotency_key=idempotency_key,
        )

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        """The id in the answer to a submit.

        Raises:
            ProviderResponseError: It says that there is no job.
        """
        answer = call.expect(reply, models.CreatedImport)
        return cls._id_in("job_id", answer.job.id)

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.ImportedEvent]:
        """List the events that a batch import stored.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "results", self._results_pager, clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.ImportedEvent]:
        """As `results`, with the async client."""
        return AsyncRows(self, "results", self._results_pager, clock, fault_tolerance)

    def _results_pager(self) -> Pager[models.ImportedEvent]:
        """How `results` is asked for and read."""
        return self._paged(
            events_api.list_events_import_items,
            {"job_id": self.job_id},
            models.ImportedEventPage,
            Paging(
                items=At("results", lambda page: page.results if isinstance(page, models.ImportedEventPage) else None),
                way=Cursor(
                    "page_token",
                    read=At(
                        "next_page_token",
                        lambda page: page.next_page_token if isinstance(page, models.ImportedEventPage) else None,
                    ),
                ),
                estimate=At(
                    "total_records",
                    lambda page: page.total_records if isinstance(page, models.ImportedEventPage) else None,
                ),
                max_items=50_000,
                keys=("results",),
            ),
            refuse=self._refuse_results,
        )

    @staticmethod
    def _refuse_results(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        answer: Any = reply.parsed
        # The job is still being processed and has no pages yet.
        if reply.status_code == 202:
            raise call.unexpected(reply, "The job is still being processed and has no pages yet")
        # !@.results && @.total_records && @.total_records != '0'
        # The page has no results and yet counts some.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.ImportedEventPage)
            and all_of(
                not there(answer.results),
                there(answer.total_records),
                text(answer.total_records, "total_records") != "0",
            )
        ):
            raise call.unexpected(reply, "The page has no results and yet counts some")

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.FailedEvent]:
        """List the events that a batch import refused.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.FailedEvent]:
        """As `failures`, with the async client."""
        return AsyncRows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def _failures_pager(self) -> Pager[models.FailedEvent]:
        """How `failures` is asked for and read."""
        return self._paged(
            events_api.list_events_import_errors,
            {"job_id": self.job_id},
            models.FailedEventPage,
            Paging(
                items=At("results", lambda page: page.results if isinstance(page, models.FailedEventPage) else None),
                way=Cursor(
                    "page_token",
                    read=At(
                        "next_page_token",
                        lambda page: page.next_page_token if isinstance(page, models.FailedEventPage) else None,
                    ),
                ),
                estimate=At(
                    "total_records",
                    lambda page: page.total_records if isinstance(page, models.FailedEventPage) else None,
                ),
                max_items=50_000,
                keys=("results",),
            ),
            refuse=self._refuse_failures,
        )

    @staticmethod
    def _refuse_failures(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        answer: Any = reply.parsed
        # The job is still being processed and has no pages yet.
        if reply.status_code == 202:
            raise call.unexpected(reply, "The job is still being processed and has no pages yet")
        # !@.results && @.total_records && @.total_records != '0'
        # The page has no results and yet counts some.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.FailedEventPage)
            and all_of(
                not there(answer.results),
                there(answer.total_records),
                text(answer.total_records, "total_records") != "0",
            )
        ):
            raise call.unexpected(reply, "The page has no results and yet counts some")


class UsersImport(JobHandle["models.ImportStatus"]):
    """Users import: Get the state of a batch import of users.

    `UsersImport(client, job_id)` is one that exists, `UsersImport.submit(client, …)` starts one.
    """

    source = PROVIDER
    kind = "users-import"
    id_names = ("job_id",)
    policy = Policy(schedule=Growing(floor=1, ceiling=60))
    takes: ClassVar[Takes | None] = Takes(
        items="users",
        most=50_000,
        idempotency_key=True,
        key_kept=86_400,
        columns=Columns(
            (
                Column("id", "string", "id"),
                Column("uid", "string", "uid"),
                Column("display_name", "string", "display_name"),
                Column("email", "string", "email"),
                Column("properties", "json", "properties"),
                Column("schema", "json", "schema"),
            ),
            "json",
        ),
    )
    words: ClassVar[Words] = {"PROCESSING": Outcome.PENDING, "COMPLETED": Outcome.SUCCEEDED, "FAILED": Outcome.FAILED}
    advice: ClassVar[Mapping[str, str]] = {
        "failed": "Nothing was imported: job.failures() says why for each item.",
        "partial": "job.failures() says why for each item that was refused.",
        "gone": "It may have ended well: job.results() and job.failures() may still list its users. They can be submitted again, which updates those that are there.",
    }
    columns: ClassVar[Mapping[str, Columns]] = {
        "results": Columns(
            (
                Column("id", "string", "id"),
                Column("uid", "string", "uid"),
                Column("display_name", "string", "display_name"),
                Column("email", "string", "email"),
                Column("properties", "json", "properties"),
                Column("schema", "json", "schema"),
                Column("type_conflicts", "json", "type_conflicts"),
            ),
            "json",
        ),
        "failures": Columns(
            (
                Column("message", "string", "message", required=True),
                Column("code", "string", "code", required=True),
                Column("user", "json", "user", required=True),
            ),
            "json",
        ),
    }

    def __init__(self, client: AuthenticatedClient, job_id: str, *, label: str | None = None) -> None:
        super().__init__(client, job_id, label=label)

    @property
    def job_id(self) -> str:
        """ID that can be used to check the status and retrieve results for the batch import."""
        return self.ids[0]

    @classmethod
    def classify(cls, status: models.ImportStatus) -> Verdict:
        """What an answer means."""
        verdict = Verdict.of(status.job.status, cls.words)
        # @.errors > 0 && @.imports > 0
        # Some were imported and some refused, whatever the word.
        if verdict.ended and all_of(
            above(whole(status.errors, "errors"), 0), above(whole(status.imports, "imports"), 0)
        ):
            return verdict.means(Outcome.PARTIAL)
        # @.errors > 0
        # Some were refused and none imported, whatever the word.
        if verdict.ended and above(whole(status.errors, "errors"), 0):
            return verdict.means(Outcome.FAILED)
        # @.imports > 0
        # FAILED usually means partly imported.
        if verdict.outcome is Outcome.FAILED and above(whole(status.imports, "imports"), 0):
            return verdict.means(Outcome.PARTIAL)
        return verdict

    def poll_steps(self, wall_time: Callable[[], float]) -> Steps[Observation[models.ImportStatus]]:
        """Get the state of a batch import of users."""
        call = Call(self.source, users_api.get_users_import, {"job_id": self.job_id})
        reply = yield call
        status = call.expect(reply, models.ImportStatus)
        self._require_same(call, reply, status)
        return observation_from_response(call, reply, status, self.classify, wall_time)

    def _require_same(self, call: Call, reply: Reply, status: models.ImportStatus) -> None:
        """Refuse an answer about another job."""
        require_same_job(call, reply, "job.id", self._id_in("job_id", status.job.id), self.job_id)

    @staticmethod
    def _word_of(status: models.ImportStatus) -> object:
        """The provider's word in an answer."""
        return status.job.status

    @classmethod
    def submit(
        cls,
        client: AuthenticatedClient,
        users: Iterable[models.UserRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        integration_source: str | Unset = UNSET,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Create a batch import of users.

        The idempotency key, a random one by default, is kept while faults make the submit be repeated. Give one of your
        own and store it, and a crash between submit and answer cannot start a second job.

        Args:
            client: What `connect` returned.
            users: As the document describes it.
            idempotency_key: Makes a repetition safe; a random one by default.
            integration_source: Names the calling integration; meant for the vendor and its partners.
            label: What to call the job, for people: `job.label`.
            clock: Where time comes from; for tests.

        Raises:
            ConfigurationError: Something is malformed or too much. Nothing was sent.
            SubmitError: No answer came; the error says whether the job may exist.
            ProviderResponseError: The provider refused.
        """
        return submit(
            cls._submission(
                client, users=users, idempotency_key=idempotency_key, integration_source=integration_source
            ),
            client,
            clock,
            label,
        )

    @classmethod
    async def async_submit(
        cls,
        client: AuthenticatedClient,
        users: Iterable[models.UserRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        integration_source: str | Unset = UNSET,
        label: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """As `submit`, with the async client."""
        return await async_submit(
            cls._submission(
                client, users=users, idempotency_key=idempotency_key, integration_source=integration_source
            ),
            client,
            clock,
            label,
        )

    @classmethod
    def _submission(
        cls,
        client: AuthenticatedClient,
        users: Iterable[models.UserRequest | Mapping[str, Any]],
        idempotency_key: str | None = None,
        *,
        integration_source: str | Unset = UNSET,
    ) -> Submission[Self]:
        """What `submit` sends, checked."""
        cls.source.require(client, "UsersImport.submit")
        idempotency_key = checked_key(idempotency_key)
        requests = to_models(users, models.UserRequest, what="users", limit=50_000)
        body = models.UsersImportRequest(requests=requests)
        arguments: dict[str, Any] = {
            "idempotency_key": idempotency_key,
            "integration_source": integration_source,
            "body": body,
        }
        call = call_with_items(cls.source, users_api.create_users_import, arguments, requests, "users")
        return Submission(
            call,
            "job.id",
            cls._id_in_answer,
            lambda said: cls(client, said),
            cls.policy,
            idempotency_key=idempotency_key,
        )

    @classmethod
    def _id_in_answer(cls, call: Call, reply: Reply) -> Any:
        """The id in the answer to a submit.

        Raises:
            ProviderResponseError: It says that there is no job.
        """
        answer = call.expect(reply, models.CreatedImport)
        return cls._id_in("job_id", answer.job.id)

    def results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.ImportedUser]:
        """List the users that a batch import stored.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "results", self._results_pager, clock, fault_tolerance)

    def async_results(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.ImportedUser]:
        """As `results`, with the async client."""
        return AsyncRows(self, "results", self._results_pager, clock, fault_tolerance)

    def _results_pager(self) -> Pager[models.ImportedUser]:
        """How `results` is asked for and read."""
        return self._paged(
            users_api.list_users_import_items,
            {"job_id": self.job_id},
            models.ImportedUserPage,
            Paging(
                items=At("results", lambda page: page.results if isinstance(page, models.ImportedUserPage) else None),
                way=Cursor(
                    "page_token",
                    read=At(
                        "next_page_token",
                        lambda page: page.next_page_token if isinstance(page, models.ImportedUserPage) else None,
                    ),
                ),
                estimate=At(
                    "total_records",
                    lambda page: page.total_records if isinstance(page, models.ImportedUserPage) else None,
                ),
                max_items=50_000,
                keys=("results",),
            ),
            refuse=self._refuse_results,
        )

    @staticmethod
    def _refuse_results(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        # The job is still being processed and has no pages yet.
        if reply.status_code == 202:
            raise call.unexpected(reply, "The job is still being processed and has no pages yet")

    def failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> Rows[models.FailedUser]:
        """List the users that a batch import refused.

        Raises:
            ProviderResponseError: The provider refuses a page, or goes on failing; or a page is not the one that was
                asked for.
            httpx.TransportError: The network goes on failing.
        """
        return Rows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def async_failures(
        self, *, fault_tolerance: FaultTolerance = DEFAULT, clock: Clock | None = None
    ) -> AsyncRows[models.FailedUser]:
        """As `failures`, with the async client."""
        return AsyncRows(self, "failures", self._failures_pager, clock, fault_tolerance)

    def _failures_pager(self) -> Pager[models.FailedUser]:
        """How `failures` is asked for and read."""
        return self._paged(
            users_api.list_users_import_errors,
            {"job_id": self.job_id},
            models.FailedUserPage,
            Paging(
                items=At("results", lambda page: page.results if isinstance(page, models.FailedUserPage) else None),
                way=Cursor(
                    "page_token",
                    read=At(
                        "next_page_token",
                        lambda page: page.next_page_token if isinstance(page, models.FailedUserPage) else None,
                    ),
                ),
                estimate=At(
                    "total_records",
                    lambda page: page.total_records if isinstance(page, models.FailedUserPage) else None,
                ),
                max_items=50_000,
                keys=("results",),
            ),
            refuse=self._refuse_failures,
        )

    @staticmethod
    def _refuse_failures(call: Call, reply: Reply) -> None:
        """Raise over an answer that is no page."""
        answer: Any = reply.parsed
        # The job is still being processed and has no pages yet.
        if reply.status_code == 202:
            raise call.unexpected(reply, "The job is still being processed and has no pages yet")
        # !@.results && @.total_records && @.total_records != '0'
        # The page has no results and yet counts some.
        if (
            200 <= reply.status_code < 300
            and isinstance(answer, models.FailedUserPage)
            and all_of(
                not there(answer.results),
                there(answer.total_records),
                text(answer.total_records, "total_records") != "0",
            )
        ):
            raise call.unexpected(reply, "The page has no results and yet counts some")


JOBS = (EventsImport, UsersImport)
"""The kinds of job."""
