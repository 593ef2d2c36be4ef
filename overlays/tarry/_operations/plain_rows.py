"""Items without models: rows that stay the dicts they were decoded to, and pages that are JSON Lines or CSV.

A page has up to 50,000 rows, and a model for each, of which only the dict is handed on, takes as long as all the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from tarry._http.client import Answer

from .call import Operation, Reply


@dataclass(slots=True)
class PlainReply:
    """A `Reply` whose parsed page has no items: they are beside it."""

    status_code: int
    content: bytes
    headers: Any
    parsed: Any
    rows: Sequence[Any]


class WithoutModels:
    """An operation, but for the items of its pages, which have no models: the reply to a success is a `PlainReply`.

    The generated function reads the page without them; what is no page with a list of objects it reads as it is, and says
    what is wrong.
    """

    def __init__(
        self, operation: Operation, keys: Sequence[str], decode: Callable[[bytes], Sequence[Any]] | None = None
    ) -> None:
        self._operation = operation
        self.__name__ = getattr(operation, "__name__", "")
        self._keys = keys
        self._decode = decode
        self.request_arguments = operation.request_arguments
        self.read_response: Callable[..., Any] = self._read

    def _read(self, *, client: Any, response: Answer) -> Reply:
        split = self._split if self._decode is None else self._cut
        found = split(response.content) if response.is_success else None
        if found is None:
            return self._operation.read_response(client=client, response=response)  # type: ignore[no-any-return]
        rest, rows = found
        page = self._operation.read_response(
            client=client, response=Answer(response.status_code, response.headers, rest)
        )
        return PlainReply(page.status_code, response.content, page.headers, page.parsed, rows)

    def _split(self, content: bytes) -> tuple[bytes, list[dict[str, Any]]] | None:
        """The page with an empty list in place of its items, and those; None where it has no such list."""
        import msgspec.json

        *way, last = self._keys
        try:
            body = holder = msgspec.json.decode(content)
            for key in way:
                holder = holder[key]
            rows, holder[last] = holder[last], []
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        plain = isinstance(rows, list) and set(map(type, rows)) <= {dict}
        return (msgspec.json.encode(body), rows) if plain else None

    def _cut(self, content: bytes) -> tuple[bytes, Sequence[Any]] | None:
        """The same, with the items as they are decoded by what was given."""
        import msgspec.json

        assert self._decode is not None  # noqa: S101
        try:
            bodies: list[dict[str, msgspec.Raw]] = []
            # A line break within an item would be one in a file of lines.
            text: Any = msgspec.json.format(content, indent=-1) if b"\n" in content else content
            for key in self._keys:
                bodies.append(msgspec.json.decode(text, type=dict[str, msgspec.Raw]))
                text = bodies[-1][key]
            rows = self._decode(text)
        except (ValueError, LookupError, TypeError, RecursionError):
            return None
        rest = msgspec.Raw(b"[]")
        for body, key in zip(reversed(bodies), reversed(self._keys), strict=True):
            body[key] = rest
            rest = msgspec.Raw(msgspec.json.encode(body))
        return bytes(rest), rows


def without_models(items: Sequence[Any]) -> Sequence[Any]:
    """*items* as dicts, also where the generated function had to read the page."""
    return [one.to_dict() for one in items] if items and not isinstance(items[0], Mapping) else items


def read_lines(reply: Reply, form: Literal["json", "csv"]) -> list[Any]:
    """The items of a page of lines.

    Raises:
        ValueError: It is no such page, or was cut short within a line.
    """
    import msgspec.json

    if "html" in reply.headers.get("content-type", "").lower():
        raise ValueError("the page is HTML")
    text = reply.content.decode("utf-8-sig")
    return list(_csv_rows(text)) if form == "csv" else msgspec.json.Decoder().decode_lines(text)


def _csv_rows(text: str) -> Iterator[dict[str, str]]:
    import csv
    import io

    try:
        lines = csv.reader(io.StringIO(text, newline=""), strict=True)
        head = next(lines, [])
        if len(set(head)) < len(head):
            raise ValueError("two columns of the page have one name")
        for row in lines:
            if row:
                yield dict(zip(head, row, strict=True))
    except csv.Error as error:
        raise ValueError(f"the page is no CSV: {error}") from error
