"""Types that all operations and models share."""

from collections.abc import Mapping, MutableMapping

# attrs is imported with the first model or client, not for UNSET.
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Generic, Literal, TypeVar

__all__ = ["UNSET", "File", "FileTypes", "RequestFiles", "Response", "Unset"]


class Unset:
    """The type of UNSET: what is left out of a request."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()

FileContent = IO[bytes] | bytes | str
"""What `httpx.Client(files=)` takes, here and below: copied from that library."""

FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)

RequestFiles = list[tuple[str, FileTypes]]


@dataclass(slots=True)
class File:
    """A file that is sent or was read."""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """What httpx takes for multipart/form-data."""
        return self.file_name, self.payload, self.mime_type


T = TypeVar("T")


@dataclass(slots=True)
class Response(Generic[T]):
    """An answer. Bodies, read or not, and headers stay out of `repr()`, as they may hold a credential."""

    status_code: int
    """Any integer: `http.HTTPStatus` does not know 529."""
    content: bytes = field(repr=False)
    headers: MutableMapping[str, str] = field(repr=False)
    parsed: T | None = field(repr=False)
