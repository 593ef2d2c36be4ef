"""Whose turn it is: the waits of many jobs, sorted by the time of their next poll, and the rate limits of their hosts.

Pure, as the state machine is: told the time, it says which polls start; told what they brought, it says what was seen.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from tarry._core.errors import ProviderResponseError
from tarry._core.observation import Observation
from tarry._core.outcome import Outcome
from tarry._core.results import Poll

from .queues import HostOfWait, HostQueues, Queue
from .rate_limit import RateLimit
from .state import WaitState

LISTED_FROM = 3
"""From so many jobs on, one list call is made instead of a poll of each."""


class PollRequest:
    """One request in flight, or a list call: the waits that it polls for, and where."""

    __slots__ = ("number", "queue", "started", "waits")

    def __init__(self, number: int, queue: Queue, waits: list[WaitState[Any]], started: float) -> None:
        self.number = number
        self.queue = queue
        self.waits = waits
        self.started = started


class PollOutcome:
    """What a request brought, and when it finished.

    Attributes:
        observations: One for each wait of the request; None where a list call could not tell.
        fault: Why a list call failed.
        at: The time.
    """

    __slots__ = ("at", "fault", "observations")

    def __init__(
        self, observations: list[Observation[Any] | None], at: float, fault: Observation[Any] | None = None
    ) -> None:
        self.observations = observations
        self.at = at
        self.fault = fault


class Scheduler:
    """All waits of one `as_completed`: those whose turn will come, and the polls in flight."""

    def __init__(self, waits: Iterable[WaitState[Any]], now: float, *, in_flight: int, per_second: float) -> None:
        self._limit = in_flight
        self._order = itertools.count()
        self._hosts: list[tuple[float, int, HostQueues]] = []
        self._parked: list[HostQueues] = []
        """Hosts with as many polls in flight as they may have; they go on when one finishes."""
        self._waiting = 0
        self._sent: set[PollRequest] = set()
        self._deadline = math.inf
        self._left_at = now
        self._away = 0.0
        """For how many seconds after the deadline the caller did something else."""
        self.ended: deque[WaitState[Any]] = deque()
        """Waits whose results are to be handed over; who does so takes them out."""
        hosts: dict[bytes, HostQueues] = {}
        queues: dict[int, Queue] = {}
        for wait in waits:
            job = wait.job
            queue = queues.get(id(job.client))
            if queue is None:
                name = job.host
                if name not in hosts:
                    hosts[name] = HostQueues(RateLimit(in_flight, per_second))
                queue = queues[id(job.client)] = Queue(hosts[name], job.request_timeout)
            queue.host.waits += 1
            self._deadline = wait.deadline
            self.add(wait, queue, now)
        self._open = sorted(queues.values(), key=lambda queue: queue.request_timeout, reverse=True)
        """Queues whose time is not over, the one with the most of it first."""

    def __bool__(self) -> bool:
        return self._waiting > 0 or self.in_flight > 0

    @property
    def in_flight(self) -> int:
        """How many polls there are whose answers are waited for."""
        return len(self._sent)

    def clear(self) -> None:
        """Forget all waits; none of them is polled any more."""
        self._hosts.clear()
        self._parked.clear()
        self._sent.clear()
        self._waiting = 0
        self.ended.clear()

    def add(self, wait: WaitState[Any], queue: Queue, due: float) -> None:
        """Put a wait in its place: it is polled when it is *due*."""
        order = next(self._order)
        heapq.heappush(queue.waits, (due, order, wait))
        self._waiting += 1
        if queue.waits[0][1] == order:
            heapq.heappush(queue.host.queues, (due, order, queue))
            self._enter(queue.host, due)

    def next_start(self) -> float:
        """When a poll may start, if none finishes before; infinity where one has to finish."""
        if self.in_flight >= self._limit:
            return math.inf
        while self._hosts and self._hosts[0][2].entered != self._hosts[0][0]:
            heapq.heappop(self._hosts)
        return self._hosts[0][0] if self._hosts else math.inf

    def next_end(self) -> float:
        """When `give_up` has something to do, if it comes to that; infinity where there is no deadline."""
        return self._deadline + self._away + self._open[-1].request_timeout if self._open else math.inf

    def leave(self, now: float) -> None:
        """From now on the caller does something else, such as to read the rows of a result: nobody polls."""
        self._left_at = now

    def come_back(self, now: float) -> None:
        """The caller wants results again, as at first. Last polls may take so much longer as this came after the deadline."""
        self._away += max(now - max(self._left_at, self._deadline), 0.0)

    def give_up(self, now: float) -> list[PollRequest]:
        """End the waits that a last poll did not end in time. Returns the requests that nobody waits for any more."""
        over: set[Queue] = set()
        while self.next_end() <= now:
            over.add(self._open.pop())
        given_up = sorted((request for request in self._sent if request.queue in over), key=lambda one: one.number)
        for request in given_up:
            self._free(request, now)
            why = f"its last poll had no answer within {request.queue.request_timeout:g} s of the deadline"
            for wait in request.waits:
                self._end(wait, request.queue, why, now)
        for queue in over:
            throttled = queue.host.rate_limit.is_throttled(now)
            why = "its host is throttled" if throttled else "there was no room for it beside the polls of other jobs"
            why = f"had no last poll within {queue.request_timeout:g} s of it: {why}"
            for _, _, wait in sorted(queue.waits):
                self._waiting -= 1
                self._end(wait, queue, why, now)
            queue.waits.clear()
        return given_up

    def _end(self, wait: WaitState[Any], queue: Queue, why: str, now: float) -> None:
        wait.run_out(why, now)
        self._hand_over(wait, queue)

    def _hand_over(self, wait: WaitState[Any], queue: Queue) -> None:
        queue.host.waits -= 1
        self.ended.append(wait)

    def starts(self, now: float) -> Iterator[PollRequest]:
        """Take out the waits whose turn has come, the longest due first, as far as there is room."""
        while self.next_start() <= now < self.next_end():
            host = heapq.heappop(self._hosts)[2]
            host.entered = math.inf
            queue = host.first()
            if queue is None:
                continue
            # A host has at most as many as are free: a slow one leaves room for the others, however many they are.
            if host.rate_limit.in_flight >= self._limit - self.in_flight or not host.rate_limit.has_room(now):
                self._parked.append(host)
                continue
            wait = queue.waits[0][2]
            ready = host.ready_at(now)
            if host.rate_limit.forbidden_until > max(wait.deadline, now):
                self._pop(queue)
                wait.forbid(host.rate_limit.forbidden_until - now, now)
                self._hand_over(wait, queue)
                ready = now
            elif ready <= now:
                waits = self._together(queue, now)
                host.rate_limit.start(now)
                request = PollRequest(next(self._order), queue, waits, now)
                self._sent.add(request)
                yield request
            if queue := host.first():
                self._enter(host, max(queue.waits[0][0], ready))

    def receive(self, request: PollRequest, outcome: PollOutcome) -> list[tuple[WaitState[Any], Poll]]:
        """Take in what a request outcome: each wait goes on or has ended. Returns what was seen."""
        if request not in self._sent:  # it was given up
            return []
        answers = [outcome.fault] if outcome.fault else outcome.observations
        throttle = next((one for one in answers if one is not None and _is_throttle(one)), None)
        self._free(request, outcome.at, throttle)
        polls = []
        missing = 0
        for wait, observation in zip(request.waits, outcome.observations, strict=True):
            missing += observation is None
            if observation is None or (len(request.waits) > 1 and observation.outcome is not Outcome.PENDING):
                request.queue.alone.add(wait)
                self.add(wait, request.queue, outcome.at)
                continue
            seen = wait.record(observation, outcome.at, HostOfWait(request.queue, wait, outcome.at))
            polls.append((wait, seen))
            if seen.next_delay is None:
                self._hand_over(wait, request.queue)
            else:
                self.add(wait, request.queue, outcome.at + seen.next_delay)
        if 2 * missing > len(request.waits):
            request.queue.lists = False
        return polls

    def _free(self, request: PollRequest, at: float, throttle: Observation[Any] | None = None) -> None:
        """It is no longer in flight, and leaves room for others."""
        self._sent.remove(request)
        request.queue.host.rate_limit.end(
            request.started,
            at,
            throttled=throttle is not None,
            retry_after=None if throttle is None else throttle.retry_after,
        )
        parked, self._parked = self._parked, []
        for host in parked:
            if queue := host.first():
                self._enter(host, queue.waits[0][0])

    def _enter(self, host: HostQueues, at: float) -> None:
        if at < host.entered:
            host.entered = at
            heapq.heappush(self._hosts, (at, next(self._order), host))

    def _pop(self, queue: Queue) -> WaitState[Any]:
        wait = heapq.heappop(queue.waits)[2]
        self._waiting -= 1
        if queue.waits:
            due, order, _ = queue.waits[0]
            heapq.heappush(queue.host.queues, (due, order, queue))
        return wait

    def _together(self, queue: Queue, now: float) -> list[WaitState[Any]]:
        """The wait whose turn it is, with others of its client where a list call can poll all of them.

        Only those are taken along that were put off by their jitter alone: no poll comes before its plan.
        """
        first = self._pop(queue)
        if first in queue.alone:
            queue.alone.remove(first)
            return [first]
        if not (queue.lists and first.job.lists):
            return [first]
        others: list[tuple[float, WaitState[Any]]] = []
        while queue.waits:
            due, _, wait = queue.waits[0]
            if due - wait.spread > now or wait in queue.alone:
                break
            others.append((due, self._pop(queue)))
        if 1 + len(others) >= LISTED_FROM:
            return [first, *(wait for _, wait in others)]
        for due, wait in others:
            self.add(wait, queue, due)
        return [first]


def _is_throttle(observation: Observation[Any]) -> bool:
    """Whether the host said that there are too many requests: 429, or 503 with the time to come again."""
    error = observation.error
    if not isinstance(error, ProviderResponseError):
        return False
    return error.status_code == 429 or (error.status_code == 503 and observation.retry_after is not None)
