"""What went wrong on the way, in one short error without the chain of what it was made of.

The errors of httpx and httpcore hold the request, credentials included, and the frames of those who sent it. Ours are made
again, with the address alone, and raised when those frames have been left.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import httpx

from tarry._core.errors import CredentialError, ProviderResponseError

NO_ANSWER = (httpx.HTTPError, httpx.InvalidURL, ProviderResponseError, CredentialError)
"""What a request may raise when it brings no usable answer. Anything else is a bug: a page or a submit lets it through."""

NEVER_SENT = (
    *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
    *(httpx.UnsupportedProtocol, httpx.InvalidURL),
)
"""Of those, what is raised before a request has left."""


def bare(error: httpx.RequestError, request: httpx.Request | None = None) -> httpx.RequestError:
    """The same error without its frames and what it was made of; of its request only the method and the path."""
    kind: type[httpx.RequestError] = next(one for one in type(error).__mro__ if one.__module__ == "httpx")
    if request is None:
        with suppress(RuntimeError):  # by which httpx says that there is none
            request = error.request
    known = None if request is None else httpx.Request(request.method, request.url.copy_with(query=None, userinfo=b""))
    return kind(str(error) or type(error).__name__, request=known)


def reason(error: BaseException) -> str:
    """The first cause of *error* that says something of its own."""
    deepest = str(error)
    for cause in _causes(error):
        if isinstance(cause, OSError) and str(cause):
            deepest = cause.strerror or str(cause)
    return deepest or type(error).__name__


def _causes(error: BaseException) -> Iterator[BaseException]:
    """*error* and what it came of, at most ten; of several at once the first."""
    cause: BaseException | None = error
    for _ in range(10):
        if cause is None:
            return
        yield cause
        inner = cause.exceptions[0] if isinstance(cause, BaseExceptionGroup) else None
        cause = inner or cause.__cause__ or cause.__context__
