"""YAML or JSON as plain data that remembers its lines. Read by the rules of YAML 1.2, safely, and bounded in size."""

from __future__ import annotations

import copy
import math
import re
from pathlib import Path
from typing import Any

import yaml

from .problems import DocumentError, Place
from .values import Array, Object

_LARGEST_FILE = 32 * 2**20
_MOST_VALUES = 1_000_000
"""With each alias counted as a copy: larger documents of vendors have some hundred thousand."""
_DEEPEST = 100
_LARGEST_NUMBER = 400
"""Digits of a number."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_EXPONENT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)[eE][-+]?[0-9]+")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


_SURROGATES = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
"""One character as two escapes, which only JSON has."""


def load(path: str | Path) -> Object:
    """The object that a file holds.

    Raises:
        DocumentError: The file cannot be read, or holds something else, or too much.
    """
    name = str(path)
    try:
        if Path(path).is_dir():
            raise DocumentError(name, "it is a directory, not a document")
        with Path(path).open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise DocumentError(name, f"it cannot be read: {error.strerror}") from error
    if len(content) > _LARGEST_FILE:
        raise DocumentError(name, f"it is larger than {_LARGEST_FILE:,} bytes")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(Place(name, content.count(b"\n", 0, error.start) + 1), "it is not UTF-8") from error
    return parse(text, name)


def parse(text: str, name: str) -> Object:
    """The object that a *text* holds; *name* is what problems call its file. Raises as `load` does."""
    try:
        node = yaml.compose(_SURROGATES.sub(_one_character, text), _LOADER)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DocumentError(Place(name, line), f"it is neither YAML nor JSON: {error.problem}") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise DocumentError(name, f"it is neither YAML nor JSON: {str(error).splitlines()[0]}") from error
    if node is None:
        raise DocumentError(name, "it is empty")
    made, _ = _Reader(name).value(node, 0)
    if not isinstance(made, Object):
        raise DocumentError(name, "it holds no object")
    return made


def _one_character(found: re.Match[str]) -> str:
    pair = bytes.fromhex(found[2] + found[3])
    return f"{found[1]}\\U{ord(pair.decode('utf-16-be')):08x}"


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        """How many values there are so far."""
        self.made: dict[int, tuple[Any, int, int]] = {}
        """What was made of a node, of how many values, and how deep these are nested."""
        self.open: set[int] = set()

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + 1)

    def value(self, node: yaml.Node, depth: int) -> tuple[Any, int]:
        """What a node says, and how deep it is nested. An alias becomes a copy, so that an overlay changes one place."""
        key = id(node)
        if key in self.open:
            raise DocumentError(self.place(node), "it has an alias of something that it is a part of")
        made, count, height = self.made.get(key, (None, 1, 0))
        self.count += count
        if self.count > _MOST_VALUES:
            raise DocumentError(
                self.place(node), f"it has more than {_MOST_VALUES:,} values, with its aliases written out"
            )
        if depth + height > _DEEPEST:
            raise DocumentError(self.place(node), f"it is nested more than {_DEEPEST} deep")
        if key in self.made:
            return copy.deepcopy(made), height
        before = self.count
        self.open.add(key)
        if isinstance(node, yaml.ScalarNode):
            made = self.scalar(node)
        else:
            made, height = self.array(node, depth) if isinstance(node, yaml.SequenceNode) else self.object(node, depth)
        self.open.discard(key)
        self.made[key] = (made, self.count - before + 1, height)
        return made, height

    def array(self, node: yaml.SequenceNode, depth: int) -> tuple[Array, int]:
        self.check_tag(node, "seq")
        made, highest = Array(self.place(node)), 0
        for item in node.value:
            value, height = self.value(item, depth + 1)
            made.put(value, self.place(item))
            highest = max(highest, height)
        return made, highest + 1

    def object(self, node: yaml.Node, depth: int) -> tuple[Object, int]:
        self.check_tag(node, "map")
        made, merged, highest = Object(self.place(node)), [], 0
        for key, item in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise DocumentError(self.place(key), "a name is a text, not a list or an object")
            value, height = self.value(item, depth + 1)
            highest = max(highest, height)
            if key.tag == f"{_TAG}merge":
                merged += value if isinstance(value, Array) else [value]
            elif key.value in made:
                raise DocumentError(
                    self.place(key),
                    f"the name {key.value!r} is given twice; the first is on line {made.places[key.value].line}",
                )
            else:
                made.put(key.value, value, self.place(key))
        for given in merged:
            if not isinstance(given, Object):
                raise DocumentError(made.here, "`<<` takes an object, or a list of objects")
            for name, value in given.items():
                if name not in made:
                    made.put(name, value, given.places[name])
        return made, highest + 1

    def check_tag(self, node: yaml.Node, expected: str) -> None:
        if node.tag != f"{_TAG}{expected}":
            raise DocumentError(self.place(node), f"it has the tag {node.tag!r}; tags are not read")

    def scalar(self, node: yaml.ScalarNode) -> Any:
        text, tag = node.value, node.tag.removeprefix(_TAG)
        if node.style or tag == "str":
            self.check_tag(node, "str")
            # YAML 1.1, by which PyYAML reads, takes 1e3 for a text.
            return _number(text) if not node.style and _EXPONENT.fullmatch(text) else text
        if tag not in {"int", "float", "bool", "null", "timestamp", "value", "merge"}:
            self.check_tag(node, "str")
        if text.lower() in _WORDS and text in {text.lower(), text.upper(), text.capitalize()}:
            return _WORDS[text.lower()]
        if _NUMBER.fullmatch(text):
            if len(text) > _LARGEST_NUMBER:
                raise DocumentError(self.place(node), f"a number has more than {_LARGEST_NUMBER} digits")
            return _number(text)
        return text  # to YAML 1.2 a date, `yes` or 12:30 is a text


def _number(text: str) -> int | float | str:
    if _INTEGER.fullmatch(text):
        return int(text)
    number = float(text)
    return number if math.isfinite(number) else text
