"""Who sends a part at this moment, known by a lock that the system drops when a process ends, however it ends.

The number of a process would not do: another gets it, and in a folder that machines share it says nothing.
"""

from __future__ import annotations

import contextlib
import os
import sys
import uuid
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Owner:
    """This call of `submit_all`: it holds a lock on a small file beside the journal, until it is closed.

    Raises:
        OSError: The file cannot be made, or the folder knows no locks.
    """

    def __init__(self, journal: Path) -> None:
        self.name = f"{os.getpid()}@{_host()}:{uuid.uuid4().hex}"
        """As the journal has it: process, machine and a random part."""
        self._path = _path(journal, self.name)
        journal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # the first submit of a user finds no folder
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if not _lock(self._file):
                raise OSError("a lock on a new file is not to be had: its folder may know no locks")
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of whatever it had."""
        _close(self._file, self._path)


def is_alive(journal: Path, name: str) -> bool:
    """Whether the owner called *name* is still at work."""
    path = _path(journal, name)
    try:
        file = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    if not _lock(file, shared=True):  # several may look at once
        os.close(file)
        return True
    _close(file, path)
    return False


def shown_owner(name: str) -> str:
    """An owner, for people."""
    process, _, rest = name.partition("@")
    return f"process {process} on {rest.rpartition(':')[0]}"


def _host() -> str:
    import socket

    return socket.gethostname() or "this machine"


def _path(journal: Path, name: str) -> Path:
    return journal.with_name(f"{journal.name}.{name.rpartition(':')[2]}.lock")


def _close(file: int, path: Path) -> None:
    if sys.platform == "win32":  # where a file that is open cannot be removed
        os.close(file)
    with contextlib.suppress(OSError):
        path.unlink()
    if sys.platform != "win32":
        os.close(file)


def _lock(file: int, *, shared: bool = False) -> bool:
    """Whether the lock was free and is ours now."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
