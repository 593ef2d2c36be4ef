"""Reads lists of all kinds, by their declaration; `pages.read_pages` sends what this asks for, sync or async."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from tarry._core.texts import shown as fit

from .call import Call, Operation, Reply
from .page_rules import Progress, Said, problems, query_of
from .pages import Page, Pager
from .paging import Cursor, Numbers, Offset, Paging, To
from .plain_rows import PlainReply, WithoutModels, read_lines, without_models

if TYPE_CHECKING:
    from tarry._core.provider import Provider
    from tarry._core.results import Job

logger = logging.getLogger("tarry")


class Requests:
    """The requests for the pages of a list, and what the answers hold; nothing is checked here but types."""

    def __init__(
        self, provider: Provider, operation: Operation, arguments: Mapping[str, Any], paging: Paging, path: str = ""
    ) -> None:
        self._provider = provider
        self._operation: Operation = WithoutModels(operation, paging.plain) if paging.plain else operation
        self._arguments = arguments
        self._path = path
        self._paging = paging
        self._limit = paging.limit.value if paging.limit else 0
        if paging.limit:
            self._arguments = _placed(arguments, paging.limit.to, self._limit)

    def first(self) -> tuple[Call, int]:
        """The first request, and the offset or number of its page."""
        way = self._paging.way
        if not isinstance(way, Offset | Numbers):
            return self._call(self._arguments), 0
        if isinstance(way, Numbers) and way.omit_first:
            return self._call(self._arguments), way.start
        return self.at(way.start), way.start

    def at(self, place: int) -> Call:
        """The request for the page at an offset, or of a number."""
        way = self._paging.way
        if isinstance(way, Numbers) and way.sent_as:
            return self._call(self._arguments, {way.sent_as: place})
        if isinstance(way, Offset | Numbers):
            return self._call(_placed(self._arguments, way.to, place))
        raise TypeError("pages of this list have no places")

    def step(self, said: Said) -> int:
        """From the place of a page to that of the next."""
        way = self._paging.way
        if not isinstance(way, Offset):
            return 1
        if way.step == "items" or not self._limit:
            return len(said.items)
        return self._limit if said.limit is None else min(said.limit, self._limit)

    def after(self, said: Said, place: int) -> tuple[Call, int] | None:
        """The request for the page after one at *place*, and its place; None where nothing leads there."""
        way = self._paging.way
        if isinstance(way, Offset | Numbers):
            place += self.step(said)
            return self.at(place), place
        if way is None or said.token is None:
            return None
        if isinstance(way, Cursor):
            return self._call(_placed(self._arguments, way.to, said.token)), 0
        call = self._call(self._arguments)
        call.request["params"] = query_of(said.token)
        return call, 0

    def items(self, call: Call, reply: Reply, model: type[Any]) -> Sequence[Any] | None:
        """The items of a page; None where it leaves them out.

        Raises:
            ProviderResponseError: *reply* is no page.
        """
        if self._paging.lines and 200 <= reply.status_code < 300 and reply.status_code != 202:
            try:
                return read_lines(reply, self._paging.lines)
            except ValueError as error:
                problem = str(error)
            raise call.unexpected(reply, f"the lines of the page cannot be read: {problem}")
        if reply.status_code == 202 and not isinstance(reply.parsed, model):
            raise call.unexpected(reply, "the job is still being processed and has no pages yet")
        call.expect(reply, model)
        if isinstance(reply, PlainReply):
            return reply.rows
        items: Sequence[Any] | None = self._paging.items.value(reply)
        return without_models(items) if self._paging.plain and items else items

    def _call(self, arguments: Mapping[str, Any], query: Mapping[str, Any] | None = None) -> Call:
        return Call(self._provider, self._operation, arguments, self._path, query)


def _placed(arguments: Mapping[str, Any], to: To, value: Any) -> Mapping[str, Any]:
    return {**arguments, to: value} if isinstance(to, str) else to(arguments, value)


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
        self._last: Said | None = None

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
            return Page(given, None, call.unexpected(reply, problem.text, final=problem.final))
        self._last = said
        found = self._requests.after(said, place) if follows else None
        if found is None:
            self._compare(reply)
            return Page(given, None)
        following, self._place = found
        return Page(given, following, soon=self._is_full(said))

    def ahead(self, call: Call) -> Call | None:  # noqa: ARG002 - it is the one at this place
        """The call for the page after the one that is about to be read, where it is known that there is one."""
        last, way = self._last, self._paging.way
        if last is None or not self._is_full(last):
            return None
        place = self._place + self._requests.step(last)
        if isinstance(way, Numbers):
            is_known = self._before.pages is not None and place - way.start < self._before.pages
        else:
            is_known = isinstance(way, Offset) and last.total is not None and place - way.start < last.total
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

    reading = _Reading(job, Requests(job.source, operation, arguments, paging, path), model, paging, shown)

    def read(call: Call, reply: Reply) -> Page[Any]:
        if refuse is not None:
            refuse(call, reply)
        return reading.read(call, reply)

    can_know = isinstance(paging.way, Offset) or (isinstance(paging.way, Numbers) and paging.pages is not None)
    return Pager(reading.first, read, reading.ahead if can_know else None)
