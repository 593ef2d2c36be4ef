"""Salesforce Marketing Cloud, asynchronous data extension rows, as `specs/salesforce.yaml` describes them.

Every data extension exists, but one whose key or id begins with `Missing`; that is refused with 400 as live answers are, or
with 200 as the older pages show it where it begins with `MissingQuietly`. A job that is gone or never was is answered as the
vendor does it: with 200, an envelope of messages and no status; the messages of a results answer are nested, as the given page
has them. As at the vendor's hosts, paths, ids and keys are without case, and a path may begin with several slashes, as one does
that was joined to the `rest_instance_url` of a token.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from random import Random
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from ._calls import Call, RefusalError
from ._jobs import ABSENT, Job, State
from ._provider import Provider, answer_json
from ._shapes import find_mismatch

CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - obviously fake
MAX_ROWS = 32_000
PAGE_SIZE = 50

_JOB = "rows-import"
_ASYNC = "/data/v1/async"
_ROWS_PATH = re.compile(rf"({_ASYNC}/dataextensions/(?:key:)?)(.*)(/rows)", re.IGNORECASE | re.DOTALL)
_ERRORS = {
    400: (10004, "Unable to parse the body."),
    401: (0, "Not Authorized"),
    403: (20002, "Insufficient privileges."),
    404: (30003, "Not found."),
    429: (50100, "Too many requests."),
    500: (None, "An internal error occurred."),
    503: (50300, "The service is unavailable."),
}
_REFUSED_ROW = {
    "errorCode": "UnexpectedError",
    "message": "Violation of PRIMARY KEY constraint. Cannot insert duplicate key.\r\nThe statement has been terminated.",
    "status": "Error",
}


class Salesforce(Provider):
    """The token, four ways to queue rows, and two to ask about them."""

    name = "salesforce"
    token_lifetime = 1079

    def __init__(self, seed: object, clock: Callable[[], float], now: Callable[[], datetime], page_size: int) -> None:
        super().__init__(seed, clock, now, min(page_size, PAGE_SIZE))
        self._seed = f"{seed}:correlation"
        self._correlation = Random(self._seed)  # noqa: S311 - ids need to be the same every time

    def reset(self) -> None:
        """Forget every job and plan, and start the ids of requests again as well."""
        super().reset()
        self._correlation = Random(self._seed)  # noqa: S311 - as above

    def canonical_path(self, path: str) -> str:
        """Take a path in any case, though a key as it is written, and several slashes at its beginning as one."""
        path = "/" + path.lstrip("/")
        if found := _ROWS_PATH.fullmatch(path):
            return found[1].lower() + found[2] + found[3].lower()
        return path.lower()

    def routes(self) -> list[Route]:
        """List the operations; the literal `key:` comes before an id of any form. A key may hold slashes."""
        rows = [
            self.route(method, f"{_ASYNC}/dataextensions/{where}/rows", self._submit)
            for where in ("key:{target:path}", "{target:path}")
            for method in ("POST", "PUT")
        ]
        return [
            self.route("POST", "/v2/token", self._token, public=True),
            *rows,
            self.route("GET", f"{_ASYNC}/{{request_id}}/status", self._status),
            self.route("GET", f"{_ASYNC}/{{request_id}}/results", self._results),
        ]

    def new_id(self, random: Random) -> str:
        """Make a GUID."""
        return str(uuid.UUID(int=random.getrandbits(128), version=4))

    def authorize(self, call: Call) -> None:
        """Take a token that the sandbox gave and that has not ended."""
        if not self.tokens.admits(call.request.headers.get("authorization", "")):
            raise RefusalError(401)

    def error(self, refusal: RefusalError) -> Response | None:
        """Shape an error as a message, a number and a link; 596, a path that the gateway does not know, has no body."""
        if refusal.status == 596:
            return Response(status_code=596)
        if refusal.status not in _ERRORS:
            return None
        number, message = _ERRORS[refusal.status]
        body: dict[str, Any] = {"message": refusal.message or message}
        if number is not None:  # No source has a code for 500.
            body |= {"errorcode": number, "documentation": ""}
        if refusal.status == 429 and refusal.headers.get("Retry-After", "").isdigit():
            body["retryAfter"] = int(refusal.headers["Retry-After"])
        return answer_json(body, refusal.status)

    def environment(self, base_url: str) -> dict[str, str]:
        """Name the credentials and the two hosts, which are one here."""
        return {
            "SALESFORCE_CLIENT_ID": CLIENT_ID,
            "SALESFORCE_CLIENT_SECRET": CLIENT_SECRET,
            "SALESFORCE_BASE_URL": base_url,
            "SALESFORCE_AUTH_URL": base_url,
        }

    def _token(self, call: Call) -> Response:
        try:
            problem = _token_problem(call.fields())
        except RefusalError as refusal:
            problem = ("invalid_request", str(refusal.message))
        if problem:
            # The document has no other status for it.
            error, description = problem
            refused = {"error": error, "error_description": description, "error_uri": "https://example.com"}
            return answer_json(refused, 401)
        scope = "data_extensions_read data_extensions_write"
        lives = {"expires_in": int(self.tokens.lifetime), "scope": scope}
        token = {"access_token": self.tokens.issue(), "token_type": "Bearer", **lives}
        hosts = {"rest_instance_url": f"{call.base_url}/", "soap_instance_url": f"{call.base_url}/soap/"}
        return answer_json({**token, **hosts})

    def _submit(self, call: Call) -> Response:
        rows = _read_rows(call.json())
        target: str = call.request.path_params["target"]
        if not target:
            raise RefusalError(404)
        if target.lower().startswith("missing"):
            said = _message("CustomObjectNotFound", f"Unable to locate a data extension for {target}.")
            quietly = target.lower().startswith("missingquietly")
            said["resultType"] = "Operational" if quietly else "Validation"
            # The id names this request and no job.
            return answer_json(self._envelope(said), 200 if quietly else 400)
        job = call.submit(_JOB, rows)
        return answer_json({"requestId": job.id, "resultMessages": []}, 202)

    def _status(self, call: Call) -> Response:
        asked = self._ask(call, call.poll)
        if asked is None:
            return answer_json(self._envelope(_not_found(call)))
        job, state = asked
        return answer_json({"status": _record(job, state), "requestId": self._new_correlation(), "resultMessages": []})

    def _results(self, call: Call) -> Response:
        # No page names the parameters. One integrator sends `page`; the vendor's other collections have `$page`.
        number = _number(call, ("page", "$page"), 1)
        page_size = _number(call, ("pageSize", "$pageSize"), self.page_size)
        if call.request.query_params.get("includeDetail", "true") not in ("true", "false"):
            raise RefusalError(400, "includeDetail must be true or false")
        asked = self._ask(call, call.page)
        if asked is None:
            return answer_json(self._envelope({"resultMessage": _not_found(call)}))
        job, state = asked
        rows = [] if state == "pending" else [_result(job, index) for index in range(len(job.items))]
        size = min(page_size, self.page_size)
        return answer_json(
            {
                "page": number,
                "pageSize": size,
                "count": len(rows),
                "items": rows[(number - 1) * size : number * size],
                "requestId": self._new_correlation(),
                "resultMessages": [],
            }
        )

    def _ask(self, call: Call, ask: Callable[[Job], State]) -> tuple[Job, State] | None:
        """Ask for a job; None where it is not there or never was, which is not the same as a planned 404."""
        job = self.jobs.find(_JOB, call.request.path_params["request_id"])
        if job is None:
            return None
        absent = self.jobs.state(job) in ABSENT
        try:
            return job, ask(job)
        except RefusalError as refusal:
            if absent and refusal.status == 404:
                return None
            raise

    def _envelope(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"requestId": self._new_correlation(), "resultMessages": [said]}

    def _new_correlation(self) -> str:
        """Name the request itself; vendors' answers carry that at their top, and clients take it for the job."""
        return self.new_id(self._correlation)


