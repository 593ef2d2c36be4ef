"""Rows of jobs for dlt: `pipeline.run(tarry.dlt.rows(job, name="contacts", timeout=3600))`.

What was loaded of a job, and where reading goes on, is in the state of the dlt resource. dlt keeps that in one load package
with the rows: an extract that was killed is made again, and its state is lost. So that a job was submitted is kept in tarry's
journal, or by a provider with idempotency keys. A load that was killed is repeated, and may write rows twice: they have a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from functools import cache
from typing import Any, TypeAlias

import tarry
from tarry._core.extras import lacking

try:
    import dlt
    import pyarrow
    from dlt.sources import DltSource
except ModuleNotFoundError as error:
    raise lacking(error, "tarry.dlt") from None

__all__ = ["rows"]

One: TypeAlias = tarry.Job[Any] | tarry.Handle | str
Jobs: TypeAlias = One | Sequence[One]

KEY = ("_tarry_handle", "_tarry_row")
"""The primary key: the handle of the job, and the number of the row in its list, from 1."""


def rows(
    job: Jobs | Callable[[str], Jobs],
    *,
    name: str,
    timeout: float | timedelta | None,
    list: str = "results",  # noqa: A002 - as the documents call it
    failures: bool = True,
    types: Mapping[str, Any] | None = None,
    client: Any = None,
    once: str | None = None,
    **waiting: Any,
) -> DltSource:
    """A dlt source with one resource: it waits for a job, and gives its rows as Arrow, page by page.

    What was loaded is not loaded again. After `source.add_limit(pages)` each run loads so many pages and the next one goes on.

    Args:
        job: A job, a handle, or several; or a function that submits and returns those. It is called with a key, the same for
            the same pipeline, *name* and *once*, until rows of the job are loaded, also after a kill: so it has to submit once
            for each key, as `tarry.submit_all(..., once=key)` does, and a submit that takes `idempotency_key=key`.
        name: Of the resource and of the table.
        timeout: How long to wait for all jobs: seconds or a timedelta, None for ever.
        list: Which list of the job: "results", or another that it has.
        failures: Whether what was refused of a partial job is loaded, into the table of the same name with `_failures`.
        types: Types of columns, as `Rows.to` takes them.
        client: For handles, of this call and of earlier runs; by default what `tarry.connect` makes for their provider.
        once: What a function submits once, such as a day.
        **waiting: Further options of `tarry.wait_for_all`.

    Raises:
        ConfigurationError: *once* without a function. Later errors, such as a WaitError for a job that failed, are the cause of
            dlt's PipelineStepFailed.
    """
    if once is not None and not callable(job):
        raise tarry.ConfigurationError("once= is for a function that submits: a job is loaded once anyway")

    def extract() -> Iterator[Any]:
        state = dlt.current.resource_state()
        known, submits = state.setdefault("jobs", {}), state.setdefault("submits", {})
        given = job
        if callable(given):
            key = tarry.key_for("dlt", dlt.current.pipeline().pipeline_name, name, *([once] if once else []))
            given = submits.get(key) or given(key)
            submits[key] = [*_by_handle(given)]
        with ExitStack() as stack:
            connect = cache(lambda provider: client or stack.enter_context(tarry.connect(provider)))
            jobs: dict[str, Any] = {
                text: one if isinstance(one, tarry.Job) else tarry.open_job(one, connect(one.provider))
                for text, one in _by_handle(given).items()
                if not all(place and place["is_whole"] for place in known.get(text, {"": None}).values())
            }
            if lacks := [text for text, one in jobs.items() if not hasattr(one, list)]:
                raise tarry.ConfigurationError(f"list: {lacks[0]} has no {list!r:.80}")
            new = [one for text, one in jobs.items() if text not in known]
            for result in tarry.wait_for_all(new, timeout=timeout, **waiting):
                result.raise_for_outcome()
                is_partial = failures and result.outcome is tarry.Outcome.PARTIAL and hasattr(result.job, "failures")
                known[str(result.job.handle)] = dict.fromkeys([list, "failures"] if is_partial else [list])
            for text, one in jobs.items():
                for which, place in known[text].items():
                    said, table = (types, name) if which == list else (None, f"{name}_failures")
                    for batch in getattr(one, which)().batches(after=place, types=said):
                        # Before it is given: with a limit, dlt takes the page and ends this function there.
                        known[text][which] = batch.place
                        yield dlt.mark.with_table_name(_keyed(batch, text), table)

    resource = dlt.resource(extract, name=name, primary_key=KEY, write_disposition="merge")
    return dlt.source(lambda: resource, name="tarry", section="tarry")()


def _by_handle(given: Jobs) -> dict[str, tarry.Job[Any] | tarry.Handle]:
    several = [given] if isinstance(given, tarry.Job | tarry.Handle | str) else given
    found = [tarry.Handle.parse(one) if isinstance(one, str) else one for one in several]
    return {str(one.handle if isinstance(one, tarry.Job) else one): one for one in found}


def _keyed(batch: Any, handle: str) -> Any:
    """A page with the primary key."""
    count = batch.data.num_rows
    table = pyarrow.Table.from_batches([batch.data])
    numbers = pyarrow.array(range(batch.first, batch.first + count), pyarrow.int64())
    for column, values in zip(KEY, (pyarrow.repeat(handle, count), numbers), strict=True):
        table = table.append_column(pyarrow.field(column, values.type, nullable=False), values)
    return table
