"""When to poll next. A schedule is any object with `next_delay(elapsed, hint)`.

`Fixed` and `Growing` need no memory; `Learned` remembers how long past jobs took; `Rarer` is for a job whose provider calls at
its end. `make bench-schedules` compares them with each other and with the polling of other clients.
"""

from typing import TYPE_CHECKING, Any

from tarry._core.names import listing
from tarry._core.schedule import Schedule

from ._growing import Fixed, Growing

if TYPE_CHECKING:
    from ._learned import Learned
    from ._rarer import Rarer

__all__ = ["Fixed", "Growing", "Learned", "Rarer", "Schedule"]
__dir__ = listing(__all__)

_PLACES = {"Learned": "_learned", "Rarer": "_rarer"}

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Import what few waits need when it is first used."""
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(f".{_PLACES[name]}", __name__), name)
