"""Keys that are derived: the same in every process, another for other parts, and of a form that can be sent."""

import os
import string
import subprocess
import sys
import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tarry
from tarry import ConfigurationError, fullstory
from tarry._operations.body import checked_key
from tarry.sandbox import Sandbox

PARTS = st.lists(
    st.integers(-(2**63), 2**63)
    | st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda one: not one.isspace()),
    min_size=1,
    max_size=4,
)


def test_a_key_never_changes() -> None:
    """Whoever upgrades between a submit and its retry sends the same key."""
    assert tarry.key_for("nightly", "manual__2026-11-28", "load", -1, 1) == "ffce9fbf-9051-5bec-851c-69d1f0c1ee45"
    assert tarry.key_for("é\ud800", date(2026, 11, 28)) == "fca8ef84-4359-57f9-a155-7db0dc6badce"


def test_another_process_derives_the_same_key() -> None:
    code = "import tarry; print(tarry.key_for('nightly', 7, 'load'))"
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )
    assert out.stdout.strip() == tarry.key_for("nightly", 7, "load")


@settings(derandomize=True, deadline=None, max_examples=30)
@given(first=PARTS, second=PARTS)
def test_two_lists_of_parts_have_one_key_only_where_they_are_the_same(first: list[Any], second: list[Any]) -> None:
    assert (tarry.key_for(*first) == tarry.key_for(*second)) == (first == second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("a", "bc"), ("ab", "c")),
        (("1",), (1,)),
        (("a", "b"), ("b", "a")),
        (("a,b",), ("a", "b")),
        (('a","b',), ("a", "b")),
    ],
)
def test_borders_order_and_types_count(first: tuple[Any, ...], second: tuple[Any, ...]) -> None:
    assert tarry.key_for(*first) != tarry.key_for(*second)


@given(parts=PARTS)
@settings(derandomize=True, deadline=None, max_examples=30)
def test_a_key_can_be_sent_wherever_a_key_can(parts: list[Any]) -> None:
    key = tarry.key_for(*parts)
    assert checked_key(key) == key == str(uuid.UUID(key))
    assert set(key) <= set(string.hexdigits + "-")


def test_what_comes_back_from_a_store_in_another_form_is_the_same_part() -> None:
    paris = timezone(timedelta(hours=1))
    assert tarry.key_for(datetime(2026, 11, 28, 1, tzinfo=paris)) == tarry.key_for(datetime(2026, 11, 28, tzinfo=UTC))
    assert tarry.key_for(datetime(2026, 11, 28, tzinfo=UTC)) == tarry.key_for("2026-11-28T00:00:00+00:00")
    assert tarry.key_for(date(2026, 11, 28)) == tarry.key_for("2026-11-28")
    name = "0b0a4d0e-2f2b-4a4b-9b0a-3c2f1d0e9a8b"
    assert tarry.key_for(uuid.UUID(name)) == tarry.key_for(name)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        (None, "NoneType"),
        (1.5, "float"),
        (True, "bool"),
        (b"run", "bytes"),
        (["nightly", "load"], "list"),
        (object(), "object"),
        (datetime(2026, 11, 28), "time zone"),
        ("", "empty"),
        (" \n", "empty"),
        (2**64, "64 bits"),
    ],
)
def test_what_names_no_submit_is_refused(part: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"part 2 of key_for .*{said}"):
        tarry.key_for("nightly", part)


def test_no_parts_are_refused() -> None:
    with pytest.raises(ConfigurationError, match="at least one part"):
        tarry.key_for()


def test_a_retry_with_the_derived_key_is_the_same_submit() -> None:
    sandbox = Sandbox()
    url = sandbox.base_url("fullstory", "http://localhost")

    def task(number: int) -> str:
        """What an engine runs, each time with a client of its own."""
        with fullstory.connect("sandbox-key", base_url=url, httpx_args={"transport": sandbox.transport()}) as client:
            key = tarry.key_for("nightly", "2026-11-28", number)
            return str(fullstory.EventsImport.submit(client, [{"name": "Order"}], idempotency_key=key).handle)

    assert task(1) == task(1) != task(2)
