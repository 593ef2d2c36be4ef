"""Polls many jobs of one client by few requests: pages of an operation that lists jobs, each judged as its own poll would."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from tarry._core.observation import Observation

from .call import UNWRITABLE, Call, Operation, Reply, Steps
from .page_requests import Requests
from .page_said import Progress, Said
from .paging import Paging

if TYPE_CHECKING:
    from tarry._core.results import Job

PAGE_WORTH = 10
"""For so many jobs that are sought, one page of the list is read; it may hold none of them."""

MAX_IDS = 1500
"""Characters of ids that fit into a URL beside the rest."""


class Listing(NamedTuple):
    """An operation that lists jobs."""

    operation: Operation
    model: type[Any]
    """A page, as the generated function parses it."""
    paging: Paging
    arguments: Mapping[str, Any] = {}
    ids: str = ""
    """The argument that takes the ids of the jobs, separated by commas; without it all jobs come."""
    as_status: Callable[[Any], Any] | None = None
    """Makes of an item the answer of the polled operation in which it would stand; None where an item is one."""


def list_steps(
    jobs: Sequence[Job[Any]],
    listing: Listing,
    id_of: Callable[[Any], Any],
    judge: Callable[[Call, Reply, Any], Observation[Any]],
) -> Steps[dict[str, Observation[Any]]]:
    """Ask for *jobs* together, and give what is said of those that are found, by their first id.

    Nothing is lost with a page that is wrong: who is not found is polled alone.

    Args:
        jobs: All of one client and kind.
        listing: What lists them.
        id_of: Gets the first id from a status.
        judge: What a status means: that of the handle's own poll.
    """
    found: dict[str, Observation[Any]] = {}
    for sought, arguments in _asked(jobs, listing):
        requests, rest, before = (
            Requests(jobs[0].source, listing.operation, arguments, listing.paging),
            set(sought),
            Progress(),
        )
        step: tuple[Call, int] | None = requests.first()
        for _ in range(max(1, len(sought) // PAGE_WORTH)):
            if step is None or not rest:
                break
            call, place = step
            reply = yield call
            try:
                said = Said(listing.paging, reply, requests.items(call, reply, listing.model), before)
            except (TypeError, ValueError) as error:
                raise call.unexpected(reply, f"a field of the page is not of its described type: {error}") from None
            for item in said.items:
                status = name = None
                with suppress(*UNWRITABLE, LookupError):
                    status = item if listing.as_status is None else listing.as_status(item)
                    name = str(id_of(status))
                if name in rest:
                    found[name] = judge(call, reply, status)
                    rest.discard(name)
            step = requests.after(said, place) if said.judge(listing.paging, before, place) else None
            before.add(said)
    return found


def _asked(jobs: Sequence[Job[Any]], listing: Listing) -> Iterator[tuple[list[str], Mapping[str, Any]]]:
    """The ids that are sought by one list, and the arguments for it."""
    names = [job.handle.ids[0] for job in jobs]
    if not listing.ids:
        yield names, listing.arguments
        return
    chunk: list[str] = []
    for name in names:
        if chunk and len(quote(",".join([*chunk, name]), safe="")) > MAX_IDS:
            yield chunk, {**listing.arguments, listing.ids: ",".join(chunk)}
            chunk = []
        chunk.append(name)
    yield chunk, {**listing.arguments, listing.ids: ",".join(chunk)}
