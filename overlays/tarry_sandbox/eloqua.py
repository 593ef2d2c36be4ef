"""Oracle Eloqua Bulk API 2.0, definitions and syncs of contacts, as `specs/eloqua.yaml` describes them.

`{base URL}/id` answers as the login host does and names the sandbox itself as the base URL, so that ELOQUA_LOGIN_URL may be
set to the base URL in place of ELOQUA_BASE_URL. So does `{base URL}/auth/oauth2/token`: the first refresh token is
`sandbox-refresh-token`, each works once, for the client `sandbox-client` with the secret `sandbox-secret`. A `callbackUrl` is
called, if on loopback, when the sync ends. As at the vendor's, `/api/bulk/2.0` may be in any case, and several slashes are one.
"""

from __future__ import annotations

import base64
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from random import Random
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from ._calls import Call, RefusalError
from ._eloqua_definitions import (
    MAX_UPLOADS,
    Definition,
    DefinitionKind,
    describe_fields,
    find_refused,
    make_row,
    read_definition,
    read_upload,
)
from ._eloqua_pages import cut_page
from ._jobs import ABSENT, Job, State
from ._provider import Provider, answer_json
from ._shapes import find_mismatch, without_nulls

COMPANY = "SandboxCompany"
USER = "Sandbox.User"
PASSWORD = "sandbox-password"  # noqa: S105 - obviously fake
CLIENT_ID = "sandbox-client"
CLIENT_SECRET = "sandbox-secret"  # noqa: S105 - obviously fake
DEFAULT_ROWS = 10
MAX_ROWS = 50_000

_BULK = "/api/bulk/2.0"
_PREFIX = re.compile(r"/api/bulk/2\.0(?=/)", re.IGNORECASE)
_BASIC = "Basic " + base64.b64encode(f"{COMPANY}\\{USER}:{PASSWORD}".encode()).decode()
_CLIENT = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
_WORDS: dict[State, str] = {
    "unknown": "hibernating",
    "succeeded": "success",
    "partial": "warning",
    "failed": "error",
}
_TEMPORARY = {"error": "Unable to process request due to a temporary error.", "errorSeverity": 3}
_DOCUMENTED = {400, 401, 403, 404, 409, 410, 412, 413, 429, 500, 503}


