"""Waits that come and go: whatever is added, removed and nudged, none starves or is polled too early, and nothing is left."""

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from support.scripted import MISSING, PENDING, SUCCEEDED, ScriptedJob, StubClient, fault, seen
from tarry import Outcome, ProviderResponseError, WaitTimeoutError
from tarry._core.observation import Kind, Observation
from tarry._wait.plan import FLOOR
from tarry._wait.scheduler import HELD_UP, PollOutcome, PollRequest, Scheduler
from tarry._wait.state import WaitState
from tarry.schedules import Fixed, Growing

TINY = 1e-6


def throttled(retry_after: float) -> Any:
    error = ProviderResponseError("busy", status_code=429, headers={}, content=b"", method="get", path="/")
    return Observation(Kind.FAULT, error=error, retry_after=retry_after)


def client_of(host: str) -> StubClient:
    client = StubClient()
    vars(client)["_base_url"] = f"https://{host}/api"
    return client


class Crowd:
    """A scheduler, and beside it what it may do: when the plan, the job and its host allow the next poll of each wait."""

    def __init__(self, in_flight: int, per_second: float) -> None:
        self.scheduler = Scheduler(in_flight=in_flight, per_second=per_second)
        self.limit = in_flight
        self.clients = [client_of(host) for host in ("one", "one", "two")]
        self.now = 0.0
        self.number = 0
        self.in_flight: list[PollRequest] = []
        self.waits: list[WaitState[Any]] = []
        self.removed: set[WaitState[Any]] = set()
        self.nudged: set[WaitState[Any]] = set()
        self.planned: dict[WaitState[Any], float] = {}
        self.allowed: dict[WaitState[Any], float] = {}
        self.forbidden: dict[bytes, float] = {}
        self.started: dict[WaitState[Any], int] = {}

    def add(self, which: int, timeout: float | None, delay: float) -> None:
        self.number += 1
        job = ScriptedJob(PENDING, job_id=str(self.number))
        vars(job)["_client"] = self.clients[which]
        vars(job)["lists"] = which == 0
        wait = WaitState(job, now=self.now, timeout=timeout, schedule=Growing(floor=delay, ceiling=60))
        self.waits.append(wait)
        self.planned[wait] = self.allowed[wait] = self.now
        self.started[wait] = 0
        self.scheduler.add(wait, self.now)

    def remove(self, which: int) -> None:
        if self.waits:
            wait = self.waits.pop(which % len(self.waits))
            self.removed.add(wait)
            request = self.scheduler.remove(wait)
            if request is not None and which % 2:  # as tasks do; a thread's is received in the end
                self.in_flight.remove(request)
                self.scheduler.drop(request, self.now)

    def nudge(self, which: int) -> None:
        if self.waits:
            wait = self.waits[which % len(self.waits)]
            self.scheduler.nudge(wait, self.now)
            self.nudged.add(wait)

    def start(self) -> None:
        for request in self.scheduler.starts(self.now):
            self.in_flight.append(request)
            for wait in request.waits:
                assert wait not in self.removed
                assert wait in self.nudged or self.now >= self.planned[wait] - TINY, "before its plan"
                self.nudged.discard(wait)
                assert self.now >= self.allowed[wait] - TINY, "before its Retry-After, or within the floor"
                assert self.now >= self.forbidden.get(wait.job.host, 0.0) - TINY, "before the Retry-After of its host"
                self.started[wait] += 1
        assert self.scheduler.in_flight == len(self.in_flight) <= self.limit
        self.settle()  # a Retry-After beyond its deadline ends a wait whose turn has come

    def finish(self, which: int, answer: Any) -> None:
        if not self.in_flight:
            return
        request = self.in_flight.pop(which % len(self.in_flight))
        outcome = PollOutcome([answer] * len(request.waits), self.now)
        if len(request.waits) > 1 and answer.kind is Kind.FAULT:
            outcome = PollOutcome([None] * len(request.waits), self.now, answer)
        for wait in request.waits:
            self.planned[wait] = self.now  # of whom a list call says nothing clear is polled alone
        for wait, poll in self.scheduler.receive(request, outcome):
            assert wait not in self.removed
            if poll.next_delay is not None:
                self.planned[wait] = self.now + poll.next_delay - wait.spread
            self.allowed[wait] = self.now + max(FLOOR, answer.retry_after or 0.0)
        if answer.error is not None and answer.retry_after:
            name = request.waits[0].job.host
            self.forbidden[name] = max(self.forbidden.get(name, 0.0), self.now + answer.retry_after)

    def settle(self) -> None:
        """Whatever has ended is handed over."""
        for request in self.scheduler.give_up(self.now):
            self.in_flight.remove(request)
        while self.scheduler.ended:
            wait = self.scheduler.ended.popleft()
            self.waits.remove(wait)
            assert wait.result().error is None or isinstance(wait.result().error, WaitTimeoutError)
        assert len(self.scheduler) == len(self.waits)


