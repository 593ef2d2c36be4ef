"""The control plane at `/_sandbox`: plans for the command line and for users of other languages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ._plans import Plan

if TYPE_CHECKING:
    from ._app import Sandbox

_Endpoint = Callable[[Request], Awaitable[Response]]


def control_routes(sandbox: Sandbox) -> list[Route]:
    """List the operations that describe the sandbox, plan its jobs and reset it. `all` stands for every provider."""

    async def describe(request: Request) -> Response:
        root = str(request.base_url).rstrip("/")
        providers = {
            name: {"base_url": sandbox.base_url(name, root), "outcomes": provider.outcomes}
            for name, provider in sandbox.providers.items()
        }
        return JSONResponse({"providers": providers, "environment": sandbox.environment(root)})

    async def plan(request: Request) -> Response:
        chosen = Plan.from_dict(await _read(request))
        sandbox.plan(_provider(request), chosen)
        return JSONResponse(asdict(chosen))

    async def queue(request: Request) -> Response:
        data = await _read(request)
        chosen = [Plan.from_dict(each) for each in (data if isinstance(data, list) else [data])]
        sandbox.next(_provider(request), *chosen)
        return JSONResponse([asdict(each) for each in chosen])

    async def reset(_: Request) -> Response:
        sandbox.reset()
        return Response(status_code=204)

    return [
        Route("/_sandbox", describe),
        Route("/_sandbox/reset", reset, methods=["POST"]),
        Route("/_sandbox/{provider}/plan", _explained(plan), methods=["PUT"]),
        Route("/_sandbox/{provider}/next", _explained(queue), methods=["POST"]),
    ]


def _explained(endpoint: _Endpoint) -> _Endpoint:
    """Turn each ValueError, the decoder's and the plan's own, into a 400 that says what is wrong."""

    async def explained(request: Request) -> Response:
        try:
            return await endpoint(request)
        except ValueError as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    return explained


async def _read(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError as error:
        raise ValueError(f"the body must be JSON: {error}") from None


def _provider(request: Request) -> str | None:
    name: str = request.path_params["provider"]
    return None if name == "all" else name
