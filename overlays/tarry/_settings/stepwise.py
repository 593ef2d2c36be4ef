"""A wait that the caller drives: a call makes one poll at most, and nothing sleeps. For engines that sleep themselves."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from tarry._core.checks import is_number
from tarry._core.clock import Clock, clock_or_default
from tarry._core.errors import ConfigurationError
from tarry._core.observation import Observation
from tarry._core.options import DEFAULT, Deadline, Default, FaultTolerance, UnknownStatus, seconds_to_wait
from tarry._core.outcome import Outcome
from tarry._core.results import Job, JobLike, Poll, WaitResult
from tarry._core.schedule import Schedule
from tarry._operations.status import async_observe, observe
from tarry._wait.plan import FLOOR
from tarry._wait.reporting import Reporter, StalledAfter
from tarry._wait.single import Asked, Timeout, asked, start
from tarry._wait.snapshot import read
from tarry._wait.state import WaitState

from .opening import open_job

StatusT = TypeVar("StatusT")

JobT = TypeVar("JobT", bound=Job[Any])

_ROUNDING = 1e-6
"""Seconds by which a poll is not too early: a time of today's wall clock has no more digits."""


class Wait(Generic[StatusT, JobT]):
    """A wait for *job* by the laws of the others, one `poll` at a time. It sleeps never: sleep for `poll.next_delay`.

    Between two polls `snapshot` is all that has to be kept, and `Wait.restore` goes on from it, in any process:

        wait = tarry.Wait.restore(text, client) if text else tarry.Wait(job, timeout=3600)
        poll = wait.poll()
        if wait.ended:
            return wait.result().raise_for_outcome()
        come_back(after=poll.next_delay, with_text=wait.snapshot())

    Args:
        job: Handle of a job that exists.
        timeout: Longest wait from now on, in seconds or as a timedelta; None waits for ever, 0 polls once.
        deadline: When the wait ends at the latest, in place of *timeout*: a datetime with a time zone, seconds since the epoch,
            or None for ever. One that is past polls once.
        schedule: As in `wait_for_completion`, like all that follow.
        unknown_status: As there.
        fault_tolerance: As there.
        stalled_after: As there.
        clock: For tests, and for engines whose time is another than this machine's.

    Raises:
        ConfigurationError: An option is malformed, or not exactly one of *timeout* and *deadline* is given.
    """

    def __init__(
        self,
        job: JobLike[StatusT, JobT],
        *,
        timeout: Timeout | Default = DEFAULT,
        deadline: Deadline = DEFAULT,
        schedule: Schedule | None = None,
        unknown_status: UnknownStatus = "wait",
        fault_tolerance: FaultTolerance = DEFAULT,
        stalled_after: StalledAfter = None,
        clock: Clock | None = None,
    ) -> None:
        clock = clock_or_default(clock)
        seconds = seconds_to_wait(timeout, deadline, clock.time())
        options = asked(
            seconds, schedule, unknown_status, fault_tolerance, None, None, stalled_after, None, blocking=True
        )
        self._begin(start(job, options, clock.monotonic()), options, clock)

    def _begin(self, state: WaitState[Any], options: Asked, clock: Clock) -> None:
        self._state = state
        self._options = options
        self._clock = clock
        self._reporter: Reporter | None = None

    @classmethod
    def restore(
        cls, text: str, client: Any = None, *, schedule: Schedule | None = None, clock: Clock | None = None
    ) -> Wait[Any, Any]:
        """Go on with the wait that a snapshot holds. Sends nothing.

        Number of polls, deadline, faults in a row, graces and the time of the next poll are those of the wait before; the
        `timeline` of the result begins anew, and its `status` is None until a poll brings one.

        Args:
            text: What `snapshot` returned.
            client: Of the job's provider; by default one that `tarry.connect` makes.
            schedule: The schedule that the wait began with, where that is neither the provider's own nor `Fixed`, `Growing` or
                `Learned()`; or another one from now on.
            clock: As of `Wait`.

        Raises:
            HandleError: *text* is no snapshot that this tarry reads, or *client* is another provider's.
            ConfigurationError: A schedule has to be given; or no client is, and none can be made.
        """
        kept = read(text)
        clock = clock_or_default(clock)
        options = asked(None, schedule, "wait", DEFAULT, None, None, None, None, blocking=True)
        job = open_job(kept.handle, client, label=kept.label)
        wait = cls.__new__(cls)
        state = WaitState.restore(text, job, clock.monotonic(), clock.time(), schedule)
        wait._begin(state, options, clock)
        return wait

    @property
    def job(self) -> JobT:
        """The job that is waited for."""
        return self._state.job  # type: ignore[return-value]  # what JobLike says of it

    @property
    def ended(self) -> bool:
        """Whether the wait is over, and `result` final."""
        return self._state.ended

    @property
    def due(self) -> float:
        """When the next poll is due, in seconds since the epoch; for an engine that takes a time. In the past at the start."""
        return self._clock.time() + (self._state.due - self._clock.monotonic())

    def poll(self) -> Poll:
        """Poll once, if that is due, and decide.

        Before the poll is due (`due`, after a Retry-After for instance) nothing is sent: what is returned has the number of
        the poll before, and as `next_delay` what is left. So an engine that comes too early only has to come once more.

        Returns:
            What was seen. Its `next_delay` is None where the wait has ended; `result` says how, and nothing is raised for it.

        Raises:
            ConfigurationError: The wait has ended before.
        """
        if (early := self._early()) is not None:
            return early
        return self._record(observe(self._state.job, self._clock.time))

    async def async_poll(self) -> Poll:
        """The same with the async client."""
        if (early := self._early()) is not None:
            return early
        return self._record(await async_observe(self._state.job, self._clock.time))

    def put_off(self, seconds: float) -> None:
        """Let no poll come before so many *seconds* are over: another job heard a Retry-After, which is of the whole host.

        `poll` sends nothing until then. Where it is beyond the deadline the wait ends, with a `WaitTimeoutError`, as a wait for
        many does.

        Raises:
            ConfigurationError: The wait has ended before, or *seconds* is no number from 0 on.
        """
        if not is_number(seconds) or not seconds >= 0:
            raise ConfigurationError(f"a wait is put off by seconds, 0 or more, not by {seconds!r:.80}")
        state, now = self._going(), self._clock.monotonic()
        if now + seconds > max(state.deadline, now):
            state.forbid(seconds, now)
        else:
            state.put_off(max(now + seconds - state.due, 0.0))

    def snapshot(self) -> str:
        """All that another process needs to go on, as a text of JSON of some 700 characters, without a secret or a URL.

        It has the handle, label, options and deadline, how often and when was polled, and a word of the provider; no answer and
        no text of an error. Take it after each poll: one from before a poll goes on as if that poll had not been.

        Raises:
            ConfigurationError: The wait has ended: keep what `result` says.
        """
        text = self._state.snapshot(self._clock.monotonic(), self._clock.time())
        if self._reporter is not None:
            self._reporter.close()
            self._reporter = None
        return text

    def result(self) -> WaitResult[StatusT | None, JobT]:
        """The wait so far, or its end: `result().raise_for_outcome()` raises what `wait_for_completion` would raise."""
        return self._state.result()

    def _going(self) -> WaitState[Any]:
        if self._state.ended:
            raise ConfigurationError(f"the wait for {self._state.job.handle} has ended: result() says how")
        return self._state

    def _early(self) -> Poll | None:
        """What stands in the place of a poll that is not due yet."""
        state = self._going()
        rest = state.due - self._clock.monotonic()
        if rest <= _ROUNDING:
            return None
        result = state.result()
        return Poll(
            job=state.job,
            number=result.polls,
            elapsed=result.elapsed,
            outcome=Outcome.PENDING,
            raw_status=result.raw_status,
            fault=result.fault,
            next_delay=max(rest, FLOOR),
            reason="not due yet, and so not polled",
            time=self._clock.time(),
        )

    def _record(self, observation: Observation[Any]) -> Poll:
        state = self._state
        if self._reporter is None:
            self._reporter = Reporter(self._options.watching)
            self._reporter.start(state, self._options.recorded())
        seen = state.record(observation, self._clock.monotonic())
        self._reporter.polled(state, seen)
        if state.ended:
            self._reporter.ended(state)
        return seen
