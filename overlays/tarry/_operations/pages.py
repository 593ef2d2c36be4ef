"""Reading what a job left behind, lazily and page by page. A page that fails is asked for again; a page is never skipped.

One page is held at a time, and one that leads back to where it came from is an error. How many rows there can be is for the
provider to say, by a total or a limit of its own. Where it says neither, rows come for as long as the server makes them up
and the caller goes on.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeAlias, TypeVar

from tarry._core.clock import Clock
from tarry._core.details import RowsRead
from tarry._core.errors import ProviderResponseError
from tarry._core.hooks import get_hooks, tell
from tarry._core.observation import Kind
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._core.texts import duration
from tarry._http.client import Answer
from tarry._http.failures import NO_ANSWER

from .call import Call, Reply
from .retry import Retries

if TYPE_CHECKING:
    from tarry._core.results import Job

    from .prefetch import AsyncPrefetch, Prefetch

ItemT = TypeVar("ItemT")

Place: TypeAlias = Mapping[str, Any]
"""Where a page begins, and what those before it said: plain values, so that it can be kept and reading goes on there later."""


class Page(NamedTuple, Generic[ItemT]):
    """Items, and the request for the page after; None on the last page."""

    items: Sequence[ItemT]
    following: Call | None
    error: ProviderResponseError | None = None
    """Raised when the items are used up, where they are good and the way on is not."""
    soon: bool = True
    """Whether *following* is asked for before the items are handed over, where the pager has an `after`."""
    total: int | None = None
    """How many items there are on all pages, where the provider says so."""
    place: Place | None = None
    """Where *following* begins, for the `begin` of a later pager."""


class Pager(NamedTuple, Generic[ItemT]):
    """How a provider hands over a list: the first request, and how to read an answer to it or to a later one."""

    first: Call
    read: Callable[[Call, Reply], Page[ItemT]]
    after: Callable[[Call], Call | None] | None = None
    """What follows a call whose answer is not yet read; None where that is not known. With it, the page after the one that is
    read or handed over is already asked for: one page ahead, and never the first."""
    begin: Callable[[Place], Call] | None = None
    """Makes the request for the page at a place, and reading begins there; None where it can only begin with the first."""
    plain: "PlainPager | None" = None
    """The same list without models; None where its items need them."""


class PlainPager(NamedTuple):
    """How a pager without models is made."""

    make: Callable[[Callable[[bytes], Sequence[Any]]], Pager[Any]]
    """Takes what decodes the array of the items of a page, and raises a ValueError where that is none."""
    of: Pager[Any]
    """What it replaces: where a handle puts something else into that, it may need the models."""


def decoding(pager: Pager[Any], decode: Callable[[bytes], Sequence[Any]]) -> Pager[Any]:
    """*pager* with items as *decode* makes them, where it can be without models; else itself."""
    plain = pager.plain
    if plain is None or any(one is not other for one, other in zip(pager[:-1], plain.of[:-1], strict=True)):
        return pager
    return plain.make(decode)


class PageRetries(Retries):
    """For what a job left behind."""

    def __init__(self, job: "Job[Any]", clock: Clock | None, fault_tolerance: FaultTolerance = DEFAULT) -> None:
        super().__init__(job.policy, job.request_timeout, clock, fault_tolerance)
        self._job = job

    def failed(self, error: Exception) -> float:
        """Seconds to sleep before the same request is sent again; raises *error* where there is no point in it."""
        observation, delay, again = self.after(error)
        if again:
            return self.announce(self._job.handle, error, delay)
        told = observation.kind is Kind.FAULT and observation.retry_after == delay
        more = [f"Retry-After forbids to ask again for {duration(delay)}: start again then."] if told else []
        self.explain(error, self._job.source, self._job.client, *more)
        raise error


class Reading(PageRetries, Generic[ItemT]):
    """Decides, besides, which page to ask for next, and which one ahead. Good for one reading.

    Raises:
        ConfigurationError: `fault_tolerance` is no length of time.
    """

    def __init__(
        self, job: "Job[Any]", pager: Pager[ItemT], clock: Clock | None, fault_tolerance: FaultTolerance = DEFAULT
    ) -> None:
        super().__init__(job, clock, fault_tolerance)
        self.client = job.client
        self.call: Call | None = pager.first
        self._error: ProviderResponseError | None = None
        self._soon = False
        self._pager = pager

    def begin(self, place: Place) -> bool:
        """Read from *place* on; False where this list can only be read from its first page."""
        if self._pager.begin is None:
            return False
        self.call = self._pager.begin(place)
        return True

    def answered(self, call: Call, reply: Reply) -> Page[ItemT]:
        """The page; raises where *reply* is none."""
        try:
            page = self._pager.read(call, reply)
        except (TypeError, ValueError) as error:
            problem = f"a field of the page is not of its described type: {error}"
        else:
            self._faults.clear()
            if hooks := get_hooks():
                tell(hooks, RowsRead(self._job, call.name, len(page.items)))
            self.call, self._error = page.following, page.error
            self._soon = page.soon and self._pager.after is not None
            return page
        raise call.unexpected(reply, problem, well_formed=True)

    def expected(self, call: Call, response: Answer) -> Call | None:
        """The call to send before *response*, the answer to *call*, is read; none where it is an error."""
        return None if self._pager.after is None or not response.is_success else self._pager.after(call)

    def certain(self) -> Call | None:
        """The call to send before the items that were read are handed over."""
        return self.call if self._soon else None

    def ended(self) -> None:
        """Raise where there should have been more."""
        if self._error is not None:
            raise self._error


def read_pages(
    job: "Job[Any]", pager: Pager[ItemT], clock: Clock | None, fault_tolerance: FaultTolerance = DEFAULT
) -> Iterator[ItemT]:
    """Give the items of every page; a page is asked for when the items before it are used up, or one page ahead.

    Args:
        job: Whose pages they are.
        pager: How they are asked for and read.
        clock: Where time comes from; for tests.
        fault_tolerance: How long requests may fail in a row: seconds or a timedelta, None for no limit.

    Raises:
        ConfigurationError: `fault_tolerance` is no length of time. Said at once; all else when items are asked for.
        ProviderResponseError: The provider refuses a page, or goes on failing for so long.
        httpx.TransportError: The network goes on failing for so long.
    """
    return items_of(pages(Reading(job, pager, clock, fault_tolerance)))


def items_of(found: Iterator[Page[ItemT]]) -> Iterator[ItemT]:
    """The items of pages, one page held at a time."""
    for page in found:
        items = page.items
        del page
        yield from items
        del items


def pages(reading: Reading[ItemT]) -> Iterator[Page[ItemT]]:
    """Give every page."""
    ahead: Prefetch | None = None

    def fetch(call: Call | None) -> None:
        nonlocal ahead
        if ahead is not None and ahead.call != call:
            ahead = None
        if ahead is None and call is not None:
            from .prefetch import Prefetch

            ahead = Prefetch(call, reading.client)

    while (call := reading.call) is not None:
        try:
            if ahead is not None and ahead.call == call:
                known, ahead = ahead, None
                response = known.answer()
            else:
                response = call.exchange(reading.client)
            fetch(reading.expected(call, response))
            page = reading.answered(call, call.reply(reading.client, response))
        except NO_ANSWER as error:
            reading.clock.sleep(reading.failed(error))
        else:
            del response  # a page is large
            fetch(reading.certain())
            yield page
            del page
    reading.ended()


def async_read_pages(
    job: "Job[Any]", pager: Pager[ItemT], clock: Clock | None, fault_tolerance: FaultTolerance = DEFAULT
) -> AsyncIterator[ItemT]:
    """The same with the async client."""
    return async_items_of(async_pages(Reading(job, pager, clock, fault_tolerance)))


async def async_items_of(found: AsyncGenerator[Page[ItemT], None]) -> AsyncGenerator[ItemT, None]:
    """The items of pages, one page held at a time."""
    async with aclosing(found):
        async for page in found:
            items = page.items
            del page
            for item in items:
                yield item
            del items


async def async_pages(reading: Reading[ItemT]) -> AsyncGenerator[Page[ItemT], None]:
    """Give every page, with the async client."""
    ahead: AsyncPrefetch | None = None

    async def fetch(call: Call | None) -> None:
        nonlocal ahead
        if ahead is not None and ahead.call != call:
            ahead.drop()
            ahead = None
        if ahead is None and call is not None:
            from .prefetch import AsyncPrefetch

            ahead = await AsyncPrefetch.start(call, reading.client)

    try:
        while (call := reading.call) is not None:
            try:
                if ahead is not None and ahead.call == call:
                    known, ahead = ahead, None
                    response = await known.answer()
                else:
                    response = await call.async_exchange(reading.client)
                await fetch(reading.expected(call, response))
                page = reading.answered(call, call.reply(reading.client, response))
            except NO_ANSWER as error:
                await reading.clock.async_sleep(reading.failed(error))
            else:
                del response
                await fetch(reading.certain())
                yield page
                del page
    finally:
        if ahead is not None:
            ahead.drop()
    reading.ended()
