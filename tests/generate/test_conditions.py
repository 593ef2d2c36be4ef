"""Conditions are read into a tree, and refused with a reason where they are outside the profile."""

from __future__ import annotations

import re

import pytest

from tarry._generate.conditions import And, Compare, Constant, Exists, Matches, Not, Or, Path, Size, parse
from tarry._generate.patterns import to_python

A, B = Path(("a",)), Path(("b",))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("@.a", Exists(A)),
        ("!@.a", Not(Exists(A))),
        ("@['a']", Exists(A)),
        ('@["a b"].c[0]', Exists(Path(("a b", "c", 0)))),
        ("@.a > 0", Compare(A, ">", Constant(0))),
        ("0 < @.a", Compare(Constant(0), "<", A)),
        (r"@.a == 'it\'s'", Compare(A, "==", Constant("it's"))),
        ("@.a == true", Compare(A, "==", Constant(True))),
        ("@.a == 1.5", Compare(A, "==", Constant(1.5))),
        ("@.a && @.b && @", And((Exists(A), Exists(B), Exists(Path(()))))),
        ("@.a || @.b && @.a", Or((Exists(A), And((Exists(B), Exists(A)))))),
        ("(@.a || @.b) && @.a", And((Or((Exists(A), Exists(B))), Exists(A)))),
        ("!(@.a > 0)", Not(Compare(A, ">", Constant(0)))),
        ("@.a[*]", Exists(Path(("a",), every=True))),
        ("@.a[?@.b]", Exists(Path(("a",), having=Exists(B)))),
        ("count(@.a[*]) < @.b", Compare(Size("count", Path(("a",), every=True)), "<", B)),
        ("length(@.a) >= 3", Compare(Size("length", A), ">=", Constant(3))),
        ("match(@.a, 'x.*')", Matches(A, "x.*", whole=True)),
        ("search(@.a, 'x')", Matches(A, "x", whole=False)),
    ],
)
def test_a_condition_becomes_a_tree(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no condition"),
        ("@.a ==", "no condition"),
        ("$.a", "no path from `@`"),
        ("@.a == $.b", "no path from `@`"),
        ("@..a", "outside the profile"),
        ("@.a[1:2]", "outside the profile"),
        ("@.a[-1]", "outside the profile"),
        ("@['a', 'b']", "outside the profile"),
        ("@.a['0']", "outside the profile"),
        ("@.a[*].b", "which end a path"),
        ("@.a[?@.b].c", "which end a path"),
        ("@.a, ?@.b", "more than one"),
        ("@.a][?@.b", "more than one"),
        ("@.a == null", "null is absent"),
        ("1 == 1", "two constants"),
        ("@.a == 1e999", "no condition"),
        ("!@.a == 1", "nothing of the profile"),
        ("value(@.a) == 1", "nothing of the profile"),
        ("length('abc') == 3", "no path"),
        ("match(@.a, @.b)", "text in quotes"),
        ("match(@.a, '(x*)*')", "could take long"),
        ("(" * 13 + "@.a" + ")" * 13, "at most 12 deep"),
        ("(" * 240 + "@.a" + ")" * 240, "at most 12 deep"),
        ("!" * 400 + "@.a", "negation"),
        ("@.a == '" + "x" * 500 + "'", "at most 500"),
    ],
)
def test_a_condition_outside_the_profile_is_refused(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=re.escape(problem)) as error:
        parse(text)
    assert "\n" not in str(error.value)


def test_brackets_in_a_text_are_no_nesting() -> None:
    assert parse(f"@.a == '{'(' * 50}'") == Compare(A, "==", Constant("(" * 50))


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        ("a.c", ["abc", "a☃c"], ["a\nc", "a\rc", "ac", "abcd"]),
        (" *[Oo][Kk] *", ["ok", " OK  "], ["not ok"]),
        ("^$", ["^$"], [""]),
        ("[^a-c]", ["d", "\n"], ["a", "c"]),
        ("[-a]", ["-", "a"], ["b"]),
        ("[a-]", ["-", "a"], ["b"]),
        (r"[\[:&&~|]", ["[", ":", "&", "~", "|"], ["a"]),
        (r"a\.b\n", ["a.b\n"], ["axb\n"]),
        ("(ab){2}|c?", ["abab", "c", ""], ["ab", "cc"]),
        ("x{2,3}", ["xx", "xxx"], ["x", "xxxx"]),
        ("x{2,}", ["xx", "xxxxx"], ["x"]),
        ("(a)", ["a"], ["(a)"]),
        ("#a /", ["#a /"], ["a"]),
    ],
)
def test_a_pattern_means_the_same_in_python(pattern: str, fits: list[str], does_not: list[str]) -> None:
    compiled = re.compile(to_python(pattern, whole=True))
    assert [text for text in fits if not compiled.fullmatch(text)] == []
    assert [text for text in does_not if compiled.fullmatch(text)] == []


NO_PATTERNS = (
    r"\d \p{Lu} ( ) a) [ [] [b-a] *a a** { a{2,1} (?:a) [a-c-e] (a*)* (a|aa)+ (a?){30} a*a*a* .*.*=.* (a{0,99}b){0,99}"
)


@pytest.mark.parametrize(
    "pattern", [*NO_PATTERNS.split(), "\\", "a" * 201, "a?" * 30 + "a" * 30, "(a|a)" * 20, "(" * 60 + "a" + ")" * 60]
)
def test_a_pattern_that_is_none_or_can_take_long_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        to_python(pattern, whole=True)


def test_a_search_has_one_endless_repetition_less_since_it_begins_anywhere() -> None:
    assert to_python("a.*b.*c", whole=True)
    with pytest.raises(ValueError, match="at most 1 of"):
        to_python("a.*b.*c", whole=False)
