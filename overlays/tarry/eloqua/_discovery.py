"""Finding the data centre ("pod") that an instance of Eloqua lives in, with the first request that a client sends.

`eloqua.connect` sends nothing, so the base URL is asked for by an `httpx.Auth` around the real one: requests are made for
the login host and sent to the pod. https://docs.oracle.com/cloud/latest/marketingcs_gs/OMCAC/DeterminingBaseURL.html
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from http.client import responses as http_reasons
from typing import Any

import httpx

from tarry._auth.single_flight import Slot, Step, SteppedAuth, Steps
from tarry._auth.token_response import UNREADABLE
from tarry._core.errors import ProviderResponseError
from tarry._http.generated_client import LOOPBACK
from tarry_clients.eloqua import models
from tarry_clients.eloqua.api import account as account_api

_OF_THE_REQUEST = {"host", "cookie", "content-length", "content-type", "content-encoding", "transfer-encoding"}
"""Headers that belong to one request; the others are those of the client."""

LOGIN_URL = "https://login.eloqua.com"


def is_oracles(url: httpx.URL | str) -> bool:
    """Whether *url* is at one of Oracle's hosts for Eloqua."""
    parsed = _url(url)
    return parsed is not None and parsed.scheme == "https" and parsed.host.endswith(".eloqua.com")


