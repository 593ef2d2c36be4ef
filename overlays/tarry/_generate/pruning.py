"""The parts of a document that its operations use. Files of vendors describe more, such as webhooks."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from .declarations import Job
from .declared import jobs
from .documents import Document
from .reading import METHODS, of
from .values import Array, Object, members


def pruned(document: Document, *, jobs_only: bool = False) -> Document:
    """A copy without the components that no operation refers to, and without webhooks.

    Args:
        document: The document.
        jobs_only: Leave out the operations that no `x-job` names as well.
    """
    data = copy.deepcopy(document.data)
    if jobs_only:
        _leave_out_others(data, {name for job in jobs(document) for name in _operations(job)})
    components = members(data, "components")
    used: set[tuple[str, str]] = set()
    waiting: list[Any] = [data.get("paths")]
    while waiting:
        given = waiting.pop()
        if isinstance(given, Array):
            waiting += given
        elif isinstance(given, Object):
            waiting += given.values()
            reference = given.get("$ref")
            kind, _, name = str(reference).removeprefix("#/components/").partition("/")
            name = unquote(name.partition("/")[0]).replace("~1", "/").replace("~0", "~")
            if (kind, name) not in used and name in members(components, kind):
                used.add((kind, name))
                waiting.append(components[kind][name])
            waiting.append(_references(given, members(given.get("discriminator"), "mapping")))
    for kind in ("schemas", "responses", "parameters", "requestBodies", "headers", "examples"):
        found = components.get(kind)
        if isinstance(found, Object):
            for name in [name for name in found if (kind, name) not in used]:
                del found[name], found.places[name]
    for name in {"webhooks", "x-webhooks"} & data.keys():
        del data[name], data.places[name]
    return of(data, document.file)


def _operations(job: Job) -> Iterator[str]:
    """The ids of all operations that a job names."""
    yield from (job.operation, job.submit.operation, *job.also_submit)
    calls = (*job.submit.then, job.list, job.results, job.failures, job.logs, job.download, job.commit, job.cancel)
    yield from (call.operation for call in calls if call is not None and call.operation)
    yield from (rule.ask for rule in job.rules if rule.ask)


def _leave_out_others(data: Object, kept: set[str]) -> None:
    paths = data["paths"]
    for path, item in list(paths.items()):
        for method in [name for name in METHODS if name in item and item[name].get("operationId") not in kept]:
            del item[method], item.places[method]
        if not any(method in item for method in METHODS):
            del paths[path], paths.places[path]


def _references(near: Object, mapping: Any) -> Array:
    """The schemas that a discriminator names, as if it referred to them."""
    made = Array(near.here)
    for target in mapping.values():
        one = Object(near.here)
        one.put("$ref", target, near.here)
        made.put(one, near.here)
    return made
