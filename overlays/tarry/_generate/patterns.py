"""Patterns of `match` and `search`: I-Regexp (RFC 9485), read strictly, bounded in cost, and written again for Python's `re`.

A backtracking engine tries each way to fit a pattern, so the number of ways is bounded: what a hostile answer can cost is
then at most of the order of the square of its length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST = 200
_LARGEST_REPEAT = 1000
_MOST_WAYS = 1000
_DEEPEST = 12

_ESCAPED = {name: name for name in "()*+-.?[\\]^{|}"} | {"n": "\n", "r": "\r", "t": "\t"}
_SPECIAL = frozenset("()*+.?[\\]{|}")
_REPEAT = re.compile(r"([*+?])|\{([0-9]{1,9})(?:(,)([0-9]{1,9})?)?\}")


def to_python(pattern: str, *, whole: bool = True) -> str:
    r"""The same as a pattern of Python's `re`, for `re.fullmatch` where it has to fit a *whole* text, else for `re.search`.

    Raises:
        ValueError: It is no I-Regexp, has `\p`, or can take long on some text; says what and where.
    """
    if len(pattern) > LONGEST:
        raise ValueError(f"a pattern has at most {LONGEST} characters, this one has {len(pattern)}")
    reader = _Reader(pattern)
    made = reader.alternatives(0)
    if reader.at < len(pattern):
        raise reader.error("has no group to end")
    function, most = ("match", 2) if whole else ("search", 1)
    if made.endless > most:
        raise ValueError(
            f"a pattern of {function} has at most {most} of `*`, `+` and `{{n,}}`, for the time that it takes; "
            f"{pattern!r} has {made.endless}"
        )
    if made.ways > _MOST_WAYS:
        raise ValueError(
            f"the pattern {pattern!r} fits in {made.ways} ways, more than {_MOST_WAYS}: it could take long"
        )
    return made.source


@dataclass(slots=True)
class _Part:
    source: str
    ways: int = 1
    """How many ways to fit, endless repetitions aside."""
    endless: int = 0
    varies: bool = False
    """Whether it has a repetition or alternatives."""


@dataclass(slots=True)
class _Reader:
    pattern: str
    at: int = field(default=0)

    def error(self, problem: str) -> ValueError:
        found = repr(self.pattern[self.at]) if self.at < len(self.pattern) else "its end"
        return ValueError(f"{found} at character {self.at + 1} of the pattern {self.pattern!r} {problem}")

    def peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def alternatives(self, depth: int) -> _Part:
        branches = [self.branch(depth)]
        while self.peek() == "|":
            self.at += 1
            branches.append(self.branch(depth))
        return _Part(
            "|".join(one.source for one in branches),
            sum(one.ways for one in branches),
            max(one.endless for one in branches),
            len(branches) > 1 or branches[0].varies,
        )

    def branch(self, depth: int) -> _Part:
        made = _Part("")
        while self.peek() not in {"", "|", ")"}:
            piece = self.piece(depth)
            made = _Part(
                made.source + piece.source,
                made.ways * piece.ways,
                made.endless + piece.endless,
                made.varies or piece.varies,
            )
        return made

    def piece(self, depth: int) -> _Part:
        atom = self.atom(depth)
        repeat = _REPEAT.match(self.pattern, self.at)
        if repeat is None:
            return atom
        if atom.varies:
            raise self.error("repeats a group that holds a repetition or alternatives: it could take long")
        sign, least, comma, most = repeat.groups()
        endless = sign in {"*", "+"} or bool(comma and not most)
        if max(int(least or 0), int(most or 0)) > _LARGEST_REPEAT:
            raise self.error(f"repeats more than {_LARGEST_REPEAT} times")
        if most and int(most) < int(least):
            raise self.error("repeats at most less often than at least")
        self.at = repeat.end()
        ways = 2 if sign == "?" else int(most) - int(least) + 1 if most else 1
        return _Part(atom.source + repeat[0], atom.ways * ways, int(endless), varies=True)

    def atom(self, depth: int) -> _Part:
        character = self.peek()
        if character == "(":
            if depth == _DEEPEST:
                raise self.error(f"begins a group inside {_DEEPEST} others")
            self.at += 1
            inner = self.alternatives(depth + 1)
            if self.peek() != ")":
                raise self.error("is where a group should end")
            self.at += 1
            return _Part(f"(?:{inner.source})", inner.ways, inner.endless, inner.varies)
        if character == "[":
            return _Part(self.characters())
        if character == ".":
            self.at += 1
            return _Part(r"[^\n\r]")
        return _Part(re.escape(self.character(_SPECIAL)))

    def characters(self) -> str:
        """A class of characters in brackets."""
        self.at += 1
        source = "["
        if self.peek() == "^":
            self.at += 1
            source += "^"
        first = True
        while first or self.peek() != "]":
            if self.peek() == "-":
                self.at += 1
                source += r"\-"
                if not first and self.peek() != "]":
                    raise self.error("follows a `-` that stands neither first nor last in its brackets")
            else:
                source += self.range()
            first = False
        self.at += 1
        return source + "]"

    def range(self) -> str:
        begin = self.character("[\\]-")
        following = self.pattern[self.at : self.at + 2]
        if not following.startswith("-") or following == "-]":
            return re.escape(begin)
        self.at += 1
        end = self.character("[\\]-")
        if end < begin:
            raise ValueError(f"the range {begin}-{end} in the pattern {self.pattern!r} is empty")
        return f"{re.escape(begin)}-{re.escape(end)}"

    def character(self, special: str | frozenset[str]) -> str:
        character = self.peek()
        if character == "\\":
            self.at += 1
            if self.peek() not in _ESCAPED:
                raise self.error(
                    r"cannot follow a `\` (classes such as \d and \p{…} are not in the profile: write [0-9])"
                )
            character = _ESCAPED[self.peek()]
        elif not character or character in special or "\ud800" <= character <= "\udfff":
            raise self.error("cannot stand there")
        self.at += 1
        return character


def id_in(pattern: str, text: str) -> str | None:
    """The id in a longer *text*, by a `pattern` of an `x-job`; None where it does not fit."""
    # In Python `$` fits before a last line break as well, and \d any digit of Unicode.
    found = re.search(re.sub(r"\$$", r"\\Z", pattern), text, re.ASCII)
    return found[1] if found else None