class PodDiscovery(SteppedAuth):
    """Sends what is addressed to the login host on to the pod, authenticated by *inner*.

    The base URL is asked for once and kept for all requests and threads; `/id` is throttled. It is asked for again after a
    401 from the pod, because an instance can move.

    Args:
        inner: The scheme of the credentials.
        login_url: Base URL of the login host, and of the client.
        own_login: Whether the user named it, so that the pod may be on that same host or on this machine.
    """

    wanted = "the base URL"

    def __init__(self, inner: httpx.Auth, login_url: str, *, own_login: bool) -> None:
        super().__init__(inner)
        self._login = httpx.URL(login_url)
        self._own_login = own_login
        self._ask_by: dict[str, Any] = account_api.get_account.request_arguments()
        self._ask_path: bytes = self._ask_by["url"].encode()
        self._base: httpx.URL | None = None
        """A new object with every answer of `/id`, so that a request can tell whether another has asked meanwhile."""

    @property
    def base_url(self) -> httpx.URL:
        """Where requests go: the pod where it is known, else the login host."""
        return self._base or self._login

    def steps(self, request: httpx.Request) -> Steps:
        """What is sent for *request*: ask for the pod where it is not known, then send it there."""
        path = self._below_login(request.url)
        if path is None or path == self._ask_path:
            # Addressed elsewhere by the user, or to the login host itself.
            yield request
            return
        base = self._base or (yield from self._ask(request, None))
        self._direct(request, base, path)
        answer = yield request
        if answer.status_code != 401:
            return
        moved = yield from self._ask(request, base)
        # A body that is read from a file is used up by the first sending.
        if moved == base or not isinstance(request.stream, httpx.ByteStream):
            reason = "Unauthorized" if moved == base else f"the instance has moved to {moved.host}: send it again"
            raise _error(request.method, path, answer, reason)
        self._direct(request, moved, path)
        yield request

    def _ask(self, request: httpx.Request, known: httpx.URL | None) -> Generator[Step, Any, httpx.URL]:
        """The base URL by a new answer of `/id`, if no other request has brought one since it was *known*."""
        yield Slot.ACQUIRE
        base = self._base
        if base is None or base is known:
            headers = [(name, value) for name, value in request.headers.multi_items() if name not in _OF_THE_REQUEST]
            extensions = {name: value for name, value in request.extensions.items() if name == "timeout"}
            url = self._login.copy_with(raw_path=self._login.raw_path.rstrip(b"/") + self._ask_path)
            answer = yield httpx.Request(self._ask_by["method"], url, headers=headers, extensions=extensions)
            try:
                base = self._base_in(answer)
            except ProviderResponseError as error:
                if known is None or not (error.final or error.status_code == 401):
                    raise
                # Refused here as well: not moved, and nobody else needs to ask.
                base = known.copy_with()
            self._base = base
        yield Slot.RELEASE
        return base

    def _below_login(self, url: httpx.URL) -> bytes | None:
        """Path and query of *url* after the login URL; None where it does not begin with that."""
        if (url.scheme, url.netloc) != (self._login.scheme, self._login.netloc):
            return None
        prefix = self._login.raw_path.rstrip(b"/")
        path = url.raw_path.removeprefix(prefix)
        return path if url.raw_path.startswith(prefix + b"/") else None

    @staticmethod
    def _direct(request: httpx.Request, base: httpx.URL, path: bytes) -> None:
        """Address *request* to the pod. The client chooses its connection after this, by the URL."""
        request.url = base.copy_with(raw_path=base.raw_path.rstrip(b"/") + path)
        request.headers["Host"] = request.url.netloc.decode("ascii")
        # Chosen for the login host.
        request.headers.pop("Cookie", None)

    def _base_in(self, answer: httpx.Response) -> httpx.URL:
        """Read an answer of `/id`.

        Raises:
            ProviderResponseError: It names no base URL, or one that must not see the credentials.
        """
        code, final = answer.status_code, True
        account: Any = None
        with suppress(*UNREADABLE):
            data = answer.json()
            account = models.Account.from_dict(data) if isinstance(data, dict) else data
        base = getattr(account.urls, "base", None) if isinstance(account, models.Account) else None
        url = _url(base) if isinstance(base, str) else None
        if code in {404, 410}:
            # It says nothing about the job.
            reason = "the login host has no such path: check login_url"
        elif code != 200:
            reason, final = http_reasons.get(code, "an answer of an unknown kind"), False
        elif isinstance(account, str) and account.strip().lower().startswith("not authenticated"):
            # Seen by https://github.com/colemanja91/pyeloqua, with 200, which by itself would count as an answer cut short.
            reason = "not authenticated: check the credentials"
        elif not isinstance(account, models.Account):
            more = "" if account is None else ": it is no object"
            reason, final = f"the body is not what the document describes{more}", False
        elif not isinstance(base, str):
            reason = "it names no base URL: pass base_url"
        elif url is None:
            reason = "its base URL cannot be read: pass base_url"
        elif not self._is_trusted(url):
            reason = f"its base URL is at {url.host!r:.80}, which gets no credentials: pass base_url"
        else:
            # With or without a slash at its end, it is the same place.
            return url.copy_with(raw_path=url.raw_path.rstrip(b"/") + b"/")
        raise _error(self._ask_by["method"], self._ask_path, answer, reason, final=final)

    def _is_trusted(self, url: httpx.URL) -> bool:
        """Whether the credentials may go to *url*: to Oracle's hosts, and where the user's own login host sends them."""
        if url.userinfo or url.query or url.fragment or not url.host:
            return False
        if is_oracles(url):
            return True
        known = self._own_login and url.scheme in {"https", self._login.scheme}
        return known and (url.host == self._login.host or url.host in LOOPBACK)


def _url(text: httpx.URL | str) -> httpx.URL | None:
    """A URL; None where there is none, or its host is no name (IDNA is read when it is asked for)."""
    try:
        url = httpx.URL(text)
        return url if url.host.isprintable() else None
    except (httpx.InvalidURL, ValueError):
        return None


def _error(
    method: str, path: bytes, answer: httpx.Response, reason: str, *, final: bool = False
) -> ProviderResponseError:
    error = ProviderResponseError(
        reason,
        status_code=answer.status_code,
        headers=answer.headers,
        # An account is nobody else's business.
        content=b"" if answer.status_code < 400 else answer.content,
        method=method,
        path=path.partition(b"?")[0].decode("ascii"),
        final=final,
    )
    error.source = f"eloqua ({answer.request.url.host})"
    return error