OPERATIONS = st.lists(
    st.tuples(st.just("add"), st.integers(0, 2), st.sampled_from([None, 0, 5, 300]), st.sampled_from([0.5, 7.0]))
    | st.tuples(st.just("remove"), st.integers(0, 9))
    | st.tuples(st.just("nudge"), st.integers(0, 9))
    | st.tuples(st.just("pass"), st.sampled_from([0.001, 0.3, 4.0, 50.0]))
    | st.tuples(
        st.just("finish"),
        st.integers(0, 9),
        st.sampled_from([PENDING, PENDING, throttled(3), throttled(20), SUCCEEDED]),
    ),
    max_size=60,
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(operations=OPERATIONS, in_flight=st.integers(1, 5), per_second=st.sampled_from([0.5, 500.0]))
def test_none_starves_none_is_too_early_and_nothing_is_left(
    operations: list[tuple[Any, ...]], in_flight: int, per_second: float
) -> None:
    crowd = Crowd(in_flight, per_second)
    for what, *arguments in operations:
        match what:
            case "pass":
                crowd.now += arguments[0]
            case _:
                getattr(crowd, what)(*arguments)
        crowd.settle()
        crowd.start()
    before, steps = dict(crowd.started), 0
    left = set(crowd.waits)
    polling = {wait for request in crowd.in_flight for wait in request.waits}
    while crowd.waits:
        steps += 1
        assert steps < 2000, "it does not come to an end"
        while crowd.in_flight:
            crowd.finish(0, SUCCEEDED)
        crowd.settle()
        wake = min(crowd.scheduler.next_start(), crowd.scheduler.next_end())
        assert crowd.waits == [] or math.isfinite(wake), "it waits for ever"
        crowd.now = max(crowd.now, wake) if math.isfinite(wake) else crowd.now
        crowd.settle()
        crowd.start()
    while crowd.in_flight:
        crowd.finish(0, SUCCEEDED)
    for wait in left - polling:
        timed_out = isinstance(wait.result().error, WaitTimeoutError)
        assert timed_out or crowd.started[wait] > before[wait], "one starved"
    scheduler = crowd.scheduler
    assert (scheduler.in_flight, scheduler._queues, scheduler._polling, scheduler._nudged) == (0, {}, {}, set())
    assert (scheduler._ends.time(), scheduler._ends._waits, scheduler._ends._put_off) == (math.inf, {}, {})
    # Another host that comes when nothing is forbidden any more finds no trace of those that were.
    crowd.now += 1e6
    crowd.clients = [client_of("three")]
    crowd.add(0, None, 1.0)
    assert [*scheduler._hosts] == [b"three"]


def test_a_host_is_not_forgotten_while_it_forbids() -> None:
    crowd = Crowd(5, 500.0)
    crowd.add(0, None, 1.0)
    crowd.start()
    crowd.finish(0, throttled(100))
    crowd.remove(0)
    crowd.add(2, None, 1.0)
    crowd.now = 50.0
    crowd.add(1, None, 1.0)
    crowd.start()  # which asserts that nobody is polled too early
    assert crowd.scheduler.next_start() == 100.0


def one_wait(**options: Any) -> tuple[Scheduler, WaitState[Any]]:
    scheduler = Scheduler(in_flight=4, per_second=500.0)
    wait = WaitState(ScriptedJob(PENDING), now=0.0, **{"timeout": None, "schedule": Fixed(50), **options})
    scheduler.add(wait, 0.0)
    return scheduler, wait


def poll(scheduler: Scheduler, now: float, answer: Any = PENDING) -> list[Any]:
    (request,) = scheduler.starts(now)
    return [seen for _, seen in scheduler.receive(request, PollOutcome([answer], now))]


def test_a_thousand_nudges_are_one_poll_and_the_plan_goes_on_from_it() -> None:
    scheduler, wait = one_wait()
    poll(scheduler, 0.0)
    for _ in range(1000):
        scheduler.nudge(wait, 3.0)
    (early,) = poll(scheduler, 3.0)
    assert (early.number, early.next_delay) == (2, 50)
    assert scheduler.next_start() == 53.0


def test_nudges_while_it_is_polled_are_one_poll_after_it() -> None:
    scheduler, wait = one_wait()
    (request,) = scheduler.starts(0.0)
    for _ in range(1000):
        scheduler.nudge(wait, 1.0)
    scheduler.receive(request, PollOutcome([PENDING], 2.0))
    assert scheduler.next_start() == 2.0 + FLOOR
    poll(scheduler, 2.0 + FLOOR)
    assert scheduler.next_start() == 52.0 + FLOOR


def test_a_nudge_keeps_to_a_retry_after_and_does_not_put_a_poll_off() -> None:
    scheduler, wait = one_wait()
    poll(scheduler, 0.0, fault(retry_after=20))
    scheduler.nudge(wait, 1.0)
    assert scheduler.next_start() == 20.0
    poll(scheduler, 20.0, fault(retry_after=60))
    scheduler.nudge(wait, 79.0)
    assert scheduler.next_start() == 80.0


def test_a_nudge_before_the_last_poll_is_not_the_last_poll() -> None:
    scheduler, wait = one_wait(timeout=30)
    assert poll(scheduler, 0.0)[0].reason == "last poll, at the deadline"
    scheduler.nudge(wait, 5.0)
    (early,) = poll(scheduler, 5.0)
    assert (early.next_delay, early.reason) == (25, "last poll, at the deadline")
    (last,) = poll(scheduler, 30.0)
    assert last.next_delay is None


def test_an_answer_in_doubt_is_not_asked_for_again_because_of_a_nudge() -> None:
    doubtful = [seen(Outcome.FAILED, confirmations=2), Observation(Kind.FAULT, error=ValueError("odd"), misfit=True)]
    for answer in doubtful:
        scheduler, wait = one_wait()
        poll(scheduler, 0.0, answer)
        scheduler.nudge(wait, 1.0)
        assert scheduler.next_start() == 50.0


def test_graces_go_by_time_however_often_a_job_is_nudged() -> None:
    scheduler, wait = one_wait(schedule=Fixed(1))
    grace, now = wait.job.policy.visibility_grace, 0.0
    while now < grace:
        assert poll(scheduler, now, MISSING)[0].next_delay is not None
        scheduler.nudge(wait, now)
        now = max(now + grace / 50, scheduler.next_start())
    assert poll(scheduler, now, MISSING)[0].outcome is Outcome.GONE


def test_who_was_held_up_after_the_deadline_makes_up_for_it_and_who_was_not_does_not() -> None:
    for late, end in ((HELD_UP / 2, 90.0), (1000.0, 1090.0)):
        scheduler, wait = one_wait(timeout=60)
        poll(scheduler, 0.0)
        scheduler.leave(0.0, 50.0)
        assert scheduler.next_end() == 90.0
        scheduler.come_back(60.0 + late if late > HELD_UP else 50.0 + late)
        assert scheduler.next_end() == end
        assert len(scheduler) == 1
        scheduler.remove(wait)
        assert scheduler.next_end() == math.inf
