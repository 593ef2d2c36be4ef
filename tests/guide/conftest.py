"""What the pages run with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.ready_command import ready_command


@pytest.fixture(scope="session")
def commands() -> Iterator[Path]:
    """A folder with the command `tarry`, of which a page may call many."""
    with ready_command() as folder:
        yield folder
