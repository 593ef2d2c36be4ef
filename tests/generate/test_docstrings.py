"""Docstrings of generated code keep the paragraphs of their document, and fill the line."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import tarry_clients
from tarry._generate.docstrings import docstring, filled

PACKAGES = sorted(path.parent for path in Path(tarry_clients.__path__[0]).glob("*/client.py"))
ITEM = re.compile(r"\s*([-*+]|\d+[.)]) ")


def docstrings(module: Path) -> Iterator[tuple[int, list[str]]]:
    """Every docstring, as the lines stand in the file, with the indent of its code."""
    lines = module.read_text().splitlines()
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body:
                case [ast.Expr(ast.Constant(str()), lineno=first, end_lineno=int(last), col_offset=indent), *_]:
                    yield indent, lines[first - 1 : last]


def broken_early(indent: int, lines: list[str]) -> list[str]:
    """Lines after which the next word would have fitted, though it goes on with the same paragraph."""
    found, in_section = [], False
    for line, following in pairwise(lines):
        in_section = in_section or bool(re.fullmatch(r" *(Args|Attributes|Returns|Raises):", line))
        deep = len(following) - len(following.lstrip())
        goes_on = deep == indent + 8 if in_section else deep >= indent
        if line.strip() and goes_on and following.strip(' "') and not ITEM.match(following) and "`" * 3 not in line:
            word = following.split()[0]
            if len(line) + 1 + len(word) <= 120 and not line.endswith(":") and "|" not in line[:12]:
                found.append(f"{line}\n{following}")
    return found


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.name)
def test_no_line_ends_where_the_next_word_would_have_fitted(package: Path) -> None:
    seen = 0
    for module in package.rglob("*.py"):
        for indent, lines in docstrings(module):
            seen += len(lines)
            assert not broken_early(indent, lines), module
            assert not lines[0].strip().startswith('""" '), module
            assert not [line for line in lines if len(line) > 120 and len(line.split()) > 2], module
            # Of two paragraphs none begins deeper than the other.
            starts = [line for before, line in pairwise(lines) if not before.strip()]
            assert not [line for line in starts if (len(line) - len(line.lstrip())) % 4], module
    assert seen > 100


def test_the_check_of_lines_finds_those_of_text_that_was_filled_twice() -> None:
    twice = ['    """Tells', "    whether the job has ended and how many items were imported and refused.", '    """']
    assert broken_early(4, twice)


WORDS = "one two three four five six seven eight nine ten eleven twelve"


def test_lines_of_a_paragraph_are_joined_before_they_are_filled() -> None:
    assert filled("one\ntwo three\n\n  four\nfive", 20) == "one two three\n\nfour five"
    assert (
        filled(WORDS.replace(" ", "\n"), 30)
        == filled(WORDS, 30)
        == ("one two three four five six\nseven eight nine ten eleven\ntwelve")
    )


@pytest.mark.parametrize(
    "kept",
    [
        "    code = 1\n    more = 2",
        '```json\n{\n  "a": 1\n}\n```',
        "| a | b |\n| --- | --- |\n| 1 | 2 |",
        "# Heading",
        "Said:\n\n- one\n- two\n\n1. three\n2. four",
    ],
    ids=["indented", "fenced", "table", "heading", "lists"],
)
def test_what_is_no_paragraph_stays(kept: str) -> None:
    assert filled(kept, 20) == kept
    assert filled(f"a\nb\n\n{kept}\n\nc\nd", 20) == f"a b\n\n{kept}\n\nc d"


def test_an_item_of_a_list_is_filled_below_its_text() -> None:
    assert filled("Text:\n- one two\n  three\n- four", 14) == "Text:\n- one two\n  three\n- four"
    assert filled("- one\n  two three four", 12) == "- one two\n  three four"


def test_lines_but_the_first_are_indented() -> None:
    assert (
        filled("a (int): one two three\n\nfour five six", 12, "  ") == "a (int): one\n  two three\n\n  four five\n  six"
    )


@pytest.mark.parametrize("end", ['"', "\\", '"""', "\\'"])
def test_no_text_ends_the_docstring_or_breaks_out_of_it(end: str) -> None:
    source = docstring([f'He said "no" {end}', f'"""\nimport os{end}'], [("Args", [])])
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Constant)
    assert "import os" in str(statement.value.value)
