"""The requests for the pages of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tarry._core.provider import Provider

from .call import Call, Operation, Reply
from .page_said import Said, Token, query_of
from .paging import Cursor, Numbers, Offset, Paging, To
from .plain_rows import PlainReply, WithoutModels, read_lines, without_models


class Requests:
    """The requests for the pages of a list, and what the answers hold; nothing is checked here but types."""

    def __init__(
        self,
        provider: Provider,
        operation: Operation,
        arguments: Mapping[str, Any],
        paging: Paging,
        *,
        path: str = "",
        decode: Callable[[bytes], Sequence[Any]] | None = None,
    ) -> None:
        self._provider = provider
        is_plain = decode is not None or (paging.plain and paging.keys)
        self._operation: Operation = WithoutModels(operation, paging.keys, decode) if is_plain else operation
        self._arguments = arguments
        self._path = path
        self._paging = paging
        if paging.limit:
            self._arguments = _placed(arguments, paging.limit.to, paging.limit.value)

    def first(self) -> tuple[Call, int]:
        """The first request, and the offset or number of its page."""
        way = self._paging.way
        if not isinstance(way, Offset | Numbers):
            return self._call(self._arguments), 0
        if isinstance(way, Numbers) and way.omit_first:
            return self._call(self._arguments), way.start
        return self.at(way.start), way.start

    def at(self, place: int) -> Call:
        """The request for the page at an offset, or of a number."""
        way = self._paging.way
        if isinstance(way, Numbers) and way.sent_as:
            return self._call(self._arguments, {way.sent_as: place})
        if isinstance(way, Offset | Numbers):
            return self._call(_placed(self._arguments, way.to, place))
        raise TypeError("pages of this list have no places")

    def step(self, said: Said) -> int:
        """From the place of a page to that of the next."""
        way = self._paging.way
        if not isinstance(way, Offset):
            return 1
        limit = self._paging.limit
        if way.step == "items" or limit is None:
            return len(said.items)
        return limit.value if said.limit is None else min(said.limit, limit.value)

    def after(self, said: Said, place: int) -> tuple[Call, int] | None:
        """The request for the page after one at *place*, and its place; None where nothing leads there."""
        way = self._paging.way
        if isinstance(way, Offset | Numbers):
            place += self.step(said)
            return self.at(place), place
        return None if way is None or said.token is None else (self.by(said.token), 0)

    def by(self, token: Token) -> Call:
        """The request for the page that a cursor or the query of a link leads to."""
        way = self._paging.way
        if isinstance(way, Cursor):
            return self._call(_placed(self._arguments, way.to, token))
        call = self._call(self._arguments)
        call.request["params"] = query_of(token)
        return call

    def items(self, call: Call, reply: Reply, model: type[Any]) -> Sequence[Any] | None:
        """The items of a page; None where it leaves them out.

        Raises:
            ProviderResponseError: *reply* is no page.
        """
        if self._paging.lines and 200 <= reply.status_code < 300 and reply.status_code != 202:
            try:
                return read_lines(reply, self._paging.lines)
            except ValueError as error:
                problem = str(error)
            raise call.unexpected(reply, f"the lines of the page cannot be read: {problem}")
        if reply.status_code == 202 and not isinstance(reply.parsed, model):
            raise call.unexpected(reply, "the job is still being processed and has no pages yet")
        call.expect(reply, model)
        if isinstance(reply, PlainReply):
            return reply.rows
        items: Sequence[Any] | None = self._paging.items.value(reply)
        return without_models(items) if self._paging.plain and items else items

    def _call(self, arguments: Mapping[str, Any], query: Mapping[str, Any] | None = None) -> Call:
        return Call(self._provider, self._operation, arguments, self._path, query)


def _placed(arguments: Mapping[str, Any], to: To, value: Any) -> Mapping[str, Any]:
    return {**arguments, to: value} if isinstance(to, str) else to(arguments, value)
