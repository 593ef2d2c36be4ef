"""How many polls each schedule makes and how late it sees the end, simulated with the machine that runs every wait.

The same durations for all, no sleep, no network, no chance: seeds are fixed. Cost is polls x median / 500 + lateness, that is
a poll is worth a five-hundredth of the median duration; it is divided by the cost of the best constant interval for the same
durations, so 1.0 is what somebody reaches who polls every d seconds and has chosen d by knowing them all.
"""

from __future__ import annotations

import atexit
import math
import random
import shutil
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from statistics import NormalDist, fmean, geometric_mean, median

import tarry
from tarry import Outcome
from tarry._core.observation import Kind, Observation
from tarry._core.policy import Policy
from tarry._core.provider import Provider
from tarry._core.providers import BUILT_IN
from tarry._wait.state import WaitState
from tarry.runtime.handle import JobHandle
from tarry.schedules import Fixed, Growing, Schedule
from tarry.schedules._learned import Learned

POLLS_PER_MEDIAN = 500
"""So many polls cost as much as being late by the median duration."""
QUANTILES = [(number + 0.5) / 1000 for number in range(1000)]
SEEDS = 5
"""Jobs with different handles, whose jitter differs."""
PASTS = 24
"""Different pasts that `Learned` learns from, for each distribution."""
RECOVERY = 20
"""Jobs after a change over which its cost is counted."""

NORMAL = NormalDist()


def log_normal(middle: float, sigma: float, count: int = 1000) -> list[float]:
    """Quantiles of a log-normal distribution."""
    return [middle * math.exp(sigma * NORMAL.inv_cdf((number + 0.5) / count)) for number in range(count)]


DURATIONS: Mapping[str, Sequence[float]] = {
    **{
        f"log-normal {name}, sigma {sigma:g}": log_normal(seconds, sigma)
        for name, seconds in {"10 s": 10, "1 min": 60, "15 min": 900, "6 h": 21_600}.items()
        for sigma in (0.5, 1.0)
    },
    "70 % at 20 s, 30 % at 30 min": sorted(log_normal(20, 0.3, 700) + log_normal(1800, 0.3, 300)),
    "Pareto 1.5, median 1 min": [60 / 2 ** (1 / 1.5) * (1 - q) ** (-1 / 1.5) for q in QUANTILES],
    "5 min, give or take 5 %": [300 * (1 + 0.05 * NORMAL.inv_cdf(q)) for q in QUANTILES],
}
"""Seconds that jobs take, in order: a thousand quantiles of each distribution."""


class _Client:
    def get_httpx_client(self) -> None: ...


class _Package:
    AuthenticatedClient = _Client


class SimulatedJob(JobHandle[str]):
    """A job for the machine, which sends nothing."""

    source = Provider("fullstory", _Package(), RuntimeError, credentials=())
    kind = "events-import"
    id_names = ("job_id",)
    policy = Policy(schedule=Growing())


PENDING: Observation[str] = Observation(Kind.SEEN, outcome=Outcome.PENDING, raw_status="PENDING")
ENDED: Observation[str] = Observation(Kind.SEEN, outcome=Outcome.SUCCEEDED, raw_status="ENDED")


def poll_times(schedule: Schedule, seed: object, until: float) -> list[float]:
    """When the machine polls a job that has not ended *until* then, in seconds."""
    wait = WaitState(SimulatedJob(_Client(), f"job-{seed}"), now=0.0, timeout=None, schedule=schedule)
    times = [0.0]
    while times[-1] < until:
        times.append(times[-1] + (wait.record(PENDING, times[-1]).next_delay or 0.0))
    return times


@dataclass(frozen=True)
class Cost:
    """What a schedule costs over many durations, on average."""

    polls: float
    lateness: float
    late95: float
    total: float

    @classmethod
    def of(cls, timelines: Sequence[Sequence[float]], durations: Sequence[float]) -> Cost:
        """Every duration against every timeline."""
        ends = [(bisect_left(times, duration), times, duration) for times in timelines for duration in durations]
        late = sorted(times[index] - duration for index, times, duration in ends)
        polls = fmean(index + 1 for index, _, _ in ends)
        total = polls * median(durations) / POLLS_PER_MEDIAN + fmean(late)
        return cls(polls, fmean(late), late[int(len(late) * 0.95)], total)


def cost(make: Callable[[int], Schedule], durations: Sequence[float], seeds: int = SEEDS) -> Cost:
    """What the schedule that *make* gives for a seed costs."""
    return Cost.of([poll_times(make(seed), seed, durations[-1]) for seed in range(seeds)], durations)


