"""Very many jobs of all providers at once, over a month of virtual time, with faults: is every outcome the true one?

Run by `make soak`, and in small by `tests/wait/test_soak.py`. The world knows how and when each job ends, and answers every
poll accordingly; two polls in a hundred meet a fault. Polls go through the drivers, the providers' own steps and the generated
models; only HTTP is left out, since it is most of the time (`tests/wait/test_one_timeline.py` has it).
"""

import argparse
import copy
import hashlib
import logging
import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import anyio
import httpx

import tarry
from tarry import (
    JobFailedError,
    JobGoneError,
    JobNotFoundError,
    Outcome,
    PollingError,
    UnknownStatusError,
    WaitError,
    WaitResult,
    WaitTimeoutError,
)
from tarry._core.observation import Kind
from tarry._core.providers import of_each
from tarry.schedules import Growing
from tarry.testing import VirtualClock

from .wire import FAULTS, MISSING, REFUSALS, WIRES, Raw, Wire

DAY = 86_400.0
LONGEST = 30 * DAY
TIMEOUT = 45 * DAY
FAULT_SHARE = 0.02
# Found late, but a schedule of seconds would make millions of polls in a month.
SPREAD = Growing(floor=5.0, ceiling=DAY, share=1.0)
AT_ONCE = Growing(floor=5.0, ceiling=DAY, share=1.0, jitter=0.0)
"""Jobs that met no fault are due at the same moments: more at once for a driver, and fewer for the clock to go through."""

# A Retry-After of a week would outlast the month of whoever meets it, rightly.
PASSING = [fault for fault in FAULTS if (fault.retry_after or 0.0) < 3600 and fault.until is None]
REFUSED, EXPIRED = REFUSALS[2], REFUSALS[-1]

ENDS: dict[Outcome, type[WaitError] | None] = {
    Outcome.SUCCEEDED: None,
    Outcome.PARTIAL: None,
    Outcome.FAILED: JobFailedError,
}


@dataclass(slots=True)
class Truth:
    """What becomes of one job."""

    wire: Wire
    fate: str
    """One of FATES."""
    end: float
    """Seconds after the start."""
    word: Raw | None = None
    """The answer from the end on, for a job that ends by itself."""
    polls: int = 0
    was_seen: bool = False
    is_clean: bool = True
    """Whether the last poll met nothing out of the ordinary."""

    def expected(self) -> tuple[Outcome, type[WaitError] | None]:
        """The outcome and the error of a wait that lasts long enough."""
        if self.word is not None:
            assert self.word.outcome is not None
            return self.word.outcome, ENDS[self.word.outcome]
        gone = JobGoneError if self.was_seen else JobNotFoundError
        kinds: dict[str, tuple[Outcome, type[WaitError]]] = {
            "vanishes": (Outcome.GONE, gone),
            "never was": (Outcome.GONE, JobNotFoundError),
            "expires": (Outcome.GONE, JobGoneError),
            "is refused": (Outcome.PENDING, PollingError),
            "is unreachable": (Outcome.PENDING, PollingError),
            "is unknown": (Outcome.PENDING, UnknownStatusError),
            "never ends": (Outcome.PENDING, WaitTimeoutError),
        }
        return kinds[self.fate]


FATES = {
    "ends": 84,
    "never was": 2,
    "vanishes": 3,
    "expires": 2,
    "is refused": 2,
    "is unreachable": 2,
    "is unknown": 2,
    "never ends": 3,
}
"""In how many of a hundred jobs."""
_FATES = [fate for fate, share in FATES.items() for _ in range(share)]


def _chance(*what: object) -> float:
    """A number from 0 to 1 that is the same every time."""
    return int.from_bytes(hashlib.blake2b(repr(what).encode(), digest_size=6).digest()) / 2**48


def _chosen(choices: Sequence[Any], *what: object) -> Any:
    return choices[int(_chance(*what) * len(choices))]


def truth(number: int) -> Truth:
    """What becomes of job *number*: from a second to a month, as many of each order of magnitude."""
    wire = WIRES[number % len(WIRES)]
    fate, end = _chosen(_FATES, "fate", number), math.exp(_chance("end", number) * math.log(LONGEST))
    terminal = [word for word in wire.words if word.outcome in ENDS]
    unknown = [word for word in wire.words if word.outcome is None]
    if fate == "is unknown" and not unknown:
        fate = "ends"
    return Truth(wire, fate, end, _chosen(terminal, "word", number) if fate == "ends" else None)


