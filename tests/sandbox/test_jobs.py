"""The engine alone: how long jobs last, how they end, whom faults meet."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tarry.sandbox import Fault, Plan
from tarry_sandbox._jobs import Job, JobStore, Script

START = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.elapsed = 0.0

    def __call__(self) -> float:
        return self.elapsed

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> JobStore:
    return JobStore("seed", _new_id, clock, clock.now)


def _new_id(random: Random) -> str:
    return f"{random.getrandbits(32):08x}"


def _poll(store: JobStore, job: Job) -> str:
    state = store.state(job)
    job.script.next("poll")
    return state


@pytest.mark.parametrize("polls", [0, 1, 4])
def test_pending_for_so_many_polls(store: JobStore, polls: int) -> None:
    store.plan(Plan(polls=polls))
    job = store.submit("import", ["a"])
    assert [_poll(store, job) for _ in range(polls + 2)] == ["pending"] * polls + ["succeeded"] * 2


@pytest.mark.parametrize("polls", [0, 2])
def test_invisible_polls_do_not_bring_a_job_nearer_to_its_end(store: JobStore, clock: Clock, polls: int) -> None:
    store.plan(Plan(polls=polls, invisible_for=90))
    job = store.submit("import", ["a"])
    clock.elapsed = 89.9
    assert [store.listed(job) for _ in range(5)] == ["invisible"] * 5
    assert (job.polls, job.finished, store.runs(job)) == (0, None, True)
    clock.elapsed = 90
    assert [store.listed(job) for _ in range(polls + 1)] == ["pending"] * polls + ["succeeded"]
    assert job.polls == polls + 1


@pytest.mark.parametrize(
    ("plan", "states"),
    [
        (Plan(seconds=60, invisible_for=90), {89: "invisible", 90: "succeeded"}),
        (Plan("gone", seconds=120, invisible_for=90), {89: "invisible", 90: "pending", 120: "gone"}),
        (Plan(polls=0), {0: "succeeded"}),
    ],
)
def test_invisible_and_then(store: JobStore, clock: Clock, plan: Plan, states: dict[int, str]) -> None:
    store.plan(plan)
    job = store.submit("import", ["a"])
    for seconds, state in states.items():
        clock.elapsed = seconds
        assert store.state(job) == state


def test_pending_for_so_many_seconds(store: JobStore, clock: Clock) -> None:
    store.plan(Plan(seconds=90))
    job = store.submit("import", ["a"])
    clock.elapsed = 89.9
    assert [_poll(store, job) for _ in range(5)] == ["pending"] * 5
    assert job.finished is None
    clock.elapsed = 200
    assert _poll(store, job) == "succeeded"
    # It ended when it ended, not when somebody polled.
    assert job.finished == START + timedelta(seconds=90)


def test_finished_stays_when_counted_in_polls(store: JobStore, clock: Clock) -> None:
    store.plan(Plan(polls=1))
    job = store.submit("import", ["a"])
    for clock.elapsed in (1, 2, 3):
        _poll(store, job)
    assert (job.created, job.finished) == (START, START + timedelta(seconds=2))


@pytest.mark.parametrize(
    ("plan", "own", "outcome", "refused"),
    [
        (Plan(), {}, "succeeded", []),
        (Plan(), {1: "bad"}, "partial", [1]),
        (Plan(), {0: "bad", 1: "bad", 2: "bad"}, "failed", [0, 1, 2]),
        (Plan(outcome="partial"), {}, "partial", [2]),
        (Plan(outcome="partial", refused=2), {}, "partial", [1, 2]),
        (Plan(outcome="partial"), {0: "bad"}, "partial", [0, 2]),
        (Plan(outcome="failed"), {}, "failed", [0, 1, 2]),
        (Plan(outcome="gone"), {1: "bad"}, "gone", [1]),
    ],
)
def test_outcomes(store: JobStore, plan: Plan, own: dict[int, str], outcome: str, refused: list[int]) -> None:
    store.plan(plan)
    job = store.submit("import", ["a", "b", "c"], own)
    assert (job.outcome, sorted(job.refused)) == (outcome, refused)


@pytest.mark.parametrize("outcome", ["succeeded", "partial", "failed", "gone"])
def test_outcome_of_a_job_without_items(store: JobStore, outcome: Any) -> None:
    store.plan(Plan(outcome=outcome))
    assert store.submit("export").outcome == outcome


@pytest.mark.parametrize(("refused", "items"), [(1, []), (1, ["a"]), (3, ["a", "b", "c"])])
def test_partial_needs_items_to_take(store: JobStore, refused: int, items: list[str]) -> None:
    plan = Plan(outcome="partial", refused=refused)
    store.next(plan)
    with pytest.raises(ValueError, match=f"partial: {refused} of its items refused.* more items than the {len(items)}"):
        store.submit("import", items)
    # The plan was not used up by the submit that could not follow it.
    assert store.submit("import", ["a", "b", "c", "d"]).plan is plan


def test_queue_comes_before_the_plan_for_all(store: JobStore) -> None:
    store.plan(Plan(polls=7))
    store.next(Plan(polls=1), Plan(polls=2))
    assert [store.submit("import").plan.polls for _ in range(4)] == [1, 2, 7, 7]


def test_ids_come_from_the_seed(clock: Clock) -> None:
    def ids(seed: str) -> list[str]:
        store = JobStore(seed, _new_id, clock, clock.now)
        return [store.submit("import").id for _ in range(3)]

    assert ids("a") == ids("a") != ids("b")
    assert len(set(ids("a"))) == 3


def test_reset_forgets_all_and_begins_anew(store: JobStore) -> None:
    store.plan(Plan(polls=7))
    first = store.submit("import", key="key")
    store.next(Plan(polls=9))
    store.reset()
    assert (store.find("import", first.id), store.find_by_key("key")) == (None, None)
    again = store.submit("import")
    assert (again.id, again.plan) == (first.id, Plan())


def test_a_job_is_found_under_its_own_kind(store: JobStore) -> None:
    job = store.submit("import")
    assert store.find("import", job.id) is job
    assert store.find("export", job.id) is None
    assert store.find("import", "other") is None


def test_a_key_is_kept_for_a_day(store: JobStore, clock: Clock) -> None:
    job = store.submit("import", key="key")
    clock.elapsed = 86_399
    assert store.find_by_key("key") is job
    clock.elapsed = 86_400
    assert store.find_by_key("key") is None


@pytest.mark.parametrize(
    ("faults", "met"),
    [
        ([Fault("error", at=2)], [None, "error", None, None]),
        ([Fault("error", at=2, times=2)], [None, "error", "error", None]),
        ([Fault("error", times=3)], ["error", "error", "error", None]),
        ([Fault("error", on="page")], [None, None, None, None]),
        ([Fault("error", times=2), Fault("reset", at=2)], ["error", "reset", "error", None]),
        ([Fault("error"), Fault("reset")], ["error", "reset", None, None]),
        ([Fault("error", at=3), Fault("reset", at=3)], [None, None, "error", "reset"]),
    ],
)
def test_whom_faults_meet(faults: list[Fault], met: list[str | None]) -> None:
    script = Script(Plan(faults=faults))
    assert [fault and fault.kind for fault in (script.next("poll") for _ in range(4))] == met


def test_requests_are_counted_by_place() -> None:
    script = Script(Plan(faults=[Fault("error", at=2, on="page")]))
    assert [script.next("poll"), script.next("page"), script.next("poll")] == [None] * 3
    assert script.next("page") == Fault("error", at=2, on="page")
