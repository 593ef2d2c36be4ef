"""Whose turn it is: the waits of many jobs, sorted by the time of their next poll, and the budgets of their hosts.

Pure, as the machine is: told the time, it says which polls start; told what they brought, it says what was seen.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

import httpx

from tarry._core.errors import ProviderResponseError
from tarry._core.observation import Observation
from tarry._core.outcome import Outcome
from tarry._core.results import Poll, WaitResult
from tarry._http.generated_client import REQUEST_TIMEOUT

from .rate_limit import Budget
from .state import NOTICED, Wait

LISTED_FROM = 3
"""From so many jobs on, one list call is made instead of a poll of each."""


_COUNTED = 1000
"""Of so many waits at a host the turn of each is known exactly; of more it is estimated, as to count them would take longer."""


class Flight:
    """One request in flight, or a list call: the waits it polls for, and where."""

    __slots__ = ("number", "queue", "started", "waits")

    def __init__(self, number: int, queue: _Queue, waits: list[Wait[Any]], started: float) -> None:
        self.number = number
        self.queue = queue
        self.waits = waits
        self.started = started


class Brought:
    """What a flight brought, and when it landed.

    Attributes:
        observations: One for each wait of the flight; None where a list call could not tell.
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


class _Queue:
    """The waits of one client that are not polling, by the time of their next poll."""

    __slots__ = ("alone", "host", "lists", "request_timeout", "waits")

    def __init__(self, host: _Host, client: Any) -> None:
        self.host = host
        self.request_timeout = _request_timeout(client)
        self.alone: set[Wait[Any]] = set()
        """Waits of which a list call could not say that they are pending; each is polled by itself."""
        self.lists = True
        """Whether a list call is worth a try: none has failed, and most jobs were on the list."""
        self.waits: list[tuple[float, int, Wait[Any]]] = []


class _Host:
    """The queues of all clients with the same host, by their first wait, and the budget they share."""

    __slots__ = ("budget", "entered", "queues", "waits")

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.waits = 0
        """How many there are that have not ended, with those in flight."""
        self.queues: list[tuple[float, int, _Queue]] = []
        """Each queue with a wait is here with its first; entries that are no longer true are dropped when they come up."""
        self.entered = math.inf
        """Its time in the order of hosts; infinity where it is not in it."""

    def first(self) -> _Queue | None:
        """The queue whose turn is first."""
        while self.queues:
            due, order, queue = self.queues[0]
            if queue.waits and queue.waits[0][:2] == (due, order):
                return queue
            heapq.heappop(self.queues)
        return None

    def ready_at(self, now: float) -> float:
        """The earliest time for the next poll."""
        return self.budget.ready_at(now, alone=self.waits == 1)


class _Turns:
    """The turns of a host at the time *now*, for one wait of *queue*, as the machine asks for them."""

    def __init__(self, queue: _Queue, wait: Wait[Any], now: float) -> None:
        self._queue = queue
        self._wait = wait
        self._now = now

    def forbidden_until(self) -> float:
        return self._queue.host.budget.forbidden_until

    def turn(self, due: float) -> tuple[float, str]:
        """Counts the rate of the host and who waits there. How long the polls in flight take nobody knows."""
        host, now = self._queue.host, self._now
        ready = host.ready_at(now)
        rate = host.budget.rate(ready)
        backlog = host.waits / rate
        throttled = host.budget.is_throttled(now)
        listed = self._queue.lists and self._wait.job.lists and self._wait not in self._queue.alone
        # Without a throttle polls are mostly spread out, and there are too many of them to poll each.
        if host.waits == 1 or listed or backlog < (NOTICED if throttled else max(due - now, NOTICED)):
            return due, ""
        why = "host is throttled" if throttled else "other jobs of the host come first"
        if host.waits > _COUNTED:
            return max(due, ready + backlog), why
        turn, gap = ready, 1.0 / rate
        queues = {queue for _, _, queue in host.queues}
        for other in sorted(other for queue in queues for other, _, _ in queue.waits):
            if other >= max(turn, due) + gap:
                break
            turn = max(turn, other) + gap
        return max(turn, due), why


