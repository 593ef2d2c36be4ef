"""A thread that calls the URLs which submits named, so that no request waits for a receiver."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

import httpx

from ._callbacks import PATIENCE, Callbacks

# So often it is looked whether a job has ended by the sandbox's clock, which may be any function: in seconds.
_STEP = 0.02

logger = logging.getLogger("tarry")


@contextmanager
def calling(callbacks: Sequence[Callbacks]) -> Iterator[None]:
    """Make the calls of all providers when they are due, for as long as the context lasts."""
    stopped = Event()
    thread = Thread(target=_call, args=(callbacks, stopped), name="tarry-sandbox-callbacks", daemon=True)
    for each in callbacks:
        each.callers += 1
    thread.start()
    try:
        yield
    finally:
        for each in callbacks:
            each.callers -= 1
        stopped.set()
        thread.join()


def _call(callbacks: Sequence[Callbacks], stopped: Event) -> None:
    # Not by way of a proxy of the environment: loopback is this machine. A redirect could lead elsewhere.
    with httpx.Client(trust_env=False, timeout=PATIENCE, follow_redirects=False) as client:
        while not stopped.wait(_STEP):
            for due in [due for each in callbacks if each for due in each.take_due()]:
                try:
                    # An answer in drips or without an end is not read: its status is all that there is to know.
                    answer = client.send(due.request, stream=True)
                    answer.close()
                    logger.debug("the callback URL of %s was called: %d", due.about, answer.status_code)
                except Exception as error:  # noqa: BLE001 - one that goes wrong must not be the last
                    logger.warning("the callback URL of %s did not answer: %s", due.about, type(error).__name__)
                finally:
                    due.made()
