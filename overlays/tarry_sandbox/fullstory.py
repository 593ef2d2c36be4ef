"""Fullstory Server API v2, batch imports of events and users, as `specs/fullstory.yaml` describes them."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable, Sequence
from functools import partial
from random import Random
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from ._calls import Call, RefusalError
from ._fullstory_items import EVENTS, USERS, Kind
from ._jobs import Job, State
from ._provider import Provider, answer_json, timestamp
from ._shapes import find_mismatch

API_KEY = "sandbox-key"
MAX_ITEMS = 50_000

_WORDS: dict[State, str] = {
    "pending": "PROCESSING",
    "unknown": "HIBERNATING",
    "succeeded": "COMPLETED",
    # The reference page's own example is a FAILED job with imports; the workflow guide has a COMPLETED one with errors.
    "partial": "FAILED",
    "failed": "FAILED",
}
_ERRORS = {
    400: ("invalid_argument", "invalid input"),
    401: ("unauthorized", "access is unauthorized"),
    403: ("forbidden", "insufficient permissions"),
    404: ("resource_not_found", "Requested resource does not exist"),
    405: ("method_not_allowed", "method not allowed"),
    429: ("too_many_requests", "Too many requests. Client has exceeded the rate limit for this endpoint."),
    500: ("server_error", "Server error was encountered"),
}


class Fullstory(Provider):
    """Two kinds of job, four operations each."""

    name = "fullstory"

    def routes(self) -> list[Route]:
        """List the operations for events and users."""
        return [
            route
            for kind in (EVENTS, USERS)
            for route in (
                self.route("POST", kind.path, partial(self._create, kind)),
                self.route("GET", f"{kind.path}/{{job_id}}", partial(self._status, kind)),
                self.route("GET", f"{kind.path}/{{job_id}}/imports", partial(self._imports, kind)),
                self.route("GET", f"{kind.path}/{{job_id}}/errors", partial(self._errors, kind)),
            )
        ]

    def new_id(self, random: Random) -> str:
        """Make an id that ends in `=`, as Fullstory's do."""
        return base64.urlsafe_b64encode(random.randbytes(11)).decode()

    def authorize(self, call: Call) -> None:
        """Take the sandbox's own key, as it is and not in base64."""
        if call.request.headers.get("authorization") != f"Basic {API_KEY}":
            raise RefusalError(401)

    def error(self, refusal: RefusalError) -> Response | None:
        """Shape an error as a message and a code."""
        if refusal.status not in _ERRORS:
            return None
        code, message = _ERRORS[refusal.status]
        return answer_json({"message": refusal.message or message, "code": refusal.code or code}, refusal.status)

    def environment(self, base_url: str) -> dict[str, str]:
        """Name the key and the base URL."""
        return {"FULLSTORY_API_KEY": API_KEY, "FULLSTORY_BASE_URL": base_url}

    def _create(self, kind: Kind, call: Call) -> Response:
        body = call.json()
        items, problems = _read_batch(kind, body)
        job = call.submit(kind.name, items, problems, key=call.request.headers.get("idempotency-key"), request=body)
        # The first answer is what a repeat with the same key gets, however far the job has come.
        return answer_json({"job": _about(job, "pending")})

    def _status(self, kind: Kind, call: Call) -> Response:
        job = _find(kind, call)
        state = call.poll(job)
        # The vendor's Swagger file requires both counters, whatever the status.
        done, refused = (0, 0) if state in ("pending", "unknown") else (len(job.items), len(job.refused))
        return answer_json({"imports": done - refused, "errors": refused, "job": _about(job, state)})

    def _imports(self, kind: Kind, call: Call) -> Response:
        job = _find(kind, call)
        with_schema = call.request.query_params.get("include_schema", "false")
        if with_schema not in ("true", "false"):
            raise RefusalError(400, "include_schema must be true or false")

        def stored(index: int) -> dict[str, Any]:
            return kind.store(job, job.items[index], with_schema == "true")

        return self._page(call, job, [index for index in range(len(job.items)) if index not in job.refused], stored)

    def _errors(self, kind: Kind, call: Call) -> Response:
        job = _find(kind, call)
        beside = {name: job.request[name] for name in kind.beside if name in job.request}

        def refused(index: int) -> dict[str, Any]:
            reason = job.refused[index]
            message = reason or "refused because the sandbox was told so"
            code = "invalid_argument" if reason else "invalid_parameter"
            return {"message": message, "code": code, kind.item: job.items[index], **beside}

        return self._page(call, job, sorted(job.refused), refused)

    def _page(self, call: Call, job: Job, indices: Sequence[int], show: Callable[[int], dict[str, Any]]) -> Response:
        if call.page(job) == "pending":
            return Response(status_code=202)
        tokens = ["", *(f"pg{number}=" for number in range(2, math.ceil(len(indices) / self.page_size) + 1))]
        token = call.request.query_params.get("page_token", "")
        if token not in tokens:
            raise RefusalError(400, "page_token is not one that was given for these pages")
        number = tokens.index(token)
        shown = indices[number * self.page_size : (number + 1) * self.page_size]
        return answer_json(
            {
                "results": [show(index) for index in shown],
                "total_records": str(len(indices)),
                "next_page_token": "".join(tokens[number + 1 : number + 2]),
            }
        )


def _find(kind: Kind, call: Call) -> Job:
    return call.find(kind.name, call.request.path_params["job_id"])


def _about(job: Job, state: State) -> dict[str, str]:
    about = {"id": job.id, "status": _WORDS[state], "created": timestamp(job.created)}
    if job.finished and state not in ("pending", "unknown"):
        about["finished"] = timestamp(job.finished)
    return about


def _read_batch(kind: Kind, body: Any) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Read the items and what is wrong with some of them; a batch of the wrong shape is a 400 as a whole."""
    if mismatch := find_mismatch(body, {"requests": list, **kind.beside}, "the body"):
        raise RefusalError(400, mismatch)
    if "requests" not in body:
        raise RefusalError(400, "requests is required", "required_field")
    items = body["requests"]
    if len(items) > MAX_ITEMS:
        raise RefusalError(400, f"requests has {len(items)} items; at most {MAX_ITEMS} are taken")
    problems: dict[int, str] = {}
    for index, item in enumerate(items):
        if mismatch := find_mismatch(item, kind.shape, f"requests[{index}]"):
            raise RefusalError(400, mismatch)
        for name in kind.required:
            if name not in item:
                raise RefusalError(400, f"requests[{index}].{name} is required", "required_field")
        if problem := next(kind.problems(item, body), None):
            problems[index] = problem
    return items, problems
