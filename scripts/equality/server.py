"""The provider of a case: answers that are written down, or pages by what a document says of them, honest or faulty."""

from __future__ import annotations

import copy
import json
from typing import Any

import httpx

_MOST_REQUESTS = 400
_JSON = {"content-type": "application/json"}
_NOT_SENT = {"host", "user-agent", "accept-encoding", "connection", "accept"}


class Server:
    """Answers the requests of one case, and remembers them."""

    def __init__(self, case: dict[str, Any]) -> None:
        self._case = case
        self._number = 0
        self._asked: dict[str, int] = {}
        self.seen: list[list[Any]] = []
        """What was sent: method, path with query, headers, body."""

    def begin(self) -> None:
        """Answer as if nothing had been asked yet."""
        self._number = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """The answer to *request*."""
        if len(self.seen) > _MOST_REQUESTS:
            raise RuntimeError("requests without end")
        headers = sorted((name, value) for name, value in request.headers.items() if name not in _NOT_SENT)
        query = sorted(request.url.params.multi_items())
        self.seen.append([request.method, request.url.path, query, headers, request.read().decode()])
        number, self._number = self._number, self._number + 1
        if "pages" in self._case:
            return self._page(request)
        answers = self._case["answers"]
        return answered(answers[min(number, len(answers) - 1)], request)

    def _page(self, request: httpx.Request) -> httpx.Response:
        given = self._case["pages"]
        key = str(request.url)
        before = self._asked[key] = self._asked.get(key, 0) + 1
        begin, size = where(given, request.url.params)
        fault = given.get("fault")
        number = given["starts"].index(begin) if begin in given["starts"] else -1
        if fault is None or not (number == fault["page"] or (fault["on"] and begin >= given["starts"][fault["page"]])):
            return answered([200, _JSON, json.dumps(page(given, begin, size))], request)
        if fault["times"] is not None and before > fault["times"]:
            return answered([200, _JSON, json.dumps(page(given, begin, size))], request)
        return answered(faulty(given, begin, size, fault["what"]), request)


def answered(answer: Any, request: httpx.Request) -> httpx.Response:
    """A code, headers and text as an answer; a name of an error of httpx is raised."""
    if isinstance(answer, str):
        raise getattr(httpx, answer)("no answer", request=request)
    code, headers, text = answer
    return httpx.Response(code, headers=headers, content=text.encode(), request=request)


def where(given: dict[str, Any], query: httpx.QueryParams) -> tuple[int, int]:
    """Where the page begins that *query* asks for, counted from 0, and how many items it has room for."""
    said = query.get(given["parameter"], "")
    size = given["size"]
    if given["limit"]:
        asked = query.get(given["limit"], "")
        size = min(size, int(asked)) if asked.isdecimal() and int(asked) else size
    if given["way"] == "page":
        return (int(said) - given["start"] if said.isdecimal() else 0) * size, size
    if given["way"] == "offset":
        return (int(said) - given["start"] if said.lstrip("-").isdecimal() else 0), size
    return (int(said.split("-")[-1]) if said.split("-")[-1].isdecimal() else 0), size


def page(given: dict[str, Any], begin: int, size: int) -> dict[str, Any]:
    """An honest page."""
    made: dict[str, Any] = copy.deepcopy(given["envelope"])
    if given["ragged"]:
        # As large as its place says, so that asking again gives the same.
        size = given["ragged"][max(begin, 0) % len(given["ragged"])]
    items = given["items_in_all"][max(begin, 0) : max(begin, 0) + size]
    end = max(begin, 0) + len(items)
    in_all = len(given["items_in_all"])
    token = f"token-{end}" if end < in_all else given["last_token"]
    told = {"items": items, "more": end < in_all, "total": in_all, "count": len(items)}
    told |= {"echo": begin // size + given["start"] if given["way"] == "page" else begin + given["start"]}
    told |= {"size": size, "limit_echo": size, "cursor": token}
    for name, pointer in given["at"].items():
        old = get(made, pointer)
        value = told[name]
        put(made, pointer, str(value) if name in {"total"} and isinstance(old, str) else value)
    if "total" not in given["at"] and "total_records" in made:
        made["total_records"] = str(in_all)
    return made


def faulty(given: dict[str, Any], begin: int, size: int, what: list[Any]) -> Any:
    """An answer that is wrong in the way that *what* says."""
    name, *more = what
    made = page(given, begin, size)
    items: list[Any] = get(made, given["at"]["items"]) or []
    match name:
        case "raise":
            return more[0]
        case "answer":
            return more[0]
        case "set":
            put(made, more[0], more[1])
        case "drop":
            put(made, more[0], None, drop=True)
        case "first":
            made = page(given, 0, size)
        case "before":
            made = page(given, max(0, begin - max(1, len(items))), size)
        case "circle":
            put(made, given["at"].get("cursor", ["next"]), "token-0")
        case "empty":
            put(made, given["at"]["items"], [])
        case "lose":
            put(made, given["at"]["items"], items[1:])
        case "double":
            put(made, given["at"]["items"], items + items[:1])
        case "cut":
            return [200, _JSON, json.dumps(made)[: more[0]]]
    return [200, _JSON, json.dumps(made)]


def get(value: Any, pointer: list[str]) -> Any:
    """What is at *pointer*."""
    for name in pointer:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def put(value: Any, pointer: list[str], new: Any, *, drop: bool = False) -> None:
    """Set what is at *pointer*, or leave it out."""
    for name in pointer[:-1]:
        value = value.get(name) if isinstance(value, dict) else None
    if isinstance(value, dict) and drop:
        value.pop(pointer[-1], None)
    elif isinstance(value, dict):
        value[pointer[-1]] = new
