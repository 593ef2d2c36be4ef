"""The sixth provider on loopback, written from its document and not from its client."""

from __future__ import annotations

from random import Random
from typing import ClassVar

from starlette.responses import Response
from starlette.routing import Route

from tarry_sandbox import Call, Provider, RefusalError, answer_json


class Sixth(Provider):
    """One kind of job, three operations."""

    name = "sixth"
    outcomes = ("succeeded", "failed", "gone")
    _words: ClassVar = {"pending": "WRITING", "unknown": "RESTING", "succeeded": "WRITTEN", "failed": "TORN"}

    def routes(self) -> list[Route]:
        """List the operations."""
        return [
            self.route("POST", "/reports", self._create),
            self.route("GET", "/reports/{report_id}", self._status),
            self.route("GET", "/reports/{report_id}/lines", self._lines),
        ]

    def new_id(self, random: Random) -> str:
        """Make an id."""
        return f"r-{random.randrange(10**6)}"

    def authorize(self, call: Call) -> None:
        """Take the sandbox's own token."""
        if call.request.headers.get("authorization") != "Bearer sandbox-token":
            raise RefusalError(401)

    def error(self, refusal: RefusalError) -> Response | None:
        """An error has no body."""
        return Response(status_code=refusal.status)

    def environment(self, base_url: str) -> dict[str, str]:
        """Name the token and the base URL."""
        return {"SIXTH_TOKEN": "sandbox-token", "SIXTH_BASE_URL": base_url}

    def _create(self, call: Call) -> Response:
        subject = call.fields()["subject"]
        job = call.submit("report", request=subject)
        return answer_json({"id": job.id, "state": "WRITING"}, 202)

    def _status(self, call: Call) -> Response:
        job = call.find("report", call.request.path_params["report_id"])
        return answer_json({"id": job.id, "state": self._words[call.poll(job)]})

    def _lines(self, call: Call) -> Response:
        job = call.find("report", call.request.path_params["report_id"])
        call.page(job)
        return answer_json({"lines": [f"{job.request} are late.", f"{job.request} are blue."]})
