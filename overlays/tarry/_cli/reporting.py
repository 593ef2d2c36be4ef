"""`--report`: the page that shows what happened, made from a record, which has every poll and what was cut off."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TextIO


class Report:
    """The record of a wait, and the page that is drawn of it.

    Raises:
        ConfigurationError: The page has no folder that can be written to.
    """

    def __init__(self, page: str | None, record: str | None) -> None:
        self._page = page
        self._begun = 0
        self.record: str | TextIO | None = record
        """What a wait takes as `record=`."""
        if page is None:
            return
        folder = Path(page).parent
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            from tarry._core.errors import ConfigurationError

            raise ConfigurationError(f"--report {page}: {folder} is no folder that can be written to")
        if record is None:
            self.record = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - goes with this object
        else:
            with suppress(FileNotFoundError):
                self._begun = Path(record).stat().st_size  # what is there already is of other waits

    def write(self) -> None:
        """Draw the page; nothing where none was asked for, or no poll was made."""
        from tarry.picture import html, lanes

        if self._page is None or self.record is None:
            return
        if isinstance(self.record, str):
            lines = Path(self.record).read_bytes()[self._begun :].decode(errors="replace").splitlines()
        else:
            with self.record as record:
                record.seek(0)
                lines = record.read().splitlines()
        if not lines:
            return
        drawn = html(lanes(json.loads(line) for line in lines if line.endswith("}")))
        Path(self._page).write_text(drawn, encoding="utf-8")