class Eloqua(Provider):
    """Definitions, the rows staged for them, and syncs."""

    name = "eloqua"
    token_lifetime = 28800

    def __init__(self, seed: object, clock: Callable[[], float], now: Callable[[], datetime], page_size: int) -> None:
        super().__init__(seed, clock, now, page_size)
        self._forget()

    def reset(self) -> None:
        """Forget the definitions as well."""
        super().reset()
        self._forget()

    def _forget(self) -> None:
        self._definitions: dict[str, Definition] = {}
        self._last_number = 2070
        self._syncs: list[Job] = []

    def canonical_path(self, path: str) -> str:
        """Take the prefix in any case, as `/id` names it in capitals, and several slashes as one."""
        return _PREFIX.sub(_BULK, re.sub("/{2,}", "/", path), count=1)

    def routes(self) -> list[Route]:
        """List the operations."""
        kinds: tuple[DefinitionKind, ...] = ("exports", "imports")
        definitions = [
            self.route(method, f"{_BULK}/contacts/{kind}{path}", partial(answer, kind))
            for kind in kinds
            for method, path, answer in (
                ("GET", "", self._list),
                ("POST", "", self._create),
                ("GET", "/{id}", self._get),
                ("PUT", "/{id}", self._replace),
                ("DELETE", "/{id}", self._delete),
            )
        ]
        return [
            self.route("GET", "/id", self._account, public=True),
            self.route("POST", "/auth/oauth2/token", self._token, public=True),
            self.route("GET", f"{_BULK}/contacts/fields", self._fields),
            *definitions,
            self.route("GET", f"{_BULK}/contacts/exports/{{id}}/data", self._export_data),
            self.route("POST", f"{_BULK}/contacts/imports/{{id}}/data", self._upload),
            self.route("DELETE", f"{_BULK}/contacts/imports/{{id}}/data", self._delete_staged),
            self.route("GET", f"{_BULK}/syncs", self._list_syncs),
            self.route("POST", f"{_BULK}/syncs", self._create_sync),
            self.route("GET", f"{_BULK}/syncs/{{id}}", self._get_sync),
            self.route("GET", f"{_BULK}/syncs/{{id}}/data", self._data),
            self.route("DELETE", f"{_BULK}/syncs/{{id}}/data", self._delete_data),
            self.route("GET", f"{_BULK}/syncs/{{id}}/logs", self._logs),
            self.route("GET", f"{_BULK}/syncs/{{id}}/rejects", self._rejects),
        ]

    def new_id(self, random: Random) -> str:
        """Make the number of a sync."""
        return str(random.randrange(100_000, 1_000_000_000))

    def authorize(self, call: Call) -> None:
        """Take the sandbox's own password, or a token that has not ended."""
        authorization = call.request.headers.get("authorization", "")
        if authorization != _BASIC and not self.tokens.admits(authorization):
            raise RefusalError(401)

    def error(self, refusal: RefusalError) -> Response | None:
        """Answer without a body where none is described; what was wrong is in a header that only the sandbox has."""
        if refusal.status not in _DOCUMENTED:
            return None
        if refusal.status == 500:
            # The vendor has a Retry-After of two minutes beside this body, on some answers: too long to try things out.
            return answer_json(_TEMPORARY, 500)
        reason = " ".join((refusal.message or "").split()).encode("ascii", "backslashreplace").decode()
        return Response(status_code=refusal.status, headers={"X-Sandbox-Reason": reason} if reason else None)

    def environment(self, base_url: str) -> dict[str, str]:
        """Name company, user, password and the base URL."""
        return {
            "ELOQUA_COMPANY": COMPANY,
            "ELOQUA_USER": USER,
            "ELOQUA_PASSWORD": PASSWORD,
            "ELOQUA_BASE_URL": base_url,
        }

    def _account(self, call: Call) -> Response:
        try:
            self.authorize(call)
        except RefusalError:
            if not call.request.headers.get("authorization", "").startswith("Basic "):
                raise
            return answer_json("Not authenticated.")
        base = call.base_url
        first, last = USER.split(".")
        user = {"id": 314, "username": USER, "displayName": f"{first} {last}", "firstName": first, "lastName": last}
        apis = {
            "soap": {"standard": f"{base}/API/{{version}}/Service.svc"},
            "rest": {"standard": f"{base}/API/REST/{{version}}/", "bulk": f"{base}/API/Bulk/{{version}}/"},
        }
        return answer_json(
            {
                "site": {"id": 42, "name": COMPANY},
                "user": {**user, "emailAddress": "sandbox.user@example.com"},
                "urls": {"base": base, "apis": apis},
            }
        )

    def _token(self, call: Call) -> Response:
        if call.request.headers.get("authorization") != _CLIENT:
            return _refuse_token("invalid_client", 1001, "Client id and secret do not fit.")
        fields = call.fields()
        if fields.get("grant_type") != "refresh_token" or not fields.get("refresh_token"):
            raise RefusalError(400, "grant_type must be refresh_token, with a refresh_token")
        following = self.tokens.use_up(fields["refresh_token"])
        if following is None:
            return _refuse_token("invalid_grant", 2001, "The refresh token was used before or is unknown.")
        lives = {"expires_in": int(self.tokens.lifetime), "refresh_token": following}
        return answer_json({"access_token": self.tokens.issue(), "token_type": "bearer", **lives})

    def _fields(self, call: Call) -> Response:
        return answer_json(cut_page(describe_fields(), call.request.query_params))

    # Definitions.

    def _create(self, kind: DefinitionKind, call: Call) -> Response:
        content = read_definition(kind, call.json())
        self._last_number += 1
        uri = f"/contacts/{kind}/{self._last_number}"
        now = _timestamp(self.jobs.now())
        about = {"createdBy": USER, "createdAt": now, "updatedBy": USER, "updatedAt": now}
        self._definitions[uri] = Definition(kind, uri, content, about)
        return answer_json(self._definitions[uri].describe(), 201)

    def _list(self, kind: DefinitionKind, call: Call) -> Response:
        found = [each.describe() for each in self._definitions.values() if each.kind == kind]
        return answer_json(cut_page(found, call.request.query_params))

    def _get(self, kind: DefinitionKind, call: Call) -> Response:
        return answer_json(self._find(kind, call).describe())

    def _replace(self, kind: DefinitionKind, call: Call) -> Response:
        definition = self._find(kind, call)
        definition.content = read_definition(kind, call.json())
        definition.about["updatedAt"] = _timestamp(self.jobs.now())
        return answer_json(definition.describe())

    def _delete(self, kind: DefinitionKind, call: Call) -> Response:
        definition = self._find(kind, call)
        for job in self._running(definition):
            job.request["orphaned"] = True
        del self._definitions[definition.uri]
        return Response(status_code=204)

    def _upload(self, call: Call) -> Response:
        definition = self._find("imports", call)
        rows = read_upload(call.request.headers.get("content-type", ""), call.body)
        if definition.uploads >= MAX_UPLOADS:
            raise RefusalError(400, f"{MAX_UPLOADS} uploads are waiting: sync first")
        definition.staged += rows
        definition.uploads += 1
        if not definition.content["isSyncTriggeredOnImport"]:
            return Response(status_code=204)
        return self._start(call, definition, {"syncedInstanceUri": definition.uri})

    def _delete_staged(self, call: Call) -> Response:
        definition = self._find("imports", call)
        if any(self._running(definition)):
            raise RefusalError(409, "a sync of this import is in progress")
        definition.staged, definition.uploads = [], 0
        return Response(status_code=204)

    def _find(self, kind: DefinitionKind, call: Call) -> Definition:
        definition = self._definitions.get(f"/contacts/{kind}/{_number(call)}")
        if definition is None:
            raise RefusalError(404)
        return definition

    # Syncs.

    def _create_sync(self, call: Call) -> Response:
        body = without_nulls(call.json())
        if mismatch := find_mismatch(body, {"syncedInstanceUri": str, "callbackUrl": str}, "the body"):
            raise RefusalError(400, mismatch)
        definition = self._definitions.get(body.get("syncedInstanceUri", ""))
        if definition is None:
            raise RefusalError(400, "syncedInstanceUri is not the uri of a definition")
        if not re.fullmatch(r"https?://[!-~]+", body.get("callbackUrl", "https://a")):
            raise RefusalError(400, "callbackUrl must be an absolute URL")
        return self._start(call, definition, {name: body[name] for name in body if name in _SENT})

    def _start(self, call: Call, definition: Definition, sent: dict[str, str]) -> Response:
        rows = definition.staged if definition.kind == "imports" else None
        refused = find_refused(definition.content, rows or ())
        request = {"sent": sent, "kind": definition.kind, "definition": definition.content}
        job = call.submit("sync", rows, refused, request=request, callback_url=sent.get("callbackUrl"))
        definition.staged, definition.uploads = [], 0
        self._syncs.append(job)
        return answer_json(_describe(job, "pending"), 201)

    def _running(self, definition: Definition) -> Iterator[Job]:
        return (job for job in self._syncs_of(definition) if self.jobs.runs(job))

    def _syncs_of(self, definition: Definition) -> Iterator[Job]:
        return (job for job in self._syncs if job.request["sent"]["syncedInstanceUri"] == definition.uri)

    def _list_syncs(self, call: Call) -> Response:
        found = [_describe(job, state) for job in self._syncs if (state := self.jobs.listed(job)) not in ABSENT]
        return answer_json(cut_page(found, call.request.query_params))

    def _get_sync(self, call: Call) -> Response:
        job = _find_sync(call)
        return answer_json(_describe(job, call.poll(job)))

    def _data(self, call: Call) -> Response:
        job = _find_sync(call)
        state = call.page(job)
        if job.request["kind"] == "imports":
            raise RefusalError(400, "an import has no data")
        # What is answered while the sync runs is not documented.
        if state == "pending":
            raise RefusalError(409, "the sync has not ended")
        return _answer_rows(call, job.request["definition"], _rows(job, state))

    def _export_data(self, call: Call) -> Response:
        definition = self._find("exports", call)
        # Of which sync the rows are is not documented: here of the last that has ended and is there.
        ended = [
            job for job in self._syncs_of(definition) if not self.jobs.runs(job) and self.jobs.state(job) != "gone"
        ]
        if not ended:
            return _answer_rows(call, definition.content, [])
        return _answer_rows(call, ended[-1].request["definition"], _rows(ended[-1], call.page(ended[-1])))

    def _delete_data(self, call: Call) -> Response:
        job = _find_sync(call)
        if call.page(job) == "pending":
            raise RefusalError(409, "the sync is in progress")
        job.request["emptied"] = True
        return Response(status_code=204)

    def _logs(self, call: Call) -> Response:
        job = _find_sync(call)
        state = call.page(job)
        about = {"syncUri": f"/syncs/{job.id}", "createdAt": _timestamp(job.finished or job.created)}
        entries = [
            {**about, "count": count, "severity": severity, "statusCode": code, "message": message}
            for severity, code, message, count in _log(job, state)
        ]
        return answer_json(cut_page(entries, call.request.query_params))

    def _rejects(self, call: Call) -> Response:
        job = _find_sync(call)
        ended = call.page(job) != "pending"
        rejects = [_reject(job, index) for index in sorted(job.refused)] if ended else []
        return answer_json(cut_page(rejects, call.request.query_params))


