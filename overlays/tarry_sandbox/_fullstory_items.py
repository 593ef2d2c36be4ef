"""Events and users as Fullstory takes them, refuses them and gives them back."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from ._jobs import Job
from ._provider import timestamp
from ._shapes import Shape

Item = Mapping[str, Any]


class Kind(NamedTuple):
    """What tells an import of events from one of users.

    Attributes:
        name: The kind of job.
        path: Where it is submitted; its ids are known below this path only.
        item: What a refused item is called.
        shape: The types of an item's fields.
        required: The fields of an item without which the whole batch is a 400.
        beside: The types of what may stand beside the items of a batch.
        problems: Says what is wrong with an item of the right shape in its batch: it is refused, the batch is taken.
        store: Gives an item as it is stored, with the types of its properties or without.
    """

    name: str
    path: str
    item: str
    shape: Shape
    required: tuple[str, ...]
    beside: dict[str, Shape]
    problems: Callable[[Item, Item], Iterator[str]]
    store: Callable[[Job, Item, bool], dict[str, Any]]


_MAX_LENGTHS = {"uid": 256, "display_name": 256, "email": 128}
_MAX_USER_ID = 256
_MAX_USER_PROPERTIES = 500
_MAX_NAME = 512
_MAX_VALUE = 8192
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)


def _event_problems(event: Item, batch: Item) -> Iterator[str]:
    user, session = event.get("user", {}), event.get("session", {})
    if not event["name"]:
        yield "name must not be empty"
    if "user" in event and "id" in session:
        yield "user is not accepted together with session.id"
    if session.get("use_most_recent") and ("id" in user) == ("uid" in user):
        yield "session.use_most_recent needs exactly one of user.id and user.uid"
    if "context" in event and "shared" in batch:
        yield "context is not accepted together with shared"
    if not _is_timestamp(event.get("timestamp", "2024-05-01T09:30:00Z")):
        yield "timestamp is not in ISO 8601"
    yield from _length_problems(user, "user.")
    yield from _length_problems(session, "session.")
    yield from _property_problems(event.get("properties", {}))


def _user_problems(user: Item, _: Item) -> Iterator[str]:
    yield from _length_problems(user)
    if len(user.get("id", "")) > _MAX_USER_ID:
        yield f"id is longer than {_MAX_USER_ID} characters"
    if len(user.get("properties", {})) > _MAX_USER_PROPERTIES:
        yield f"properties has more than {_MAX_USER_PROPERTIES} names"
    yield from _property_problems(user.get("properties", {}))


def _length_problems(fields: Item, prefix: str = "") -> Iterator[str]:
    for name, limit in _MAX_LENGTHS.items():
        if len(fields.get(name, "")) > limit:
            yield f"{prefix}{name} is longer than {limit} characters"


def _property_problems(properties: Item, prefix: str = "") -> Iterator[str]:
    for name, value in properties.items():
        path = prefix + name
        if not _NAME.fullmatch(name) or len(path) > _MAX_NAME:
            yield f"property name {path[:80]!r} is not letters, digits and underscores, at most {_MAX_NAME}"
        elif isinstance(value, dict):
            yield from _property_problems(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(each, dict) for each in value):
            yield f"property {path[:80]!r} is a list of objects"
        elif len(_to_bytes(value if isinstance(value, str) else json.dumps(value))) > _MAX_VALUE:
            yield f"property {path[:80]!r} is larger than {_MAX_VALUE} bytes"


def _is_timestamp(text: str) -> bool:
    try:
        return bool(_TIMESTAMP.fullmatch(text) and datetime.fromisoformat(text))
    except ValueError:
        return False


def _to_bytes(text: str) -> bytes:
    # JSON can carry half a surrogate pair, which strict UTF-8 cannot.
    return text.encode("utf-8", "surrogatepass")


def _store_event(job: Job, event: Item, with_schema: bool) -> dict[str, Any]:
    stored: dict[str, Any] = {"timestamp": timestamp(job.created), **job.request.get("shared", {}), **event}
    stored["user"] = _with_id(event.get("user", {}), job)
    stored.pop("schema", None)
    return {**stored, "schema": _declare_types(event)} if with_schema else stored


def _store_user(job: Job, user: Item, with_schema: bool) -> dict[str, Any]:
    return {**_with_id(user, job), "schema": _declare_types(user) if with_schema else None, "type_conflicts": None}


def _with_id(user: Item, job: Job) -> dict[str, Any]:
    """Give a user the id that Fullstory makes: the same one for the same person, one for each job's nobodies."""
    person = user.get("uid") or user.get("email") or job.id
    return {"id": str(zlib.crc32(_to_bytes(person))), **user}


def _declare_types(item: Item) -> dict[str, Any]:
    declared = item.get("schema", {}).get("properties", {})
    return {"properties": {**_infer_types(item.get("properties", {})), **declared}}


def _infer_types(properties: Item) -> dict[str, Any]:
    return {name: _infer_type(value) for name, value in properties.items()}


def _infer_type(value: object) -> object:
    if isinstance(value, dict):
        return _infer_types(value)
    if isinstance(value, list):
        return f"{_infer_type(value[0])}s" if value else "strs"
    if isinstance(value, str):
        return "date" if _is_timestamp(value) else "str"
    return "bool" if isinstance(value, bool) else "real"


_CONTEXT: Shape = {
    "browser": dict.fromkeys(("url", "user_agent", "initial_referrer"), str),
    "mobile": dict.fromkeys(("app_id", "app_version", "app_name", "build_variant"), str),
    "device": {
        **dict.fromkeys(("manufacturer", "model"), str),
        **dict.fromkeys(("screen_width", "screen_height", "viewport_width", "viewport_height"), int),
    },
    "location": {
        **dict.fromkeys(("country", "region", "city", "ip_address"), str),
        **dict.fromkeys(("latitude", "longitude"), float),
    },
}
EVENTS = Kind(
    name="events-import",
    path="/v2/events/batch",
    item="event",
    shape={
        "name": str,
        "user": {"id": str, "uid": str},
        "session": {"id": str, "uid": str, "use_most_recent": bool},
        "context": _CONTEXT,
        "timestamp": str,
        "properties": dict,
        "schema": {"properties": dict},
    },
    required=("name",),
    beside={"shared": {"context": _CONTEXT}},
    problems=_event_problems,
    store=_store_event,
)
USERS = Kind(
    name="users-import",
    path="/v2/users/batch",
    item="user",
    shape={
        **dict.fromkeys(("id", "uid", "display_name", "email"), str),
        "properties": dict,
        "schema": {"properties": dict},
    },
    required=(),
    beside={},
    problems=_user_problems,
    store=_store_user,
)
