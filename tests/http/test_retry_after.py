"""Reading Retry-After: seconds or a date, and never anything that hurts."""

import time
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tarry._http.retry_after import MAX_RETRY_AFTER, retry_after

NOON = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)
HALF_PAST = "Wed, 01 May 2024 12:30:00 GMT"


def read(value: str | None, date: str | None = None, wall_time: float = NOON.timestamp()) -> float | None:
    given = {b"Retry-After": value, b"Date": date}
    headers = httpx.Headers({name: text.encode() for name, text in given.items() if text is not None})
    return retry_after(headers, lambda: wall_time)


def test_nothing_is_said_without_the_header() -> None:
    assert read(None) is None


@pytest.mark.parametrize(("value", "seconds"), [("0", 0.0), ("7", 7.0), (" 120 ", 120.0), ("1.5", 1.5), ("1e2", 100.0)])
def test_seconds_are_taken_as_they_are(value: str, seconds: float) -> None:
    assert read(value) == seconds


@pytest.mark.parametrize(
    "value", ["-1", "-1e9", "-inf", "Wed, 01 May 2024 11:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT"]
)
def test_what_lies_in_the_past_keeps_nobody_waiting(value: str) -> None:
    assert read(value) == 0.0


@pytest.mark.parametrize("value", ["1e300", "inf", "9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_what_no_server_can_mean_is_cut_to_a_week(value: str) -> None:
    assert read(value) == MAX_RETRY_AFTER == 7 * 86_400


@pytest.mark.parametrize(
    "value", ["", "soon", "nan", "0x10", ",", "soon, later", "2024-05-01T12:30:00Z", "Wed, 99 May 2024 12:30:00 GMT"]
)
def test_what_cannot_be_read_says_nothing(value: str) -> None:
    assert read(value) is None


@pytest.mark.parametrize(
    "value",
    [
        HALF_PAST,
        "Wednesday, 01-May-24 12:30:00 GMT",
        "Wed May  1 12:30:00 2024",
        "Wed, 01 May 2024 14:30:00 +0200",
        "Wed, 01 May 2024 12:30:00 -0000",
    ],
)
def test_a_date_is_read_in_every_form_of_the_rfc(value: str) -> None:
    assert read(value) == 1800.0


@pytest.mark.parametrize("value", ["Wed May  1 12:30:00 2024", "Wed, 01 May 2024 12:30:00 -0000"])
def test_a_date_without_a_zone_is_in_utc_wherever_this_machine_is(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        assert read(value) == 1800.0
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_date_is_judged_against_the_date_of_its_own_answer() -> None:
    assert read(HALF_PAST, date="Wed, 01 May 2024 12:29:00 GMT", wall_time=0.0) == 60.0


def test_an_unreadable_date_of_the_answer_leaves_the_wall_clock() -> None:
    assert read(HALF_PAST, date="yesterday") == 1800.0


def test_the_wall_clock_is_asked_only_for_a_date_without_one() -> None:
    def nobody_knows() -> float:
        raise AssertionError("asked for the time")

    assert retry_after(httpx.Headers({"Retry-After": "7"}), nobody_knows) == 7.0
    assert retry_after(httpx.Headers({"Retry-After": HALF_PAST, "Date": HALF_PAST}), nobody_knows) == 0.0


@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    sent=st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    seconds=st.integers(0, int(MAX_RETRY_AFTER)),
    clock_error=st.floats(-1e9, 1e9),
)
def test_a_server_whose_clock_is_wrong_is_understood(sent: datetime, seconds: int, clock_error: float) -> None:
    until = datetime.fromtimestamp(int(sent.timestamp()) + seconds, UTC)
    value = read(
        format_datetime(until, usegmt=True),
        format_datetime(sent, usegmt=True),
        wall_time=sent.timestamp() + clock_error,
    )
    assert value == seconds


_WORDS = "Sun, 06 Nov 1994 08:49:37 GMT +9999 -0000 - : 99 24:61:61 PM 1e5 ٣ inf nan 2024-05-01T"
_PIECES = st.sampled_from(_WORDS.split(" "))
_VALUES = st.one_of(st.text(max_size=40), st.lists(_PIECES, max_size=8).map(" ".join), st.floats().map(str))


@settings(derandomize=True, max_examples=300, deadline=None)
@given(value=_VALUES, date=st.none() | _VALUES)
def test_nothing_that_a_server_writes_hurts(value: str, date: str | None) -> None:
    seconds = read(value, date)
    assert seconds is None or 0.0 <= seconds <= MAX_RETRY_AFTER


@pytest.mark.parametrize(
    ("values", "seconds"),
    [
        (["5", "7"], 7.0),
        (["7", "5"], 7.0),
        (["soon", "5"], 5.0),
        (["-3", "-2"], 0.0),
        (["5", HALF_PAST], 1800.0),
        ([HALF_PAST, "Wed, 01 May 2024 12:45:00 GMT", "5"], 2700.0),
        (["5", "9" * 400], MAX_RETRY_AFTER),
    ],
)
def test_of_several_headers_the_longest_holds(values: list[str], seconds: float) -> None:
    headers = httpx.Headers([("Retry-After", value) for value in values])
    assert retry_after(headers, NOON.timestamp) == seconds


def test_of_a_long_header_the_beginning_is_read() -> None:
    assert read("5," * 50_000 + "7") == 5.0