_SENT = ("syncedInstanceUri", "callbackUrl")


def _number(call: Call) -> str:
    text: str = call.request.path_params["id"]
    if not re.fullmatch("[0-9]{1,18}", text):
        raise RefusalError(400, "id must be a whole number")
    return str(int(text))


def _find_sync(call: Call) -> Job:
    return call.find("sync", _number(call))


def _describe(job: Job, state: State) -> dict[str, Any]:
    """Write a sync; the first poll finds a sync that runs still queued."""
    waiting = "active" if job.polls > 1 else "pending"
    about = {**job.request["sent"], "status": _WORDS.get(state, waiting)}
    about |= {"createdAt": _timestamp(job.created), "createdBy": USER, "uri": f"/syncs/{job.id}"}
    if about["status"] != "pending":
        about["syncStartedAt"] = _timestamp(job.created)
    if job.finished and state not in ("pending", "unknown"):
        about["syncEndedAt"] = _timestamp(job.finished)
    return about


def _rows(job: Job, state: State) -> list[dict[str, str | None]]:
    """Make the rows of an export that has ended."""
    if state == "failed" or job.request.get("emptied"):
        return []
    definition = job.request["definition"]
    count = DEFAULT_ROWS if job.plan.items is None else job.plan.items
    # In JSON 2.0 is a whole number, too.
    count = min(count, int(definition.get("maxRecords", count)))
    return [make_row(definition, number) for number in range(1, count + 1)]


