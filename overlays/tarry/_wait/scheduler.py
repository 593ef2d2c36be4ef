"""Whose turn it is: the waits of many jobs, sorted by the time of their next poll, and the rate limits of their hosts.

Pure, as the state machine is: told the time, it says which polls start; told what they brought, it says what was seen.
"""

from __future__ import annotations

import itertools
import math
from collections import deque
from collections.abc import Iterator
from typing import Any

from tarry._core.errors import ProviderResponseError
from tarry._core.observation import Observation
from tarry._core.outcome import Outcome
from tarry._core.results import Poll

from .agenda import Agenda
from .ends import Ends
from .queues import HostOfWait, HostQueues, Queue
from .rate_limit import RateLimit
from .state import WaitState

LISTED_FROM = 3
"""From so many jobs on, one list call is made instead of a poll of each."""

HELD_UP = 1.0
"""Who goes on later than planned by more than this, in seconds, was held up, and what happened meanwhile nobody could help."""


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
    """Waits that come and go: those whose turn will come, and the polls in flight."""

    def __init__(self, *, in_flight: int, per_second: float) -> None:
        self._limit = in_flight
        self._per_second = per_second
        self._numbers = itertools.count()
        self._hosts: dict[bytes, HostQueues] = {}
        self._queues: dict[int, Queue] = {}
        """By the identity of the client, which each of them keeps."""
        self._turns: Agenda[HostQueues] = Agenda()
        self._parked: dict[HostQueues, None] = {}
        """Hosts with as many polls in flight as they may have; they go on when one finishes."""
        self._sent: set[PollRequest] = set()
        self._polling: dict[WaitState[Any], PollRequest] = {}
        self._nudged: set[WaitState[Any]] = set()
        """Those nudged while they were polled, which may have been too early for the news."""
        self._ends = Ends()
        self._number = 0
        self._left_at = self._expected_at = math.inf
        self.ended: deque[WaitState[Any]] = deque()
        """Waits whose results are to be handed over; who does so takes them out."""
        self.failed: deque[tuple[WaitState[Any], Exception]] = deque()
        """Waits that nobody can go on with, such as one whose schedule raises, and why."""

    def __len__(self) -> int:
        """How many waits have not ended."""
        return self._number

    @property
    def in_flight(self) -> int:
        """How many polls there are whose answers are waited for."""
        return len(self._sent)

    def add(self, wait: WaitState[Any], now: float, due: float | None = None) -> None:
        """Poll for a wait from now on: at once, or when it is *due*."""
        client = wait.job.client
        queue = self._queues.get(id(client))
        if queue is None:
            queue = self._queues[id(client)] = Queue(self._host(wait.job.host, now), client)
        queue.number += 1
        queue.host.number += 1
        self._number += 1
        self._ends.add(wait)
        self._put(wait, queue, now if due is None else due)

    def remove(self, wait: WaitState[Any]) -> PollRequest | None:
        """Forget a wait that has not ended. Returns the request in flight that was for it alone, if there is one.

        That one takes up room until it is given to `receive` or to `drop`.
        """
        request = self._polling.get(wait)
        queue = self._queue_of(wait)
        queue.waits.discard(wait)
        queue.settle()
        if not queue.host.queues:
            self._turns.discard(queue.host)
        self._forget(wait)
        return request if request is not None and self._is_idle(request) else None

    def drop(self, request: PollRequest, now: float) -> None:
        """A request has been broken off."""
        if request in self._sent:
            self._free(request, now)

    def nudge(self, wait: WaitState[Any], now: float) -> None:
        """Poll for a wait as soon as it may be polled, however late its next poll is planned."""
        if wait in self._polling:
            self._nudged.add(wait)
            return
        queue = self._queue_of(wait)
        self._put(wait, queue, wait.nudge(queue.waits.time_of(wait), now))

    def next_start(self) -> float:
        """When a poll may start, if none finishes before; infinity where one has to finish."""
        return math.inf if self.in_flight >= self._limit else self._turns.time()

    def next_end(self) -> float:
        """When `give_up` has something to do, if it comes to that; infinity where there is no deadline."""
        return self._ends.time()

    def leave(self, now: float, until: float) -> None:
        """Until the time *until*, or until something happens, nobody starts a poll: it was meant to be so."""
        self._left_at, self._expected_at = now, until

    def come_back(self, now: float) -> None:
        """Somebody goes on. If later than was meant, last polls may take so much longer as this came after the deadline."""
        if now - self._expected_at > HELD_UP:
            self._ends.put_off(self._left_at, now)

    def give_up(self, now: float) -> list[PollRequest]:
        """End the waits that a last poll did not end in time. Returns the requests that nobody waits for any more."""
        given_up = []
        for wait in self._ends.due(now):
            queue, request, seconds = self._queue_of(wait), self._polling.get(wait), wait.job.request_timeout
            if request is not None:
                wait.run_out(f"its last poll had no answer within {seconds:g} s of the deadline", now)
            else:
                queue.waits.discard(wait)
                queue.settle()
                throttled = queue.host.rate_limit.is_throttled(now)
                why = (
                    "its host is throttled" if throttled else "there was no room for it beside the polls of other jobs"
                )
                wait.run_out(f"had no last poll within {seconds:g} s of it: {why}", now)
            self._hand_over(wait)
            if request is not None and self._is_idle(request):
                self._free(request, now)
                given_up.append(request)
        return given_up

    def starts(self, now: float) -> Iterator[PollRequest]:
        """Take out the waits whose turn has come, the longest due first, as far as there is room."""
        while self.next_start() <= now < self.next_end():
            host = self._turns.pop()
            due, queue = host.queues.time(), host.queues.first()
            if queue is None:
                continue
            wait = queue.waits.first()
            if wait is None or due > now:  # whose turn it was is no longer here
                self._enter(host, due)
                continue
            # A host has at most as many as are free: a slow one leaves room for the others, however many they are.
            if host.rate_limit.in_flight >= self._limit - self.in_flight or not host.rate_limit.has_room(now):
                self._parked[host] = None
                continue
            ready = host.ready_at(now)
            if host.rate_limit.forbidden_until > max(wait.deadline, now):
                self._pop(queue)
                wait.forbid(host.rate_limit.forbidden_until - now, now)
                self._hand_over(wait)
                ready = now
            elif ready <= now:
                waits = self._together(queue, now)
                host.rate_limit.start(now)
                request = PollRequest(next(self._numbers), queue, waits, now)
                self._sent.add(request)
                self._polling |= dict.fromkeys(waits, request)
                yield request
            if host.queues:
                self._enter(host, max(host.queues.time(), ready))

    def receive(self, request: PollRequest, outcome: PollOutcome) -> list[tuple[WaitState[Any], Poll]]:
        """Take in what a request brought: each wait goes on or has ended. Returns what was seen."""
        if request not in self._sent:  # it was given up
            return []
        answers = [outcome.fault] if outcome.fault else outcome.observations
        throttle = next((one for one in answers if one is not None and _is_throttle(one)), None)
        self._free(request, outcome.at, throttle)
        polls = []
        missing, queue, at = 0, request.queue, outcome.at
        for wait, observation in zip(request.waits, outcome.observations, strict=True):
            missing += observation is None
            if self._polling.get(wait) is not request:  # it was removed
                continue
            self._polling.pop(wait)
            if observation is None or (len(request.waits) > 1 and observation.outcome is not Outcome.PENDING):
                queue.alone.add(wait)
                self._put(wait, queue, at)
                continue
            try:
                seen = wait.record(observation, at, HostOfWait(queue, wait, at))
            except Exception as error:  # noqa: BLE001 - a schedule of the caller's: whoever waits for this one is told
                self._forget(wait)
                self.failed.append((wait, error))
                continue
            polls.append((wait, seen))
            if seen.next_delay is None:
                self._hand_over(wait)
                continue
            due = at + seen.next_delay
            if wait in self._nudged:
                self._nudged.remove(wait)
                due = wait.nudge(due, at)
            self._put(wait, queue, due)
        if 2 * missing > len(request.waits):
            queue.lists = False
        return polls

    def _host(self, name: bytes, now: float) -> HostQueues:
        """The queues of a host. Where it is a new one, those are dropped at which nobody waits and nothing is forbidden."""
        if name not in self._hosts:
            self._hosts = {
                other: host for other, host in self._hosts.items() if host.number or not host.rate_limit.is_as_new(now)
            }
            self._hosts[name] = HostQueues(RateLimit(self._limit, self._per_second))
        return self._hosts[name]

    def _queue_of(self, wait: WaitState[Any]) -> Queue:
        return self._queues[id(wait.job.client)]

    def _put(self, wait: WaitState[Any], queue: Queue, due: float) -> None:
        queue.waits.put(wait, due)
        queue.settle()
        self._enter(queue.host, queue.host.queues.time())

    def _hand_over(self, wait: WaitState[Any]) -> None:
        self._forget(wait)
        self.ended.append(wait)

    def _forget(self, wait: WaitState[Any]) -> None:
        queue = self._queue_of(wait)
        self._polling.pop(wait, None)
        self._nudged.discard(wait)
        self._ends.discard(wait)
        queue.alone.discard(wait)
        queue.number -= 1
        queue.host.number -= 1
        self._number -= 1
        if queue.number == 0:
            del self._queues[id(queue.client)]

    def _is_idle(self, request: PollRequest) -> bool:
        """Whether nobody waits for it any more."""
        return all(self._polling.get(wait) is not request for wait in request.waits)

    def _free(self, request: PollRequest, at: float, throttle: Observation[Any] | None = None) -> None:
        """It is no longer in flight, and leaves room for others."""
        self._sent.remove(request)
        request.queue.host.rate_limit.end(
            request.started,
            at,
            throttled=throttle is not None,
            retry_after=None if throttle is None else throttle.retry_after,
        )
        parked, self._parked = self._parked, {}
        for host in parked:
            if host.queues:
                self._enter(host, host.queues.time())

    def _enter(self, host: HostQueues, at: float) -> None:
        if at < self._turns.time_of(host):
            self._turns.put(host, at)

    @staticmethod
    def _pop(queue: Queue) -> WaitState[Any]:
        wait = queue.waits.pop()
        queue.settle()
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
        while (wait := queue.waits.first()) is not None:
            due = queue.waits.time()
            if due - wait.spread > now or wait in queue.alone:
                break
            others.append((due, queue.waits.pop()))
        if 1 + len(others) < LISTED_FROM:
            for due, wait in others:
                queue.waits.put(wait, due)
            others.clear()
        queue.settle()
        return [first, *(wait for _, wait in others)]


def _is_throttle(observation: Observation[Any]) -> bool:
    """Whether the host said that there are too many requests: 429, or 503 with the time to come again."""
    error = observation.error
    if not isinstance(error, ProviderResponseError):
        return False
    return error.status_code == 429 or (error.status_code == 503 and observation.retry_after is not None)
