"""The rows of a list that a job left behind: to iterate over, and to write to files."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from tarry._core.clock import Clock
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._operations.pages import Page, Pager, Place, Reading, async_items_of, async_pages, items_of, pages
from tarry._operations.polled import async_polled, polled

if TYPE_CHECKING:
    from tarry._core.results import Job

ItemT_co = TypeVar("ItemT_co", covariant=True)


class _OfJob:
    """What both kinds have: a list of a job, and where reading it begins."""

    def __init__(
        self,
        job: Job[Any],
        name: str,
        pager: Callable[..., Pager[Any]],
        clock: Clock | None = None,
        fault_tolerance: FaultTolerance = DEFAULT,
        *,
        of_answer: bool = False,
    ) -> None:
        """Rows of a job; sends nothing.

        Args:
            job: Whose rows they are.
            name: Of the list, in the `columns` of the job.
            pager: How they are asked for and read. It takes the polled status where *of_answer* says so.
            clock: Where time comes from; for tests.
            fault_tolerance: How long requests may fail in a row: seconds or a timedelta, None for no limit.
            of_answer: Whether the request has a value out of the polled answer.
        """
        self._job, self._name, self._pager = job, name, pager
        self._clock, self._fault_tolerance = clock, fault_tolerance
        self._reading = None if of_answer else self._made(pager())

    def _made(self, pager: Pager[Any]) -> Reading[Any]:
        return Reading(self._job, pager, self._clock, self._fault_tolerance)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name} of {self._job.handle}>"


class Rows(_OfJob, Iterator[ItemT_co]):
    """The rows of a list of a job, read page by page when they are asked for. Good for one reading.

    What goes wrong on the way is raised by iterating: a ProviderResponseError where the provider refuses a page or goes on
    failing, an httpx.TransportError where the network does.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._items: Iterator[ItemT_co] = items_of(self._pages())

    def _pages(self, place: Place | None = None) -> Iterator[Page[ItemT_co]]:
        if (reading := self._reading) is None:
            reading = self._made(self._pager(polled(self._job, self._clock, self._fault_tolerance)))
        if place is not None:
            reading.begin(place)
        yield from pages(reading)

    def __iter__(self) -> Iterator[ItemT_co]:
        return self._items

    def __next__(self) -> ItemT_co:
        return next(self._items)

    def close(self) -> None:
        """Read no further."""
        self._items.close()  # type: ignore[attr-defined]


class AsyncRows(_OfJob, AsyncIterator[ItemT_co]):
    """As `Rows`, with the async client."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._items: AsyncGenerator[ItemT_co, None] = async_items_of(self._pages())

    async def _pages(self, place: Place | None = None) -> AsyncGenerator[Page[ItemT_co], None]:
        if (reading := self._reading) is None:
            reading = self._made(self._pager(await async_polled(self._job, self._clock, self._fault_tolerance)))
        if place is not None:
            reading.begin(place)
        found = async_pages(reading)
        async with aclosing(found):
            async for page in found:
                yield page
                del page

    def __aiter__(self) -> AsyncIterator[ItemT_co]:
        return self._items

    async def __anext__(self) -> ItemT_co:
        return await anext(self._items)

    async def aclose(self) -> None:
        """Read no further."""
        await self._items.aclose()
