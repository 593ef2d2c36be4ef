"""What type checkers infer for a user's code. Never run: `tests/specs/test_typing.py` has mypy, `make typecheck` has pyright.

A line with `type: ignore` is a wrong use. In strict mode a comment that is not needed is an error itself, so each of them
says that the mistake is found.
"""

import datetime
from contextlib import aclosing, closing
from pathlib import Path
from typing import Any, assert_type

import httpx

from tarry import (
    AsyncRows,
    Handle,
    Job,
    Outcome,
    Poll,
    Rows,
    Wait,
    WaitError,
    WaitResult,
    as_completed,
    async_as_completed,
    async_wait_for_all,
    async_wait_for_completion,
    eloqua,
    fullstory,
    key_for,
    open_data_rights,
    open_job,
    possiblenow,
    salesforce,
    schedules,
    submit_all,
    wait_for_all,
    wait_for_completion,
)
from tarry.journal import Part
from tarry.sandbox import Received, Sandbox
from tarry.schedules import Fixed, Growing, Learned
from tarry.testing import Clients, FaultCase, VirtualClock
from tarry_clients.eloqua.models import Sync, SyncLog, SyncReject
from tarry_clients.fullstory import AuthenticatedClient as FullstoryClient
from tarry_clients.fullstory.models import (
    EventRequest,
    FailedEvent,
    FailedUser,
    ImportedEvent,
    ImportedUser,
    ImportStatus,
    UserRequest,
)
from tarry_clients.open_data_rights.models import RequestStatus as DataRequestStatus
from tarry_clients.possiblenow import AuthenticatedClient as PossibleNowClient
from tarry_clients.possiblenow.models import ExportStatus
from tarry_clients.salesforce.models import RequestStatus as RowsStatus


def a_finished_wait_has_the_generated_model_of_its_provider(
    rows: salesforce.RowsImport,
    export: possiblenow.Export,
    request: open_data_rights.DataRequest,
    sync: eloqua.Sync,
    events: fullstory.EventsImport,
    users: fullstory.UsersImport,
) -> None:
    assert_type(wait_for_completion(rows, timeout=1).status, RowsStatus)
    assert_type(wait_for_completion(export, timeout=1).status, ExportStatus)
    assert_type(wait_for_completion(request, timeout=1).status, DataRequestStatus)
    assert_type(wait_for_completion(sync, timeout=1).status, Sync)
    assert_type(wait_for_completion(events, timeout=1).status, ImportStatus)
    assert_type(wait_for_completion(users, timeout=1).status, ImportStatus)
    assert_type(wait_for_completion(events, timeout=1), WaitResult[ImportStatus, fullstory.EventsImport])
    assert_type(wait_for_completion(events, timeout=1).status.imports, int | None)
    stepwise = Wait(events, deadline=1.9e9)
    assert_type(stepwise, Wait[ImportStatus, fullstory.EventsImport])
    assert_type(stepwise.poll(), Poll)
    assert_type(stepwise.job, fullstory.EventsImport)
    assert_type(stepwise.result(), WaitResult[ImportStatus | None, fullstory.EventsImport])
    assert_type(Wait.restore(stepwise.snapshot(), events.client), Wait[Any, Any])
    assert_type(key_for("nightly", 1), str)


def what_is_submitted_in_parts_has_the_jobs_of_its_class(client: FullstoryClient, events: list[EventRequest]) -> None:
    parts = submit_all(fullstory.EventsImport, client, events, label="nightly")
    assert_type(parts[0], fullstory.EventsImport)
    assert_type(parts.parts[0], Part)
    assert_type(submit_all("fullstory:events-import", client, events)[0], Job[Any])
    assert_type(wait_for_all(parts, timeout=1)[0].status, ImportStatus | None)


async def so_has_an_async_one(
    rows: salesforce.RowsImport,
    export: possiblenow.Export,
    request: open_data_rights.DataRequest,
    sync: eloqua.Sync,
    events: fullstory.EventsImport,
    users: fullstory.UsersImport,
) -> None:
    assert_type((await async_wait_for_completion(rows, timeout=1)).status, RowsStatus)
    assert_type((await async_wait_for_completion(export, timeout=1)).status, ExportStatus)
    assert_type((await async_wait_for_completion(request, timeout=1)).status, DataRequestStatus)
    assert_type((await async_wait_for_completion(sync, timeout=1)).status, Sync)
    assert_type((await async_wait_for_completion(events, timeout=1)).status, ImportStatus)
    assert_type((await async_wait_for_completion(users, timeout=1)).status, ImportStatus)