def _answer_rows(call: Call, definition: dict[str, Any], rows: list[dict[str, str | None]]) -> Response:
    page = cut_page(rows, call.request.query_params, MAX_ROWS)
    if not call.request.headers.get("accept", "").startswith("text/csv"):
        return answer_json(page)
    written = io.StringIO()
    writer = csv.DictWriter(written, list(definition["fields"]))
    # The document calls the header line a guess.
    writer.writeheader()
    writer.writerows(page.get("items", ()))
    # JSON can carry half a surrogate pair in a name, which UTF-8 cannot.
    return Response(written.getvalue().encode("utf-8", "replace"), media_type="text/csv")


def _log(job: Job, state: State) -> Iterator[tuple[str, str, str, int]]:
    """Yield the entries of a sync's log: severity, code, message, and the number of records."""
    exported = job.request["kind"] == "exports"
    if not exported:
        yield "information", *_say("ELQ-00130"), len(job.items)
    if job.request.get("orphaned"):
        number = job.request["sent"]["syncedInstanceUri"].rpartition("/")[2]
        yield "warning", *_say("ELQ-00143", kind="Export" if exported else "Import", number=number), 0
    if state == "pending":
        return
    if exported:
        if state == "failed":
            yield "error", *_say("ELQ-00141"), 0
            return
        if state == "partial":
            yield "warning", *_say("ELQ-00142"), 0
        yield "information", *_say("ELQ-00102"), len(_rows(job, state))
        return
    if not job.items:
        yield "warning", *_say("ELQ-00124"), 0
    for code, count in Counter(_reject(job, index)["statusCode"] for index in job.refused).items():
        yield "warning", *_say(code), count
    if state == "failed":
        yield "error", *_say("ELQ-00060"), len(job.refused)
    else:
        yield "information", *_say("ELQ-00001"), len(job.items) - len(job.refused)


# The vendor's words, from
# https://docs.oracle.com/en/cloud/saas/marketing/eloqua-develop/Developers/GettingStarted/APIRequests/eloqua-status-codes.htm
_MESSAGES = {
    "ELQ-00001": "Total records processed.",
    "ELQ-00002": "Invalid email addresses.",
    "ELQ-00060": "Total rejected records.",
    "ELQ-00061": "Rejected records (missing fields).",
    "ELQ-00102": "Successfully exported members to csv file.",
    "ELQ-00124": "There was no data available to process.",
    "ELQ-00130": "Total records staged for import.",
    "ELQ-00141": "Error when exporting members to csv file.",
    "ELQ-00142": "Error when exporting members to csv file. Retrying.",
    "ELQ-00143": "Sync Recovery Worker could not recover from sync error. {kind} definition for id {number} has been deleted.",
    "ELQ-00144": "Total records with rejected fields.",
}


def _say(code: str, **about: str) -> tuple[str, str]:
    return code, _MESSAGES[code].format(**about)


def _reject(job: Job, index: int) -> dict[str, Any]:
    # Without a reason of its own the row is refused because the plan says so.
    code, _, field = (job.refused[index] or "ELQ-00144|").partition("|")
    return {
        "fieldValues": job.items[index],
        "invalidFields": [field] if field else [],
        "message": _MESSAGES[code],
        "statusCode": code,
        # Where it counts from is not stated; in the document's example the second row is 2.
        "recordIndex": index + 1,
    }


def _timestamp(moment: datetime) -> str:
    """Write a moment with seven fractional digits, one more than most parsers take."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f0Z")


def _refuse_token(error: str, code: int, description: str) -> Response:
    return answer_json({"error": error, "error_code": code, "error_description": description}, 401)
