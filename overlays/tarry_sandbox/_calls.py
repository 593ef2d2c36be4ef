"""One request to a provider of the sandbox, on its way to the jobs and past the planned faults."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from email.utils import formatdate
from typing import Any, Literal
from urllib.parse import parse_qsl

from starlette.requests import Request

from ._callbacks import Callbacks, Due
from ._jobs import ABSENT, Job, JobStore, Script, State
from ._json import read_json
from ._plans import Fault, Place

FORM = "application/x-www-form-urlencoded"
# The end of the year 9999, the last that an HTTP-date can name.
_LAST_SECOND = 253_402_300_799


class RefusalError(Exception):
    """Raised to answer with an error, in the provider's own shape.

    Args:
        status: The HTTP status.
        message: What went wrong; the provider's usual words for the status if None.
        code: The provider's own code; its usual one for the status if None.
        headers: Headers of the answer.
        as_html: Whether the answer is HTML, as from a proxy in front of the provider.
    """

    def __init__(
        self,
        status: int,
        message: str | None = None,
        code: str | None = None,
        *,
        headers: Mapping[str, str] | None = None,
        as_html: bool = False,
    ) -> None:
        super().__init__(status, message)
        self.status, self.message, self.code = status, message, code
        self.headers, self.as_html = headers or {}, as_html


class Call:
    """One request: what was sent, and the way to the jobs. Whatever goes wrong here is raised as a `RefusalError`.

    Attributes:
        request: The request; its path parameters, query and headers.
        body: The bytes that were sent.
        spoiled_by: The fault that the delivery of the answer meets, if any: `slow` or `reset`.
        called_before: The call to a callback URL that is to come before the answer, if any.
        place: What the request is for, where it is about a job.
        job: The job that it is about, if any.
        state: How that stands.
        met: The fault of its plan that it meets, if any.
        started: Whether it started the job.
        planned: Who planned that, if anybody.
    """

    def __init__(self, jobs: JobStore, callbacks: Callbacks, request: Request, body: bytes) -> None:
        self.request, self.body = request, body
        self.spoiled_by: Fault | None = None
        self.called_before: Due | None = None
        self.place: Place | None = None
        self.job: Job | None = None
        self.state: State | None = None
        self.met: Fault | None = None
        self.started = False
        self.planned: Literal["next", "plan"] | None = None
        self._jobs, self._callbacks = jobs, callbacks

    def json(self) -> Any:
        """Decode the body; anything but JSON is a 400."""
        try:
            return read_json(self.body)
        except ValueError as error:
            raise RefusalError(400, f"the body is not JSON: {error}") from None

    def fields(self) -> dict[str, Any]:
        """Read the body as a form where it says that it is one, else as a JSON object; anything else is a 400."""
        if self.content_type == FORM:
            return dict(parse_qsl(self.body.decode("latin-1"), keep_blank_values=True))
        fields = self.json()
        if not isinstance(fields, dict):
            raise RefusalError(400, "the body must be an object")
        return fields

    @property
    def content_type(self) -> str:
        """The media type of the body in lower case, without parameters."""
        return self.request.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def base_url(self) -> str:
        """Where the provider is mounted, as the caller names its host."""
        scope = self.request.scope
        return f"{scope['scheme']}://{self.request.headers.get('host', '')}{scope.get('root_path', '')}"

    def find(self, kind: str, job_id: str) -> Job:
        """Find a job of a kind; an unknown one is a 404."""
        if job := self._jobs.find(kind, job_id):
            return job
        raise RefusalError(404)

    def submit(
        self,
        kind: str,
        items: Sequence[Any] | None = None,
        refused: Mapping[int, str] | None = None,
        *,
        key: str | None = None,
        request: Any = None,
        callback_url: str | None = None,
    ) -> Job:
        """Start a job as `JobStore.submit` does, or find the one that the same request with the same key started.

        A `callback_url` is called when the job ends, or as its plan says otherwise.
        """
        earlier = self._jobs.find_by_key(key) if key is not None else None
        if earlier and (earlier.kind, earlier.request) != (kind, request):
            raise RefusalError(400, "this idempotency key was used for another request")
        self.job, self.planned = earlier, self._jobs.planned_by
        self._meet(earlier.script if earlier else self._jobs.upcoming, "submit")
        if earlier:
            return earlier
        try:
            self.job = job = self._jobs.submit(kind, items, refused, key=key, request=request)
            self.started = True
        except ValueError as error:
            raise RefusalError(400, str(error)) from None
        if callback_url:
            self.called_before = self._callbacks.expect(job, callback_url)
        return job

    def poll(self, job: Job) -> State:
        """Poll a job's status, which counts. `unknown` asks for a word nobody knows; a job that is not there is a 404."""
        return self._ask(job, "poll")

    def page(self, job: Job) -> State:
        """Ask for a page of a job's results; that does not bring the job nearer to its end."""
        return self._ask(job, "page")

    def _ask(self, job: Job, place: Place) -> State:
        self.job, self.state = job, self._jobs.state(job)
        state = self.state
        job.unseen += place == "poll" and state == "invisible"
        fault = self._meet(job.script, place)
        if fault and fault.kind == "unknown-word":
            return "unknown"
        if state in ABSENT:
            raise RefusalError(404)
        return state

    def _meet(self, script: Script, place: Place) -> Fault | None:
        self.place = place
        self.met = fault = script.next(place)
        match fault:
            case Fault(kind="throttled", retry_after=seconds):
                # The date is in real time, as the answer's `Date` is, against which clients judge it.
                moment = min(int(time.time()) + seconds, _LAST_SECOND)
                after = formatdate(moment, usegmt=True) if fault.http_date else str(seconds)
                raise RefusalError(429, headers={"Retry-After": after})
            case Fault(kind="error"):
                raise RefusalError(500)
            case Fault(kind="unavailable"):
                raise RefusalError(503, as_html=True)
            case Fault(kind="gateway"):
                raise RefusalError(fault.status)
        self.spoiled_by = fault
        return fault
