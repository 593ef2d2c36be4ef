"""What requests are sent for, which the transport learns from the context: it says how much an answer may cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from typing import NamedTuple, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Use(NamedTuple):
    """What requests are sent for, which says how much their answers may cost."""

    size: str
    began: float | None = None
    """When, for requests that have one request timeout together, as those of a poll."""


PAGE = Use("page_bytes")
"""Any request of which nothing else is said."""
SUBMIT = Use("status_bytes")
"""Its answer is small."""
DOWNLOAD = Use("download_bytes")
"""Its answer goes to a file."""

_USE: ContextVar[Use] = ContextVar("tarry_use", default=PAGE)


def one_timeout() -> Use:
    """Requests that have one request timeout together, from now on, and small answers."""
    return Use("status_bytes", began=time.monotonic())


def call_for(use: Use, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call *function*, whose requests are for this *use*.

    In a copy of the context, which Ctrl-C cannot leave set: it ends in C. A `with` has an instruction at which it is set and
    not yet undone. From then on, every page and download of the thread would have the timeout of a poll that is long over.
    """
    context = copy_context()
    context.run(_USE.set, use)
    return context.run(function, *args, **kwargs)


@contextmanager
def async_used_for(use: Use) -> Iterator[None]:
    """What is awaited in this block is for this *use*. Only for async: a task has a context of its own."""
    token = _USE.set(use)
    try:
        yield
    finally:
        _USE.reset(token)


def current_use() -> Use:
    """What a request of this context is for."""
    return _USE.get()
