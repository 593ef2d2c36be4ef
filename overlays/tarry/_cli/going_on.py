"""The command that goes on where this one stopped, to be copied into any shell."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from tarry._cli.options import Common


def command(verb: str, handles: Iterable[object], options: Mapping[str, Any], common: Common) -> str:
    """The command line, with absolute paths, as the other shell may be in another folder.

    Args:
        verb: `wait`, or another.
        handles: Of the jobs.
        options: By name what was given; one that is None or False was not.
        common: Given as well.
    """
    given = {
        **options,
        "--profile": common.profile,
        "--env-file": common.env_file and absolute(common.env_file),
        "--json": common.json,
        "--quiet": common.quiet,
    }
    words = ["tarry", verb, *map(str, handles)]
    for name, value in given.items():
        if value is not None and value is not False:
            words += [name] if value is True else [name, str(value)]
    return shlex.join(words)


def absolute(path: object) -> str:
    """A path that means the same in any folder; `-` and URLs stay, and a slash at the end does."""
    text = str(path)
    if not is_here(text):
        return text
    return f"{Path(text).absolute()}{'/' if text.endswith('/') else ''}"


def is_here(target: str) -> bool:
    """Whether it is a file of this machine: neither stdout nor a URL."""
    return target != "-" and "://" not in target
