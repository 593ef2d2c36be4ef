"""Every error that tarry raises.

TarryError
├── ConfigurationError      also ValueError: said before any request
├── HandleError             also ValueError
├── CredentialError         a credential that can neither be used nor renewed any more
├── JournalError            what was submitted cannot be written down or read: said before anything more is sent
├── SubmitError             a submit got no answer; says whether the job may exist
│   └── PartialSubmitError  of several parts not all are accepted; says of each how it stands
├── RowError                also ValueError: a row does not fit the columns of a file
├── ProviderResponseError   an answer that is not what the specification promises
└── WaitError               carries the WaitResult so far
    ├── JobFailedError
    ├── JobNotFoundError
    ├── JobGoneError
    ├── UnknownStatusError
    ├── PollingError
    └── WaitTimeoutError    also TimeoutError
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from .texts import shown

MAX_CONTENT = 4096

_MAX_HEADERS = 64

_MAX_HEADER = 1024

_MAX_REASON = 600

_SHOWN_CONTENT = 200

_NEEDED_HEADERS = {"retry-after", "date"}
"""Kept wherever they stand, as it is from the error that a wait learns when it may ask again."""

_SECRET_HEADER = re.compile(
    "cookie|authorization|authentication-info|token|secret|passw|credential|session|signature|api-?key"
)
"""Names of headers, in lower case, whose values are not kept."""

_QUERY = re.compile(r"(//)[^/?#]*@|[?#].*", re.DOTALL)
"""The parts of a URL that may hold a credential."""


class TarryError(Exception):
    """Base of every error of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        # The attributes are the third part, not arguments: a WaitError and its result name each other.
        return _rebuild, (type(self), self.args), dict(self.__dict__)


class ConfigurationError(TarryError, ValueError):
    """A credential, URL, option or item is missing or malformed. Said before any request is sent."""


class HandleError(TarryError, ValueError):
    """A text is not a handle, or the handle does not fit the client."""


class CredentialError(TarryError):
    """A credential can neither be used nor renewed any more. Says what happened to it and what to do."""


class SubmitError(TarryError):
    """A submit got no answer, or none that can be used, so nobody can say for certain what became of it.

    Attributes:
        may_exist: False where the request certainly never left; True where the provider may have started the job.
        idempotency_key: The key that was sent, where the provider knows such keys: submitting the same items again with it
            cannot start a second job.
        handle: The `Handle` of the job, where it certainly exists, and a request that has to follow before it runs failed.
    """

    def __init__(
        self, message: str, *, may_exist: bool, idempotency_key: str | None = None, handle: Any = None
    ) -> None:
        super().__init__(message)
        self.may_exist = may_exist
        self.idempotency_key = idempotency_key
        self.handle = handle


class PartialSubmitError(SubmitError):
    """Of what `submit_all` was given not all is accepted. The same call goes on, and sends nothing again that is accepted.

    Attributes:
        parts: How each part stands: a `tarry.journal.SubmittedParts`, with the jobs of those that are accepted.
    """

    parts: Any = ()


class JournalError(TarryError):
    """The journal cannot be opened, read or written. Nothing more is sent then."""


class RowError(TarryError, ValueError):
    """A row that does not fit the columns of the file that it is written to.

    Attributes:
        row: Its number among the rows of the list, counted from 1.
    """

    def __init__(self, message: str, row: int) -> None:
        super().__init__(message)
        self.row = row


class ProviderResponseError(TarryError):
    """An answer that is an error, or is not what the provider's specification promises.

    Attributes:
        status_code: HTTP status of the answer.
        headers: Headers of the answer by their names in lower case, the first 64 of at most 1024 characters each. Cookies
            and others whose names speak of a credential are left out, and a Location has no query.
        content: At most the first 4096 bytes of the body; may hold personal data.
        method: HTTP method of the request.
        path: Path of the request, without host and query.
        final: Whether sending the same request again cannot mend it, whatever the status suggests.
        well_formed: Whether the body came whole, and only its values are not what the specification describes.
        may_exist: Of a submit that is sent only once: whether a job may have been started in spite of this answer.
        advice: What to do now, in a sentence, where more is known than the answer says; of a submit, that the job may exist.
        source: Provider and host, where they are known: `fullstory (api.fullstory.com)`.
    """

    may_exist = False
    advice = ""
    source = ""

    def __init__(
        self,
        reason: str,
        *,
        status_code: int,
        headers: Mapping[str, str],
        content: bytes,
        method: str,
        path: str,
        final: bool = False,
        well_formed: bool = False,
    ) -> None:
        super().__init__(shown(reason, _MAX_REASON))
        self.status_code = status_code
        self.headers = _kept(headers)
        self.content = content[:MAX_CONTENT]
        self.method = method.upper()
        self.path = path
        self.final = final
        self.well_formed = well_formed

    def __str__(self) -> str:
        """Request, status and reason; for an error status also the beginning of what the provider wrote; then the advice."""
        text = f"{self.method} {self.path} answered {self.status_code}, {self.args[0]}"
        if self.source:
            text = f"{self.source}: {text}"
        if self.status_code >= 400 and self.content:
            written = " ".join(self.content.decode(errors="replace").split())
            text += f": {shown(written, _SHOWN_CONTENT)}"
        return f"{text}. {self.advice}" if self.advice else text


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    """What an error keeps of *headers*: bounded, in one pass, and no credential.

    `dict(headers)` goes through all of them for each one, which takes seconds where a server sends thousands.
    """
    # One pair for each line of the answer, which httpx.Headers has beside the methods of a mapping.
    pairs = getattr(headers, "multi_items", headers.items)()
    kept: dict[str, str] = {}
    for written, value in pairs:
        name = written.lower()
        room = len(kept) < _MAX_HEADERS and len(name) <= _MAX_HEADER and not _SECRET_HEADER.search(name)
        if name in kept:
            kept[name] = f"{kept[name]}, {value[:_MAX_HEADER]}"[:_MAX_HEADER]
        elif room or name in _NEEDED_HEADERS:
            kept[name] = (_QUERY.sub(r"\1", value) if name == "location" else value)[:_MAX_HEADER]
    return kept


def _rebuild(kind: type[TarryError], args: tuple[Any, ...]) -> TarryError:
    """Restore a pickled or copied error without going through its keyword-only constructor."""
    error = kind.__new__(kind, *args)
    error.args = args
    return error
