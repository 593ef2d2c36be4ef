"""One organisation's instance of the Open Data Rights API, as `specs/open_data_rights.yaml` describes it.

`sandbox-token` is always good. Others come from the login, `/oauth/authorize` and `/oauth/token`, where nobody has to log in:
the browser is sent back with a code at once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar, cast

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from ._calls import Call, RefusalError
from ._jobs import ABSENT, Job, State
from ._open_data_rights_archive import (
    DEFAULT_RECORDS,
    LANGUAGES,
    TYPES,
    describe_person,
    describe_types,
    make_archive,
)
from ._open_data_rights_login import CLIENT_ID, Login
from ._plans import Outcome
from ._provider import Provider, answer_json, timestamp
from ._tokens import TOKEN

# The client of the standard's author calls the first, the published specification names the second, the whitepaper the third.
_AUTHORIZE = ("/oauth/authorize", "/oauth/authorized", "/authorization")
_KIND = "data-request"
_ERRORS = {
    400: ("Bad Request", "The request is malformed"),
    401: ("Unauthorized", "You are not authorized. Generate authentication tokens via OAuth to access this resource."),
    404: ("Not Found", "Could not find a data request with this id."),
}
# The state is a boolean, so that there is no word that nobody knows. Where a plan asks for one all the same, the answer is
# what no document allows, as from an instance with a bug.
_COMPLETED: dict[State, Any] = {"pending": False, "succeeded": True, "unknown": "paused"}
_COMPLETION: dict[State, str] = {"pending": "0", "succeeded": "1", "unknown": "paused"}


class OpenDataRights(Provider):
    """Nine operations for one invented person. Requests complete or vanish; they cannot fail."""

    name = "open_data_rights"
    outcomes: ClassVar[tuple[Outcome, ...]] = ("succeeded", "gone")
    # How many requests may run at a time.
    max_requests = 50

    def __init__(self, seed: object, clock: Callable[[], float], now: Callable[[], datetime], page_size: int) -> None:
        super().__init__(seed, clock, now, page_size)
        self._login = Login(self.tokens, clock)

    def reset(self) -> None:
        """Forget the codes of the login as well."""
        super().reset()
        self._login.reset()

    def routes(self) -> list[Route]:
        """List the operations."""
        return [
            *(self.route("GET", path, self._login.authorize, public=True) for path in _AUTHORIZE),
            self.route("POST", "/oauth/token", self._login.exchange, public=True),
            self.route("GET", "/settings", self._settings, public=True),
            self.route("GET", "/data", self._data, public=True),
            self.route("GET", "/data/me", lambda _: answer_json(describe_person())),
            self.route("GET", "/requests", self._list),
            self.route("POST", "/requests", self._create),
            self.route("GET", "/requests/{request_id}", self._status),
            self.route("DELETE", "/requests/{request_id}", self._cancel),
            self.route("GET", "/requests/{request_id}/complete", self._completion),
            self.route("GET", "/requests/{request_id}/download", self._download),
        ]

    def new_id(self, random: Random) -> str:
        """Make a version 4 UUID, as is recommended."""
        return str(uuid.UUID(int=random.getrandbits(128), version=4))

    def authorize(self, call: Call) -> None:
        """Take a token that has not ended."""
        if not self.tokens.admits(call.request.headers.get("authorization", "")):
            raise RefusalError(401)

    def error(self, refusal: RefusalError) -> Response | None:
        """Shape an error as two texts."""
        if refusal.status not in _ERRORS:
            return None
        code, message = _ERRORS[refusal.status]
        return answer_json({"error": refusal.code or code, "message": refusal.message or message}, refusal.status)

    def environment(self, base_url: str) -> dict[str, str]:
        """Name the base URL and the token."""
        return {"OPEN_DATA_RIGHTS_BASE_URL": base_url, "OPEN_DATA_RIGHTS_TOKEN": TOKEN}

    def _settings(self, call: Call) -> Response:
        return answer_json(
            {
                "forgotPasswordLink": "https://shop.example.com/forgot-password",
                "legalEntity": "Example Shop B.V.",
                "maxNumberOfRequests": self.max_requests,
                "oAuthClientId": CLIENT_ID,
                "oAuthUrl": call.base_url,
                "organisationName": "Example Shop",
                "privacyPolicy": "https://shop.example.com/privacy",
                "privacyContactEmail": "privacy@example.com",
                # Misspelt as published; the description of `lang` has the right spelling.
                "supportedLanaguages": LANGUAGES,
                "supportedLanguages": LANGUAGES,
                "termsOfService": "https://shop.example.com/terms",
            }
        )

    def _data(self, call: Call) -> Response:
        language = call.request.query_params.get("lang", "en")
        if language not in LANGUAGES:
            message = "The language you are requesting is not supported by this organisation"
            raise RefusalError(400, message, "LanguageNotSupported")
        return answer_json(describe_types(language))

    def _list(self, _: Call) -> Response:
        jobs = self.jobs.of_kind(_KIND)
        return answer_json([_about(job, state) for job in jobs if (state := self.jobs.listed(job)) not in ABSENT])

    def _create(self, call: Call) -> Response:
        types = _read_types(call) if call.body else list(TYPES)
        running = [job for job in self.jobs.of_kind(_KIND) if self.jobs.runs(job)]
        if len(running) >= self.max_requests:
            message = "The maximum amount of requests has been reached."
            raise RefusalError(400, message, "MaximumAmountOfRequestsReached")
        return answer_json(_about(call.submit(_KIND, types), "pending"))

    def _status(self, call: Call) -> Response:
        job = _find(call)
        return answer_json(_about(job, call.poll(job)))

    def _completion(self, call: Call) -> Response:
        return PlainTextResponse(_COMPLETION[call.poll(_find(call))])

    def _download(self, call: Call) -> Response:
        job = _find(call)
        if call.page(job) == "pending":
            raise RefusalError(400, "The request you are trying to retrieve has not been completed yet")
        records = DEFAULT_RECORDS if job.plan.items is None else job.plan.items
        return Response(make_archive(job.items, records), media_type="application/zip")

    def _cancel(self, call: Call) -> Response:
        job = _find(call)
        if self.jobs.state(job) in ABSENT:
            raise RefusalError(404)
        self.jobs.remove(job)
        return PlainTextResponse("OK")


def _find(call: Call) -> Job:
    return call.find(_KIND, call.request.path_params["request_id"])


def _read_types(call: Call) -> list[str]:
    types = call.json()
    if not isinstance(types, list) or any(not isinstance(each, str) or each not in TYPES for each in types):
        message = "The data types that were specified do not match the available datatypes for this organisation."
        raise RefusalError(400, message, "InvalidDataTypes")
    return cast(list[str], types)


def _about(job: Job, state: State) -> dict[str, Any]:
    about = {
        "requestId": job.id,
        "createdAt": timestamp(job.created),
        "isCompleted": _COMPLETED[state],
        "dataRequested": job.items,
    }
    # After how many polls a request completes says nothing about when; and nobody polls ahead for more than a year.
    if job.plan.seconds is not None and job.plan.seconds < 366 * 86_400:
        about["expectedCompletion"] = timestamp(job.created + timedelta(seconds=job.plan.seconds))
    if state == "succeeded" and job.finished:
        about["completedAt"] = timestamp(job.finished)
    return about
