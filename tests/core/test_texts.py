"""Durations as people read them, and words of a server that are fit for a terminal."""

import math

import pytest

from tarry._core.texts import LONGEST_WORD, cut, duration, shown


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.01, "0.01 s"),
        (0.5, "0.5 s"),
        (0.994, "0.99 s"),
        (0.995, "1 s"),
        (2, "2 s"),
        (2.64, "2.6 s"),
        (9.94, "9.9 s"),
        (9.95, "10 s"),
        (90, "90 s"),
        (119.4, "119 s"),
        (119.5, "2 min"),
        (120, "2 min"),
        (330, "5 min 30 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
        (86_400, "24 h"),
        (172_769, "47 h 59 min"),
        (172_771, "2 d"),
        (176_400, "2 d 1 h"),
        (3.456e6, "40 d"),
        (86_400.0 * 12_345, "12,345 d"),
        (1e300, "more than 1,000 years"),
        (math.inf, "more than 1,000 years"),
        (math.nan, "an unknown time"),
        (-90, "-90 s"),
    ],
)
def test_a_duration_is_written_as_people_read_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("PROCESSING", "PROCESSING"),
        ("läuft noch, 完了", "läuft noch, 完了"),
        ("a\nb\r\tc\x00", "a\\nb\\r\\tc\\x00"),
        ("\x1b[2J\x9b1m", "\\x1b[2J\\x9b1m"),
        ("\u202edone\u2066\u200b", "\\u202edone\\u2066\\u200b"),
        ("\ud800", "\\ud800"),
    ],
)
def test_what_is_not_printable_is_escaped(text: str, written: str) -> None:
    assert shown(text) == written
    assert shown(text).isprintable()


def test_a_long_text_is_cut_and_says_so() -> None:
    assert cut("x" * LONGEST_WORD) == "x" * LONGEST_WORD
    assert cut("x" * 2_000_000) == "x" * LONGEST_WORD + "…"
    assert len(shown("\x00" * 2_000_000)) == 4 * LONGEST_WORD + 1
