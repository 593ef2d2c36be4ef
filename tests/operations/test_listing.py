"""Many jobs polled by one list: which requests that takes, and who is found on it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest

from tarry import ProviderResponseError, fullstory
from tarry._core.observation import Kind, Observation
from tarry._operations.call import Call
from tarry._operations.listing import MAX_IDS, PAGE_WORTH, Listing, list_steps
from tarry._operations.paging import At, Cursor, Limit, Offset, Paging

CLIENT = fullstory.connect("k")


class ListJobs:
    """Stands where a generated operation would."""

    def __init__(self) -> None:
        self.request_arguments: Any = lambda **arguments: {"method": "get", "url": "/jobs", "params": arguments}
        self.read_response: Any = None


ITEMS = At("jobs", lambda page: page["jobs"])
PAGES = Paging(
    items=ITEMS,
    way=Offset("offset", step="limit"),
    limit=Limit("limit", 2),
    more=At("more", lambda page: page.get("more")),
)


def listed(listing: Listing, names: list[str], *pages: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The statuses that were found, by id, and the queries that were sent."""
    jobs = [fullstory.EventsImport(CLIENT, name) for name in names]

    def judge(_call: Call, _reply: Any, status: Any) -> Observation[Any]:
        return Observation(Kind.SEEN, status=status)

    steps = list_steps(jobs, listing, lambda status: status["id"], judge)
    asked: list[dict[str, Any]] = []
    answers = iter(pages)
    try:
        call = next(steps)
        while True:
            asked.append(call.request["params"])
            page = next(answers)
            call = steps.send(SimpleNamespace(status_code=200, content=b"", headers={}, parsed=page))
    except StopIteration as end:
        return {name: seen.status for name, seen in end.value.items()}, asked


def page(*names: str, **more: Any) -> dict[str, Any]:
    return {"jobs": [{"id": name} for name in names], **more}


def test_pages_are_read_while_that_is_worth_it() -> None:
    names = [f"j{number}" for number in range(2 * PAGE_WORTH)]
    listing = Listing(ListJobs(), dict, PAGES, {"order": "newest"})
    found, asked = listed(listing, names, page("j1", "other", more=True), page("j2", more=True), page("j3"))
    assert list(found) == ["j1", "j2"]
    assert asked == [{"order": "newest", "limit": 2, "offset": 0}, {"order": "newest", "limit": 2, "offset": 2}]


@pytest.mark.parametrize(
    "pages", [[page("j1", "j2", more=True)], [page("j1", more=False)]], ids=["all were found", "it is the last"]
)
def test_no_further_page_is_read_than_is_needed(pages: list[Any]) -> None:
    names = ["j1", "j2"] if len(pages[0]["jobs"]) == 2 else [f"j{number}" for number in range(30)]
    assert len(listed(Listing(ListJobs(), dict, PAGES), names, *pages)[1]) == 1


def test_ids_are_sent_in_chunks_that_fit_into_a_url() -> None:
    names = [f"{number:060d}=" for number in range(60)]
    listing = Listing(ListJobs(), dict, Paging(items=ITEMS), ids="ids")
    found, asked = listed(listing, names, page(*names[:5]), page(names[30]), *[page()] * 10)
    assert ",".join(query["ids"] for query in asked).split(",") == names
    assert all(len(quote(query["ids"], safe="")) <= MAX_IDS for query in asked)
    assert 1 < len(asked) < 6
    assert set(found) == {*names[:5], names[30]}


def test_an_item_is_read_as_if_it_stood_in_an_answer_and_one_that_cannot_is_polled_alone() -> None:
    def as_status(item: dict[str, Any]) -> dict[str, Any]:
        return {"id": item["job"]["id"], "whole": item}

    body = {"jobs": [{"job": {"id": "j1"}}, {"job": None}, {}, {"job": {"id": "j2"}}]}
    listing = Listing(ListJobs(), dict, Paging(items=ITEMS), as_status=as_status)
    found, _ = listed(listing, ["j1", "j2"], body)
    assert found == {name: {"id": name, "whole": {"job": {"id": name}}} for name in ("j1", "j2")}


@pytest.mark.parametrize("body", [[], page(more="yes")], ids=["no page", "a field of another type"])
def test_an_answer_that_is_no_page_fails_the_list(body: Any) -> None:
    with pytest.raises(ProviderResponseError):
        listed(Listing(ListJobs(), dict, PAGES), ["j1"], body)


def test_cursors_lead_on() -> None:
    paging = Paging(items=ITEMS, way=Cursor("token", At("next", lambda page: page.get("next"))))
    names = [f"j{number}" for number in range(30)]
    _, asked = listed(Listing(ListJobs(), dict, paging), names, page("j1", next="a"), page("j2", next="b"), page("j3"))
    assert asked == [{}, {"token": "a"}, {"token": "b"}]