def one_poll_may_bring_no_model(events: fullstory.EventsImport, export: possiblenow.Export) -> None:
    assert_type(events.poll(), WaitResult[ImportStatus | None, fullstory.EventsImport])
    assert_type(export.poll(clock=VirtualClock()).status, ExportStatus | None)
    assert_type(events.poll().raise_for_outcome(), WaitResult[ImportStatus | None, fullstory.EventsImport])
    assert_type(events.poll().error, WaitError | None)


async def nor_may_an_async_one(events: fullstory.EventsImport) -> None:
    assert_type((await events.async_poll()).status, ImportStatus | None)


def many_jobs_of_one_provider_keep_its_model(
    events: fullstory.EventsImport, users: fullstory.UsersImport, exports: list[possiblenow.Export]
) -> None:
    for result in as_completed(exports, timeout=None):
        assert_type(result, WaitResult[ExportStatus | None, possiblenow.Export])
        assert_type(result.job, possiblenow.Export)
    for result in as_completed(iter(exports), timeout=datetime.timedelta(hours=1)):
        assert_type(result.status, ExportStatus | None)
    with closing(as_completed(exports, timeout=1)) as results:
        assert_type(next(results).status, ExportStatus | None)
    assert_type(wait_for_all(exports, timeout=1), list[WaitResult[ExportStatus | None, possiblenow.Export]])
    for both in wait_for_all([events, users], timeout=1):
        assert_type(both.status, ImportStatus | None)


async def many_jobs_keep_it_in_async_too(exports: list[possiblenow.Export]) -> None:
    async for result in async_as_completed(exports, timeout=1):
        assert_type(result.status, ExportStatus | None)
    async with aclosing(async_as_completed(exports, timeout=1)) as results:
        assert_type((await anext(results)).status, ExportStatus | None)
    assert_type(await async_wait_for_all(exports, timeout=1), list[WaitResult[ExportStatus | None, possiblenow.Export]])


def jobs_of_several_providers_may_be_mixed(
    rows: salesforce.RowsImport, export: possiblenow.Export, sync: eloqua.Sync, events: fullstory.EventsImport
) -> None:
    # What the checkers make of the statuses differs (a union or object); that there is no error is what counts.
    for result in as_completed([rows, export, sync, events], timeout=1):
        assert_type(result.outcome, Outcome)
        # A union for pyright, for mypy what the classes have in common; a pattern finds the class for both.
        match result.job:
            case salesforce.RowsImport() | fullstory.EventsImport():
                result.job.failures()
            case eloqua.Sync():
                assert_type(result.job.logs(), Rows[SyncLog])
            case possiblenow.Export():
                result.job.commit()
        if isinstance(result.status, ExportStatus):
            assert_type(result.status, ExportStatus)
    jobs = [rows, export, sync]
    wait_for_all(jobs, timeout=1)
    wait_for_all((rows, events), timeout=1)
    some: list[Job[ImportStatus | Sync]] = [events, sync]
    assert_type(wait_for_all(some, timeout=1), list[WaitResult[ImportStatus | Sync | None, Job[ImportStatus | Sync]]])


def a_result_of_any_job_needs_no_second_type(result: WaitResult[ImportStatus], events: fullstory.EventsImport) -> None:
    assert_type(result.job, Job[Any])
    results: list[WaitResult[Any]] = [
        result,
        wait_for_completion(events, timeout=1),
        *wait_for_all([events], timeout=1),
    ]
    assert_type(results[0].missing, bool)
    assert_type(results[0].fault, str | None)
    assert_type(results[0].retry_after, float | None)


def items_are_generated_models(
    rows: salesforce.RowsImport,
    export: possiblenow.Export,
    request: open_data_rights.DataRequest,
    sync: eloqua.Sync,
    events: fullstory.EventsImport,
    users: fullstory.UsersImport,
) -> None:
    assert_type(rows.results(), Rows[salesforce.PlacedRowResult])
    assert_type(rows.failures(), Rows[salesforce.PlacedRowResult])
    assert_type(export.results(), Rows[dict[str, Any]])
    assert_type(request.download("data.zip"), Path)
    assert_type(request.download(Path("data.zip")), Path)
    assert_type(sync.results(), Rows[dict[str, str | None]])
    assert_type(sync.failures(), Rows[SyncReject])
    assert_type(sync.logs(), Rows[SyncLog])
    assert_type(events.results(), Rows[ImportedEvent])
    assert_type(events.failures(), Rows[FailedEvent])
    assert_type(users.results(), Rows[ImportedUser])
    assert_type(users.failures(), Rows[FailedUser])
    for event in events.results():
        assert_type(event.name, str)


