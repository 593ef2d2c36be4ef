"""The rows of a list that a job left behind: to iterate over, to write to files, and as Arrow."""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator, Mapping
from contextlib import aclosing, closing
from typing import IO, TYPE_CHECKING, Any, Literal, TypeVar

from tarry._core.clock import Clock
from tarry._core.columns import Columns, ColumnType
from tarry._core.errors import ConfigurationError
from tarry._core.options import DEFAULT, FaultTolerance
from tarry._operations.pages import (
    Page,
    Pager,
    PageRetries,
    Reading,
    async_items_of,
    async_pages,
    decoding,
    items_of,
    pages,
)
from tarry._operations.polled import async_polled, polled

if TYPE_CHECKING:
    from tarry._core.results import Job

    from .fields import Fields
    from .stream import Batch
    from .writing import Writing, Written

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

        Raises:
            ConfigurationError: `fault_tolerance` is no length of time.
        """
        self._job, self._name, self._make = job, name, pager
        self._clock, self._fault_tolerance = clock, fault_tolerance
        self._pager = None if of_answer else pager()
        PageRetries(job, clock, fault_tolerance)  # says at once what is wrong
        self._is_begun = False

    def _reading(self, pager: Pager[Any], writing: Writing | None) -> Reading[Any]:
        """How the pages are read; for files without models, and from where the file ends."""
        made = pager if writing is None else decoding(pager, writing.decode)
        reading = Reading(self._job, made, self._clock, self._fault_tolerance)
        if writing is not None and writing.seen and (writing.place is None or not reading.begin(writing.place)):
            writing.read_again()
        return reading

    def _writing(self, target: Any, options: Mapping[str, Any]) -> Writing:
        from .writing import Writing

        self._begin()
        return Writing(self._job, self._name, target, **options)

    def _begin(self) -> None:
        if self._is_begun:
            raise ConfigurationError(
                f"{self} were read before, and are good for one reading: call {self._name}() again"
            )
        self._is_begun = True

    @property
    def _known(self) -> Columns:
        return self._job.columns.get(self._name, Columns((), "json"))

    def _fields(self, items: Any) -> Fields:
        """The columns, by the document or by the first of these items."""
        from .fields import Fields, fields_of, fields_of_row
        from .shape import plain_row

        return fields_of(self._known, {}) or (fields_of_row(self._known, plain_row(items[0])) if items else Fields({}))

    def __str__(self) -> str:
        return f"{self._name} of {self._job.handle}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self}>"


class Rows(_OfJob, Iterator[ItemT_co]):
    """The rows of a list of a job, read page by page when they are asked for. Good for one reading.

    What goes wrong on the way is raised by iterating: a ProviderResponseError where the provider refuses a page or goes on
    failing, an httpx.TransportError where the network does.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._first: Page[ItemT_co] | None = None
        """A page that was read ahead for its columns."""
        self._source: Iterator[Page[ItemT_co]] | None = None
        self._items: Iterator[ItemT_co] = items_of(self._pages())

    def _pages(self, writing: Writing | None = None) -> Generator[Page[ItemT_co], None, None]:
        self._is_begun = True
        if self._source is None or (writing is not None and writing.seen):
            self._source, self._first = self._read(writing), None
        if self._first is not None:
            page, self._first = self._first, None
            yield page
            del page
        yield from self._source

    def _read(self, writing: Writing | None) -> Iterator[Page[ItemT_co]]:
        pager = self._pager or self._make(polled(self._job, self._clock, self._fault_tolerance))
        yield from pages(self._reading(pager, writing))

    @property
    def schema(self) -> dict[str, ColumnType]:
        """The columns and their types, as `types=` takes them: by the document, or else by the first row, which is read then.

        Raises:
            ConfigurationError: The rows were read already, and no document names the columns.
        """
        if not self._known.fixed and self._first is None:
            if self._is_begun:
                self._begin()
            self._source = self._read(None)
            self._first = next(self._source, Page((), None))
        return dict(self._fields(self._first.items if self._first else ()).types)

    def to(
        self,
        target: str | os.PathLike[str] | IO[bytes],
        *,
        format: Literal["csv", "jsonl", "parquet", "csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst"] | None = None,  # noqa: A002
        resume: bool = False,
        rotate: str | int | None = None,
        excel: bool = False,
        types: Mapping[str, ColumnType] | None = None,
        bad_rows: str | os.PathLike[str] | IO[bytes] | None = None,
        on_progress: Callable[[int, int | None, int], object] | None = None,
    ) -> Written:
        """Write the rows to a file, which has its name only when it is whole.

        Args:
            target: A path; a URL such as `s3://bucket/rows.csv`, where fsspec is installed; a file that is open for bytes; or
                "-" for the standard output.
            format: The form, where the end of the name does not say it: `.csv`, `.jsonl`, `.parquet`, and the first two with
                `.gz` or `.zst` after them.
            resume: Go on where a call with the same arguments was cut off, be it by a kill. The bytes are those that it would
                have written.
            rotate: Write a folder instead, whose files are of about this size: "512MB", or a number of bytes.
            excel: Of CSV, write what Excel opens as it is, with a `'` before what it would take for a formula.
            types: Types of columns, instead of those of the document: "string", "integer", "number", "boolean", "date-time",
                "date" or "json". Where the document names no columns, these are all that there are.
            bad_rows: Where rows go that do not fit, as JSON Lines of `row` (its number), `reason` and `data`. Without it the
                first of them is an error.
            on_progress: Called after each page with the rows so far, how many there are (None where nobody knows) and the
                bytes so far.

        Raises:
            ConfigurationError: An argument makes no sense, a package is missing, or the file cannot be gone on with.
            RowError: A row does not fit the columns.
            ProviderResponseError: The provider refuses a page, or goes on failing.
            httpx.TransportError: The network goes on failing.
            OSError: The file cannot be written.
        """
        options = {"format": format, "resume": resume, "rotate": rotate, "excel": excel, "types": types}
        writing = self._writing(target, {**options, "bad_rows": bad_rows})
        try:
            if not writing.is_read:
                with closing(self._pages(writing)) as found:
                    for page in found:
                        writing.take(page)
                        del page
                        if on_progress is not None:
                            on_progress(writing.seen, writing.total, writing.bytes)
            return writing.finish()
        except BaseException:
            writing.abort()
            raise

    def __arrow_c_schema__(self) -> object:
        """The columns, for what reads Arrow. Needs pyarrow."""
        from .arrow import schema_of
        from .fields import Fields

        return schema_of(Fields(self.schema), "A frame of rows").__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The rows, a batch a page, for what reads Arrow: `polars.from_arrow(rows)`, `pyarrow.table(rows)`. Needs pyarrow."""
        from .arrow import pyarrow
        from .stream import reader

        pyarrow("A frame of rows")
        if not self._known.fixed:
            self.schema  # noqa: B018 - reads the first page
        self._begin()
        found = reader(self._pages, self._fields(self._first and self._first.items))
        return found.__arrow_c_stream__(requested_schema)

    def batches(
        self, *, after: Mapping[str, Any] | None = None, types: Mapping[str, ColumnType] | None = None
    ) -> Iterator[Batch]:
        """The rows as Arrow, a batch a page, each with the place behind it, to go on there in another process. Needs pyarrow.

        Args:
            after: The `place` of the last batch that was kept; None for the first page on.
            types: As `to` takes them; the same each time.

        Raises:
            ConfigurationError: An argument makes no sense, pyarrow is missing, or the list has changed since.
            RowError: A row does not fit the columns.
            ProviderResponseError: The provider refuses a page, or goes on failing.
            httpx.TransportError: The network goes on failing.
        """
        from .arrow import pyarrow
        from .fields import Fields, checked_types, fields_of
        from .stream import WHAT, batches

        pyarrow(WHAT)
        if after is not None and after["is_whole"]:
            return iter(())
        fields = fields_of(self._known, checked_types(types))
        if fields is None and after is not None:
            fields = Fields(after["types"], bare=after["bare"], from_row=True)
        if fields is None:
            self.schema  # noqa: B018 - reads the first page
            fields = self._fields(self._first and self._first.items)
        self._begin()
        return batches(self._pages, fields, after)

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

    async def _pages(self, writing: Writing | None = None) -> AsyncGenerator[Page[ItemT_co], None]:
        self._is_begun = True
        pager = self._pager or self._make(await async_polled(self._job, self._clock, self._fault_tolerance))
        async with aclosing(async_pages(self._reading(pager, writing))) as found:
            async for page in found:
                yield page
                del page

    async def to(
        self,
        target: str | os.PathLike[str] | IO[bytes],
        *,
        format: Literal["csv", "jsonl", "parquet", "csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst"] | None = None,  # noqa: A002
        resume: bool = False,
        rotate: str | int | None = None,
        excel: bool = False,
        types: Mapping[str, ColumnType] | None = None,
        bad_rows: str | os.PathLike[str] | IO[bytes] | None = None,
        on_progress: Callable[[int, int | None, int], object] | None = None,
    ) -> Written:
        """As `Rows.to`; what is written is written in a thread."""
        from anyio import to_thread

        options = {"format": format, "resume": resume, "rotate": rotate, "excel": excel, "types": types}
        writing = self._writing(target, {**options, "bad_rows": bad_rows})
        try:
            if not writing.is_read:
                async with aclosing(self._pages(writing)) as found:
                    async for page in found:
                        await to_thread.run_sync(writing.take, page)
                        del page
                        if on_progress is not None:
                            on_progress(writing.seen, writing.total, writing.bytes)
            return await to_thread.run_sync(writing.finish)
        except BaseException:
            writing.abort()
            raise

    def __aiter__(self) -> AsyncIterator[ItemT_co]:
        return self._items

    async def __anext__(self) -> ItemT_co:
        return await anext(self._items)

    async def aclose(self) -> None:
        """Read no further."""
        await self._items.aclose()
