"""How times and words are written in a picture, which has little room."""

import math
import unicodedata
from itertools import pairwise

_UNITS = (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1))


def plain(text: object, limit: int = 300) -> str:
    """A text of somebody else's without what a terminal obeys and XML cannot hold, cut to *limit* characters."""
    text = str(text)
    text = text if len(text) <= limit else f"{text[: limit - 1]}…"
    return (
        text
        if text.isprintable()
        else "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
    )


def short(seconds: float) -> str:
    """A time in two units at most: `0.2s`, `45s`, `2m5s`, `3h`, `14d`."""
    if not math.isfinite(seconds):
        return "?"
    if seconds < 9.95:
        return f"{round(seconds, 1):g}s"
    rest = round(seconds)
    for (name, size), (smaller, small) in pairwise(_UNITS):
        if rest >= size:
            whole, part = divmod(round(rest / small), size // small)
            return f"{whole}{name}" + (f"{part}{smaller}" if part else "")
    return f"{rest}s"


def counted(number: int, one: str) -> str:
    """A number of things."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"


def cells(text: str) -> int:
    """How wide a text is in a terminal."""
    wide = sum(unicodedata.east_asian_width(one) in {"W", "F"} for one in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def fitted(text: str, width: int) -> str:
    """*text* cut or filled up to *width* cells of a terminal."""
    if cells(text) > width:
        text = text[:width]
        while cells(text) > width - 1:
            text = text[:-1]
        text += "…"
    return text + " " * (width - cells(text))
