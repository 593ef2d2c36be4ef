"""A file that an answer names by a URL, often a signed one on a host of storage: fetched over https and without credentials."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http.client import responses as http_reasons
from typing import Any

import httpx

from tarry._core.errors import ConfigurationError, ProviderResponseError
from tarry._core.texts import shown


class FileUrl:
    """A URL out of an answer. It may be as good as a password, so no error shows its query.

    Args:
        url: What the answer has.
        hosts: Where it may lead, `*.example.com` for all below a domain; anywhere without any.
        name: Where the answer has it, for errors.

    Raises:
        ConfigurationError: There is none yet.
        ProviderResponseError: It leads elsewhere, or is no https URL.
    """

    with_credentials = False

    def __init__(self, url: Any, hosts: Sequence[str], name: str) -> None:
        if not isinstance(url, str) or not url:
            raise ConfigurationError(f"the job has no {name} yet, by which its file is found: wait for its end first")
        try:
            self._url = httpx.URL(url)
        except httpx.InvalidURL:
            raise self._refused(f"{name} of the answer is no URL") from None
        host = self._url.host
        if self._url.scheme != "https" or not host or self._url.userinfo:
            raise self._refused(f"{name} of the answer is no https URL, or holds a user name")
        if hosts and not any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in hosts):
            raise self._refused(f"{name} of the answer leads to {shown(host)}, and not to {' or '.join(hosts)}")

    def prepared(self, client: httpx.Client, headers: Mapping[str, str]) -> httpx.Request:
        """The request. It has none of the client's own headers and cookies, which may be credentials."""
        own = {"User-Agent": client.headers.get("User-Agent", ""), **headers}
        return httpx.Request("GET", self._url, headers=own, extensions={"timeout": client.timeout.as_dict()})

    def unexpected(self, answer: Any, reason: str | None = None, *, well_formed: bool = False) -> ProviderResponseError:
        """The error for an *answer* that is not the file."""
        return ProviderResponseError(
            reason or http_reasons.get(answer.status_code, "an answer of an unknown kind"),
            status_code=answer.status_code,
            headers=answer.headers,
            content=answer.content,
            method="GET",
            path=self._url.path,
            well_formed=well_formed,
        )

    @staticmethod
    def _refused(reason: str) -> ProviderResponseError:
        return ProviderResponseError(
            reason, status_code=200, headers={}, content=b"", method="GET", path="", final=True
        )
