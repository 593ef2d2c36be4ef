"""A provider that is played from its document: jobs follow their plans, and every answer is one that the document shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from random import Random
from typing import Any, ClassVar, NamedTuple, get_args

from starlette.responses import Response
from starlette.routing import Route

from . import _document_logins as logins
from ._calls import FORM, Call, RefusalError
from ._document_jobs import LISTS, Kind
from ._document_pages import Given, cut, items_of, repeated
from ._documents import Document, Operation, Shown, Spot, find
from ._jobs import ABSENT, Job, State
from ._plans import Outcome, Plan
from ._provider import Provider, answer_json


class _Started(NamedTuple):
    """A job, and the ids by which it is asked for."""

    kind: Kind
    job: Job
    ids: Mapping[str, str]

    def standing(self, state: State, turn: int) -> Shown:
        """How it is answered when it has been polled so many times."""
        shown = self.kind.outcomes["pending" if state == "unknown" else state]
        one = shown[min(turn, len(shown) - 1) if state == "pending" else 0]
        return self.kind.polled(one, self.ids, "HIBERNATING" if state == "unknown" else "")


class Played(Provider):
    """The jobs of a document, and all its other operations, which answer what is shown for them first."""

    document: ClassVar[Document]
    kinds: ClassVar[list[Kind]]

    def __init__(self, seed: object, clock: Callable[[], float], now: Callable[[], datetime], page_size: int) -> None:
        super().__init__(seed, clock, now, page_size)
        self._by_ids: dict[tuple[str, ...], _Started] = {}
        self._by_job: dict[int, _Started] = {}

    def routes(self) -> list[Route]:
        """List the operations; one with a fixed path goes before one with a parameter in that place."""
        routes = [self.route("POST", "/_token", self._token, public=True)]
        for operation in sorted(
            self.document.operations.values(), key=lambda one: re.sub("{.*?}", "\U0010ffff", one.path)
        ):
            numbered = re.sub("{(.*?)}", lambda found: f"{{p{found.start()}}}", operation.path)
            names = dict(zip(re.findall("{(.*?)}", operation.path), re.findall("{(.*?)}", numbered), strict=True))
            answer = partial(self._answer, operation, names)
            routes.append(self.route(operation.method, numbered, answer, public=True))
        return routes

    def reset(self) -> None:
        """Forget the ids as well."""
        super().reset()
        self._by_ids.clear()
        self._by_job.clear()

    def new_id(self, random: Random) -> str:
        """Make what the ids of a job come from."""
        return f"{random.getrandbits(64):016x}"

    def authorize(self, call: Call) -> None:
        """Nothing: each operation has its own ways."""

    def error(self, refusal: RefusalError) -> Response | None:
        """Nothing: each operation has its own answers."""

    def environment(self, base_url: str) -> dict[str, str]:
        """Name the credentials and the base URL as `connect` of a generated package reads them."""
        given = {"base_url": base_url, **logins.settings(self.document, self.kinds[0].poll)}
        if "client_id" in given:
            given["token_url"] = f"{base_url}/_token"
        return {f"{self.name}_{key}".upper(): value for key, value in given.items()}

    def check(self, plan: Plan) -> None:
        """Refuse as well a word that nobody knows where the status code is the word."""
        for kind in self.kinds:
            if plan.outcome not in self.outcomes and plan.outcome not in kind.outcomes:
                raise ValueError(
                    f"{kind.poll.id} of {self.name} has no example with `x-outcome: {plan.outcome}`: add one"
                )
            if kind.given["status"] == "$statusCode" and any(fault.kind == "unknown-word" for fault in plan.faults):
                raise ValueError(f"{kind.poll.id} of {self.name} has no unknown-word: its status is the status code")

    def announcement(self, job: Job, state: State) -> object:  # noqa: ARG002
        """Write the body that the document shows for the call, about the job where it is one that is here."""
        started = self._by_job.get(id(job))
        for kind in self.kinds:
            for submit in kind.submits if started is None or started.kind is kind else ():
                for _, body in self.document.callbacks(self.document.operations[submit]):
                    return kind.polled(Shown(value=body), started.ids).value if started and body else body
        return None

    def _answer(self, operation: Operation, names: Mapping[str, str], call: Call) -> Response:
        try:
            if not logins.admits(self.document, operation, call, self.tokens):
                raise RefusalError(401)
            return _send(self._play(operation, call, partial(_given, names, call)))
        except RefusalError as refusal:
            missing = next((one for one in operation.shown if one.outcome == "missing"), None)
            shown = missing if missing and refusal.status == 404 else operation.by_status(refusal.status)
            if shown is None or refusal.as_html:
                raise
            response = _send(shown)
            response.headers.update(refusal.headers)
            return response

    def _play(self, operation: Operation, call: Call, given: Given) -> Shown:
        for kind in self.kinds:
            if operation.id in kind.submits:
                return self._submit(kind, operation, call, given)
            if "list" in kind.roles.get(operation.id, ()):
                return self._list(kind, operation, given)
        started = self._find(operation, given)
        if started and operation.id == started.kind.poll.id:
            return self._poll(started, call, given)
        for kind in [started.kind] if started else self.kinds:
            roles = kind.roles.get(operation.id, set())
            if roles & LISTS:
                return self._page(kind, operation, started, call, given)
            if started and "download" in roles and call.page(started.job) == "pending":
                raise RefusalError(404)
            if started and "cancel" in roles:
                del self._by_ids[kind.poll.id, *started.ids.values()]
        shown = operation.good()
        if shown is None:
            text = f"{operation.id} has no example of a good answer: add one to the document\n"
            return Shown("501", "text/plain", text)
        if isinstance(shown.value, dict) and "access_token" in shown.value:
            # The token that a document shows is good nowhere.
            return shown._replace(value={**shown.value, **self._issued()})
        return shown

    def _find(self, operation: Operation, given: Given) -> _Started | None:
        """The job that a request is about; None where it names none, and a 404 where there is none with these ids."""
        asked = False
        for kind in self.kinds:
            if operation.id in (kind.poll.id, *kind.roles):
                ids = [given(f"$request.path.{name}") or given(f"$request.query.{name}") for name in kind.ids]
                if (kind.poll.id, *ids) in self._by_ids:
                    return self._by_ids[kind.poll.id, *ids]
                asked = asked or None not in ids
        if asked:
            raise RefusalError(404)
        return None

    def _submit(self, kind: Kind, operation: Operation, call: Call, given: Given) -> Shown:
        url = next((given(expression) for expression, _ in self.document.callbacks(operation)), None)
        key = given(kind.key) if kind.key else None
        told = url if isinstance(url, str) else None
        job = call.submit(operation.id, key=key and str(key), request=call.body, callback_url=told)
        if id(job) not in self._by_job:
            random = Random(job.id)  # noqa: S311 - ids are to be repeatable, not secret
            several = (kind.new_ids(operation.id, random, given) for _ in range(100))
            ids = next((one for one in several if (kind.poll.id, *one.values()) not in self._by_ids), next(several))
            job.id = ":".join(ids.values())
            self._by_job[id(job)] = self._by_ids[kind.poll.id, *ids.values()] = _Started(kind, job, ids)
        return kind.submitted(operation.id, self._by_job[id(job)].ids)

    def _poll(self, started: _Started, call: Call, given: Given) -> Shown:
        kind, turn, state = started.kind, started.job.polls, self.jobs.state(started.job)
        try:
            state = call.poll(started.job)
        except RefusalError as refusal:
            if refusal.status != 404 or state != "gone" or state not in kind.outcomes:
                raise
        shown = started.standing(state, turn)
        rule = kind.poll.given.get("x-pagination")
        if rule and kind.poll.id in kind.roles and state not in ("pending", "unknown"):
            # The polled answer is a page of results as well.
            return cut(rule, items_of(rule, shown), shown, given, self.page_size)
        return shown

    def _list(self, kind: Kind, operation: Operation, given: Given) -> Shown:
        """All jobs that are there, the newest first, each as a poll would find it."""
        asked = given(kind.list["ids"]) if "ids" in kind.list else None
        items = []
        for started in [one for one in reversed(self._by_ids.values()) if one.kind is kind]:
            if asked is None or set(asked.split(",")) & set(started.ids.values()):
                turn, state = started.job.polls, self.jobs.listed(started.job)
                shown = None if state in ABSENT else started.standing(state, turn)
                if shown and shown.is_good:
                    items.append(find(shown.value, Spot.parse(f"#{kind.list.get('item_at', '')}").keys))
        good = operation.good()
        like = good if good and good.media_type else Shown(media_type="application/json")
        return cut(operation.given["x-pagination"], items, like, given, self.page_size)

    def _page(self, kind: Kind, operation: Operation, started: _Started | None, call: Call, given: Given) -> Shown:
        roles, rule = kind.roles[operation.id] & LISTS, operation.given.get("x-pagination")
        accepted, count = call.request.headers.get("accept"), None
        shown = [one for one in operation.shown if one.is_good and one.media_type]
        shown = [one for one in shown if one.media_type == accepted] or shown
        if started:
            shown = [kind.about(one, started.ids) for one in shown]
            state = call.page(started.job)
            if state == "pending":
                raise RefusalError(404)
            name = kind.outcomes[state][0].asked
            asked = [one for one in shown if name and one.name == name]
            # A job that succeeded has no failures, and one that failed no results, unless the answers say so together.
            if not asked and (state, roles) in (("succeeded", {"failures"}), ("failed", {"results"})):
                count = 0
            elif not asked and "results" in roles:
                count = started.job.plan.items
            shown = asked or shown
        if not rule:
            return shown[0]
        items = items_of(rule, shown[0])
        return cut(rule, items if count is None else repeated(rule, items, count), shown[0], given, self.page_size)

    def _token(self, call: Call) -> Response:
        """Give out a token for client credentials, wherever the document has its tokens from."""
        if not logins.admits_client(call):
            raise RefusalError(401)
        return answer_json({"token_type": "Bearer", **self._issued()})

    def _issued(self) -> dict[str, object]:
        return {"access_token": self.tokens.issue(), "expires_in": int(self.tokens.lifetime)}


def played(data: Mapping[str, Any], name: str) -> type[Played]:
    """Make a provider of a document.

    Raises:
        ValueError: It cannot be played: which operation lacks what.
    """

    class Named(Played):
        """One document."""

    try:
        # As JSON has it: all names are texts, and dates as they were written.
        Named.document = document = Document(json.loads(json.dumps(data, default=str)))
        Named.kinds = [Kind(document, one) for one in document.operations.values() if "x-job" in one.given]
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"the document of {name} is not well-formed, see `tarry check`: {error!r}") from error
    if not Named.kinds:
        raise ValueError(
            f"no operation of {name} has an x-job: add one, or an overlay; `tarry check --suggest` drafts it"
        )
    submits = [submit for kind in Named.kinds for submit in kind.submits]
    if shared := next((one for one in submits if submits.count(one) > 1), None):
        raise ValueError(f"{shared} of {name} starts jobs of two operations with x-job: leave out one of them")
    Named.name, Named.service_root = name, document.root
    ends = set.intersection(*({*kind.outcomes, "gone"} for kind in Named.kinds))
    Named.outcomes = tuple(one for one in get_args(Outcome) if one in ends)
    return Named


def _given(names: Mapping[str, str], call: Call, expression: str) -> Any:
    """What a request has where a runtime expression says; None where that is nothing."""
    spot, request = Spot.parse(expression), call.request
    if spot.part == "request.body":
        fields = call.fields() if call.content_type == FORM else call.json() if call.body else None
        return find(fields, spot.keys)
    if spot.part == "request.path":
        return request.path_params.get(names.get(spot.name, ""))
    places: dict[str, Mapping[str, str]] = {"request.query": request.query_params, "request.header": request.headers}
    return places.get(spot.part, {}).get(spot.name)


def _send(shown: Shown) -> Response:
    code = int(shown.code.upper().replace("X", "0")) if shown.code[0].isdigit() else 500
    if isinstance(shown.value, str) and "json" not in shown.media_type:
        # Bytes stand in a document as characters.
        content = shown.value.encode("utf-8" if shown.media_type.startswith("text/") else "latin-1", "replace")
    else:
        content = json.dumps(shown.value).encode() if shown.media_type else b""
    return Response(content, code, dict(shown.headers), shown.media_type or None)
