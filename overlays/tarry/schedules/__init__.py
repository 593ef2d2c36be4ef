"""When to poll next. A schedule is any object with `next_delay(elapsed, hint)`.

`Fixed` and `Growing` need no memory; `Learned` remembers how long past jobs took. `make bench-schedules` compares them with
each other and with the polling of other clients.
"""

from typing import TYPE_CHECKING, Any

from tarry._core.names import listing
from tarry._core.schedule import Schedule

from ._growing import Fixed, Growing

if TYPE_CHECKING:
    from ._learned import Learned

__all__ = ["Fixed", "Growing", "Learned", "Schedule"]
__dir__ = listing(__all__)

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Import what reads files when it is first used."""
        if name == "Learned":
            from ._learned import Learned

            return Learned
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