def best_constant(durations: Sequence[float]) -> float:
    """The cost of the best constant interval, without jitter."""
    poll, guess = median(durations) / POLLS_PER_MEDIAN, 0.063 * median(durations)

    def every(interval: float) -> float:
        polls = [math.ceil(duration / interval) for duration in durations]
        return fmean(
            (count + 1) * poll + count * interval - duration for count, duration in zip(polls, durations, strict=True)
        )

    return min(every(guess * 1.03**step) for step in range(-110, 80))


class Peer:
    """The polling of another client, from its sources."""

    def __init__(self, delays: Callable[[random.Random], Iterator[float]], seed: int) -> None:
        self._delays = delays(random.Random(seed))  # noqa: S311

    def next_delay(self, elapsed: float, hint: float | None) -> float:  # noqa: ARG002
        """The next of its delays."""
        return next(self._delays)


def google(chance: random.Random) -> Iterator[float]:
    """google-api-core, retry_base.exponential_sleep_generator with the defaults of its PollingFuture."""
    longest = 1.0
    while True:
        yield chance.uniform(0.0, longest)
        longest = min(longest * 1.5, 20.0)


def smithy(chance: random.Random) -> Iterator[float]:
    """Smithy waiters: exponential with jitter, minDelay 2 s and maxDelay 120 s by default."""
    longest = 2.0
    while True:
        yield chance.uniform(2.0, longest)
        longest = min(longest * 2, 120.0)


def databricks(chance: random.Random) -> Iterator[float]:
    """databricks-sdk: a second longer each time, to 10 s, and up to a second of jitter."""
    attempt = 0
    while True:
        attempt += 1
        yield min(attempt, 10) + chance.random()


class Exoscale:
    """exoscale's client: 6.5 % of the time waited, between 3 and 60 s."""

    @staticmethod
    def next_delay(elapsed: float, hint: float | None) -> float:  # noqa: ARG004
        """A share of *elapsed*."""
        return min(max(3.0, 0.065 * elapsed), 60.0)


class Oracle:
    """A schedule that knows the distribution: what no schedule without it can be expected to reach.

    It plans all polls beforehand, by dynamic programming over the quantiles; a poll stands at one of them.
    """

    def __init__(self, durations: Sequence[float]) -> None:
        self._times = self._best(durations)

    @staticmethod
    def _best(durations: Sequence[float]) -> list[float]:
        poll, total = median(durations) / POLLS_PER_MEDIAN, len(durations)
        grid = [0.0, *durations]
        summed = [0.0, *accumulate(durations)]
        costs, following = [0.0] * len(grid), [0] * len(grid)
        for here in range(total - 1, -1, -1):
            costs[here], following[here] = min(
                ((there - here) * grid[there] - summed[there] + costs[there], there)
                for there in range(here + 1, total + 1)
            )
            costs[here] += (total - here) * poll + summed[here]
        times, at = [0.0], 0
        while at < len(grid) - 1:
            at = following[at]
            times.append(grid[at])
        return times

    def next_delay(self, elapsed: float, hint: float | None) -> float:  # noqa: ARG002
        """To the next of the planned polls."""
        later = bisect_left(self._times, elapsed * (1 + 1e-9) + 1e-9)
        return self._times[later] - elapsed if later < len(self._times) else 1.0


def provider_default(name: str, _seed: int) -> Schedule:
    """The schedule that a provider's jobs have by default."""
    job, *_ = getattr(tarry, name).JOBS
    schedule: Schedule = job.policy.schedule
    return schedule


SCHEDULES: Mapping[str, Callable[[int], Schedule]] = {
    "OpenAI, 1 s": lambda _: Fixed(1),
    "Fullstory's client, 2 s": lambda _: Fixed(2),
    "pyeloqua, 5 s": lambda _: Fixed(5),
    "botocore, 15 s": lambda _: Fixed(15),
    "botocore, 30 s": lambda _: Fixed(30),
    "azure-core, 30 s": lambda _: Fixed(30),
    "google-api-core": lambda seed: Peer(google, seed),
    "Smithy": lambda seed: Peer(smithy, seed),
    "databricks": lambda seed: Peer(databricks, seed),
    "exoscale": lambda _: Exoscale(),
    "Growing()": lambda _: Growing(),
    **{f"Growing of {name}": partial(provider_default, name) for name in BUILT_IN},
}


def wait_once(learned: Learned, seed: object, duration: float) -> tuple[int, float]:
    """One job through the machine, remembered by *learned*; its polls and how late its end was seen."""
    job = SimulatedJob(_Client(), f"job-{seed}")
    schedule = learned.for_job(job.provider, job.kind, 0.0, job.policy.schedule)
    wait, now, polls = WaitState(job, now=0.0, timeout=None, schedule=schedule), 0.0, 1
    while delay := wait.record(ENDED if now >= duration else PENDING, now).next_delay:
        now += delay
        polls += 1
    return polls, now - duration


