"""Downloading a file: written as it comes, never whole in memory, and never half there under its own name."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

import httpx

from tarry._core.clock import Clock
from tarry._core.errors import MAX_CONTENT, ConfigurationError, ProviderResponseError
from tarry._core.options import FaultTolerance
from tarry._http.client import Answer
from tarry._http.failures import NO_ANSWER
from tarry._http.use import DOWNLOAD, async_used_for, call_for

from .pages import PageRetries
from .zip_archive import is_whole

if TYPE_CHECKING:
    from tarry._core.results import Job


ZIP = "application/zip"

# What gateways and log-in pages send with a 200; any other type, or none, is taken for the file.
_NO_FILE = ("text/html", "application/xhtml+xml", "application/json")


class File(Protocol):
    """Where a file is: a `Call`, or a `FileUrl` of `file_url`."""

    def prepared(self, client: Any, headers: Mapping[str, str]) -> httpx.Request:
        """The request for it."""
        ...

    def unexpected(self, answer: Any, reason: str | None = None, *, well_formed: bool = False) -> ProviderResponseError:
        """The error for an answer that is not the file."""
        ...

    @property
    def with_credentials(self) -> bool:
        """Whether the client's credential belongs to the request."""
        ...


class _Part:
    """A temporary file beside its target: takes the target's place when it is complete, or else leaves nothing behind."""

    def __init__(self, target: Path) -> None:
        self._target = target
        # For its owner's eyes only, as mkstemp makes it: what comes is personal data.
        descriptor, name = tempfile.mkstemp(prefix=".tarry-", suffix=".part", dir=target.parent)
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "w+b")
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        try:
            self._file.close()
        finally:
            self._path.unlink(missing_ok=True)

    def write(self, chunk: bytes) -> None:
        self._file.write(chunk)
        self.size += len(chunk)

    def ends_as_archive(self) -> bool:
        """Whether the directory of a ZIP archive is there, which is the last thing in one."""
        self._file.flush()
        return is_whole(self._file, self.size)

    def keep(self) -> None:
        """Put the file in its place. It is on the disk first, so that a power cut leaves no empty archive either."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._path.replace(self._target)


class Download(PageRetries):
    """Writes a file to *path*, and starts again where a fault cuts it short.

    Args:
        job: The job whose file it is.
        file: Where it is.
        path: The file to write. One that exists is replaced when the whole file is there.
        clock: Where time comes from; for tests.
        advice: What to say of an error status, where the status alone says too little.
        media_types: What the document says that comes. Of a ZIP archive it is checked that it is whole.
        fault_tolerance: How long requests may fail in a row: seconds or a timedelta, None for no limit.

    Raises:
        ConfigurationError: *path* is no place for a file, or `fault_tolerance` no length of time.
    """

    def __init__(
        self,
        job: Job[Any],
        file: File,
        path: str | os.PathLike[str],
        *,
        clock: Clock | None,
        advice: Mapping[int, str],
        fault_tolerance: FaultTolerance,
        media_types: Sequence[str] = (ZIP,),
    ) -> None:
        super().__init__(job, clock, fault_tolerance)
        self.target = _checked_target(path)
        # Without an encoding of its own the length of a file can be checked.
        accept = ", ".join([*media_types, "*/*;q=0.1"])
        self._headers = {"Accept": accept, "Accept-Encoding": "identity"}
        self._file = file
        self._media_types = media_types
        self._noun = "archive" if ZIP in media_types else "file"
        self._advice = advice

    def accepts(self, response: httpx.Response) -> bool:
        """Whether the body is the file; False for an error answer whose body says more.

        Raises:
            ProviderResponseError: It is neither.
        """
        if response.status_code >= 400:
            return False
        if response.status_code != 200:
            raise self.error(response)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type in _NO_FILE and media_type not in self._media_types:
            raise self.error(response, reason=f"the answer is {media_type} and no {self._noun}")
        return True

    def check(self, response: httpx.Response, part: _Part) -> None:
        """Raise where the file did not come whole."""
        length = response.headers.get("content-length", "")
        problem, is_framed = "", bool(length or "transfer-encoding" in response.headers)
        if not part.size:
            problem = f"the {self._noun} is empty"
        elif length.isdecimal() and length.lstrip("0") != str(part.size):
            problem, is_framed = f"the {self._noun} came with {part.size} instead of {length:.20} bytes", False
        elif ZIP in self._media_types and not part.ends_as_archive():
            # However the end of the answer was marked: what made it may have been cut short as well.
            problem = "the archive was cut short, or is none: there is no directory at its end, as a ZIP file has one"
        if problem:
            raise self.error(response, reason=problem, well_formed=is_framed and bool(part.size))

    def error(
        self, response: httpx.Response, content: bytes = b"", *, reason: str = "", well_formed: bool = False
    ) -> ProviderResponseError:
        """The error for an answer that is not the file. It holds the beginning of an error's body, never of a file."""
        answer = Answer(response.status_code, response.headers, content)
        return self._file.unexpected(
            answer, reason or self._advice.get(answer.status_code, "").rstrip("."), well_formed=well_formed
        )

    def run(self) -> Path:
        """Download it, and return where it is.

        Raises:
            ProviderResponseError: The provider refuses, or goes on failing for so long.
            httpx.TransportError: The network goes on failing for so long.
            OSError: The file cannot be written.
        """
        client = self._job.client.get_httpx_client()
        while True:
            try:
                return call_for(DOWNLOAD, self._fetch, client)
            except NO_ANSWER as error:
                delay = self.failed(error)
            self.clock.sleep(delay)

    def _sent(self, client: Any) -> dict[str, Any]:
        """What `send` of a client takes."""
        auth = {} if self._file.with_credentials else {"auth": None}
        return {"request": self._file.prepared(client, self._headers), "stream": True, **auth}

    def _fetch(self, client: httpx.Client) -> Path:
        """One attempt."""
        with _Part(self.target) as part, contextlib.closing(client.send(**self._sent(client))) as response:
            if self.accepts(response):
                for chunk in response.iter_bytes():
                    part.write(chunk)
                self.check(response, part)
                part.keep()
                return self.target
            content = bytearray()
            with contextlib.suppress(httpx.HTTPError):
                for chunk in response.iter_bytes():
                    content += chunk
                    if len(content) >= MAX_CONTENT:
                        break
            raise self.error(response, bytes(content))

    async def async_run(self) -> Path:
        """The same with the async client; the file is written in a thread, so that a slow disk stops no other task."""
        import anyio.to_thread

        client = self._job.client.get_async_httpx_client()
        while True:
            try:
                with async_used_for(DOWNLOAD), _Part(self.target) as part:
                    async with contextlib.aclosing(await client.send(**self._sent(client))) as response:
                        if self.accepts(response):
                            async for chunk in response.aiter_bytes():
                                await anyio.to_thread.run_sync(part.write, chunk)
                            await anyio.to_thread.run_sync(self.check, response, part)
                            await anyio.to_thread.run_sync(part.keep)
                            return self.target
                        content = bytearray()
                        with contextlib.suppress(httpx.HTTPError):
                            async for chunk in response.aiter_bytes():
                                content += chunk
                                if len(content) >= MAX_CONTENT:
                                    break
                        raise self.error(response, bytes(content))
            except NO_ANSWER as error:
                delay = self.failed(error)
            await self.clock.async_sleep(delay)


def _checked_target(path: str | os.PathLike[str]) -> Path:
    """The file to write, in a directory that exists."""
    given: Any = path
    if not isinstance(given, str | os.PathLike) or not isinstance(os.fspath(given), str):
        raise ConfigurationError(f"path must be a text or a pathlib.Path, not {type(given).__name__}")
    try:
        holds_no = b"\0" in os.fsencode(given)
    except UnicodeEncodeError:
        holds_no = True
    if holds_no:
        raise ConfigurationError(f"path holds a character that no file name has: {os.fspath(given)!a:.80}")
    target = Path(given)
    if target.is_dir():
        raise ConfigurationError(
            f"path is a directory: name the file in it, {str(target / 'archive.zip')!r} for instance"
        )
    if target.exists() and not target.is_file():
        raise ConfigurationError(f"path must be a file, which {str(target)!r} is not")
    if not target.parent.is_dir():
        raise ConfigurationError(f"path is in a directory that does not exist: make {str(target.parent)!r} first")
    return target
