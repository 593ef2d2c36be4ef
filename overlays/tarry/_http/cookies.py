"""Cookies of a load balancer, which binds a client to one server by them."""

from __future__ import annotations

import re
from http.cookiejar import Cookie, CookieJar

import httpx

_LONG_NUMBER = re.compile(r"\d{20}")
_COOKIES, _COOKIE_BYTES = 50, 8192
"""Most that are kept, and most bytes of them together: servers take some 8 KiB of a header."""


class Cookies(CookieJar):
    """Such as can be sent again, and not too many."""

    def set_cookie(self, cookie: Cookie) -> None:
        """Keep *cookie* where it is plain; all others are forgotten where there is no room."""
        size = _size(cookie)
        if not f"{cookie.name}{cookie.value}".isascii() or not f"{cookie.name}{cookie.value}".isprintable():
            return
        if len(self) >= _COOKIES or sum(map(_size, self)) + size > _COOKIE_BYTES:
            self.clear()
        if size <= _COOKIE_BYTES:
            super().set_cookie(cookie)


def _size(cookie: Cookie) -> int:
    return len(cookie.name) + len(cookie.value or "")


def keep_cookies(http: httpx.Client | httpx.AsyncClient, response: httpx.Response) -> None:
    """Take in the cookies of *response*. The parser of the standard library stumbles over numbers of any length."""
    if all(
        len(value) <= _COOKIE_BYTES and not _LONG_NUMBER.search(value)
        for value in response.headers.get_list("set-cookie")
    ):
        http.cookies.extract_cookies(response)
