"""The clients that generated packages derive their own from, so that one of a package is never taken for one of another."""

import ssl
from collections.abc import Callable
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx
from attrs import define, evolve, field

__all__ = ["AuthenticatedClient", "Client"]


@define
class Client:
    """What operations send their requests with: settings, and the httpx clients made of them when the first is needed.

    Args:
        base_url: Where the paths of the document begin.
        cookies: Sent with every request.
        headers: Sent with every request.
        timeout: How long one request may take; httpx.TimeoutException is raised then. 30 seconds by default, and None is for
            ever.
        verify_ssl: Whether, or with which settings, the certificate of the server is checked.
        follow_redirects: Whether a redirect is followed; by default it is an answer.
        httpx_args: More arguments for ``httpx.Client`` and ``httpx.AsyncClient``.
        httpx_client: What makes the ``httpx.Client`` of these arguments, by default the class itself.
        async_httpx_client: The same for the ``httpx.AsyncClient``.
        raise_on_unexpected_status: Whether a status code that the document does not name is an ``errors.UnexpectedStatus``.
    """

    raise_on_unexpected_status: bool = field(default=False, kw_only=True)
    _base_url: str = field(alias="base_url")
    # Cookies, headers and httpx_args (auth, proxies) carry credentials, so repr() shows none of them.
    _cookies: dict[str, str] = field(factory=dict, kw_only=True, alias="cookies", repr=False)
    _headers: dict[str, str] = field(factory=dict, kw_only=True, alias="headers", repr=False)
    _timeout: httpx.Timeout | None = field(default=httpx.Timeout(30.0), kw_only=True, alias="timeout")
    _verify_ssl: str | bool | ssl.SSLContext = field(default=True, kw_only=True, alias="verify_ssl")
    _follow_redirects: bool = field(default=False, kw_only=True, alias="follow_redirects")
    _httpx_args: dict[str, Any] = field(factory=dict, kw_only=True, alias="httpx_args", repr=False)
    # A transport is made for one of the two kinds of client, and httpx_args go to both.
    _httpx_client: Callable[..., httpx.Client] = field(
        default=httpx.Client, kw_only=True, alias="httpx_client", repr=False
    )
    _async_httpx_client: Callable[..., httpx.AsyncClient] = field(
        default=httpx.AsyncClient, kw_only=True, alias="async_httpx_client", repr=False
    )
    _client: httpx.Client | None = field(default=None, init=False, repr=False)
    _async_client: httpx.AsyncClient | None = field(default=None, init=False, repr=False)

    def with_headers(self, headers: dict[str, str]) -> Self:
        """A client as this one, with more headers. Those that this one has made get them too."""
        for made in self._made():
            made.headers.update(headers)
        return evolve(self, headers={**self._headers, **headers})

    def with_cookies(self, cookies: dict[str, str]) -> Self:
        """A client as this one, with more cookies. Those that this one has made get them too."""
        for made in self._made():
            made.cookies.update(cookies)
        return evolve(self, cookies={**self._cookies, **cookies})

    def with_timeout(self, timeout: httpx.Timeout) -> Self:
        """A client as this one, with another timeout. Those that this one has made get it too."""
        for made in self._made():
            made.timeout = timeout
        return evolve(self, timeout=timeout)

    def set_httpx_client(self, client: httpx.Client) -> Self:
        """Use *client*, whatever the settings of this one say."""
        self._client = client
        return self

    def get_httpx_client(self) -> httpx.Client:
        """The httpx.Client of this one; made when it is first asked for."""
        if self._client is None:
            self._client = self._httpx_client(**self._arguments())
        return self._client

    def __enter__(self) -> Self:
        """Enter the httpx.Client, which can be done once."""
        self.get_httpx_client().__enter__()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        """Leave the httpx.Client, which closes it."""
        self.get_httpx_client().__exit__(exc_type, exc_value, traceback)

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> Self:
        """Use *async_client*, whatever the settings of this one say."""
        self._async_client = async_client
        return self

    def get_async_httpx_client(self) -> httpx.AsyncClient:
        """The httpx.AsyncClient of this one; made when it is first asked for."""
        if self._async_client is None:
            self._async_client = self._async_httpx_client(**self._arguments())
        return self._async_client

    async def __aenter__(self) -> Self:
        """Enter the httpx.AsyncClient, which can be done once."""
        await self.get_async_httpx_client().__aenter__()
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        """Leave the httpx.AsyncClient, which closes it."""
        await self.get_async_httpx_client().__aexit__(exc_type, exc_value, traceback)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds a credential and connections: build it anew where it is needed")

    def _made(self) -> list[httpx.Client | httpx.AsyncClient]:
        return [made for made in (self._client, self._async_client) if made is not None]

    def _all_headers(self) -> dict[str, str]:
        return self._headers

    def _arguments(self) -> dict[str, Any]:
        return {
            "base_url": self._base_url,
            "cookies": self._cookies,
            "headers": self._all_headers(),
            "timeout": self._timeout,
            "verify": self._verify_ssl,
            "follow_redirects": self._follow_redirects,
            **self._httpx_args,
        }


@define
class AuthenticatedClient(Client):
    """A client with a credential, for operations that need one; the rest is as for `Client`.

    Args:
        token: The credential; empty to send no header, where ``httpx_args["auth"]`` does it.
        prefix: What stands before it in the header.
        auth_header_name: The name of the header.
    """

    token: str = field(default="", repr=False)
    prefix: str = "Bearer"
    auth_header_name: str = "Authorization"

    def _all_headers(self) -> dict[str, str]:
        # Not into the dict that the caller gave, where a repr of that dict would show the credential.
        if not self.token:
            return self._headers
        credential = f"{self.prefix} {self.token}" if self.prefix else self.token
        return {**self._headers, self.auth_header_name: credential}
