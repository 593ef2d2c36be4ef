"""Reads lists of all kinds, by their declaration; `pages.read_pages` sends what this asks for, sync or async."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tarry._core.texts import shown as fit

from .call import Call, Operation, Reply
from .page_requests import Requests
from .page_rules import problems
from .page_said import Progress, Said
from .pages import Page, Pager, Place, PlainPager
from .paging import Cursor, Numbers, Offset, Paging

if TYPE_CHECKING:
    from tarry._core.results import Job

logger = logging.getLogger("tarry")


_Shown: TypeAlias = Callable[[int, Sequence[Any]], Sequence[Any]]
"""What is given of the items of a page, told how many came before."""


class _Reading:
    """One reading of a list: what was read so far, and where it is."""

    def __init__(self, job: Job[Any], requests: Requests, model: type[Any], paging: Paging, shown: _Shown) -> None:
        self._job = job
        self._requests = requests
        self._model = model
        self._paging = paging
        self._shown = shown
        self._before = Progress()
        self.first, self._place = requests.first()
        self._step = 0
        self._total: int | None = None

    def read(self, call: Call, reply: Reply) -> Page[Any]:
        """The page in *reply*; raises where it is none, and then nothing has changed."""
        paging, before, place = self._paging, self._before, self._place
        items = self._requests.items(call, reply, self._model)
        said = Said(paging, reply, items, before)
        follows = said.judge(paging, before, place)
        problem = next(problems(paging, said, before, place, follows=follows), None)
        if problem and not problem.keeps_items:
            text = (
                f"{problem.text}, after {before.items:,} {paging.noun} were read" if not problem.final else problem.text
            )
            raise call.unexpected(reply, text, final=problem.final, well_formed=problem.well_formed)
        given = self._shown(before.items, said.items)
        before.add(said)
        if problem:
            return Page(given, None, call.unexpected(reply, problem.text, final=problem.final), total=said.total)
        soon = self._is_full(said)
        # Not the page itself, which is large.
        self._step, self._total = self._requests.step(said) if soon else 0, said.total
        found = self._requests.after(said, place) if follows else None
        if found is None:
            self._compare(reply)
            return Page(given, None, total=said.total)
        following, self._place = found
        kept = {"at": self._place, **before.kept(said.token)}
        return Page(given, following, soon=soon, total=said.total, place=kept)

    def begin(self, place: Place) -> Call:
        """The request for the page at *place*, as a page of an earlier reading of this list said it."""
        self._place, self._before = place["at"], Progress.read(place)
        if isinstance(self._paging.way, Offset | Numbers):
            return self._requests.at(self._place)
        return self._requests.by(place["token"])

    def ahead(self, call: Call) -> Call | None:  # noqa: ARG002 - it is the one at this place
        """The call for the page after the one that is about to be read, where it is known that there is one."""
        way, place = self._paging.way, self._place + self._step
        if not self._step:
            return None
        if isinstance(way, Numbers):
            is_known = self._before.pages is not None and place - way.start < self._before.pages
        else:
            is_known = isinstance(way, Offset) and self._total is not None and place - way.start < self._total
        return self._requests.at(place) if is_known else None

    def _is_full(self, said: Said) -> bool:
        """Whether pages come as large as they were asked for; else nobody knows where the next one begins."""
        limit = self._paging.limit
        return limit is None or len(said.items) >= (said.limit or limit.value)

    def _compare(self, reply: Reply) -> None:
        """Warn where another number came than the provider estimated."""
        at = self._paging.estimate
        estimated = None if at is None else at.value(reply)
        if estimated and str(estimated) != str(self._before.items):
            name = at.name if at else ""
            counted = fit(str(estimated))
            logger.warning("%s: %s says %s, and %d items came", self._job.handle, name, counted, self._before.items)


def paged(
    job: Job[Any],
    operation: Operation,
    arguments: Mapping[str, Any],
    model: type[Any],
    paging: Paging,
    *,
    only: Callable[[Any], bool] | None = None,
    each: Callable[[int, Any], Any] | None = None,
    refuse: Callable[[Call, Reply], None] | None = None,
    path: str = "",
) -> Pager[Any]:
    """How a list of *job* is read, for `read_pages` and `async_read_pages`. Good for one reading.

    Args:
        job: Whose list it is.
        operation: What gives a page.
        arguments: Of the operation, without those for limit and place.
        model: A page, as the generated function parses it.
        paging: How pages follow each other.
        only: Which items are given, after `each`.
        each: What becomes of an item, told its index over all pages.
        refuse: Looks at an answer before it is read, and raises what is to be raised about it.
        path: That of the document, but where another is given because it is not confirmed by the vendor.
    """

    def shown(index: int, items: Sequence[Any]) -> Sequence[Any]:
        if each is not None:
            items = [each(number, item) for number, item in enumerate(items, index)]
        return items if only is None else [item for item in items if only(item)]

    def made(decode: Callable[[bytes], Sequence[Any]] | None) -> Pager[Any]:
        reading = _Reading(
            job, Requests(job.source, operation, arguments, paging, path=path, decode=decode), model, paging, shown
        )

        def read(call: Call, reply: Reply) -> Page[Any]:
            if refuse is not None:
                refuse(call, reply)
            return reading.read(call, reply)

        return Pager(reading.first, read, reading.ahead if can_know else None, reading.begin)

    way = paging.way
    can_know = isinstance(way, Offset) or (isinstance(way, Numbers) and paging.pages is not None)
    pager = made(None)
    needs_models = each or only or (refuse and not paging.plain) or (isinstance(way, Cursor) and way.item)
    if needs_models or not paging.keys:
        return pager
    return pager._replace(plain=PlainPager(made, pager))
