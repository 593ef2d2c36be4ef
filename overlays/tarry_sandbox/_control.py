"""The control plane at `/_sandbox`: plans for the command line and for users of other languages.

It is not for web pages, which can reach loopback from the browser of whoever runs the sandbox: across origins, or by a name
that they make point there (DNS rebinding). So a request is refused where its Host is neither an address nor a name that the
sandbox was told, or where its Origin is another.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Awaitable, Callable, Collection
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ._json import read_json
from ._plans import Plan
from ._provider import answer_json

if TYPE_CHECKING:
    from ._app import Sandbox

_Endpoint = Callable[[Request], Awaitable[Response]]
_HOST = re.compile(r"(?:\[(?P<address>[^\]]*)\]|(?P<name>[^:\[\]]+))(?::[0-9]*)?")


def control_routes(sandbox: Sandbox) -> list[Route]:
    """List the operations that describe the sandbox, plan its jobs and reset it. `all` stands for every provider."""

    async def describe(request: Request) -> Response:
        root = f"{request.scope['scheme']}://{request.headers['host']}"
        providers = {
            name: {"base_url": sandbox.base_url(name, root), "outcomes": provider.outcomes}
            for name, provider in sandbox.providers.items()
        }
        return answer_json({"providers": providers, "environment": sandbox.environment(root)})

    async def plan(request: Request) -> Response:
        chosen = Plan.from_dict(await _read(request))
        sandbox.plan(_provider(request), chosen)
        return answer_json(asdict(chosen))

    async def queue(request: Request) -> Response:
        data = await _read(request)
        chosen = [Plan.from_dict(each) for each in (data if isinstance(data, list) else [data])]
        sandbox.next(_provider(request), *chosen)
        return answer_json([asdict(each) for each in chosen])

    async def reset(_: Request) -> Response:
        sandbox.reset()
        return Response(status_code=204)

    def guarded(endpoint: _Endpoint) -> _Endpoint:
        """Refuse web pages, and turn each ValueError, the decoder's and the plan's own, into a 400 that says what is wrong."""

        async def answer(request: Request) -> Response:
            if problem := _find_intruder(request, sandbox.hosts):
                return answer_json({"error": problem}, 403)
            try:
                return await endpoint(request)
            except ValueError as error:
                return answer_json({"error": str(error)}, 400)

        return answer

    return [
        Route("/_sandbox", guarded(describe)),
        Route("/_sandbox/reset", guarded(reset), methods=["POST"]),
        Route("/_sandbox/{provider}/plan", guarded(plan), methods=["PUT"]),
        Route("/_sandbox/{provider}/next", guarded(queue), methods=["POST"]),
    ]


def _find_intruder(request: Request, hosts: Collection[str]) -> str | None:
    """Say why a request may be a web page's, or None."""
    host, origin = request.headers.get("host", ""), request.headers.get("origin")
    if not _is_own(host, hosts):
        return (
            f"the Host header is {host!r}, which a web page can make point here: use an address, localhost, or a name that the"
            " sandbox is told by hosts= (of the command: --allow-host)"
        )
    if origin is not None and origin.partition("://")[2].lower() != host.lower():
        return f"the Origin header is {origin!r}: the sandbox is not controlled from web pages of others"
    return None


def _is_own(host: str, hosts: Collection[str]) -> bool:
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = (found["address"] or found["name"] or "").lower()
    try:
        return bool(ipaddress.ip_address(name))
    except ValueError:
        return name == "localhost" or name in hosts


async def _read(request: Request) -> Any:
    try:
        return read_json(await request.body())
    except ValueError as error:
        raise ValueError(f"the body must be JSON: {error}") from None


def _provider(request: Request) -> str | None:
    name: str = request.path_params["provider"]
    return None if name == "all" else name
