"""Plain fields of an answer, read strictly: the generated models do not check the types of texts, numbers and booleans.

None is what an answer leaves out. A value of another type is a fault of the answer, also one that Python takes for false: an
empty list is not "no errors".
"""

import re
from typing import Any
from urllib.parse import unquote

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)


def count(value: Any, name: str) -> int | None:
    """A number of things.

    Raises:
        TypeError: It is anything else.
    """
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise TypeError(f"{name} is {value!r:.40}, which is no number of things")


def text(value: Any, name: str) -> str | None:
    """A text, which may be empty.

    Raises:
        TypeError: It is anything else.
    """
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"{name} is {value!r:.40}, which is no text")


def flag(value: Any, name: str) -> bool | None:
    """True or false.

    Raises:
        TypeError: It is anything else.
    """
    if value is None or isinstance(value, bool):
        return value
    raise TypeError(f"{name} is {value!r:.40}, neither true nor false")


def is_same_id(one: Any, other: Any) -> bool:
    """Whether two ids are the same: as text or number, percent-encoded or not, a UUID in either case."""
    first, second = _id_text(one), _id_text(other)
    if first == second:
        return True
    if first.isdecimal() and second.isdecimal():
        return first.lstrip("0") == second.lstrip("0")
    return bool(_UUID.fullmatch(first)) and first.casefold() == second.casefold()


def _id_text(value: Any) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return unquote(str(int(value) if whole else value).strip())
