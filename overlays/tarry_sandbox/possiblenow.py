"""PossibleNOW MyPreferences, asynchronous exports of a segment, as `specs/possiblenow.yaml` describes them.

Every segment exists. An export that is planned to fail does so with the word that its segment's name ends in, `Expired` or
`Failed`, and with `Error` otherwise. A callback URL on loopback is sent the status of the export when it ends; no other is
called, as the sandbox sends nothing to anybody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random
from typing import Any, ClassVar

from starlette.responses import Response
from starlette.routing import Route

from ._calls import Call, RefusalError
from ._jobs import Job, State
from ._plans import Outcome
from ._possiblenow_request import (
    CLIENT_ID,
    SECRET,
    USER_ID,
    answer_status,
    check_credentials,
    read_export_request,
)
from ._provider import Provider, answer_json

ROWS = 3
LIMIT = 1000

_WORDS: dict[State, str] = {"pending": "Processing", "unknown": "Hibernating", "succeeded": "Complete"}
_FAILURES = ("Expired", "Failed")
_ERRORS: dict[int, str | None] = {
    400: "The request is invalid.",
    401: "The authentication credentials are missing or incorrect.",
    403: "The user may not export this segment.",
    404: "The resource was not found.",
    500: "An error has occurred.",
    503: None,
}
# No page of the vendor mentions Retry-After. A client has to honour it all the same, and how it does is worth trying.
_HEADERS = {
    401: {"WWW-Authenticate": 'PNAUTHINFO3 realm="https://pm.mypreferences.com"'},
    503: {"Retry-After": "7"},
}


@dataclass
class _Export:
    """What was asked for, and whether it was fetched."""

    failure: str
    rows: list[dict[str, str]]
    retrieved: bool = False


class PossibleNow(Provider):
    """One kind of job, four operations."""

    name = "possiblenow"
    service_root = "/Profiles"
    outcomes: ClassVar[tuple[Outcome, ...]] = ("succeeded", "failed", "gone")

    def routes(self) -> list[Route]:
        """List the operations. That of a segment comes first: `Segment` is no token."""
        export = "/Async/{client_id}/Export"
        return [
            self.route("POST", export + "/Segment/{segment_name:path}", self._start),
            self.route("GET", export + "/{access_token}/Status", self._status),
            self.route("GET", export + "/{access_token}", self._rows),
            self.route("POST", export + "/{access_token}/Commit", self._commit),
        ]

    def new_id(self, random: Random) -> str:
        """Make an access token, a number."""
        return str(random.randrange(100_000, 2**31))

    def authorize(self, call: Call) -> None:
        """Take a signed header or the token; another account's client id is a 404."""
        check_credentials(call.request.headers.get("authorization"))
        if call.request.path_params["client_id"] != CLIENT_ID:
            raise RefusalError(404, f"The client id was not found; that of the sandbox is {CLIENT_ID}.")

    def error(self, refusal: RefusalError) -> Response | None:
        """Shape an error as a message."""
        if refusal.status not in _ERRORS:
            return None
        response = answer_json({"Message": refusal.message or _ERRORS[refusal.status]}, refusal.status)
        response.headers.update(_HEADERS.get(refusal.status, {}))
        return response

    def environment(self, base_url: str) -> dict[str, str]:
        """Name the credentials of the signed header and the base URL."""
        return {
            "POSSIBLENOW_CLIENT_ID": CLIENT_ID,
            "POSSIBLENOW_USER_ID": USER_ID,
            "POSSIBLENOW_SECRET": SECRET,
            "POSSIBLENOW_BASE_URL": base_url,
        }

    def _start(self, call: Call) -> Response:
        segment: str = call.request.path_params["segment_name"]
        if not segment:
            raise RefusalError(404)
        request = read_export_request(call)
        named, criterion = request.get("Values") or [], request.get("MatchCriteria") or "ProfileId"
        failure = next((word for word in _FAILURES if segment.endswith(word)), "Error")
        job = call.submit("export", named, request=_Export(failure, []), callback_url=request.get("CallbackURL"))
        count = ROWS if job.plan.items is None else job.plan.items
        job.request.rows = [{**_row(number), criterion: value} for number, value in enumerate(named, 1)] or [
            _row(number) for number in range(1, count + 1)
        ]
        return answer_json({"AccessToken": int(job.id)})

    def announcement(self, job: Job, state: State) -> dict[str, Any]:
        """Write the status, as a poll is answered."""
        export = _export(job)
        word = export.failure if state == "failed" else _WORDS[state]
        if word == "Complete" and export.retrieved:
            word = "Retrieved"
        built = word in ("Complete", "Retrieved", "Expired")
        return {
            "AccessToken": int(job.id),
            "Status": word,
            "RowCount": len(export.rows) if built else None,
            "ByteCount": len(json.dumps(export.rows)) if built else None,
        }

    def _status(self, call: Call) -> Response:
        job = _find(call)
        return answer_status(call, self.announcement(job, call.poll(job)))

    def _rows(self, call: Call) -> Response:
        job = _find(call)
        limit, offset = _number(call, "limit", LIMIT), _number(call, "offset", 1)
        keep_alive = _flag(call, "keepAlive", "false")
        export = _readable(job, call.page(job))
        rows = export.rows[offset - 1 : offset - 1 + min(limit, self.page_size)]
        has_more = offset - 1 + len(rows) < len(export.rows)
        export.retrieved = not has_more and not keep_alive
        page = {
            "Count": len(rows),
            "HasMore": has_more,
            "Limit": limit,
            "Offset": offset,
            "TotalResults": len(export.rows),
            "UserProfilePreferences": rows,
        }
        return answer_json(page)

    def _commit(self, call: Call) -> Response:
        job = _find(call)
        # Both ways the token is spent and the rows are out of reach, so what becomes of the files is not played.
        _flag(call, "keepFiles")
        _readable(job, call.page(job)).retrieved = True
        return Response()


def _find(call: Call) -> Job:
    return call.find("export", call.request.path_params["access_token"])


def _export(job: Job) -> _Export:
    export: _Export = job.request
    return export


def _readable(job: Job, state: State) -> _Export:
    """The export if its rows are there to be read; how the vendor refuses otherwise is not documented."""
    export = _export(job)
    if state != "succeeded":
        refused = {"Failed": 403, "Expired": 404}.get(export.failure, 400) if state == "failed" else 400
        raise RefusalError(refused, "The export is not complete." if refused == 400 else None)
    if export.retrieved:
        raise RefusalError(404, "The access token has expired.")
    return export


def _row(number: int) -> dict[str, str]:
    return {"ProfileId": f"p-{number}", "EmailAddress": f"person-{number}@example.com", "Newsletter": "Yes"}


def _number(call: Call, name: str, default: int) -> int:
    text = call.request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 19 and int(text) > 0):
        raise RefusalError(400, f"{name} must be a whole number from 1.")
    return int(text)


def _flag(call: Call, name: str, default: str | None = None) -> bool:
    text: Any = call.request.query_params.get(name, default)
    if text is None:
        raise RefusalError(400, f"{name} is required.")
    if text.lower() not in ("true", "false"):
        raise RefusalError(400, f"{name} must be true or false.")
    return bool(text.lower() == "true")
