"""What a server says is kept short and shown harmlessly: status words, reasons and error texts, wherever they come up."""

import logging
import tracemalloc
from typing import Any

import httpx
import pytest

from tarry import Poll, UnknownStatusError, WaitError, fullstory, wait_for_completion
from tarry._core.texts import LONGEST_WORD
from tarry._wait.standing import UNKNOWN_WORDS
from tarry._wait.timeline import _change
from tarry.schedules import Fixed
from tarry.testing import VirtualClock

CREATED = "2024-05-01T09:30:00Z"
HARMFUL = "\x1b]0;owned\x07\x1b[2J\r\nINFO root: all is well\u202e\u2066[bold]"


def serving(word: Any) -> Any:
    """A job whose status is the next *word*, called for with each poll."""

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"job": {"id": "abc", "status": word(), "created": CREATED}})

    client = fullstory.connect(
        "key", base_url="https://fullstory.example", httpx_args={"transport": httpx.MockTransport(answer)}
    )
    return fullstory.EventsImport(client, "abc")


def unknown(word: Any, **options: Any) -> tuple[WaitError, list[Poll]]:
    polls: list[Poll] = []
    with pytest.raises(UnknownStatusError) as raised:
        wait_for_completion(
            serving(word), timeout=None, schedule=Fixed(2), on_poll=polls.append, clock=VirtualClock(), **options
        )
    return raised.value, polls


def test_a_long_word_is_kept_as_its_beginning_and_said_as_such(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tarry")
    error, polls = unknown(lambda: "W" * 2_000_000)
    assert error.result.raw_status == "W" * LONGEST_WORD + "…"
    assert max(len(str(poll)) for poll in polls) < 1000
    assert len(str(error)) < 1000
    assert max(map(len, caplog.messages)) < 1000


def test_long_words_that_change_leave_little_in_memory() -> None:
    number = iter(range(10_000))
    _change.cache_clear()
    tracemalloc.start()
    error, polls = unknown(lambda: f"{next(number)}{'W' * 300_000}")
    polls.clear()
    object.__setattr__(error.result, "status", None)  # the answer itself is the caller's
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.result.polls > 50
    assert kept < 2_000_000
    assert len(error.result.timeline) == 50


def test_a_few_unknown_words_are_logged_and_no_more(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, "tarry")
    number = iter(range(10_000))
    unknown(lambda: f"WORD{next(number)}")
    assert len(caplog.messages) == UNKNOWN_WORDS


def test_no_word_or_text_of_a_server_can_steer_a_terminal_or_forge_a_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tarry")
    error, polls = unknown(lambda: HARMFUL)
    assert error.result.raw_status == HARMFUL, "as it was written"
    shown = [str(error), str(error.result), *map(str, polls), *(poll.reason for poll in polls), *caplog.messages]
    assert [text for text in shown if not text.isprintable()] == []
    assert any("\\x1b]0;owned" in text for text in shown)


def test_neither_can_the_page_of_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tarry")
    transport = httpx.MockTransport(lambda _: httpx.Response(403, content=HARMFUL.encode()))
    client = fullstory.connect("key", base_url="https://fullstory.example", httpx_args={"transport": transport})
    polls: list[Poll] = []
    with pytest.raises(WaitError) as raised:
        wait_for_completion(fullstory.EventsImport(client, "abc"), timeout=5, on_poll=polls.append)
    shown = [str(raised.value), *map(str, polls), *caplog.messages]
    assert [text for text in shown if not text.isprintable()] == []
    assert "\\x1b]0;owned" in str(raised.value)
    assert str(raised.value.__cause__).isprintable()
