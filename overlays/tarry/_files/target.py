"""Where rows are written and in which form, checked before anything is asked for."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeAlias

from tarry._core.errors import ConfigurationError

Kind: TypeAlias = Literal["csv", "jsonl", "parquet"]

FORMS = (
    *("csv", "jsonl", "parquet"),
    *("csv.gz", "csv.zst", "jsonl.gz", "jsonl.zst"),
)

_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?", re.IGNORECASE)


class Target(NamedTuple):
    """Where to and how."""

    place: Any
    """A Path, a URL with `://`, or a file that takes bytes."""
    kind: Kind
    compression: str
    """"gz", "zst", or "" for none."""
    suffix: str
    """Of files in a folder."""
    rotate: int | None
    """Bytes after which another file of a folder begins; None for one file."""
    resume: bool
    excel: bool


def target_of(  # noqa: PLR0917 - as `to` has them
    given: Any,
    form: str | None,
    rotate: str | int | None,
    resume: bool,
    excel: bool,
    what: str = "rows.to",
) -> Target:
    """Check what the caller says.

    Raises:
        ConfigurationError: It makes no sense; the text says what would.
    """
    if form is not None and form not in FORMS:
        raise ConfigurationError(f"{what}: format is one of {', '.join(FORMS)}, not {form!r:.40}")
    place, name = _place(given, what)
    by_name = next((one for one in sorted(FORMS, key=len, reverse=True) if name.lower().endswith(f".{one}")), None)
    if form and by_name and form != by_name:
        raise ConfigurationError(f"{what}: {name} is asked for as {form}: let its name end with .{form}")
    chosen = form or by_name
    if chosen is None:
        remedy = "say format=…" if not name else f"let its name end with one of {', '.join('.' + one for one in FORMS)}"
        thing = f"{name!r:.200} does not say which format it has" if name else "a file has no name that says its format"
        raise ConfigurationError(f"{what}: {thing}: {remedy}" + (", or say format=…" if name else ""))
    kind, _, compression = chosen.partition(".")
    if excel and kind != "csv":
        raise ConfigurationError(f"{what}: excel=True is for CSV, and this is {chosen}")
    target = Target(place, kind, compression, f".{chosen}", _bytes(rotate, what), resume, excel)  # type: ignore[arg-type]
    _check_place(target, what)
    return target


def _place(given: Any, what: str) -> tuple[Any, str]:
    """Where to, and the name that says the format."""
    if given == "-":
        return sys.stdout.buffer, ""
    if isinstance(given, str) and "://" in given:
        return given, given.partition("?")[0]
    if isinstance(given, str | os.PathLike):
        path = Path(os.fsdecode(given))
        return path, path.name
    if callable(getattr(given, "write", None)):
        if "encoding" in dir(given) or hasattr(given, "newlines"):
            raise ConfigurationError(f'{what}: the file takes text; open it with mode "wb"')
        return given, ""
    raise ConfigurationError(
        f'{what} takes a path, a URL, a file that is open for bytes, or "-", not {type(given).__name__}'
    )


def _check_place(target: Target, what: str) -> None:
    place = target.place
    if not isinstance(place, Path):
        if target.resume:
            raise ConfigurationError(
                f"{what}: resume=True needs a path on this machine: write there, and copy the file"
            )
        if target.rotate and not isinstance(place, str):
            raise ConfigurationError(f"{what}: rotate=… makes a folder, so it needs a path or a URL")
        return
    if not place.parent.is_dir():
        raise ConfigurationError(f"{what}: there is no folder {place.parent}: make it first")
    is_ours = target.resume and sidecar_of(place).exists()  # it was killed when all was in its place
    if target.rotate and place.exists() and not is_ours and (not place.is_dir() or any(place.iterdir())):
        raise ConfigurationError(
            f"{what}: rotate=… makes the folder {place}, and that is there: remove it, or name another"
        )
    if not target.rotate and place.is_dir():
        raise ConfigurationError(f"{what}: {place} is a folder: name a file in it, or say rotate=…")


def sidecar_of(place: Path) -> Path:
    """What says how a file that was cut off is gone on with."""
    return place.with_name(f"{place.name}.tarry.json")


def _bytes(size: str | int | None, what: str) -> int | None:
    """A size such as 512MB: thousands of thousands, and with `i` 1024s."""
    if size is None:
        return None
    found = _SIZE.fullmatch(str(size).strip())
    number = 0
    if found and not isinstance(size, bool):
        number = int(float(found[1]) * (1024 if found[3] else 1000) ** " kmgt".index(found[2].lower() or " "))
    if number < 1:
        raise ConfigurationError(f'{what}: rotate is a size such as "512MB" or a number of bytes, not {size!r:.40}')
    return number
