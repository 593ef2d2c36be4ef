"""Pages that lead round in circles or go on for ever: what is good of them is handed over, then an error says what is wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
import httpx
import pytest

from tarry import ProviderResponseError, eloqua, fullstory, possiblenow, salesforce
from tarry._core.providers import of_each
from tarry.testing import VirtualClock

URL = "http://localhost"
JOBS: dict[str, Callable[[dict[str, Any]], Any]] = of_each(
    {
        "fullstory": lambda args: fullstory.EventsImport(
            fullstory.connect("sandbox-key", base_url=URL, httpx_args=args), "abc123="
        ),
        "salesforce": lambda args: salesforce.RowsImport(
            salesforce.connect(base_url=URL, auth=httpx.BasicAuth("u", "p"), httpx_args=args), "5f0c2b1e"
        ),
        "possiblenow": lambda args: possiblenow.Export(
            possiblenow.connect("EXAMPLE1", "api-user", "sandbox-secret", base_url=URL, httpx_args=args),
            "EXAMPLE1",
            480211,
        ),
        "eloqua": lambda args: eloqua.Sync(eloqua.connect(token="sandbox-token", base_url=URL, httpx_args=args), 1444),
    },
    "a job that has pages",
    but=("open_data_rights",),
)


@dataclass
class Read:
    """What came, the error that ended it, and how many pages were asked for."""

    items: list[Any]
    error: str
    asked: int


Reader = Callable[[str, Callable[[int], Any]], Read]


@pytest.fixture(params=["sync", "asyncio", "trio"])
def read(request: pytest.FixtureRequest) -> Reader:
    """Read the pages that a function makes up, which is told how many were asked for."""

    def reader(provider: str, page: Callable[[int], Any]) -> Read:
        found, asked = [], 0

        def answer(_: httpx.Request) -> httpx.Response:
            nonlocal asked
            asked += 1
            assert asked < 1000, "this goes on for ever"
            return httpx.Response(200, json=page(asked))

        job = JOBS[provider]({"transport": httpx.MockTransport(answer)})

        def read_all() -> None:
            for item in job.results(clock=VirtualClock()):
                found.append(item)

        async def async_read_all() -> None:
            async for item in job.async_results(clock=VirtualClock()):
                found.append(item)

        backend = request.param
        with pytest.raises(ProviderResponseError) as caught:
            read_all() if backend == "sync" else anyio.run(async_read_all, backend=backend)
        return Read(found, str(caught.value), asked)

    return reader


ONE = {"results": [{"name": "Order Shipped"}]}


def test_a_token_that_is_returned_for_ever(read: Reader) -> None:
    end = read("fullstory", lambda number: ONE | {"next_page_token": "same"})
    assert "next_page_token came before, so the pages would lead round in circles" in end.error
    assert (len(end.items), end.asked) == (2, 2)


def test_new_tokens_for_ever_without_items(read: Reader) -> None:
    end = read("fullstory", lambda number: {"results": [], "next_page_token": f"{number}"})
    assert "100 pages in a row were empty, and more are announced" in end.error
    assert end.asked == 100


def test_new_tokens_for_ever_with_items(read: Reader) -> None:
    page = {"results": ONE["results"] * 10_000}
    end = read("fullstory", lambda number: page | {"next_page_token": f"{number}"})
    assert "more pages are announced after 60,000 items, and a job has 50,000 at most" in end.error
    assert (len(end.items), end.asked) == (60_000, 6)


def test_full_pages_for_ever_where_no_count_is_given(read: Reader) -> None:
    end = read("salesforce", lambda number: {"page": number, "pageSize": 50, "items": [{"status": "OK"}] * 50})
    assert "more pages are announced after 32,050 results, and a job has 32,000 at most" in end.error
    assert (len(end.items), end.asked) == (32_050, 641)


def test_a_page_of_eloqua_that_points_to_itself(read: Reader) -> None:
    end = read("eloqua", lambda number: {"hasMore": True, "items": [{"email": "mina@example.org"}]})
    assert "the page is the same as the one before, which would never end" in end.error
    # Taken for a fault, and so asked for again a few times.
    assert (len(end.items), end.asked < 20) == (1, True)


def test_rows_of_eloqua_beyond_their_own_total(read: Reader) -> None:
    def page(number: int) -> Any:
        return {"hasMore": True, "totalResults": 3, "items": [{"email": f"{number}@example.org"}] * 2}

    end = read("eloqua", page)
    assert "the page says that more follow, and that there are 3 items in all" in end.error
    assert (len(end.items), end.asked < 20) == (4, True)


def test_a_page_of_possiblenow_that_comes_again(read: Reader) -> None:
    end = read("possiblenow", lambda number: {"HasMore": True, "UserProfilePreferences": [{"ProfileId": "p-1"}]})
    assert "the page is the same as the one before, which would never end" in end.error
    assert (len(end.items), end.asked < 20) == (1, True)


def test_rows_of_possiblenow_beyond_their_own_total(read: Reader) -> None:
    def page(number: int) -> Any:
        return {"HasMore": True, "TotalResults": 3, "UserProfilePreferences": [{"ProfileId": f"p-{number}"}]}

    end = read("possiblenow", page)
    assert "row 4 came after all 3" in end.error
    assert (len(end.items), end.asked < 20) == (3, True)