class Roster:
    """All waits of one `as_completed`: those whose turn will come, and the polls in flight."""

    def __init__(self, waits: Iterable[Wait[Any]], now: float, *, in_flight: int, per_second: float) -> None:
        self._limit = in_flight
        self._order = itertools.count()
        self._hosts: list[tuple[float, int, _Host]] = []
        self._parked: list[_Host] = []
        """Hosts with as many polls in flight as they may have; they go on when one lands."""
        self._waiting = 0
        self._flying: set[Flight] = set()
        self._deadline = math.inf
        self._left_at = now
        self._away = 0.0
        """For how many seconds after the deadline the caller did something else."""
        self.ended: deque[WaitResult[Any]] = deque()
        """Results that are to be handed over; who does so takes them out."""
        hosts: dict[bytes, _Host] = {}
        queues: dict[int, _Queue] = {}
        for wait in waits:
            client = wait.job.client
            queue = queues.get(id(client))
            if queue is None:
                name = _host_name(client)
                if name not in hosts:
                    hosts[name] = _Host(Budget(in_flight, per_second))
                queue = queues[id(client)] = _Queue(hosts[name], client)
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
        return len(self._flying)

    def clear(self) -> None:
        """Forget all waits; none of them is polled any more."""
        self._hosts.clear()
        self._parked.clear()
        self._flying.clear()
        self._waiting = 0
        self.ended.clear()

    def add(self, wait: Wait[Any], queue: _Queue, due: float) -> None:
        """Put a wait in its place: it is polled when it is *due*."""
        order = next(self._order)
        heapq.heappush(queue.waits, (due, order, wait))
        self._waiting += 1
        if queue.waits[0][1] == order:
            heapq.heappush(queue.host.queues, (due, order, queue))
            self._enter(queue.host, due)

    def next_start(self) -> float:
        """When a poll may start, if none lands before; infinity where one has to land."""
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

    def give_up(self, now: float) -> list[Flight]:
        """End the waits that a last poll did not end in time. Returns the flights that nobody waits for any more."""
        over: set[_Queue] = set()
        while self.next_end() <= now:
            over.add(self._open.pop())
        given_up = sorted((flight for flight in self._flying if flight.queue in over), key=lambda one: one.number)
        for flight in given_up:
            self._came_down(flight, now)
            why = f"its last poll had no answer within {flight.queue.request_timeout:g} s of the deadline"
            for wait in flight.waits:
                self._end(wait, flight.queue, why, now)
        for queue in over:
            throttled = queue.host.budget.is_throttled(now)
            why = "its host is throttled" if throttled else "there was no room for it beside the polls of other jobs"
            why = f"had no last poll within {queue.request_timeout:g} s of it: {why}"
            for _, _, wait in sorted(queue.waits):
                self._waiting -= 1
                self._end(wait, queue, why, now)
            queue.waits.clear()
        return given_up

    def _end(self, wait: Wait[Any], queue: _Queue, why: str, now: float) -> None:
        wait.run_out(why, now)
        self._hand_over(wait, queue)

    def _hand_over(self, wait: Wait[Any], queue: _Queue) -> None:
        queue.host.waits -= 1
        self.ended.append(wait.result())

    def starts(self, now: float) -> Iterator[Flight]:
        """Take out the waits whose turn has come, the longest due first, as far as there is room."""
        while self.next_start() <= now < self.next_end():
            host = heapq.heappop(self._hosts)[2]
            host.entered = math.inf
            queue = host.first()
            if queue is None:
                continue
            # A host has at most as many as are free: a slow one leaves room for the others, however many they are.
            if host.budget.in_flight >= self._limit - self.in_flight or not host.budget.has_room(now):
                self._parked.append(host)
                continue
            wait = queue.waits[0][2]
            ready = host.ready_at(now)
            if host.budget.forbidden_until > max(wait.deadline, now):
                self._take(queue)
                wait.forbid(host.budget.forbidden_until - now, now)
                self._hand_over(wait, queue)
                ready = now
            elif ready <= now:
                waits = self._together(queue, now)
                host.budget.start(now)
                flight = Flight(next(self._order), queue, waits, now)
                self._flying.add(flight)
                yield flight
            if queue := host.first():
                self._enter(host, max(queue.waits[0][0], ready))

    def land(self, flight: Flight, brought: Brought) -> list[Poll]:
        """Take in what a flight brought: each wait goes on or has ended. Returns what was seen."""
        if flight not in self._flying:  # it was given up
            return []
        answers = [brought.fault] if brought.fault else brought.observations
        throttle = next((one for one in answers if one is not None and _is_throttle(one)), None)
        self._came_down(flight, brought.at, throttle)
        polls = []
        missing = 0
        for wait, observation in zip(flight.waits, brought.observations, strict=True):
            missing += observation is None
            if observation is None or (len(flight.waits) > 1 and observation.outcome is not Outcome.PENDING):
                flight.queue.alone.add(wait)
                self.add(wait, flight.queue, brought.at)
                continue
            seen = wait.record(observation, brought.at, _Turns(flight.queue, wait, brought.at))
            polls.append(seen)
            if seen.next_delay is None:
                self._hand_over(wait, flight.queue)
            else:
                self.add(wait, flight.queue, brought.at + seen.next_delay)
        if 2 * missing > len(flight.waits):
            flight.queue.lists = False
        return polls

    def _came_down(self, flight: Flight, at: float, throttle: Observation[Any] | None = None) -> None:
        """It is no longer in flight, and leaves room for others."""
        self._flying.remove(flight)
        flight.queue.host.budget.end(
            flight.started,
            at,
            throttled=throttle is not None,
            retry_after=None if throttle is None else throttle.retry_after,
        )
        parked, self._parked = self._parked, []
        for host in parked:
            if queue := host.first():
                self._enter(host, queue.waits[0][0])

    def _enter(self, host: _Host, at: float) -> None:
        if at < host.entered:
            host.entered = at
            heapq.heappush(self._hosts, (at, next(self._order), host))

    def _take(self, queue: _Queue) -> Wait[Any]:
        wait = heapq.heappop(queue.waits)[2]
        self._waiting -= 1
        if queue.waits:
            due, order, _ = queue.waits[0]
            heapq.heappush(queue.host.queues, (due, order, queue))
        return wait

    def _together(self, queue: _Queue, now: float) -> list[Wait[Any]]:
        """The wait whose turn it is, with others of its client where a list call can poll all of them.

        Only those are taken along that were put off by their jitter alone: no poll comes before its plan.
        """
        first = self._take(queue)
        if first in queue.alone:
            queue.alone.remove(first)
            return [first]
        if not (queue.lists and first.job.lists):
            return [first]
        others: list[tuple[float, Wait[Any]]] = []
        while queue.waits:
            due, _, wait = queue.waits[0]
            if due - wait.spread > now or wait in queue.alone:
                break
            others.append((due, self._take(queue)))
        if 1 + len(others) >= LISTED_FROM:
            return [first, *(wait for _, wait in others)]
        for due, wait in others:
            self.add(wait, queue, due)
        return [first]


def _request_timeout(client: Any) -> float:
    """Seconds that a request may take; the default for what is no generated client."""
    timeout: httpx.Timeout | None = getattr(client, "_timeout", None)
    return (timeout and timeout.read) or REQUEST_TIMEOUT


def _host_name(client: Any) -> bytes:
    """Host and port; empty for what is no generated client."""
    return httpx.URL(getattr(client, "_base_url", "")).netloc


def _is_throttle(observation: Observation[Any]) -> bool:
    """Whether the host said that there are too many requests: 429, or 503 with the time to come again."""
    error = observation.error
    if not isinstance(error, ProviderResponseError):
        return False
    return error.status_code == 429 or (error.status_code == 503 and observation.retry_after is not None)
