"""How large answers become, whatever a server sends, and how slow a long one may come.

httpx bounds neither: a body of any size is decoded and kept (https://github.com/encode/httpx/issues/1450). Every transport of
a client keeps the limits, so they hold for tokens and for calls of generated functions as well.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from tarry._core.checks import is_whole
from tarry._core.errors import ConfigurationError

from .use import current_use

KIB, MIB, GIB = 1024, 1024**2, 1024**3


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseLimits:
    """How large answers may be, in bytes after decoding, and how slow a long one may come.

    Attributes:
        status_bytes: The answer to a poll or a submit, and those to the requests for a token or a base URL before it.
        page_bytes: Any other answer; a page of 50,000 rows of Eloqua is the largest that is known.
        download_bytes: An archive of Open Data Rights, which is not held in memory.
        bytes_per_second: A page, a submit and a download may take longer than `request_timeout`, as long as their bytes come
            or go at this pace at least. A poll may not.

    Raises:
        ConfigurationError: One of them is no positive whole number.
    """

    status_bytes: int = 4 * MIB
    page_bytes: int = 64 * MIB
    download_bytes: int = 16 * GIB
    bytes_per_second: int = 16 * KIB

    def __post_init__(self) -> None:
        for field in fields(self):
            value: Any = getattr(self, field.name)
            if not is_whole(value) or value <= 0:
                raise ConfigurationError(f"{field.name} must be a positive whole number, not {value!r:.80}")


def size_limit(limits: ResponseLimits) -> tuple[str, int]:
    """The name of the limit that holds in this context, and its bytes."""
    name = current_use().size
    return name, getattr(limits, name)
