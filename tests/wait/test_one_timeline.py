"""Law 12: one script of raw HTTP answers, whatever is in it, gives one timeline through every driver, for every provider.

And that timeline is what the laws say (`support.laws`), judged by what the answers were meant to say.
"""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support import laws
from support.laws import End, Terms
from support.scripted import DRIVERS, MANY, Driver, same
from support.wire import FAULTS, REFUSALS, WIRES, Calendar, Raw, Server, Wire
from tarry import Poll, WaitResult
from tarry._core.observation import Kind
from tarry.schedules import Fixed, Growing

TINY = 1e-6


def scripts(wire: Wire) -> st.SearchStrategy[list[Raw]]:
    bearable = st.just(wire.pending) | st.sampled_from(FAULTS)
    anything = st.sampled_from([*wire.words, *wire.missing, *wire.missing, *REFUSALS])
    return st.tuples(st.lists(bearable | bearable | bearable | anything, max_size=9), anything).map(
        lambda parts: [*parts[0], parts[1]]
    )


WIRED = st.sampled_from(WIRES).flatmap(lambda wire: st.tuples(st.just(wire), scripts(wire)))
# A hint moves only a schedule that grows, and where it is is not the model's business.
FIXED = st.integers(8 * 4, 60 * 4).map(lambda quarters: Fixed(quarters / 4))
TIMEOUTS = st.sampled_from([None, None, None, 0]) | st.integers(0, 900 * 4).map(lambda quarters: quarters / 4)


class Watched:
    """One wait for one job of a provider through one driver, on a clock of its own."""

    def __init__(self, wire: Wire, script: Sequence[Raw], driver: Driver, **options: Any) -> None:
        clock = Calendar()
        self.server = Server(script, clock)
        self.polls: list[Poll] = []
        self.job = wire.job(self.server.httpx_args)
        self.result: WaitResult[Any] = driver.one(self.job, on_poll=self.polls.append, clock=clock, **options)


def ending(script: list[Raw]) -> list[Raw]:
    """A wait without a timeout has to end at some time: by the refusal that comes for ever."""
    return [*script, REFUSALS[0]]


@settings(derandomize=True, max_examples=120, deadline=None)
@given(wired=WIRED, timeout=TIMEOUTS, schedule=FIXED, unknown_status=st.sampled_from(["wait", "wait", "raise"]))
def test_one_script_gives_one_timeline_and_it_is_lawful(
    wired: tuple[Wire, list[Raw]], timeout: float | None, schedule: Fixed, unknown_status: str
) -> None:
    wire, script = wired
    options = {"timeout": timeout, "schedule": schedule, "unknown_status": unknown_status}
    watched = [Watched(wire, ending(script), driver, **options) for driver in DRIVERS]
    first = watched[0]
    for other in watched[1:]:
        same(first.result, other.result)
        assert [str(poll) for poll in other.polls] == [str(poll) for poll in first.polls]
        assert other.server.asked == first.server.asked
    assert first.server.asked == first.result.polls, "something else than the wait repeats requests"
    check_laws(first, Terms(0.0, timeout, first.job.policy, unknown_status), schedule.seconds)


def check_laws(watched: Watched, terms: Terms, planned: float) -> None:
    history: list[laws.Seen] = []
    began = 0.0
    for number, poll in enumerate(watched.polls):
        observation = watched.server.answer(number).means(poll.elapsed)
        history.append(laws.Seen(began, poll.elapsed, observation))
        expected = laws.end(history, terms)
        assert (poll.fault is None) == (observation.kind is Kind.SEEN)
        if poll.next_delay is None:
            result = watched.result
            assert expected == End(result.outcome, None if result.error is None else type(result.error))
        else:
            assert expected is None
            least, most = laws.delay_bounds(history, terms, planned)
            assert least - TINY <= poll.next_delay <= most + TINY
            began = poll.elapsed + poll.next_delay
    assert watched.polls[-1].next_delay is None


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    wired=WIRED,
    timeout=TIMEOUTS,
    schedule=st.sampled_from([None, Growing(floor=1, ceiling=60), Growing(floor=0.3, ceiling=7, jitter=1)]),
)
def test_jitter_and_the_providers_own_schedules_are_the_same_everywhere_too(
    wired: tuple[Wire, list[Raw]], timeout: float | None, schedule: Any
) -> None:
    wire, script = wired
    results = [Watched(wire, ending(script), driver, timeout=timeout, schedule=schedule).result for driver in DRIVERS]
    for result in results[1:]:
        same(results[0], result)


@pytest.mark.parametrize("driver", MANY, ids=str)
@settings(derandomize=True, max_examples=12, deadline=None)
@given(
    scripts=st.tuples(*map(scripts, WIRES)),
    timeout=st.integers(0, 4000).map(lambda quarters: quarters / 4),
    schedule=FIXED,
)
def test_a_job_of_every_provider_at_once_goes_as_each_does_alone(
    driver: Driver, scripts: tuple[list[Raw], ...], timeout: float, schedule: Fixed
) -> None:
    # An answer that takes time would make all the others later, on a clock that is one for all.
    prompt = [[answer for answer in ending(script) if not answer.takes] for script in scripts]
    clock = Calendar()
    servers = [Server(script, clock) for script in prompt]
    jobs = [wire.job(server.httpx_args) for wire, server in zip(WIRES, servers, strict=True)]
    results = driver.all(jobs, timeout=timeout, schedule=schedule, clock=clock)
    by_job = {id(result.job): result for result in results}
    assert len(results) == len(by_job) == len(jobs)
    for wire, script, job in zip(WIRES, prompt, jobs, strict=True):
        alone = Watched(wire, script, DRIVERS[0], timeout=timeout, schedule=schedule)
        same(alone.result, by_job[id(job)])
