"""What is wrong with a page: it is another than was asked for, contradicts itself or another, or leads on for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tarry._core.checks import count

from .page_said import Progress, Said
from .paging import Cursor, Link, Numbers, Offset, Paging

MAX_EMPTY_PAGES = 100
"""So many pages without an item, one after the other, are an error. A few are not where nothing says that a page is full."""


class Problem(NamedTuple):
    """Why a page is not taken."""

    text: str
    well_formed: bool = False
    """Whether the same is to be expected of another request."""
    final: bool = False
    """Whether no other request can mend it."""
    keeps_items: bool = False
    """Whether the items of the page are good, and only the way on is not."""


def problems(paging: Paging, said: Said, before: Progress, place: int, *, follows: bool) -> Iterator[Problem]:
    """All that is wrong with a page, the worst first.

    Args:
        paging: How the list is read.
        said: What the page says.
        before: What those before it said.
        place: Its offset or number.
        follows: Whether another one follows, by its signs.
    """
    yield from _other_page(paging, said, before, place)
    noun, items = paging.noun, said.items
    if paging.count and said.count not in (None, len(items)):
        text = f"{paging.count.name} says {said.count:,}, but {paging.items.name} has {len(items):,} {noun}"
        yield Problem(text, well_formed=bool(items))
    room = _room(paging, said)
    if room is not None and len(items) > room:
        yield Problem(f"the page holds {len(items):,} {noun} where it has room for {room:,}", well_formed=True)
    if len(set(said.signs.values())) > 1:
        yes, no = (next(name for name, sign in said.signs.items() if sign is wanted) for wanted in (True, False))
        yield Problem(f"by {yes} another page follows, and by {no} none does", well_formed=True)
    is_empty_and_more = not items and (follows or (said.total or 0) > before.items)
    if is_empty_and_more and (not isinstance(paging.way, Cursor | Link) or said.token is None):
        more = f"there are {said.total:,} {noun}" if not any(said.signs.values()) else "more follow"
        yield Problem(f"the page is empty and yet says that {more}")
    says_nothing = said.count is None if paging.count else paging.total is not None and said.more is None
    if said.missing and said.total is None and says_nothing:
        yield Problem(f"the answer has neither {noun} nor a count")
    if items and not isinstance(paging.way, Cursor | Link) and said.body in before.seen:
        which = "the one before" if said.body == before.body else "an earlier one"
        yield Problem(f"the page is the same as {which}, which would never end")
    yield from _way_on(paging, said, before) if follows else _wrong_end(paging, said, before)


def _other_page(paging: Paging, said: Said, before: Progress, place: int) -> Iterator[Problem]:
    """It is not the page that was asked for. An empty one may say what it likes, where no items are left to come."""
    way = paging.way
    totals = before.totals if said.total is None and said.more is not None else {said.total}
    matters = said.items or totals - {None, before.items}
    if isinstance(way, Offset) and matters and paging.echo and count(said.echo, paging.echo.name) not in (None, place):
        yield Problem(f"the page begins at offset {said.echo} where {place} was asked for", well_formed=True)
    if not isinstance(way, Numbers):
        return
    is_wrong = before.is_numbered or bool(way.advice) if said.echo is None else str(said.echo) != str(place)
    if said.items and is_wrong and paging.echo and not (place == way.start and said.echo is None):
        came = "an answer without a page number" if said.echo is None else f"page {said.echo!s:.40}"
        sent = way.sent_as or (way.to if isinstance(way.to, str) else "the number")
        asked = (
            "the first page was asked for" if place == way.start else f"page {place} was asked for by {sent}={place}"
        )
        yield Problem("; ".join(filter(None, [f"{asked}, and {came} came", way.advice])), final=True)
    if said.size is not None and before.size not in (None, said.size):
        # A page number means other items where the pages are of another size.
        yield Problem(f"page {place} has room for {said.size} where those before had {before.size}", final=True)
    if said.pages is not None and before.pages not in (None, said.pages):
        yield Problem(
            f"page {place} says that there are {said.pages} pages, and one before {before.pages}", well_formed=True
        )
    if said.pages is not None and said.items and place - way.start >= said.pages:
        yield Problem(f"page {place} came where there are {said.pages} pages", well_formed=True)


def _way_on(paging: Paging, said: Said, before: Progress) -> Iterator[Problem]:
    """It says that another page follows."""
    noun, way = paging.noun, paging.way
    if said.total is not None and said.items and before.items >= said.total:
        first = f"{noun.removesuffix('s')} {before.items + 1:,}"
        yield Problem(f"{first} came after all {said.total:,}", well_formed=True)
    by = said.limit if _room(paging, said) is None else _room(paging, said)
    if isinstance(way, Offset) and said.total is None and by not in (None, len(said.items)):
        text = f"the page holds {len(said.items):,} {noun} by a limit of {by:,}, and no total tells if some are lost"
        yield Problem(text)
    after = f"after {said.so_far:,} {noun} were read"
    text = ""
    if said.total is not None and said.total < said.so_far:
        text = f"the page says that more follow, and that there are {said.total:,} {noun} in all, {after}"
    elif way is None or (isinstance(way, Cursor | Link) and said.token is None):
        text = f"the page says that more follow, and nothing in it leads there, {after}"
    elif said.token is not None and said.token in before.seen and isinstance(way, Cursor | Link):
        name = way.read.name if way.read else "last item"
        text = f"its {name} came before, so the pages would lead round in circles"
    elif paging.max_items is not None and said.so_far > paging.max_items:
        most = f"a job has {paging.max_items:,} at most"
        text = f"more pages are announced after {said.so_far:,} {noun}, and {most}"
    elif not said.items and before.empty_pages + 1 >= MAX_EMPTY_PAGES:
        text = f"{before.empty_pages + 1} pages in a row were empty, and more are announced"
    if text:
        yield Problem(text, final=True, keeps_items=True)


def _wrong_end(paging: Paging, said: Said, before: Progress) -> Iterator[Problem]:
    """It says that it is the last."""
    # A place where nothing is may take back what was said before.
    totals = [said.total, *(before.totals if said.items else ())]
    wrong = next((total for total in totals if total not in (None, said.so_far)), None)
    if wrong is not None:
        text = f"{wrong:,} {paging.noun} were announced and {said.so_far:,} came"
        yield Problem(text, final=True, keeps_items=True)


def _room(paging: Paging, said: Said) -> int | None:
    """As far as the next page is away, where that is not by the items that came: more of them would come twice."""
    way, limit = paging.way, paging.limit
    if isinstance(way, Numbers):
        return said.full
    if not isinstance(way, Offset) or way.step == "items" or limit is None:
        return None
    return limit.value if said.limit is None else min(said.limit, limit.value)
