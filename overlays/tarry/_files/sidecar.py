"""`OUT.tarry.json`, by which a file that was cut off is gone on with. It is replaced after each page and holds no secret."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from tarry._core.errors import ConfigurationError

from .target import sidecar_of

if sys.platform != "win32":
    import fcntl

VERSION = 1


class Sidecar:
    """The state of a file that is being written."""

    def __init__(self, out: Path) -> None:
        self.path = sidecar_of(out)
        self.part = out.with_name(f"{out.name}.tarry.part")
        self._out = out
        self._lock: int | None = None

    def read(self, now: dict[str, Any]) -> dict[str, Any] | None:
        """What was saved; None where nothing was.

        Args:
            now: What has to be the same: the job, the list and the form of the file.

        Raises:
            ConfigurationError: It is about something else, or cannot be read.
        """
        try:
            saved: dict[str, Any] = json.loads(self.path.read_text("utf-8"))
            before = saved["of"]
        except FileNotFoundError:
            return None
        except (ValueError, LookupError, TypeError) as error:
            raise self.refused(f"{self.path} cannot be read") from error
        if saved.get("version") != VERSION:
            raise self.refused(f"{self.path} is of another version of tarry")
        for name, value in now.items():
            if before.get(name) != value:
                raise self.refused(f"{name} was {before.get(name)!s:.200} and is {value!s:.200} now")
        return saved

    def refused(self, reason: str) -> ConfigurationError:
        """The error where going on would mix two things."""
        return ConfigurationError(
            f"{self._out} cannot be gone on with: {reason}. Write it with resume=True as before, or delete"
            f" {self.path.name} to begin again"
        )

    def save(self, state: dict[str, Any]) -> None:
        """Keep *state*, so that it is there whole or not at all."""
        temporary = self.path.with_name(f"{self.path.name}.new")
        with open(temporary, "w", encoding="utf-8", opener=_private) as file:
            json.dump({"version": VERSION, **state}, file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.path)

    def remove(self) -> None:
        """The file is whole."""
        self.path.unlink(missing_ok=True)

    def lock(self) -> None:
        """Have the file for this process alone, until it ends or calls `unlock`.

        Raises:
            ConfigurationError: Another has it.
        """
        if sys.platform == "win32":
            return
        path = self.path.with_name(f"{self.path.name}.lock")
        self._lock = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.path.samestat(os.fstat(self._lock), path.stat()):
                raise FileNotFoundError(path)  # who had it has just removed it
        except OSError:
            os.close(self._lock)
            self._lock = None
            raise ConfigurationError(f"{self._out} is being written by another process") from None

    def unlock(self) -> None:
        """Another may have it."""
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self.path.with_name(f"{self.path.name}.lock").unlink()
            os.close(self._lock)
            self._lock = None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
