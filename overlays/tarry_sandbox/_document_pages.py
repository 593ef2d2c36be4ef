"""Pages of a list, as `x-pagination` of a document says: sound ones, of the items that it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import cycle, islice
from typing import Any, TypeAlias

from ._calls import RefusalError
from ._documents import Shown, Spot, find, put

Given: TypeAlias = Callable[[str], Any]
"""Gets a value out of a request by a runtime expression; None where it is not there."""

_LINK = "page_from"


def items_of(rule: Mapping[str, Any], shown: Shown) -> list[Any]:
    """The items of a page that is shown; of text its lines, but for the names above those of CSV."""
    if isinstance(shown.value, str):
        return shown.value.splitlines()["csv" in shown.media_type :]
    return find(shown.value, Spot.parse(rule["items"]).keys) or []


def repeated(rule: Mapping[str, Any], items: Sequence[Any], count: int) -> list[Any]:
    """So many items, from the first on again where there are not enough; with a mark, or two pages could be the same."""
    keys = Spot.parse(f"#{rule.get('cursor', {}).get('from_item', '/x-repeated')}").keys
    made = list(islice(cycle(items), count))
    for at in range(len(items), len(made)):
        if isinstance(made[at], dict):
            known = find(made[at], keys)
            made[at] = put(made[at], keys, at if known is None else f"{known}-{at}")
        elif isinstance(made[at], str):
            made[at] += f"-{at}"
    return made


def cut(rule: Mapping[str, Any], items: Sequence[Any], shown: Shown, given: Given, most: int) -> Shown:
    """The page that a request asks for, in the form of one that is *shown*; of at most so many items by itself."""
    limit, cursor, link = rule.get("limit", {}), rule.get("cursor", {}), rule.get("link", {}).get("from")
    size = max(_number(given(limit["to"]), most) if limit else most, 1)
    if "echo" in limit or rule.get("offset", {}).get("step") != "limit":
        # Else the next page begins by the limit that was asked for, and a smaller one would lose items.
        size = rule["size"] if isinstance(rule.get("size"), int) else min(size, most)
    if not {"cursor", "link", "offset", "page"} & rule.keys():
        size = max(len(items), 1)
    begin, place = _begin(rule, items, given, size)
    held, after = items[begin : begin + size], begin + size
    follows = after < len(items)
    written: dict[str, Any] = {
        "more": follows,
        "total": len(items),
        "x-estimate": len(items),
        "count": len(held),
        "echo": place,
        "size": size,
        "pages": max(-(-len(items) // size), 1),
    }
    spots = [(rule.get(name), value) for name, value in written.items()]
    spots += [
        (limit.get("echo"), size),
        (cursor.get("from"), after if follows else next(iter(cursor.get("end", [])), None)),
    ]
    is_header = bool(link) and link.startswith("$response.header")
    url = f"?{_LINK}={after}"
    spots.append((link, (f'<{url}>; rel="next"' if is_header else url) if follows else None))
    if isinstance(shown.value, str):
        names = shown.value.splitlines()[: "csv" in shown.media_type]
        made = shown._replace(value="\n".join([*names, *held, ""]))
    else:
        made = shown._replace(value=put(shown.value, Spot.parse(rule["items"]).keys, list(held)))
    for expression, value in spots:
        if isinstance(expression, str):
            made = _write(made, Spot.parse(expression), value)
    return made


def _begin(rule: Mapping[str, Any], items: Sequence[Any], given: Given, size: int) -> tuple[int, int]:
    """At which item a page begins, and its offset or number."""
    for name, first, step in (("offset", 0, 1), ("page", 1, size)):
        if name in rule:
            start = rule[name].get("start", first)
            place = _number(given(rule[name]["to"]), start)
            return max(place - start, 0) * step, place
    if "link" in rule:
        return _number(given(f"$request.query.{_LINK}"), 0), 0
    token = given(rule["cursor"]["to"]) if "cursor" in rule else None
    if token in (None, "") or "from" in rule["cursor"]:
        return _number(token or None, 0), 0
    keys = Spot.parse(f"#{rule['cursor']['from_item']}").keys
    after = [at for at, item in enumerate(items, 1) if str(find(item, keys)) == token]
    if not after:
        raise RefusalError(400)
    return after[0], 0


def _number(text: Any, default: int) -> int:
    if text is not None and not str(text).isdecimal():
        raise RefusalError(400)
    return default if text is None else int(text)


def _write(made: Shown, spot: Spot, value: Any) -> Shown:
    """Write into an answer, in the type of what is there; None takes that away."""
    if spot.part == "response.header":
        text = value if isinstance(value, str) else str(value).lower()
        return made if value is None else made._replace(headers={**made.headers, spot.name: text})
    known = find(made.value, spot.keys)
    if isinstance(known, list):  # with an entry for each page
        value = list(islice(cycle(known or [{}]), value))
    elif isinstance(known, str):
        value = "" if value is None else value if isinstance(value, str) else str(value).lower()
    return made if value is None and known is None else made._replace(value=put(made.value, spot.keys, value))