async def so_are_async_ones(
    rows: salesforce.RowsImport,
    export: possiblenow.Export,
    request: open_data_rights.DataRequest,
    sync: eloqua.Sync,
    events: fullstory.EventsImport,
    users: fullstory.UsersImport,
) -> None:
    assert_type(rows.async_results(), AsyncRows[salesforce.PlacedRowResult])
    assert_type(rows.async_failures(), AsyncRows[salesforce.PlacedRowResult])
    assert_type(export.async_results(), AsyncRows[dict[str, Any]])
    assert_type(await request.async_download("data.zip"), Path)
    assert_type(sync.async_results(), AsyncRows[dict[str, str | None]])
    assert_type(sync.async_failures(), AsyncRows[SyncReject])
    assert_type(sync.async_logs(), AsyncRows[SyncLog])
    assert_type(events.async_results(), AsyncRows[ImportedEvent])
    assert_type(events.async_failures(), AsyncRows[FailedEvent])
    assert_type(users.async_results(), AsyncRows[ImportedUser])
    assert_type(users.async_failures(), AsyncRows[FailedUser])
    async for event in events.async_results():
        assert_type(event.name, str)


def a_submit_takes_models_and_mappings_and_gives_its_own_job(moment: datetime.datetime) -> None:
    client = fullstory.connect("na1.key", base_url="https://example.com", httpx_args={"http2": True})
    assert_type(client, FullstoryClient)
    assert_type(fullstory.EventsImport.submit(client, [{"name": "x", "timestamp": moment}]), fullstory.EventsImport)
    fullstory.EventsImport.submit(client, [EventRequest(name="x"), {"name": "y"}], "my-key", clock=VirtualClock())
    fullstory.EventsImport.submit(client, (EventRequest(name=name) for name in "xyz"), idempotency_key="my-key")
    assert_type(fullstory.UsersImport.submit(client, [UserRequest(uid="x")]), fullstory.UsersImport)

    with salesforce.connect("mc123", "id", "secret") as tenant:
        job = salesforce.RowsImport.submit(tenant, [{"Id": 7, "Name": "Ada"}], key="Loyalty", mode="insert")
        assert_type(job, salesforce.RowsImport)
        salesforce.RowsImport.submit(tenant, [{"Id": 7}], id="0f6a")

    segments = possiblenow.connect("c-1", "user", "secret")
    assert_type(possiblenow.Export.submit(segments, "c-1", "Spring", since=moment), possiblenow.Export)

    rights = open_data_rights.connect("https://example.com", "token")
    assert_type(open_data_rights.DataRequest.submit(rights), open_data_rights.DataRequest)
    open_data_rights.DataRequest.submit(rights, ["profile"])

    bulk = eloqua.connect("company", "user", "password")
    assert_type(eloqua.Sync.submit(bulk, "/contacts/exports/1", "https://example.com/done"), eloqua.Sync)
    eloqua.connect(token="token")
    eloqua.connect(refresh_token="token", client_id="id", client_secret="secret", on_token=print)


async def an_async_submit_gives_the_same(client: FullstoryClient) -> None:
    async with client:
        assert_type(await fullstory.EventsImport.async_submit(client, [{"name": "x"}]), fullstory.EventsImport)
        assert_type(await fullstory.UsersImport.async_submit(client, [{"uid": "x"}]), fullstory.UsersImport)


class EveryMinute:
    """A schedule needs no base class."""

    def next_delay(self, elapsed: float, hint: float | None) -> float:
        return 60.0


