"""What a worker needs to wait for jobs: one client for each provider, and the activity that polls."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory
from temporalio.plugin import SimplePlugin
from temporalio.worker import Worker, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

import tarry
from tarry._core.clock import SystemClock
from tarry.runtime import Kind
from tarry.schedules import Schedule

from .waiting import POLL, ToPoll, Waited

logger = logging.getLogger("tarry")

MENDED = timedelta(minutes=1)
"""So often a worker tries again to make a client: its settings can be mended, and the jobs run on meanwhile."""


class TarryPlugin(SimplePlugin):
    """For `Worker(..., plugins=[TarryPlugin()])`, or for the client that workers are made with.

    Args:
        client_factory: Makes the client of a provider, whose name it is given; `tarry.connect` by default, which reads the
            environment of the worker. There is one for each provider and process, closed with its last worker.
        profile: A table of `config.toml`, for `tarry.connect`.
        providers: Whose clients are made when a worker starts, so that a missing credential is said then.
        schedule: When to poll next; the providers' own by default.
    """

    def __init__(
        self,
        client_factory: Callable[[str], Any] | None = None,
        *,
        profile: str | None = None,
        providers: Sequence[str] = (),
        schedule: Schedule | None = None,
    ) -> None:
        if client_factory is not None and profile is not None:
            raise tarry.ConfigurationError("profile is for tarry.connect: leave it out beside a client_factory")
        super().__init__("tarry.TarryPlugin", activities=[self.poll], workflow_runner=_passing_through)
        self._factory = client_factory or (lambda provider: tarry.connect(provider, profile=profile))
        self._providers = providers
        self._schedule = schedule
        self._clients: dict[str, Any] = {}
        self._workers = 0
        self._forbidden_until: defaultdict[str, float] = defaultdict(float)
        """By provider, when the last Retry-After is over that any wait heard: it is the host's. Seconds since the epoch."""

    async def run_worker(self, worker: Worker, next: Callable[[Worker], Awaitable[None]]) -> None:  # noqa: A002
        """See base class. Its `run_context` is for replayers too, which need no client."""
        self._workers += 1
        try:
            for provider in self._providers:
                self._client(provider)
            await super().run_worker(worker, next)
        finally:
            self._workers -= 1
            async with AsyncExitStack() as stack:
                while self._clients and not self._workers:
                    stack.push_async_exit(self._clients.popitem()[1])

    @activity.defn(name=POLL)
    async def poll(self, asked: ToPoll) -> Waited:
        """Poll a job once. Returns its end; anything else is an error, with the time of the next poll where there is one."""
        try:
            provider = tarry.Handle.parse(asked.handle).provider
            wait = self._wait(asked, self._client_or_later(provider))
        except (tarry.ConfigurationError, tarry.HandleError) as error:
            raise _final(error) from None
        now = activity.info().started_time.timestamp()
        wait.put_off(max(self._forbidden_until[provider] - now, 0.0))
        if not wait.ended:
            poll = await wait.async_poll()
            seen = poll.observation  # none where the poll came too early
            if seen and seen.kind is Kind.FAULT and seen.retry_after:
                until = poll.time + seen.retry_after
                self._forbidden_until[provider] = max(until, self._forbidden_until[provider])
            if poll.next_delay is not None:
                activity.heartbeat(wait.snapshot())
                delay, benign = timedelta(seconds=poll.next_delay), ApplicationErrorCategory.BENIGN
                raise ApplicationError(str(poll), type="Pending", next_retry_delay=delay, category=benign)
        end = wait.result()
        waited = Waited(asked.handle, str(end.outcome), end.raw_status, end.polls, end.elapsed, end.reason)
        if end.error is not None:
            raise _final(end.error, waited) from None
        return waited

    def _wait(self, asked: ToPoll, client: Any) -> tarry.Wait[Any, Any]:
        """The wait of the attempt before; or a new one, as all that a lost snapshot costs is graces and counts of faults."""
        clock = ServerClock()
        for text in activity.info().heartbeat_details:
            try:
                return tarry.Wait.restore(text, client, schedule=self._schedule, clock=clock)
            except (tarry.ConfigurationError, tarry.HandleError) as error:
                logger.warning("%s: the wait begins anew: %s", asked.handle, error)
        job = tarry.open_job(asked.handle, client)
        return tarry.Wait(job, deadline=asked.deadline, schedule=self._schedule, clock=clock, **asked.options)

    def _client(self, provider: str) -> Any:
        if provider not in self._clients:
            self._clients[provider] = self._factory(provider)
        return self._clients[provider]

    def _client_or_later(self, provider: str) -> Any:
        try:
            return self._client(provider)
        except Exception as error:
            name = type(error).__name__
            # What others raise may repeat what it was given: it stays in the log of the worker.
            what = str(error) if isinstance(error, tarry.TarryError) else f"{name}, see the log of the worker"
            logger.warning("no client for %s", provider, exc_info=error)
        raise ApplicationError(f"no client for {provider}: {what}", type=name, next_retry_delay=MENDED)


class ServerClock(SystemClock):
    """The time of Temporal's server, by which deadlines are set. The clocks of workers differ, and one may be wrong."""

    def __init__(self) -> None:
        offset = activity.info().started_time.timestamp() - time.monotonic()
        self.time = self.monotonic = lambda: offset + time.monotonic()


def _final(error: Exception, *details: object) -> ApplicationError:
    return ApplicationError(str(error), *details, type=type(error).__name__, non_retryable=True)


def _passing_through(runner: WorkflowRunner | None) -> WorkflowRunner:
    """A workflow needs no copy of tarry's modules: what it calls there keeps no state."""
    if not isinstance(runner, SandboxedWorkflowRunner):
        return runner or SandboxedWorkflowRunner()
    return replace(runner, restrictions=runner.restrictions.with_passthrough_modules("tarry", "tarry_clients"))
