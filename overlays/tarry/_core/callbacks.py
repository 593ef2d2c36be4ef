"""What a caller's own function raises, told apart from what a request raises."""

from collections.abc import Iterator
from contextlib import contextmanager

_OF_CALLBACK = "_tarry_of_callback"


@contextmanager
def callback() -> Iterator[None]:
    """Around what a caller wants to be called within a request: as what `on_poll` raises, it ends a wait as it is."""
    try:
        yield
    except Exception as error:
        vars(error)[_OF_CALLBACK] = True
        raise


def came_from_callback(error: Exception) -> bool:
    """Whether *error* was raised by a caller's own function."""
    return _OF_CALLBACK in vars(error)
