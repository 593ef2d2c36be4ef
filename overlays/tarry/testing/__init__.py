"""For tests of your own code that waits: time that takes none."""

from tarry._core.names import listing

from ._clock import VirtualClock, virtual_time

__all__ = ["VirtualClock", "virtual_time"]
__dir__ = listing(__all__)