def options(events: fullstory.EventsImport, auth: httpx.Auth) -> None:
    def on_poll(poll: Poll) -> None:
        assert_type(poll.next_delay, float | None)

    async def on_poll_async(poll: Poll) -> None:
        assert_type(poll.outcome, Outcome)

    wait_for_completion(events, timeout=None, schedule=EveryMinute(), on_poll=on_poll, unknown_status="raise")
    wait_for_completion(events, timeout=datetime.timedelta(minutes=5), schedule=Fixed(5), clock=VirtualClock())
    wait_for_completion(events, timeout=0.5, schedule=Growing(floor=1, ceiling=60), on_poll=print)
    wait_for_completion(events, timeout=0.5, schedule=Learned(poll_worth=2))
    async_as_completed([events], timeout=1, on_poll=on_poll_async)
    fullstory.connect(auth=auth)


def a_handle_finds_a_job_of_any_kind(client: FullstoryClient, events: fullstory.EventsImport) -> None:
    assert_type(events.handle, Handle)
    assert_type(open_job(str(events.handle), client), Job[Any])
    assert_type(open_job(events.handle, profile="prod", env_file="prod.env"), Job[Any])
    assert_type(wait_for_completion(open_job(events.handle, client), timeout=1), WaitResult[Any])
    assert_type(Handle.from_json(events.handle.to_json()), Handle)


def wrong_uses(
    client: FullstoryClient,
    other: PossibleNowClient,
    rows: salesforce.RowsImport,
    export: possiblenow.Export,
    request: open_data_rights.DataRequest,
    events: fullstory.EventsImport,
) -> None:
    wait_for_completion(events)  # type: ignore[call-arg]
    wait_for_completion(events, 600)  # type: ignore[call-arg]
    wait_for_completion(events, timeout="600")  # type: ignore[arg-type]
    wait_for_completion("fullstory:events-import:abd123%3D", timeout=600)  # type: ignore[arg-type]
    wait_for_completion([events], timeout=600)  # type: ignore[arg-type]
    wait_for_completion(events, timeout=600, unknown_status="ignore")  # type: ignore[arg-type]
    wait_for_completion(events, timeout=600, schedule=5)  # type: ignore[arg-type]
    wait_for_completion(events, timeout=600, on_poll=lambda: None)  # type: ignore[arg-type, misc]
    wait_for_completion(events, timeout=600, interval=5)  # type: ignore[call-arg]
    as_completed(events, timeout=600)  # type: ignore[arg-type]

    result = wait_for_completion(events, timeout=600)
    result.polls = 3  # type: ignore[misc]
    _ = result.status.no_such_counter  # type: ignore[attr-defined]
    _ = events.poll().status.imports  # type: ignore[union-attr]

    _ = export.failures  # type: ignore[attr-defined]
    _ = request.results  # type: ignore[attr-defined]
    _ = rows.download  # type: ignore[attr-defined]
    for _event in events.async_results():  # type: ignore[attr-defined]
        pass

    fullstory.EventsImport(other, "abd123=")  # type: ignore[arg-type]
    fullstory.EventsImport.submit(other, [])  # type: ignore[arg-type]
    fullstory.EventsImport.submit(client, [UserRequest(uid="x")])  # type: ignore[list-item]
    fullstory.EventsImport.submit(client, [7])  # type: ignore[list-item]
    fullstory.connect(apikey="na1.key")  # type: ignore[call-arg]
    schedules.Lerned()  # type: ignore[attr-defined]
    wait_for_completion(events, timeout=1).job.no_such_method()  # type: ignore[attr-defined]
    salesforce.RowsImport.submit(salesforce.connect(), [{"Id": 7}], key="x", mode="replace")  # type: ignore[arg-type]


def test_of_a_user(
    tarry_clients: Clients, tarry_sandbox: Sandbox, tarry_clock: VirtualClock, tarry_faults: FaultCase
) -> None:
    assert_type(tarry_clients.fullstory, FullstoryClient)
    assert_type(tarry_sandbox.requests, tuple[Received, ...])
    assert_type(tarry_clock.now, float)
    assert_type(tarry_faults.may_raise, tuple[type[Exception], ...])
    _ = tarry_clients.fullstroy  # type: ignore[attr-defined]
    fullstory.EventsImport.submit(tarry_clients.eloqua, [])  # type: ignore[arg-type]


async def wrong_async_uses(events: fullstory.EventsImport) -> None:
    async_wait_for_completion(events, timeout=600).status  # type: ignore[attr-defined] # noqa: B018
    async_wait_for_completion(events, timeout=600)  # type: ignore[unused-coroutine]
    await wait_for_completion(events, timeout=600)  # type: ignore[misc]
    await async_as_completed([events], timeout=600)  # type: ignore[misc]
