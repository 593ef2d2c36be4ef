"""Many jobs of one client are polled with list calls, and nobody can tell by the outcomes."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarry import Job, Outcome, WaitResult, as_completed, async_wait_for_all, eloqua, open_data_rights, wait_for_all
from tarry.schedules import Fixed, Growing
from tarry.testing import VirtualClock

Plan = tuple[int, str]
"""After how many seconds a job ends, and how: a word, or `gone`."""


CREATED = "2026-01-01T00:00:00Z"


class Server:
    """Open Data Rights and Eloqua as far as a wait sees them, on a virtual clock, with lists that may be faulty."""

    def __init__(
        self, plans: Sequence[Plan], *, listed: Callable[[int], bool] = lambda _: True, faulty: int = 0
    ) -> None:
        self.plans = plans
        self.clock = VirtualClock()
        self.listed = listed
        self.faulty = faulty
        self.lists = self.polls = 0
        transport = httpx.MockTransport(self.answer)
        self.requests = open_data_rights.connect("https://a.example.com", "token", httpx_args={"transport": transport})
        self.syncs = eloqua.connect(
            token="token", base_url="https://b.example.com", httpx_args={"transport": transport}
        )

    def jobs(self) -> list[Job[Any]]:
        numbers = range(1, 1 + len(self.plans))
        return [
            *(open_data_rights.DataRequest(self.requests, str(number)) for number in numbers),
            *(eloqua.Sync(self.syncs, number) for number in numbers),
        ]

    def state(self, number: int) -> str:
        after, word = self.plans[number - 1]
        return word if self.clock.now >= after else "active"

    def status(self, host: str, number: int) -> dict[str, Any]:
        state = self.state(number)
        if host == "a.example.com":
            return {
                "requestId": str(number),
                "isCompleted": state != "active",
                "createdAt": CREATED,
                "dataRequested": [],
            }
        return {
            "syncedInstanceUri": "/contacts/exports/1",
            "uri": f"/syncs/{number}",
            "status": state,
            "createdAt": CREATED,
        }

    def answer(self, request: httpx.Request) -> httpx.Response:
        host, last = request.url.host, request.url.path.rsplit("/", 1)[1]
        if last.isdigit():
            self.polls += 1
            if self.state(int(last)) == "gone":
                return httpx.Response(404)
            return httpx.Response(200, json=self.status(host, int(last)))
        self.lists += 1
        if self.faulty:
            return httpx.Response(self.faulty, text="no list today")
        numbers = [n for n in range(1, 1 + len(self.plans)) if self.listed(n) and self.state(n) != "gone"]
        items = [self.status(host, number) for number in numbers]
        if host == "a.example.com":
            return httpx.Response(200, json=items)
        # Pages are shorter than asked for, so that a few jobs make several.
        start = int(request.url.params["offset"]) // 1000 * 20
        page, more = items[start:][:20], len(items) > start + 20
        return httpx.Response(200, json={"items": page, "count": len(page), "hasMore": more})


def waited(server: Server, **options: Any) -> list[WaitResult[Any]]:
    return wait_for_all(server.jobs(), timeout=200, clock=server.clock, **options)


def facts(results: list[WaitResult[Any]]) -> list[Any]:
    return [(str(one.job), one.outcome, one.status, one.raw_status, type(one.error)) for one in results]


@pytest.fixture
def without_lists(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def switch_off() -> None:
        for kind in (open_data_rights.DataRequest, eloqua.Sync):
            monkeypatch.setattr(kind, "lists", False)

    return switch_off


plans = st.lists(st.tuples(st.integers(0, 250), st.sampled_from(["success", "warning", "error", "gone"])), max_size=25)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    plans=plans,
    hidden=st.sets(st.integers(1, 25)),
    faulty=st.sampled_from([0, 0, 0, 500, 403, 429]),
    schedule=st.sampled_from([None, Fixed(7)]),
)
def test_the_outcomes_are_the_same_with_lists_and_without(
    plans: list[Plan], hidden: set[int], faulty: int, schedule: Any
) -> None:
    runs = []
    for lists in (True, False):
        server = Server(plans, listed=lambda number: number not in hidden, faulty=faulty)
        with pytest.MonkeyPatch.context() as patch:
            for kind in (open_data_rights.DataRequest, eloqua.Sync):
                patch.setattr(kind, "lists", lists)
            # A job that goes between two polls was seen or not, by when they were; one that was gone before is not.
            runs.append(facts(waited(server, schedule=schedule)))
    settled = [
        index for index, (after, word) in enumerate([*plans, *plans]) if word != "gone" and not 150 < after <= 200
    ]
    assert [runs[0][index] for index in settled] == [runs[1][index] for index in settled]
    assert [run[1] for run in runs[0]] == [run[1] for run in runs[1]]


def test_a_list_call_takes_the_place_of_many_polls() -> None:
    server = Server([(190, "success")] * 50)
    results = waited(server, schedule=Growing(floor=10, ceiling=10))
    assert {result.outcome for result in results} == {Outcome.SUCCEEDED}
    assert server.lists <= 85  # of each 20 polls at most, with three pages of syncs
    assert server.polls == 100  # each was seen to end by itself
    assert sum(result.polls for result in results) > 1000


def test_no_list_is_asked_for_where_there_are_few_jobs() -> None:
    server = Server([(30, "success")] * 2)
    waited(server)
    assert server.lists == 0


def test_no_poll_comes_before_its_plan() -> None:
    server = Server([(10_000, "success")] * 20)
    for result in as_completed(server.jobs(), timeout=500, clock=server.clock):
        floor = {"eloqua": 2.0, "open_data_rights": 60.0}[result.job.provider]
        times = [poll.elapsed for poll in result.timeline[:-1]]
        assert all(later - earlier >= floor - 1e-6 for earlier, later in pairwise(times))


@pytest.mark.parametrize("faulty", [403, 404, 500])
def test_a_list_that_is_refused_is_asked_for_once(faulty: int) -> None:
    server = Server([(30, "success")] * 10, faulty=faulty)
    assert {result.outcome for result in waited(server)} == {Outcome.SUCCEEDED}
    assert server.lists == 2  # once by each client


def test_jobs_that_are_not_on_the_list_are_polled_and_soon_the_list_is_not_asked_for() -> None:
    server = Server([(30, "success")] * 10, listed=lambda number: number == 1)
    assert {result.outcome for result in waited(server)} == {Outcome.SUCCEEDED}
    assert server.lists == 2


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_sync_and_async_make_the_same_timelines_with_lists(backend: str) -> None:
    def server() -> Server:
        return Server([(after, "success") for after in range(0, 200, 10)])

    async def go(server: Server) -> list[WaitResult[Any]]:
        return await async_wait_for_all(server.jobs(), timeout=300, clock=server.clock)

    one, other = server(), server()
    results, async_results = (
        wait_for_all(one.jobs(), timeout=300, clock=one.clock),
        anyio.run(go, other, backend=backend),
    )
    assert [result.timeline for result in results] == [result.timeline for result in async_results]
    assert (one.lists, one.polls) == (other.lists, other.polls)
