"""What `tarry results` and its siblings do with one job."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tarry._cli import exit_codes, going_on, journalled
from tarry._cli.displays import is_live, say
from tarry._cli.endings import Events
from tarry._cli.opening import open_jobs
from tarry._cli.options import Common
from tarry._cli.signals import Signals, Stopped

if TYPE_CHECKING:
    from tarry._core.handles import Handle


class Wanted(NamedTuple):
    """What was typed."""

    out: str = "-"
    format: str | None = None
    resume: bool = True
    rotate: str | None = None
    excel: bool = False
    types: Path | None = None
    bad_rows: str | None = None

    def as_options(self) -> dict[str, Any]:
        """What the same command needs again."""
        paths = {"--out": self.out, "--types": self.types, "--bad-rows": self.bad_rows}
        return {
            **{name: path and going_on.absolute(path) for name, path in paths.items()},
            **{"--format": self.format, "--rotate": self.rotate, "--excel": self.excel, "--no-resume": not self.resume},
        }


def rows(verb: str, text: str, wanted: Wanted, common: Common) -> int:
    """Write a list of a job; the exit code."""
    handle, out = _handle_with(text, verb), wanted.out
    given = {
        "format": wanted.format or ("jsonl" if out == "-" else None),
        "resume": wanted.resume and going_on.is_here(out),
        "types": None if wanted.types is None else _types(wanted.types),
        **{"rotate": wanted.rotate, "excel": wanted.excel, "bad_rows": wanted.bad_rows},
    }
    try:
        with Signals(), _job(handle, common) as job, _progress(verb, out, common) as told:
            written = getattr(job, verb)().to(out, on_progress=told, **given)
    except Stopped as stopped:
        if out != "-":
            say(f"To go on:\n  {going_on.command(verb, [handle], wanted.as_options(), common)}")
        return stopped.code
    if common.json and out != "-":
        events = Events()
        events.rows(handle, verb, out, written.rows)
        events.exit(exit_codes.OK)
    elif not common.quiet and out != "-":
        say(f"{counted(written.rows)}, {written.bytes:,} bytes in {', '.join(map(str, written.files[:3]))}")
    if written.bad_rows:
        say(f"{counted(written.bad_rows)} did not fit: see {wanted.bad_rows}")
    return exit_codes.OK


def counted(rows: int) -> str:
    """`1 row`, `1,200 rows`."""
    return f"{rows:,} row{'' if rows == 1 else 's'}"


@contextmanager
def _progress(verb: str, out: str, common: Common) -> Iterator[Callable[[int, int | None, int], None] | None]:
    """What draws how far it is, on a terminal. What reads stdout may write to the same one."""
    if common.quiet or not is_live() or out == "-":
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = [TextColumn(verb), BarColumn(), TextColumn("{task.fields[said]}"), TimeRemainingColumn()]
    begun = time.monotonic()
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task(verb, total=None, said="")

        def told(so_far: int, total: int | None, _: int) -> None:
            of = "" if total is None else f" of {total:,}"
            rate = so_far / max(time.monotonic() - begun, 0.001)
            bar.update(task, completed=so_far, total=total, said=f"{so_far:,}{of} rows, {rate:,.0f}/s")

        yield told


def download(text: str, file: Path, common: Common) -> int:
    """Download the file of a job; the exit code."""
    handle = _handle_with(text, "download")
    with _job(handle, common) as job:
        written = job.download(file)
    if common.json:
        Events().exit(exit_codes.OK)
    elif not common.quiet:
        say(f"{written.stat().st_size:,} bytes in {written}")
    return exit_codes.OK


def cancel(text: str, common: Common) -> int:
    """Cancel a job; the exit code."""
    handle = _handle_with(text, "cancel")
    with _job(handle, common) as job:
        job.cancel()
    if common.json:
        Events().exit(exit_codes.OK)
    elif not common.quiet:
        say(
            f"{handle}: the provider was asked to cancel it. How it stands: {going_on.command('status', [handle], {}, common)}"
        )
    return exit_codes.OK


def _handle_with(text: str, verb: str) -> Handle:
    """The handle in *text*, of a job that has *verb*.

    Raises:
        HandleError: It is none.
        ConfigurationError: Jobs of its kind have none; it says what they have.
    """
    from tarry._core.errors import ConfigurationError
    from tarry._core.handles import Handle, find_job_class

    handle = Handle.parse(text)
    kind = find_job_class(handle.provider, handle.kind)
    if not hasattr(kind, verb):
        there = [one for one in ("results", "failures", "logs", "download", "cancel") if hasattr(kind, one)]
        raise ConfigurationError(
            f"{handle.provider} has no {verb} for jobs of kind {handle.kind}; there is {', '.join(['status', *there])}"
        )
    return handle


@contextmanager
def _job(handle: Handle, common: Common) -> Iterator[Any]:
    with open_jobs([handle], common, journalled.labels([handle])) as (job,):
        yield job


def _types(path: Path) -> Mapping[str, str]:
    from tarry._core.errors import ConfigurationError

    try:
        types = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"--types {path} cannot be read: {error}") from error
    if not isinstance(types, dict):
        raise ConfigurationError(f"--types {path} has to be an object: each column with its type")
    return types