@cache
def memories() -> str:
    """A folder for what is learned here, which is removed in the end."""
    folder = tempfile.mkdtemp(prefix="tarry-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def taught(where: str, jobs: int, seed: int) -> Path:
    """What a `Learned` remembers that has waited for so many jobs, each through the machine, by whatever it knew then."""
    folder = Path(tempfile.mkdtemp(dir=memories()))
    learned = Learned(folder)
    chance = random.Random(f"{where} {seed}")  # noqa: S311
    for number in range(jobs):
        wait_once(learned, f"{seed}-{number}", chance.choice(DURATIONS[where]))
    return folder


def after(jobs: int, where: str, factor: float = 1.0, pasts: int = PASTS) -> Cost:
    """What `Learned` costs after so many jobs, for the next one, which takes *factor* times as long."""
    timelines, durations = [], [duration * factor for duration in DURATIONS[where]]
    for seed in range(pasts):
        schedule = Learned(taught(where, jobs, seed)).for_job("fullstory", SimulatedJob.kind, 0.0, Growing())
        timelines.append(poll_times(schedule, seed, durations[-1]))
    return Cost.of(timelines, durations)


def recovery(where: str, factor: float) -> float:
    """Cost over the jobs after durations have changed by a *factor*, learning going on, in relation to `Growing`."""
    durations = [duration * factor for duration in DURATIONS[where]]
    plain = [poll_times(Growing(), number, durations[-1]) for number in range(RECOVERY)]
    ours = theirs = 0.0
    for seed in range(PASTS):
        learned = Learned(shutil.copytree(taught(where, 20, seed), Path(tempfile.mkdtemp(dir=memories())) / "copy"))
        chance = random.Random(f"after {where} {seed}")  # noqa: S311
        for number, times in enumerate(plain):
            duration = chance.choice(durations)
            polls, late = wait_once(learned, f"after-{seed}-{number}", duration)
            ours += polls * median(durations) / POLLS_PER_MEDIAN + late
            theirs += Cost.of([times], [duration]).lateness
            theirs += Cost.of([times], [duration]).polls * median(durations) / POLLS_PER_MEDIAN
    return ours / theirs


def row(name: str, costs: Mapping[str, Cost], best: Mapping[str, float]) -> str:
    """A line of the table: the mean and the worst, and where that was."""
    ratios = {where: one.total / best[where] for where, one in costs.items()}
    worst = max(ratios, key=lambda where: ratios[where])
    return f"{name:28} {geometric_mean(ratios.values()):6.3f} {ratios[worst]:8.2f}  {worst}"


def main(detail: bool) -> None:
    """Print the tables."""
    best = {name: best_constant(durations) for name, durations in DURATIONS.items()}
    print(f"cost / cost of the best constant interval, over {len(DURATIONS)} distributions of durations\n")
    print(f"{'':28} {'mean':>6} {'worst':>8}  at")
    costs: dict[str, Mapping[str, Cost]] = {
        name: {
            where: cost(make, durations, 1 if isinstance(make(0), Fixed) else SEEDS)
            for where, durations in DURATIONS.items()
        }
        for name, make in SCHEDULES.items()
    }
    for jobs in (0, 3, 20, 200):
        costs[f"Learned after {jobs} jobs"] = {
            where: after(jobs, where, pasts=3 if jobs == 200 else PASTS) for where in DURATIONS
        }
    costs["knows the distribution"] = {
        where: cost(lambda _, durations=durations: Oracle(durations), durations, 1)  # type: ignore[misc]
        for where, durations in DURATIONS.items()
    }
    for name, each in costs.items():
        print(row(name, each, best))

    print("\nLearned after 20 jobs, when durations suddenly change: cost / cost of Growing()\n")
    print(f"{'':28} {'mean':>6} {'worst':>8}  at")
    for word, factor in {"10 times longer": 10.0, "10 times shorter": 0.1}.items():
        first: dict[str, float] = {}
        for where, durations in DURATIONS.items():
            now = [duration * factor for duration in durations]
            first[where] = after(20, where, factor).total / cost(lambda _: Growing(), now).total
        later = {where: recovery(where, factor) for where in DURATIONS}
        for title, ratios in ((f"{word}, first job", first), (f"{word}, {RECOVERY} jobs", later)):
            worst = max(ratios, key=lambda where: ratios[where])
            print(f"{title:28} {geometric_mean(ratios.values()):6.3f} {ratios[worst]:8.2f}  {worst}")

    if detail:
        for where in DURATIONS:
            print(f"\n{where}\n{'':28} {'polls':>8} {'late, s':>9} {'95 %':>9} {'cost':>6}")
            for name, each in costs.items():
                one = each[where]
                print(
                    f"{name:28} {one.polls:8.1f} {one.lateness:9.2f} {one.late95:9.2f} {one.total / best[where]:6.2f}"
                )


if __name__ == "__main__":
    main("--brief" not in sys.argv[1:])
