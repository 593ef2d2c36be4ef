"""How a provider hands over a list: the declaration that `page_reader.paged` reads by, as `x-pagination` of a document says it.

Generated code builds it. What an answer says is read by small functions that a person can review.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

from .call import Reply

To: TypeAlias = str | Callable[[Mapping[str, Any], Any], Mapping[str, Any]]
"""Where a value goes in a request: an argument of the operation by its name, or a function that gives the arguments with it."""


class At(NamedTuple):
    """Where a value is in an answer."""

    name: str
    """As the provider calls it, for errors; that of a header where there is no `read`."""
    read: Callable[[Any], Any] | None = None
    """Gets it from the parsed page; None where that leaves it out."""
    default: Any = None
    """Instead of none or 0."""

    def value(self, reply: Reply) -> Any:
        """What *reply* has there; of a header a text."""
        return reply.headers.get(self.name) if self.read is None else self.read(reply.parsed)

    def number(self, reply: Reply) -> Any:
        """The same where that should be a number, or true or false: a header is read as such."""
        value = self.value(reply)
        if self.read is not None or value is None:
            return value
        if value.isascii() and value.isdecimal() and len(value) < 20:
            return int(value)
        return {"true": True, "false": False}.get(value.lower(), value)


class Cursor(NamedTuple):
    """Each page has a token for the next one, or goes on after its last item."""

    to: To
    read: At | None = None
    """The token; none, null or an empty text on the last page."""
    item: Callable[[Any], Any] | None = None
    """Instead: gets the token from the last item of a page. It says nothing about whether a page follows."""
    end: tuple[str | float, ...] = ()
    """Further tokens that mean that no page follows."""
    is_text: bool = True
    """Whether a token is described as a text; else it may be a number."""


class Link(NamedTuple):
    """Each page has a URL of the next one, of this same operation. Only its query is used, neither its host nor its path."""

    read: At
    """The URL; of a header in the form of RFC 8288 the one with `rel="next"`."""


class Offset(NamedTuple):
    """Pages begin at a number of items."""

    to: To
    start: int = 0
    step: Literal["items", "limit"] = "items"
    """By how much it grows: by the items that came, or by the limit that was asked for."""


class Numbers(NamedTuple):
    """Pages have numbers."""

    to: To
    start: int = 1
    omit_first: bool = False
    """Whether the first page is asked for without a number."""
    sent_as: str = ""
    """Name in the query, where that of the document is not confirmed by the vendor."""
    advice: str = ""
    """What to do where another page than was asked for comes. With it, all pages but the first must have their number."""


class Limit(NamedTuple):
    """How many items are asked for at a time."""

    to: To
    value: int
    echo: At | None = None
    """The limit that an answer says it kept to."""


@dataclass(frozen=True, kw_only=True)
class Paging:
    """How a list is asked for and read. Without a `way` there is one page.

    A sign of the end that is declared is checked against the others: where they contradict each other, reading fails.
    """

    items: At
    """The items of a page; of `lines` the name alone is used."""
    way: Cursor | Link | Offset | Numbers | None = None
    limit: Limit | None = None
    more: At | None = None
    """Whether a page follows: true or false."""
    total: At | None = None
    """How many items there are on all pages."""
    estimate: At | None = None
    """The same where the provider does not promise it: that another number came is a warning."""
    pages: At | None = None
    """How many pages there are: a number, or a list with an entry for each. Pages that leave it out do not take it back."""
    count: At | None = None
    """How many items this page has."""
    echo: At | None = None
    """Offset or number of this page, checked where it is there."""
    size: At | int | None = None
    """Items on a full page; one that has fewer is the last, where nothing else says so."""
    max_items: int | None = None
    """No list is longer."""
    noun: str = "items"
    """What they are called in errors, in the plural."""
    keys: tuple[str, ...] = ()
    """What leads to the items in the JSON of a page, where these can be read without a model."""
    plain: bool = False
    """Whether the items have no model, and stay the dicts that they are decoded to by the `keys`."""
    lines: Literal["", "json", "csv"] = ""
    """A page is JSON Lines; or CSV with a header line, and its items are dicts of texts."""
