"""What a public module lists when it is asked: by `dir()`, and so in completion."""

from collections.abc import Callable, Iterable


def listing(names: Iterable[str]) -> Callable[[], list[str]]:
    """A `__dir__` for a module: its public *names*, without what it imports to make them."""
    return lambda: sorted(names)
