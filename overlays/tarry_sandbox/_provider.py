"""What the providers of the sandbox share: a provider module adds its routes and answers to this, nothing else."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from http import HTTPStatus
from random import Random
from typing import ClassVar, cast, get_args

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ._callbacks import Callbacks
from ._calls import Call, RefusalError
from ._jobs import Job, JobStore, State
from ._log import Log
from ._plans import Fault, Outcome, Plan
from ._tokens import Tokens

# A month; an event loop cannot wait for any number of seconds.
_LONGEST_SLEEP = 30 * 86_400


class Provider(ABC):
    """One provider, mounted at `/{name}`.

    Args:
        seed: Where its ids come from.
        clock: Monotonic seconds.
        now: Wall clock.
        page_size: How many items a page of results holds.
    """

    name: ClassVar[str]
    # What stands between the mount and the paths of the provider's document, where its base URL says more than a host.
    service_root: ClassVar[str] = ""
    # How the provider's jobs can end; a plan for anything else is refused.
    outcomes: ClassVar[tuple[Outcome, ...]] = get_args(Outcome)
    # How long the access tokens are good that it gives out, where it gives out any.
    token_lifetime: ClassVar[float] = 3600

    def __init__(self, seed: object, clock: Callable[[], float], now: Callable[[], datetime], page_size: int) -> None:
        self.jobs = JobStore(f"{seed}:{self.name}", self.new_id, clock, now)
        self.callbacks = Callbacks(self.name, self.jobs, self.new_id, self.announcement)
        self.tokens = Tokens(clock, self.token_lifetime)
        self.log = Log(self.name, clock)
        self.sleep: Callable[[float], Awaitable[None]] = anyio.sleep
        self.page_size = page_size

    def reset(self) -> None:
        """Forget every job, plan and token; a provider that remembers more forgets that as well."""
        self.jobs.reset()
        self.callbacks.reset()
        self.tokens.reset()
        self.log.reset()

    def check(self, plan: Plan) -> None:
        """Raise a ValueError where a job cannot go as planned."""
        if plan.outcome not in self.outcomes:
            allowed = ", ".join(self.outcomes)
            raise ValueError(f"outcome must be one of {allowed} for {self.name}, not {plan.outcome!r}")

    def canonical_path(self, path: str) -> str:
        """Write a path below the mount as `routes` has it, where the provider's hosts take it in other forms as well."""
        return path

    @abstractmethod
    def routes(self) -> list[Route]:
        """List the operations, each made by `route`."""

    @abstractmethod
    def new_id(self, random: Random) -> str:
        """Make the id of a job in the provider's shape, from nothing but `random`."""

    @abstractmethod
    def authorize(self, call: Call) -> None:
        """Raise a `RefusalError` where the request does not carry the sandbox's own credentials."""

    @abstractmethod
    def error(self, refusal: RefusalError) -> Response | None:
        """Shape an error as the document says; None for a status that the document does not describe."""

    @abstractmethod
    def environment(self, base_url: str) -> dict[str, str]:
        """Name the environment variables by which a client finds and enters this provider."""

    def announcement(self, job: Job, state: State) -> object:  # noqa: ARG002
        """Write what a callback URL is sent about a job that ended so, as JSON; None where the document describes no body."""
        return None

    def route(self, method: str, path: str, answer: Callable[[Call], Response], *, public: bool = False) -> Route:
        """Make one operation.

        Args:
            method: HTTP method.
            path: Path of the document, after the base URL.
            answer: Gives the answer, or raises a `RefusalError`. Runs alone: no two answers of a provider at a time.
            public: Whether the operation needs no credentials.
        """

        async def endpoint(request: Request) -> Response:
            call, received = Call(self.jobs, self.callbacks, request, await request.body()), self.log.now()
            with self.jobs.lock:
                try:
                    if not public:
                        self.authorize(call)
                    response = answer(call)
                except RefusalError as refusal:
                    response = self._refuse(refusal)
            if call.called_before:
                await call.called_before.wait()
            match call.spoiled_by:
                case Fault(kind="slow", seconds=seconds):
                    await self.sleep(min(seconds, _LONGEST_SLEEP))
                case Fault(kind="reset"):
                    response = _Broken(response)
            self.log.add(request, received, response.status_code, call)
            return response

        return Route(self.service_root + path, endpoint, methods=[method])

    def app(self) -> ASGIApp:
        """Make the application that answers for this provider."""
        app = Starlette(routes=self.routes(), exception_handlers={HTTPException: self._refuse_route})
        # A path that is almost right is unknown to the provider; Starlette would redirect it.
        app.router.redirect_slashes = False

        async def canonical(scope: Scope, receive: Receive, send: Send) -> None:
            mount = scope.get("root_path", "")
            path = mount + self.canonical_path(scope["path"].removeprefix(mount))
            await app({**scope, "path": path}, receive, send)

        return canonical

    async def _refuse_route(self, request: Request, error: Exception) -> Response:
        raised = cast(HTTPException, error)
        headers = dict(raised.headers or {})
        if raised.status_code == 405:
            # Every operation is a route of its own, and Starlette names the methods of the first one only.
            routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
            headers["Allow"] = ", ".join(sorted({method for route in routes for method in route.methods}))
        self.log.add(request, self.log.now(), raised.status_code)
        return self._refuse(RefusalError(raised.status_code, headers=headers))

    def _refuse(self, refusal: RefusalError) -> Response:
        response = None if refusal.as_html else self.error(refusal)
        response = response or _answer_html(refusal.status)
        response.headers.update(refusal.headers)
        return response


def answer_json(content: object, status: int = 200) -> Response:
    """Answer with JSON; in ASCII, so that even half a surrogate pair goes back as it came."""
    return Response(json.dumps(content), status, media_type="application/json")


def timestamp(moment: datetime) -> str:
    """Write a moment as most providers do, in UTC to the millisecond."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _answer_html(status: int) -> Response:
    title = str(status)
    if status in list(HTTPStatus):
        title += f" {HTTPStatus(status).phrase}"
    return HTMLResponse(f"<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n", status)


class _Broken(Response):
    """An answer that stops half-way: the server closes the connection when an application returns like this."""

    def __init__(self, whole: Response) -> None:
        super().__init__(status_code=whole.status_code)
        # One byte more than there is, so that an empty answer is cut short as well.
        whole.headers["content-length"] = str(len(whole.body) + 1)
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_half(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": message["body"][: len(message["body"]) // 2], "more_body": True}
            await send(message)

        await self._whole(scope, receive, send_half)
