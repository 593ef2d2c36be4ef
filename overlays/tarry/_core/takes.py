"""What a submit takes, as the document says it: for `submit_all` and `tarry submit`."""

from __future__ import annotations

from typing import NamedTuple

from .columns import Columns


class Takes(NamedTuple):
    """What the `submit` of a handle takes, besides the arguments in its signature."""

    items: str | None = None
    """The keyword that takes the items; None where a submit takes none."""
    most: int | None = None
    """So many items at most in one submit; None where the document names no limit."""
    max_bytes: int | None = None
    """So many bytes at most in the body of one submit; None where the document names no limit."""
    idempotency_key: bool = False
    """Whether a submit can be repeated safely with the keyword `idempotency_key`."""
    key_kept: float | None = None
    """Seconds after the first submit with a key for which that is so; None where the document does not say."""
    columns: Columns = Columns()
    """The properties of an item; none where items are plain values."""
    callback: str | None = None
    """The keyword of a URL that the provider calls about the job; None where the document describes no such call."""
