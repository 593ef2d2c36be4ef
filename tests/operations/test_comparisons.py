"""Conditions compare strictly: what is there and cannot be compared is a fault, what is absent does not hold."""

import operator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tarry._operations import comparisons
from tarry._operations.comparisons import (
    above,
    at_least,
    at_most,
    below,
    item_at,
    items,
    matches,
    member,
    same,
    searches,
    size,
)
from tarry_clients.fullstory.types import UNSET

ORDERS = {above: operator.gt, below: operator.lt, at_least: operator.ge, at_most: operator.le}
numbers = st.integers() | st.floats(allow_nan=False)


@given(numbers, numbers)
def test_numbers_and_texts_are_ordered_as_in_python(one: float, other: float) -> None:
    for function, same_in_python in ORDERS.items():
        assert function(one, other) is same_in_python(one, other)
        assert function(str(one), str(other)) is same_in_python(str(one), str(other))


@pytest.mark.parametrize("order", ORDERS)
def test_absent_is_in_no_order(order: Any) -> None:
    assert not order(None, 0)
    assert not order(0, None)
    assert not order(UNSET, 0)
    assert not order(None, None)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("value", ["12", True, [], {}, ["1"]])
def test_what_cannot_be_compared_is_a_fault(order: Any, value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be compared with 0"):
        order(value, 0)


def test_equal_is_of_one_kind() -> None:
    assert same(1, 1.0)
    assert same("a", "a")
    assert same(None, UNSET)
    assert not same(True, 1)
    assert not same(0, False)
    assert not same(None, 0)
    assert not same("1", 1)


def test_patterns_fit_texts_alone() -> None:
    assert matches("[a-c]+", "abc")
    assert not matches("[a-c]+", "abcd")
    assert searches("b", "abc")
    assert not searches("b", None)
    assert not matches(".*", ["abc"])


def test_parts_that_are_not_there_are_none() -> None:
    assert item_at([1, 2], 1) == 2
    assert item_at([1, 2], 2) is None
    assert item_at("12", 0) is None
    assert member({"a": 1}, "a") == 1
    assert member({"a": 1}, "b") is None
    assert member(None, "b") is None
    assert list(items(None)) == []
    assert list(items("ab")) == []
    assert (size([1, 2]), size("abc"), size({}), size(None), size(7)) == (2, 3, 0, None, None)


@pytest.mark.parametrize(
    ("reader", "wrong"), [("number", "1"), ("number", True), ("whole", 1.0), ("whole", "1"), ("whole", False)]
)
def test_a_field_of_another_type_is_named(reader: str, wrong: Any) -> None:
    with pytest.raises(TypeError, match="errors is"):
        getattr(comparisons, reader)(wrong, "errors")
    assert getattr(comparisons, reader)(None, "errors") is None
    assert getattr(comparisons, reader)(UNSET, "errors") is None
    assert getattr(comparisons, reader)(3, "errors") == 3


def test_every_condition_of_a_row_is_asked() -> None:
    assert comparisons.all_of(True, True)
    assert not comparisons.all_of(True, False)
    assert comparisons.any_of(False, True)
    assert not comparisons.any_of(False, False)
