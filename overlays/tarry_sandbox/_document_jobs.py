"""A kind of job of a document, by its `x-job`, and what the document shows of it, checked when it is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from ._document_pages import Given
from ._documents import Document, Operation, Shown, Spot, find, put

LISTS = frozenset({"results", "failures", "logs"})
_CALLED = (*sorted(LISTS), "download", "commit", "cancel", "list")


class Kind:
    """A kind of job.

    Attributes:
        poll: The operation to poll.
        given: Its `x-job`.
        outcomes: The answers of that operation by what they mean, in the order of the document.
        submits: The answer to each operation that starts a job.
        roles: What other operations are for a job, by their ids.
        ids: Parameters of the operation to poll, and where each is in the submit.
        key: Where a submit has its idempotency key, if anywhere.

    Raises:
        ValueError: Something is not shown that it takes to play it.
    """

    def __init__(self, document: Document, poll: Operation) -> None:
        self.poll, self.given = poll, poll.given["x-job"]
        for field in ("id", "status", "submit"):
            if field not in self.given:
                raise ValueError(f"x-job of {poll.id} has no `{field}`: add it, as `tarry check` explains")
        self.outcomes: dict[str, list[Shown]] = {}
        for one in poll.shown:
            # Where a second answer decides that a job still runs, the first one alone would end it.
            if one.outcome and not (one.outcome == "pending" and one.asked):
                self.outcomes.setdefault(one.outcome, []).append(one)
        for outcome in ("pending", "succeeded"):
            if outcome not in self.outcomes:
                raise ValueError(f"{poll.id} has no example of {outcome}: add one with `x-outcome: {outcome}`")
        self.roles: dict[str, set[str]] = {}
        for role in _CALLED:
            if name := _call(self.given.get(role)).get("operation"):
                operation = self._operation(document, name)
                self.roles.setdefault(name, set()).add(role)
                if role != "list" and operation.good() is None:
                    raise ValueError(
                        f"{name} is the {role} of {poll.id} and has no example: add one to its good answer"
                    )
        submit = _call(self.given["submit"])
        self.key: str | None = submit.get("idempotency_key")
        self.list = _call(self.given.get("list"))
        self.ids = {name: Spot.parse(expression) for name, expression in self.given["id"].items()}
        names = [submit["operation"], *self.given.get("also_submit", [])]
        self.submits = {name: self._started(self._operation(document, name)) for name in names}

    def new_ids(self, submit: str, random: Random, given: Given) -> dict[str, str]:
        """The ids of one more job: fresh ones like those that the answer shows, and those that the request has."""
        made = {}
        for name, spot in self.ids.items():
            shown = _at(self.submits[submit], spot)
            made[name] = (
                str(given(self.given["id"][name]) or "") if shown is None else self._fresh(name, str(shown), random)
            )
        return made

    def submitted(self, submit: str, ids: Mapping[str, str]) -> Shown:
        """The answer to a submit, about the job with these ids."""
        shown = self.submits[submit]
        for name, spot in self.ids.items():
            shown = self._with_id(shown, name, spot, ids[name])
        return shown

    def about(self, shown: Shown, ids: Mapping[str, str]) -> Shown:
        """An answer about the job with these ids: they stand wherever a text is an id that the submit shows."""
        known = {(name, _at(one, spot)) for one in self.submits.values() for name, spot in self.ids.items()}
        texts = {text: self._told(name, text, ids[name]) for name, text in known if isinstance(text, str)}
        return shown._replace(value=_replaced(shown.value, texts))

    def polled(self, shown: Shown, ids: Mapping[str, str], word: str = "") -> Shown:
        """The same of the operation to poll, and with another word for how the job stands."""
        shown = self.about(shown, ids)
        for name, expression in self.given.get("echo", {}).items():
            shown = self._with_id(shown, name, Spot.parse(expression), ids[name])
        return _with(shown, Spot.parse(self.given["status"]), word) if word else shown

    def _operation(self, document: Document, name: str) -> Operation:
        if name not in document.operations:
            raise ValueError(f"x-job of {self.poll.id} names {name}, and no operation has this operationId")
        return document.operations[name]

    def _started(self, submit: Operation) -> Shown:
        """The first answer to a submit that has every id that is in one."""
        wanted = {text: Spot.parse(text) for text in self.given["id"].values() if text.startswith("$response.")}
        for shown in submit.shown:
            if shown.is_good and all(_at(shown, spot) is not None for spot in wanted.values()):
                return shown
        where = " and ".join(wanted) or "no body"
        raise ValueError(
            f"{submit.id} has no example of a good answer with {where}: add one, as x-job has its id there"
        )

    def _fresh(self, name: str, shown: str, random: Random) -> str:
        """An id like the one that is shown: with other digits, or with some at its end."""
        found = re.search(self.given.get("pattern", {}).get(name, "(.*)"), shown)
        sample = found[1] if found else shown
        if len(re.findall("[0-9]", sample)) >= 6:
            return re.sub("[0-9]", lambda _: str(random.randint(1, 9)), sample)
        digits = str(random.randint(111_111, 999_999))
        return re.sub("[0-9]+(?=[^0-9]*$)|(?<![0-9])$", digits, sample, count=1)

    def _with_id(self, shown: Shown, name: str, spot: Spot, text: str) -> Shown:
        known = _at(shown, spot)
        return shown if known is None else _with(shown, spot, self._told(name, known, text))

    def _told(self, name: str, known: Any, text: str) -> Any:
        """An id in the form of one that is shown."""
        found = re.search(self.given.get("pattern", {}).get(name, "(.*)"), str(known))
        whole = f"{str(known)[: found.start(1)]}{text}{str(known)[found.end(1) :]}" if found else text
        return int(whole) if isinstance(known, int) and whole.isdecimal() else whole


def _replaced(value: Any, texts: Mapping[str, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(one, texts) for name, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, texts) for one in value]
    return texts.get(value, value) if isinstance(value, str) else value


def _call(given: Any) -> Mapping[str, Any]:
    """What calls an operation, in its long form."""
    return given if isinstance(given, Mapping) else {"operation": given}


def _at(shown: Shown, spot: Spot) -> Any:
    if spot.part == "response.header":
        return next((value for name, value in shown.headers.items() if name.lower() == spot.name.lower()), None)
    return find(shown.value, spot.keys) if spot.part == "response.body" else None


def _with(shown: Shown, spot: Spot, value: Any) -> Shown:
    if spot.part == "response.header":
        return shown._replace(headers={**shown.headers, spot.name: str(value)})
    return shown._replace(value=put(shown.value, spot.keys, value))
