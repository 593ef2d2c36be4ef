"""Where programs keep files of a user, by the rules of the platform."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def state_folder() -> Path:
    """The folder of tarry for what it learns and remembers.

    Raises:
        RuntimeError: This user has no home.
    """
    return _folder("XDG_STATE_HOME", ".local/state")


def config_folder() -> Path:
    """The folder of tarry for what its user writes. Raises as `state_folder`."""
    return _folder("XDG_CONFIG_HOME", ".config")


def _folder(variable: str, below: str) -> Path:
    """That of tarry below the folder that *variable* names, or else below *below* in the user's home."""
    if sys.platform == "win32":
        root, below = os.environ.get("LOCALAPPDATA", ""), "AppData/Local"
    elif sys.platform == "darwin":
        root, below = "", "Library/Application Support"
    else:
        # https://specifications.freedesktop.org/basedir-spec/latest/
        root = os.environ.get(variable, "")
    return (Path(root) if os.path.isabs(root) else Path.home() / below) / "tarry"
