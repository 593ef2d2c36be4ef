"""Eloqua's pages: a part of a list by limit and offset, ordered and filtered as the query asks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fnmatch import translate
from typing import Any

from ._calls import RefusalError

_TERM = re.compile(r"\s*(\w+)\s*=\s*(.*?)\s*", re.DOTALL)


def cut_page(items: Sequence[Any], query: Mapping[str, str], most: int = 1000) -> dict[str, Any]:
    """Cut the page that a query asks for out of a list; a parameter of the wrong form is a 400.

    Args:
        items: The whole list. With `q` or `orderBy` in the query, of objects.
        query: The query parameters; `links` and unknown ones change nothing.
        most: The largest `limit`. Without one a page has 1000 items.
    """
    items = _order(_filter(items, query.get("q", "")), query.get("orderBy", ""))
    limit = _read_number(query, "limit", 1000, 1, most)
    offset = _read_number(query, "offset", 0, 0, 10**15)
    counting = query.get("totalResults", "true")
    if counting not in ("true", "false"):
        raise RefusalError(400, "totalResults must be true or false")
    shown = items[offset : offset + limit]
    page: dict[str, Any] = {"totalResults": len(items)} if counting == "true" else {}
    page |= {"limit": limit, "offset": offset, "count": len(shown), "hasMore": offset + limit < len(items)}
    # "No items" is no list at all, as a public client found out.
    return {**page, "items": shown} if shown else page


def _read_number(query: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,15}", text, re.ASCII) or not least <= int(text) <= most:
        raise RefusalError(400, f"{name} must be a whole number from {least} to {most}")
    return int(text)


def _filter(items: Sequence[Any], query: str) -> Sequence[Any]:
    if not query:
        return items
    found = _TERM.fullmatch(query.strip('"'))
    if not found:
        raise RefusalError(400, "q must be a term, an operator and a value; of the operators the sandbox knows =")
    pattern = re.compile(translate(found[2]), re.IGNORECASE)
    return [item for item in items if pattern.match(str(item.get(found[1], "")))]


def _order(items: Sequence[Any], by: str) -> Sequence[Any]:
    if not by:
        return items
    term, _, direction = by.partition(" ")
    if direction.upper() not in ("", "ASC", "DESC"):
        raise RefusalError(400, "orderBy must be a property, and ASC or DESC")
    return sorted(items, key=lambda item: str(item.get(term, "")), reverse=direction.upper() == "DESC")