def _token_problem(body: dict[str, Any]) -> tuple[str, str] | None:
    """Say why there is no token for this body, as an OAuth word and a sentence."""
    shape = {"grant_type": str, "client_id": str, "client_secret": str, "scope": str}
    if mismatch := find_mismatch(body, shape, "the body"):
        return "invalid_request", mismatch
    if body.get("grant_type") != "client_credentials":
        return "unsupported_grant_type", "grant_type must be client_credentials"
    if (body.get("client_id"), body.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
        return "invalid_client", "Invalid client ID."
    if body.get("scope") == "":
        return "invalid_scope", "An empty scope gives a token without any permission."
    account = body.get("account_id", "")
    if find_mismatch(account, str, "") and find_mismatch(account, int, ""):
        return "invalid_request", "account_id must be a string or a whole number"
    return None


def _message(code: str, text: str) -> dict[str, Any]:
    return {"resultType": "Operational", "resultClass": "Error", "resultCode": code, "message": text}


def _not_found(call: Call) -> dict[str, Any]:
    job_id = call.request.path_params["request_id"]
    message = f"Unable to locate an Async Request Status Record for the provided RequestId: {job_id}."
    return _message("AsyncRequestStatusNotFound", message)


def _read_rows(body: Any) -> list[Any]:
    """Read the rows; a body of the wrong form is a 400 as a whole."""
    if mismatch := find_mismatch(body, {"items": list}, "the body"):
        raise RefusalError(400, mismatch)
    rows: list[Any] = body.get("items") or []
    if not 1 <= len(rows) <= MAX_ROWS:
        raise RefusalError(400, f"items must have 1 to {MAX_ROWS} rows, not {len(rows)}")
    for index, row in enumerate(rows):
        if not isinstance(row, dict):
            raise RefusalError(400, f"items[{index}] must be an object")
        if any(isinstance(cell, dict | list) for cell in row.values()):
            raise RefusalError(400, f"items[{index}] must be flat: column names and their values")
    return rows


def _record(job: Job, state: State) -> dict[str, Any]:
    """Shape the record of a job: times without a zone, and the words that the vendor's live answers use."""
    record = {"callDateTime": _time(job.created), "requestId": job.id}
    if state == "unknown":
        return {**record, "requestStatus": "Hibernating"}
    if state == "pending":
        # Queued at first, then picked up.
        first = job.polls <= 1
        return (
            {**record, "requestStatus": "Pending"}
            if first
            else {
                **record,
                "pickupDateTime": _time(job.created),
                "requestStatus": "Executing",
            }
        )
    with_errors = state != "succeeded"
    return {
        **record,
        "pickupDateTime": _time(job.created),
        "completionDateTime": _time(job.finished or job.created),
        "hasErrors": with_errors,
        "requestStatus": "Complete",
        "resultStatus": "Has Errors" if with_errors else "OK",
    }


def _result(job: Job, index: int) -> dict[str, Any]:
    return _REFUSED_ROW if index in job.refused else {"status": "OK", "message": "Row stored."}


def _time(moment: datetime) -> str:
    """Write a moment as the vendor does: no zone, and no zeros at the end of the fraction."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3].rstrip("0").rstrip(".")


def _number(call: Call, names: Sequence[str], default: int) -> int:
    query = call.request.query_params
    name = next((each for each in names if each in query), names[0])
    text = query.get(name, str(default))
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0):
        raise RefusalError(400, f"{name} must be a whole number from 1")
    return int(text)
