"""Ctrl-C and SIGTERM, which end the command and never a job: the first lets it say what stands, the second does not."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Self


class Stopped(KeyboardInterrupt):
    """A signal has ended the command."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.code = 128 + number
        self.word = "interrupted" if number == signal.SIGINT else "terminated"


class Signals:
    """While this is entered, a signal raises `Stopped` where the main thread is: not within what has to stay whole."""

    def __init__(self, late: str = "") -> None:
        self._late = late
        """What to tell a person whose signal has to wait."""
        self._before: dict[int, Any] = {}
        self._arrived: int | None = None
        self._whole = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():  # no other may change handlers
            for number in (signal.SIGINT, signal.SIGTERM):
                # A shell lets what runs in the background ignore Ctrl-C.
                if signal.getsignal(number) is not signal.SIG_IGN:
                    self._before[number] = signal.signal(number, self._arrive)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Around what a first signal must not cut: a line of JSON, and the note that it was printed."""
        self._whole = True
        try:
            yield
        finally:
            self._whole = False
        self.check()

    def hold(self) -> None:
        """From now on all is over but the telling: a first signal changes nothing any more."""
        self._whole = True

    def check(self) -> None:
        """Let a signal that has arrived end the command now."""
        if self._arrived is not None:
            number, self._arrived = self._arrived, None
            raise Stopped(number)

    def _arrive(self, number: int, _: FrameType | None) -> None:
        if self._whole and self._arrived is None:
            self._arrived = number
            if self._late:  # past the buffers, which may be in use
                os.write(2, f"{self._late}\n".encode())
            return
        raise Stopped(number)
