"""Pages of rows as CSV and JSON Lines, and what compresses them.

Every piece is compressed by itself, as a member of gzip or a frame of zstd: a file that was cut off can be gone on with.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Raw
from msgspec.json import Encoder
from msgspec.structs import astuple

from tarry._core.errors import ConfigurationError
from tarry._core.extras import lacking

from .shape import Shape

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a text begins with that Excel takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection"""


class JsonLines:
    """A row is an object with all columns in their order."""

    def __init__(self) -> None:
        self._encoder = Encoder()

    def head(self, shape: Shape) -> bytes:  # noqa: ARG002
        """Nothing."""
        return b""

    def page(self, shape: Shape, rows: Sequence[Any]) -> bytes:  # noqa: ARG002
        """The lines of a page."""
        return self._encoder.encode_lines(rows)


class Csv:
    """With a header; texts are quoted, so that an empty one is `""` and null is nothing. RFC 4180, but with LF.

    The writer of the standard library cannot tell the two apart before Python 3.12, and takes longer than all the rest.
    """

    def __init__(self, *, excel: bool = False) -> None:
        self._excel = excel

    def head(self, shape: Shape) -> bytes:
        """The names."""
        line = (",".join(map(self._text, shape.names)) + "\n").encode()
        return b"\xef\xbb\xbf" + line if self._excel else line

    def page(self, shape: Shape, rows: Sequence[Any]) -> bytes:
        """The lines of a page."""
        if not shape.names or not rows:
            return b"\n" * len(rows)
        if not self._excel and set(shape.fields.types.values()) == {"string"}:
            try:
                lines = list(map('","'.join, map(astuple, rows)))
            except TypeError:  # there is a null
                lines = []
            text = '"\n"'.join(("", *lines, ""))
            del lines
            if text.count('"') == 2 * (len(rows) * len(shape.names) + 1):
                return text[2:-1].encode()
        cells = [list(map(self._cell, column)) for column in shape.columns(rows)]
        return ("\n".join(map(",".join, zip(*cells, strict=True))) + "\n").encode()

    def _cell(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, datetime):
            return value.isoformat().replace("+00:00", "Z")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Raw):
            text = bytes(value).decode()
            return "" if text == "null" else self._text(text)
        return repr(value)

    def _text(self, value: str) -> str:
        if self._excel and value.startswith(_FORMULA):
            value = f"'{value}"
        return f'"{value}"' if '"' not in value else f'"{value.replace(chr(34), chr(34) * 2)}"'


def compressor(name: str) -> Callable[[bytes], bytes]:
    """What compresses rows: "gz", "zst", or "" for none.

    Raises:
        ConfigurationError: What is needed is not installed.
    """
    if name == "gz":
        # Neither name nor time, so that the same rows are the same bytes.
        return lambda text: gzip.compress(text, 6, mtime=0) if text else b""
    if name == "zst":
        compress = _zstd()
        return lambda text: compress(text) if text else b""
    return lambda text: text


def _zstd() -> Callable[[bytes], bytes]:
    try:
        from compression.zstd import compress  # type: ignore[import-not-found,unused-ignore]  # of Python 3.14
    except ModuleNotFoundError:
        try:
            from backports.zstd import compress
        except ModuleNotFoundError as error:
            raise ConfigurationError(str(lacking(error, "Writing .zst"))) from error
    return compress  # type: ignore[no-any-return,unused-ignore]
