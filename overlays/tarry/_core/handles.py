"""The few words by which a job is found again, after a restart or on another machine."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from .errors import ConfigurationError, HandleError

if TYPE_CHECKING:
    from .providers import JobClass

VERSION = 1

MAX_ID = 1000
"""Characters of an id. Providers have some dozens; a URL of many thousands is refused by most servers."""


@dataclass(frozen=True, slots=True)
class Handle:
    """Version, provider, kind and ids of a job, and nothing else.

    There is no secret and no URL in it, so it can be logged, stored and sent, and a forged one cannot make a client send
    its credentials anywhere else.
    """

    provider: str
    """Its name, as in `tarry.<provider>`."""
    kind: str
    """The name of the kind of job, among those of the provider."""
    ids: tuple[str, ...]
    """What the provider calls the job, in the order of its class."""
    version: int = VERSION
    """Of the form of handles; there is one so far."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", tuple(id_text(one) for one in self.ids))
        if self.version != VERSION:
            raise HandleError(
                f"a handle of version {self.version!r:.80} is from another tarry; this one reads version {VERSION}"
            )
        names = find_job_class(self.provider, self.kind).id_names
        if len(self.ids) != len(names):
            raise HandleError(
                f"a handle of {self.provider}:{self.kind} has {' and '.join(names)}, not {len(self.ids)} ids"
            )
        for name, value in zip(names, self.ids, strict=True):
            problem = id_problem(value)
            if problem:
                raise HandleError(f"{name} of a {self.provider} {self.kind} {problem}")

    def __str__(self) -> str:
        """Like `fullstory:events-import:abd123%3D`; every id is percent-encoded."""
        return ":".join((self.provider, self.kind, *(quote(one, safe="") for one in self.ids)))

    @classmethod
    def parse(cls, text: str) -> Handle:
        """Read what `str(handle)` wrote.

        Raises:
            HandleError: *text* is not of that form.
        """
        provider, colon, rest = text.strip().partition(":") if isinstance(text, str) else ("", "", "")
        if not colon:
            raise HandleError(
                f"not a handle: {text!r:.80}; it has the form provider:kind:id, as str(job.handle) gives it"
            )
        kind, *ids = rest.split(":")
        try:
            return cls(provider, kind, tuple(unquote(one, errors="strict") for one in ids))
        except UnicodeDecodeError:
            raise HandleError(f"not a handle: {text!r:.80}; an id in it is not percent-encoded UTF-8") from None

    def to_json(self) -> str:
        """The handle as a JSON text."""
        return json.dumps(
            {"version": self.version, "provider": self.provider, "kind": self.kind, "ids": list(self.ids)}
        )

    @classmethod
    def from_json(cls, text: str) -> Handle:
        """Read what `to_json` wrote.

        Raises:
            HandleError: *text* is not of that form.
        """
        try:
            fields = json.loads(text)
            ids = fields["ids"]
            if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
                raise TypeError("ids is not a list of texts")
            return cls(str(fields["provider"]), str(fields["kind"]), tuple(ids), fields["version"])
        except HandleError:
            raise
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise HandleError(
                f"not the JSON of a handle ({type(error).__name__}: {error!s:.80}); Handle.to_json() writes one"
            ) from None


@cache  # every handle asks
def find_job_class(provider: str, kind: str) -> JobClass:
    """The class of the jobs that a handle names by these words.

    Raises:
        HandleError: There is no such provider, it cannot be used, or it has no such jobs.
    """
    from .providers import jobs_of, names

    try:
        jobs = jobs_of(provider)
    except ConfigurationError as error:
        raise HandleError(str(error)) from error
    if jobs is None:
        raise HandleError(f"unknown provider {provider!r:.80} in a handle; there are {', '.join(names())}")
    found = jobs.get(kind)
    if found is None:
        raise HandleError(f"{provider} has no jobs of kind {kind!r:.80}; there are {', '.join(jobs)}")
    return found


_WHOLE = re.compile(r"-?[0-9]{1,19}", re.ASCII)
"""As many digits as 64 bits take."""


def id_text(value: object) -> str:
    """An id as a text; a number of any length, which Python refuses to write, as one that is too long."""
    if value is None:
        return ""
    if isinstance(value, int) and value.bit_length() > 4 * MAX_ID:
        return "9" * (MAX_ID + 1)
    return str(value)


def whole_number(value: object, what: str) -> int:
    """An id that is a whole number, given as such or as its text.

    Raises:
        ConfigurationError: It is anything else; it is called *what*.
    """
    text = id_text(value)
    if not _WHOLE.fullmatch(text):
        raise ConfigurationError(f"{what} must be a whole number, not {text!r:.80}")
    return int(text)


def id_problem(value: str) -> str | None:
    """What keeps *value* from being an id in a path; None if nothing does.

    Dot segments would be resolved by the URL library and lead to another path of the same host.
    """
    if not value:
        return "is empty"
    if len(value) > MAX_ID:
        return f"is longer than any id, more than {MAX_ID:,} characters: {value:.20}…"
    if value in {".", ".."} or not value.isprintable() or value != value.strip():
        return f"is not an id: {value!r:.80}"
    return None
