"""How long past jobs took, in small text files that several processes may write to at once."""

from __future__ import annotations

import contextlib
import logging
import os
import stat
import sys
from pathlib import Path

from tarry._core import folders
from tarry._core.errors import ConfigurationError

from ._hazard import Duration

if sys.platform != "win32":
    import fcntl

logger = logging.getLogger("tarry")

KEPT = 50
"""So many durations of a provider and kind are used, the newest."""

FULL = 2048
"""Bytes after which a file is put aside for a new one: more than `KEPT` lines. No more than twice as much is ever read."""

OLD = ".old"
"""What the name of a file that is put aside ends with."""

LONGEST = 1e9
"""No job runs for thirty years, in seconds."""


def state_folder() -> Path:
    """Where durations are kept, by the rules of the platform.

    Raises:
        ConfigurationError: This user has no home.
    """
    try:
        return folders.state_folder() / "durations"
    except RuntimeError as error:
        raise ConfigurationError(f"Learned finds no home to keep durations in ({error}): name a folder=…") from error


class History:
    """A file per provider and kind, a line per job: the seconds between which it ended, and nothing about the job itself.

    Lines are appended in one write each, so that processes do not wait for each other. Whatever goes wrong with a file is
    logged once, and never raised: a wait does not fail for want of memories.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._warned: set[str] = set()

    def version(self, provider: str, kind: str) -> object:
        """Something that differs when there is news to `read`."""
        states: list[tuple[int, int] | None] = []
        for path in self._paths(provider, kind):
            try:
                state = path.stat()
                states.append((state.st_mtime_ns, state.st_size))
            except OSError:
                states.append(None)
        return tuple(states)

    def read(self, provider: str, kind: str) -> list[Duration]:
        """The newest durations, the oldest first."""
        durations: list[Duration] = []
        for path in self._paths(provider, kind):
            try:
                with os.fdopen(_open(path, os.O_RDONLY), "rb") as file:
                    size = file.seek(0, os.SEEK_END)
                    file.seek(max(size - FULL, 0))
                    lines = file.read(min(size, FULL)).splitlines()  # and no part of a line that is added just now
            except FileNotFoundError:
                continue
            except OSError as error:
                self._warn(path, f"cannot be read ({error})")
                continue
            if size > FULL:
                del lines[:1]  # its beginning may be missing
            found = [duration for line in lines if (duration := _parse(line))]
            if len(found) < len(lines) or (size and not found):
                self._warn(path, "holds what is no durations, which is ignored")
            durations += found
        return durations[-KEPT:]

    def add(self, provider: str, kind: str, duration: Duration) -> None:
        """Remember how long a job took."""
        aside, path = self._paths(provider, kind)
        line = f"{duration[0]:.6g} {duration[1]:.6g}\n".encode()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = _open(path, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
            try:
                os.write(file, line)
                full = os.fstat(file).st_size >= FULL
                if full and sys.platform != "win32":
                    # One process puts it aside: another finds, once it has the lock, that it is no longer there.
                    fcntl.flock(file, fcntl.LOCK_EX)
                    with contextlib.suppress(FileNotFoundError):
                        if os.path.samestat(os.fstat(file), path.stat()):
                            path.replace(aside)
            finally:
                os.close(file)
            if full and sys.platform == "win32":
                # Fails while another process has the file open, so it is put aside another time.
                with contextlib.suppress(OSError):
                    path.replace(aside)
        except OSError as error:
            self._warn(path, f"cannot be written ({error})")

    def _paths(self, provider: str, kind: str) -> tuple[Path, Path]:
        name = f"{provider}.{kind}.txt"
        return self.folder / (name + OLD), self.folder / name

    def _warn(self, path: Path, problem: str) -> None:
        name = path.name.removesuffix(OLD)
        if name not in self._warned:
            self._warned.add(name)
            logger.warning("durations of past jobs: %s %s", path, problem)


def _open(path: Path, flags: int) -> int:
    """Open a file for its owner alone; without waiting for the other end of a pipe, or for a device.

    Raises:
        OSError: It cannot be opened, or is something else than a file.
    """
    file = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0), 0o600)
    if not stat.S_ISREG(os.fstat(file).st_mode):
        os.close(file)
        raise OSError("it is no regular file")
    return file


def _parse(line: bytes) -> Duration | None:
    try:
        earliest, latest = map(float, line.split())
    except ValueError:
        return None
    return (earliest, latest) if 0 <= earliest <= latest <= LONGEST else None
