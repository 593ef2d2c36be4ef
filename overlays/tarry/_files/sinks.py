"""Where bytes go: a file that takes its name when it is whole, a folder of such, a URL, or a file of the caller's."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, TypeAlias

from tarry._core.errors import ConfigurationError

from .target import Target


class _Counting:
    """What every sink does; it is a file for pyarrow too.

    `begin` begins a file and ends the one before it, `commit` puts all in its place and returns the names of the files, and
    `abort` leaves nothing behind. Until then there is nothing to be seen under the final name.
    """

    file: Any = None
    """The file that is written now."""
    size = 0
    """Its bytes so far."""
    before = 0
    """Bytes of the files before it."""
    closed = False

    def write(self, data: bytes) -> int:
        self.file.write(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        self.file.flush()

    def tell(self) -> int:
        return self.size

    def close(self) -> None:
        """Nothing: who writes a format does not know what becomes of the file."""

    def _next(self) -> None:
        self.before += self.size
        self.size = 0


class LocalSink(_Counting):
    """Files of this machine, readable by their owner only, beside their place until they are whole.

    Args:
        target: Their place.
        temporary: Their name meanwhile, where that is known for going on later; else it is made up and nothing stays behind.
    """

    def __init__(self, target: Target, temporary: Path | None = None) -> None:
        self._place: Path = target.place
        self._target = target
        self._keep = temporary
        if temporary is not None:
            self.temporary = temporary
        elif target.rotate:
            self.temporary = Path(tempfile.mkdtemp(prefix=".tarry-", suffix=".part", dir=self._place.parent))
        else:
            descriptor, name = tempfile.mkstemp(prefix=".tarry-", suffix=".part", dir=self._place.parent)
            os.close(descriptor)
            self.temporary = Path(name)
        self.number = 0
        """Of the file, among those of a folder; counts from 1."""

    def _path(self) -> Path:
        return (
            self.temporary / f"part-{self.number - 1:05}{self._target.suffix}"
            if self._target.rotate
            else self.temporary
        )

    def begin(self) -> None:
        self._end()
        self._next()
        self.number += 1
        if self._target.rotate:
            self.temporary.mkdir(mode=0o700, exist_ok=True)
        self.file = open(self._path(), "wb", opener=_private)  # noqa: SIM115

    def go_on(self, number: int, size: int, before: int) -> None:
        """Write on after *size* bytes of the file of this number, and without the files after it.

        Raises:
            FileNotFoundError: It is not there, or shorter.
        """
        self.number, self.size, self.before = number, size, before
        if self._target.rotate and self.temporary.exists():
            for path in self.temporary.iterdir():
                if path.name > self._path().name or not number:
                    path.unlink()
        if number:
            self.file = open(self._path(), "r+b")  # noqa: SIM115
            if self.file.seek(0, os.SEEK_END) < size:
                self.file.close()
                raise FileNotFoundError(self._path())
            self.file.truncate(size)
            self.file.seek(size)

    def tail(self, length: int) -> bytes:
        """The last bytes that were written."""
        self.file.seek(self.size - length)
        return self.file.read(length)  # type: ignore[no-any-return]

    def sync(self) -> None:
        """Have on the disk what was written."""
        if self.file is not None:
            self.file.flush()
            os.fsync(self.file.fileno())

    def _end(self) -> None:
        if self.file is not None:
            self.sync()
            self.file.close()
            self.file = None

    def close_all(self) -> None:
        """End the last file."""
        self._end()
        if self._target.rotate:
            (self.temporary / "_SUCCESS").touch(0o600)

    def commit(self) -> tuple[Path, ...]:
        self.close_all()
        return self.put()

    def put(self) -> tuple[Path, ...]:
        """Put what is complete in its place; once more does nothing."""
        if self.temporary.exists() or not self._place.exists():
            self.temporary.replace(self._place)
        return tuple(sorted(self._place.glob("part-*"))) if self._target.rotate else (self._place,)

    def abort(self) -> None:
        if self.file is not None:
            self.file.close()
        if self._keep is None:
            shutil.rmtree(self.temporary) if self._target.rotate else self.temporary.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class UrlSink(_Counting):
    """Files of a store that fsspec knows, which are there when its transaction ends."""

    def __init__(self, target: Target) -> None:
        try:
            import fsspec
        except ModuleNotFoundError as error:
            raise ConfigurationError(
                f"{target.place} is a URL, which needs fsspec: pip install fsspec, and what it asks for besides"
            ) from error
        try:
            # A transaction is of all that an instance writes, so this is one of its own.
            self._store, self._place = fsspec.core.url_to_fs(target.place, skip_instance_cache=True)
        except (ImportError, ValueError) as error:
            raise ConfigurationError(f"{target.place}: fsspec does not take it: {error}") from error
        self._target = target
        self._names: list[str] = []
        self._store.start_transaction()

    def begin(self) -> None:
        if self.file is not None:
            self.file.close()
        self._next()
        name = f"{self._place}/part-{len(self._names):05}{self._target.suffix}" if self._target.rotate else self._place
        if self._target.rotate:
            self._store.makedirs(self._place, exist_ok=True)
        self.file = self._store.open(name, "wb")
        self._names.append(self._store.unstrip_protocol(name))

    def commit(self) -> tuple[str, ...]:
        self.file.close()
        self._store.end_transaction()
        if self._target.rotate:
            self._store.touch(f"{self._place}/_SUCCESS")
        return tuple(self._names)

    def abort(self) -> None:
        with contextlib.suppress(Exception):  # whatever a store raises, the error before it is the one to see
            self.file.close()
        with contextlib.suppress(Exception):
            self._store.transaction.complete(commit=False)


class GivenSink(_Counting):
    """A file of the caller's, which stays open."""

    def __init__(self, target: Target) -> None:
        self.file = target.place

    def begin(self) -> None:
        """It has begun."""

    def commit(self) -> tuple[Any, ...]:
        if callable(flush := getattr(self.file, "flush", None)):
            flush()
        return ()

    def abort(self) -> None:
        """What was written stays."""


Sink: TypeAlias = LocalSink | UrlSink | GivenSink


def sink_of(target: Target, temporary: Path | None = None) -> Sink:
    """What takes the bytes of a target."""
    if isinstance(target.place, Path):
        return LocalSink(target, temporary)
    return UrlSink(target) if isinstance(target.place, str) else GivenSink(target)
