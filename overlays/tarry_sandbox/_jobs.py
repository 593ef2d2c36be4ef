"""The engine: jobs that follow their plans. No HTTP here and no provider's words."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any, Literal

from ._plans import Fault, Outcome, Place, Plan

State = Literal["invisible", "pending", "unknown", "succeeded", "partial", "failed", "gone"]
# The states in which a provider answers as it does for a job that never was.
ABSENT: tuple[State, ...] = ("invisible", "gone")

# How long a submit is remembered under its idempotency key.
_KEY_LIFETIME = timedelta(hours=24)


class Script:
    """A plan being played for one job: counts the requests and remembers which faults are used up."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.asked: Counter[Place] = Counter()
        # A fault with a number of its own must not lose its turn to one that takes any.
        self._faults = sorted(plan.faults, key=lambda fault: fault.at is None)
        self._left = [fault.times for fault in self._faults]

    def next(self, place: Place) -> Fault | None:
        """Count one more request and say which fault it meets."""
        self.asked[place] += 1
        for index, fault in enumerate(self._faults):
            if fault.on == place and self._left[index] and self.asked[place] >= (fault.at or 1):
                self._left[index] -= 1
                return fault
        return None


@dataclass
class Job:
    """One submitted job: what was sent, what is refused of it, and the script it follows."""

    id: str
    kind: str
    script: Script
    created: datetime
    started: float
    items: Sequence[Any] = ()
    # Index of each refused item and the provider's reason; None where only the plan wants it refused.
    refused: Mapping[int, str | None] = field(default_factory=dict)
    # What was submitted as a whole; a repeat under the same idempotency key must equal it.
    request: Any = None
    finished: datetime | None = None
    # How many polls found no job, as it was invisible.
    unseen: int = 0

    @property
    def polls(self) -> int:
        """How many polls of its status found the job."""
        return self.script.asked["poll"] - self.unseen

    @property
    def plan(self) -> Plan:
        """What becomes of the job."""
        return self.script.plan

    @property
    def outcome(self) -> Outcome:
        """How the job ends: as planned, unless the items themselves ask for worse."""
        if self.plan.outcome == "gone" or not self.refused:
            return self.plan.outcome
        return "partial" if len(self.refused) < len(self.items) else "failed"


class JobStore:
    """The jobs of one provider, and the plans for those to come.

    Args:
        seed: Where the ids come from; the same seed gives the same ids in the same order.
        new_id: Shapes an id as the provider's are.
        clock: Monotonic seconds, for plans that say `seconds`.
        now: Wall clock, for timestamps.
    """

    def __init__(
        self, seed: str, new_id: Callable[[Random], str], clock: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        # Held for a whole answer: several threads and event loops may share one sandbox.
        self.lock = threading.RLock()
        self.now = now
        self._seed, self._new_id, self._clock = seed, new_id, clock
        self.reset()

    def reset(self) -> None:
        """Forget every job and plan, and start the ids again."""
        with self.lock:
            self._random = Random(self._seed)  # noqa: S311, ids are to be repeatable, not secret
            self._jobs: dict[str, Job] = {}
            self._keys: dict[str, Job] = {}
            self._queue: deque[Script] = deque()
            self._default = Script(Plan())
            self._planned = False

    def plan(self, plan: Plan) -> None:
        """Set the plan for every further job."""
        with self.lock:
            self._default = Script(plan)
            self._planned = True

    def next(self, *plans: Plan) -> None:
        """Queue plans for the next submits, one each, before the plan for every job."""
        with self.lock:
            self._queue.extend(map(Script, plans))

    @property
    def upcoming(self) -> Script:
        """The script of the next job. It waits while submits meet faults, until one gets through."""
        return self._queue[0] if self._queue else self._default

    @property
    def planned_by(self) -> Literal["next", "plan"] | None:
        """Who planned the next job; None where nobody did."""
        return "next" if self._queue else "plan" if self._planned else None

    @property
    def queued(self) -> list[Plan]:
        """The plans that no submit has used yet."""
        return [script.plan for script in self._queue]

    def submit(
        self,
        kind: str,
        items: Sequence[Any] | None = None,
        refused: Mapping[int, str] | None = None,
        *,
        key: str | None = None,
        request: Any = None,
    ) -> Job:
        """Start a job by the upcoming script.

        Args:
            kind: The provider's name for this sort of job; a job is found under its own kind only.
            items: What was submitted, or None for jobs that are about nothing the caller sent.
            refused: Index of each item with a fault of its own, and the reason.
            key: Idempotency key to find the job by.
            request: What was submitted as a whole; a repeat under `key` must equal it.

        Raises:
            ValueError: The plan cannot be carried out with so few items.
        """
        plan, count = self.upcoming.plan, len(items or ())
        planned = {"partial": plan.refused, "failed": count}.get(plan.outcome, 0)
        reasons: dict[int, str | None] = dict.fromkeys(range(max(0, count - planned), count))
        reasons.update(refused or {})
        if plan.outcome == "partial" and items is not None and len(reasons) >= count:
            raise ValueError(
                f"the sandbox's plan for this job is partial: {len(reasons) or planned} of its items refused, the rest"
                f" taken; that takes more items than the {count} submitted"
            )
        script = self._queue.popleft() if self._queue else self._default
        if script is self._default:
            self._default = Script(plan)
        job = Job(
            self._new_id(self._random), kind, script, self.now(), self._clock(), items or (), reasons, request=request
        )
        self._jobs[job.id] = job
        if key is not None:
            self._keys[key] = job
        return job

    def find(self, kind: str, job_id: str) -> Job | None:
        """Find a job by its id, among those of its kind."""
        job = self._jobs.get(job_id)
        return job if job and job.kind == kind else None

    def of_kind(self, kind: str) -> list[Job]:
        """List the jobs of a kind, the oldest first."""
        return [job for job in self._jobs.values() if job.kind == kind]

    def remove(self, job: Job) -> None:
        """Forget a job; from then on it is as unknown as one that never was."""
        del self._jobs[job.id]

    def find_by_key(self, key: str) -> Job | None:
        """Find the job submitted under an idempotency key, for as long as the key is kept."""
        job = self._keys.get(key)
        return job if job and self.now() - job.created < _KEY_LIFETIME else None

    def listed(self, job: Job) -> State:
        """Say how the job stands in a list, which counts as a poll of it, though no fault of its plan befalls a list."""
        state = self.state(job)
        job.script.asked["poll"] += 1
        job.unseen += state == "invisible"
        return state

    def runs(self, job: Job) -> bool:
        """Say whether the job has not ended yet, visible or not."""
        return self.state(job) in ("invisible", "pending")

    def state(self, job: Job) -> State:
        """Say how the job stands now, before the request at hand is counted."""
        age, seconds = self._clock() - job.started, job.plan.seconds
        if age < job.plan.invisible_for:
            return "invisible"
        ended = job.polls >= job.plan.polls if seconds is None else age >= seconds
        if not ended:
            return "pending"
        job.finished = job.finished or (self.now() if seconds is None else job.created + timedelta(seconds=seconds))
        return job.outcome
