"""The sandbox itself: every provider under one application, and the ways to reach it."""

from __future__ import annotations

import heapq
import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

import anyio
import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from ._calling import calling
from ._control import control_routes
from ._log import Received
from ._plans import Plan
from ._played import played
from ._provider import Provider
from ._registry import find_providers
from ._serve import serve
from ._transport import InProcessTransport


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox:
    """The providers on loopback, with the jobs they were sent and the plans for those to come.

    Args:
        seed: Where the ids of jobs come from; the same seed gives the same ids.
        clock: Monotonic seconds, for plans that say `seconds`, and for the times of `requests`.
        now: Wall clock, timezone-aware, for the timestamps in answers.
        page_size: How many items a page of results holds.
        token_lifetime: Seconds for which an access token is good, where a provider gives them out; by default as long as
            the vendor's, by `clock`.
        sleep: Lets time pass before an answer that is planned to be slow; by default real time.
        hosts: The names by which the control plane at `/_sandbox` may be called, besides localhost and addresses: a name in a
            Docker network, for instance. Requests to any other are refused, as a web page may have sent them.
        providers: Those to play; all by default.
        plan: For the jobs of each provider that can end so, also of one that is added later.

    Attributes:
        app: The ASGI application.
        providers: The providers by name: those of tarry, and those that installed distributions bring.
        hosts: As above, in lower case.
    """

    def __init__(
        self,
        seed: int | str = 0,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        *,
        page_size: int = 100,
        token_lifetime: float | None = None,
        sleep: Callable[[float], Awaitable[None]] = anyio.sleep,
        hosts: Collection[str] = (),
        providers: Collection[str] | None = None,
        plan: Plan | None = None,
    ) -> None:
        self.hosts = frozenset(host.lower() for host in hosts)
        self.providers: dict[str, Provider] = {}
        self.app = Starlette(routes=control_routes(self))
        self._for_all: list[Plan] = []
        self._sleep, self._token_lifetime, self._plan = sleep, token_lifetime, plan
        self._make: Callable[[type[Provider]], Provider] = lambda each: each(seed, clock, now, page_size)
        classes = find_providers().classes
        for name in classes if providers is None else providers:
            if name not in classes:
                raise ValueError(f"there is no provider {name!r}; allowed are {', '.join(classes)}")
            self._mount(classes[name])

    def add(self, document: Mapping[str, Any], name: str) -> None:
        """Play an OpenAPI document with an `x-job` too: all its answers are those that it shows in `examples`.

        Raises:
            ValueError: It cannot be played: which operation lacks what; or there is a provider of this name.
        """
        if name in self.providers or name == "all" or not name.isidentifier():
            raise ValueError(f"the name {name!r} is taken or no identifier: give the document another by name=")
        self._mount(played(document, name))

    def _mount(self, kind: type[Provider]) -> None:
        provider = self._make(kind)
        provider.sleep = self._sleep
        if self._token_lifetime is not None:
            provider.tokens.lifetime = self._token_lifetime
        if self._plan is not None and self._plan.outcome in provider.outcomes:
            provider.jobs.plan(self._plan)
        mount = Mount(f"/{provider.name}", app=provider.app())
        # Starlette's own pattern ends at a line break; an id with one is still the provider's to refuse.
        mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
        self.app.routes.append(mount)
        self.providers[provider.name] = provider

    def plan(self, provider: str | None, plan: Plan) -> None:
        """Set the plan for every further job of a provider, or of all where `provider` is None.

        Raises:
            ValueError: There is no such provider, or its jobs cannot end so.
        """
        for each in self._able(provider, plan):
            each.jobs.plan(plan)

    def next(self, provider: str | None, *plans: Plan) -> None:
        """Queue plans for the next submits, one each; afterwards the plan for every job holds again.

        Raises:
            ValueError: There is no such provider, or its jobs cannot end so.
        """
        able = self._able(provider, *plans)
        if provider is None:
            plans = tuple(replace(plan) for plan in plans)  # told from others by their identity
            self._for_all.extend(plans)
        for each in able:
            each.jobs.next(*plans)

    @property
    def unused(self) -> list[tuple[str, Plan]]:
        """Plans given to `next` that no submit has used, with their providers; of one for all providers, where none has."""
        queued = [(name, plan) for name, each in self.providers.items() for plan in each.jobs.queued]
        left = Counter(id(plan) for _, plan in queued)
        used = {id(plan) for plan in self._for_all if left[id(plan)] < len(self.providers)}
        return [(name, plan) for name, plan in queued if id(plan) not in used]

    @property
    def requests(self) -> tuple[Received, ...]:
        """What was asked, the oldest first, of each provider the last 10,000 requests. `reset` forgets them."""
        logs = [each.log.requests for each in self.providers.values()]
        return tuple(heapq.merge(*logs, key=attrgetter("answered")))

    def reset(self) -> None:
        """Forget every job, plan and request, and start the ids again."""
        self._for_all.clear()
        for provider in self.providers.values():
            provider.reset()

    def base_url(self, provider: str, root: str) -> str:
        """Say what stands before the paths of a provider's document, when the sandbox is at `root`."""
        (found,) = self._named(provider)
        return f"{root.rstrip('/')}/{found.name}{found.service_root}"

    def environment(self, root: str) -> dict[str, str]:
        """Name the environment variables by which the clients of `tarry` find and enter the sandbox at `root`."""
        variables: dict[str, str] = {}
        for name, provider in self.providers.items():
            variables |= provider.environment(self.base_url(name, root))
        return variables

    def transport(self) -> InProcessTransport:
        """Make a transport for `httpx.Client` and `httpx.AsyncClient` alike that needs no socket; any host will do."""
        return InProcessTransport(self.app)

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> AbstractContextManager[str]:
        """Serve on a socket, from a background thread, for as long as the context lasts; gives the root URL.

        Callback URLs are called meanwhile, as `calling` does.

        Raises:
            OSError: The port is taken, or cannot be had.
        """
        self.hosts |= {host.lower()}
        return self._serve(host, port)

    @contextmanager
    def _serve(self, host: str, port: int) -> Iterator[str]:
        with self.calling(), serve(self.app, host, port) as root:
            yield root

    def calling(self) -> AbstractContextManager[None]:
        """Call the callback URLs that submits name, from a background thread, for as long as the context lasts.

        Each is called as the plan of its job says, and only where it is on loopback.
        """
        return calling([provider.callbacks for provider in self.providers.values()])

    def due_callbacks(self) -> list[httpx.Request]:
        """Take out the calls to callback URLs that are due by the sandbox's clock, for tests that send them themselves.

        For a receiver without a socket, and for time that stands still. What `serve` and `calling` have called is not there.
        """
        due = [due for provider in self.providers.values() for due in provider.callbacks.take_due()]
        for each in due:
            each.made()
        return [each.request for each in due]

    def _named(self, provider: str | None) -> list[Provider]:
        if provider is not None and provider not in self.providers:
            unusable = find_providers().unusable.get(provider, "")
            allowed = f"there is no provider {provider!r}; allowed are {', '.join(self.providers)}"
            raise ValueError(f"{allowed}; {unusable}" if unusable else allowed)
        return [each for name, each in self.providers.items() if provider in (None, name)]

    def _able(self, provider: str | None, *plans: Plan) -> list[Provider]:
        found = self._named(provider)
        for each in found:
            for plan in plans:
                each.check(plan)
        return found