@dataclass
class World:
    """Answers the polls of all jobs, by the clock."""

    clock: VirtualClock
    truths: list[Truth]
    met: Counter[str] = field(default_factory=Counter)
    """How often each disturbance was met."""
    _replies: dict[tuple[Any, int], Any] = field(default_factory=dict)

    def answer(self, number: int, call: Any, client: Any) -> Any:
        """The reply to a poll of job *number*, or what its request raises."""
        truth = self.truths[number]
        truth.polls += 1
        raw = self._spoiled(truth, number)
        truth.is_clean = raw is None
        if raw is None:
            raw = self._plain(truth, number)
        else:
            self.met[raw.name if raw.kind is Kind.FAULT else f"{raw.kind.value} {raw.name} once"] += 1
        truth.was_seen = truth.was_seen or raw.kind is Kind.SEEN
        reply, (job_id, *_) = self._reply(raw, call, client), reversed(_IDS[truth.wire.name](number))
        return _about(reply, job_id)

    def _plain(self, truth: Truth, number: int) -> Raw:
        words = truth.wire.words
        if truth.fate == "never was":
            return MISSING
        if truth.fate == "never ends" or self.clock.now < truth.end:
            pending = [word for word in words if word.outcome is Outcome.PENDING]
            return _chosen(pending, "pending", number, truth.polls)  # type: ignore[no-any-return]
        if truth.word is not None:
            return truth.word
        if truth.fate == "is unreachable":
            return _chosen(PASSING, "unreachable", number, truth.polls)  # type: ignore[no-any-return]
        if truth.fate == "is unknown":
            return next(word for word in words if word.outcome is None)
        return {"vanishes": truth.wire.missing[-1], "expires": EXPIRED, "is refused": REFUSED}[truth.fate]

    def _spoiled(self, truth: Truth, number: int) -> Raw | None:
        """What this poll meets out of the ordinary; None for most."""
        if _chance("fault", number, truth.polls) >= FAULT_SHARE:
            return None
        choices = [*PASSING]
        speaks = truth.word is not None or self.clock.now < truth.end or truth.fate == "never ends"
        # Twice in a row a word or an absence is believed, and rightly so.
        if truth.is_clean and speaks and truth.fate != "never was":
            doubtful = [word for word in truth.wire.words if word.outcome is None or word.confirmations > 1]
            choices += doubtful * (len(PASSING) // 4)
            invisible = not truth.was_seen and self.clock.now < 5.0
            if invisible or (truth.was_seen and truth.wire.name == "salesforce"):
                choices += [truth.wire.missing[-1]] * (len(PASSING) // 4)
        return _chosen(choices, "kind", number, truth.polls)  # type: ignore[no-any-return]

    def _reply(self, raw: Raw, call: Any, client: Any) -> Any:
        key = (call.operation, id(raw))
        if key not in self._replies:
            response = raw.respond(httpx.Request("GET", "https://soak.example"))
            try:
                self._replies[key] = call.operation.read_response(client=client, response=response)
            except call.provider.unreadable as error:
                raise call.unreadable(error) from error
        return self._replies[key]


_NAMES = ("job", "id"), ("uri",), ("request_id",), ("access_token",), ("status", "request_id")
"""Where an answer names its job, at one provider or another."""


def _about(reply: Any, job_id: Any) -> Any:
    """A copy of *reply* that names the job with this id wherever it names one."""
    parsed = reply.parsed
    for path in _NAMES:
        parsed = _renamed(parsed, path, job_id)
    return replace(reply, parsed=parsed)


def _renamed(model: Any, path: tuple[str, ...], job_id: Any) -> Any:
    name, *rest = path
    value = getattr(model, name, None)
    if value is None or (rest and isinstance(value, str)):
        return model
    model = copy.copy(model)
    new = f"/syncs/{job_id}" if name == "uri" else job_id
    setattr(model, name, _renamed(value, tuple(rest), job_id) if rest else new)
    return model


@dataclass(slots=True)
class Asked:
    """What a poll sends in place of its `Call`."""

    world: World
    number: int
    call: Any

    def send(self, client: Any) -> Any:
        return self.world.answer(self.number, self.call, client)

    async def async_send(self, client: Any) -> Any:
        return self.world.answer(self.number, self.call, client)


class Soaked:
    """Before a job's own class: its polls are the provider's, their requests go to the world."""

    world: World
    number: int

    def poll_steps(self, wall_time: Callable[[], float]) -> Any:
        steps = super().poll_steps(wall_time)  # type: ignore[misc]
        try:
            call = next(steps)
            while True:
                call = steps.send((yield Asked(self.world, self.number, call)))
        except StopIteration as end:
            return end.value


_IDS: dict[str, Callable[[int], tuple[Any, ...]]] = of_each(
    {
        "fullstory": lambda number: (f"job-{number}=",),
        "eloqua": lambda number: (number + 1,),
        "open_data_rights": lambda number: (f"r-{number}",),
        "possiblenow": lambda number: ("EXAMPLE1", number + 1),
        "salesforce": lambda number: (f"rows-{number}",),
    },
    "ids for many jobs",
)


def jobs_of(world: World) -> list[Any]:
    """A handle for each truth; five clients in all, as five accounts have."""
    args = {"transport": httpx.MockTransport(lambda request: httpx.Response(404))}
    templates = {wire.name: wire.job(args) for wire in WIRES}
    classes = {name: type("Soaked", (Soaked, type(job)), {}) for name, job in templates.items()}
    jobs = []
    for number, one in enumerate(world.truths):
        job: Any = classes[one.wire.name](templates[one.wire.name].client, *_IDS[one.wire.name](number))
        job.world, job.number = world, number
        jobs.append(job)
    return jobs


@dataclass
class Report:
    """What came of a soak."""

    world: World
    handed_over: Counter[int] = field(default_factory=Counter)
    """How often the result of each job came."""
    wrong: list[str] = field(default_factory=list)
    outcomes: Counter[str] = field(default_factory=Counter)
    polls: int = 0

    def add(self, result: WaitResult[Any]) -> None:
        number = result.job.number  # type: ignore[attr-defined]
        self.handed_over[number] += 1
        self.polls += result.polls
        truth = self.world.truths[number]
        found = result.outcome, None if result.error is None else type(result.error)
        too_soon = result.elapsed < (TIMEOUT if truth.fate == "never ends" else truth.end)
        if found != truth.expected() or (too_soon and truth.fate != "never was"):
            last = [str(poll) for poll in result.timeline][-3:]
            self.wrong.append(f"{truth} is {truth.expected()}, not {found} after {result.elapsed:.0f} s: {last}")
        name = "" if found[1] is None else f" {found[1].__name__}"
        self.outcomes[f"{truth.wire.name} {result.outcome}{name}"] += 1

    @property
    def lost(self) -> int:
        return len(self.world.truths) - len(self.handed_over)

    @property
    def doubled(self) -> int:
        return sum(times > 1 for times in self.handed_over.values())

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.doubled or self.wrong)


def soak(jobs: int, backend: str | None = None, schedule: Growing = SPREAD) -> Report:
    """Wait for so many *jobs*: with `as_completed`, or with `async_as_completed` on the event loop *backend*."""
    clock = VirtualClock()
    world = World(clock, [truth(number) for number in range(jobs)])
    report = Report(world)
    options: dict[str, Any] = {"timeout": TIMEOUT, "schedule": schedule, "clock": clock}
    # No list of jobs is kept: the driver alone holds the handles.
    if backend is None:
        _take_all(tarry.as_completed(jobs_of(world), **options), report)
    else:
        anyio.run(_async_take_all, jobs_of(world), options, report, backend=backend)
    return report


def _take_all(results: Iterable[WaitResult[Any]], report: Report) -> None:
    for result in results:
        report.add(result)


async def _async_take_all(jobs: list[Any], options: dict[str, Any], report: Report) -> None:
    async for result in tarry.async_as_completed(jobs, **options):
        report.add(result)


def lines(report: Report) -> Iterator[str]:
    """What to print."""
    for name, count in sorted(report.outcomes.items()):
        yield f"  {count:8,} {name}"
    met = report.world.met
    share = 100 * met.total() / report.polls
    yield f"  {report.polls:,} polls, {met.total():,} of them ({share:.1f} %) met a passing fault of {len(met)} kinds"
    yield f"  {report.world.clock.now / DAY:.1f} days of virtual time"
    yield f"  {report.handed_over.total():,} results: {report.lost} lost, {report.doubled} twice, {len(report.wrong)} wrong"
    yield from report.wrong[:5]


def main() -> None:
    """Soak both drivers for many and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--backend", choices=["none", "asyncio", "trio"], action="append")
    chosen = parser.parse_args()
    logging.disable(logging.WARNING)  # a line for every unknown word
    is_right = True
    for backend in chosen.backend or ["none", "asyncio"]:
        began = time.monotonic()
        report = soak(chosen.jobs, None if backend == "none" else backend, AT_ONCE)
        name = "as_completed" if backend == "none" else f"async_as_completed on {backend}"
        print(f"{name}, {chosen.jobs:,} jobs, {time.monotonic() - began:.0f} s", *lines(report), sep="\n", flush=True)
        is_right = is_right and report.is_right
    sys.exit(not is_right)


if __name__ == "__main__":
    main()
