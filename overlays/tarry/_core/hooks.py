"""Hooks: functions that are told of every wait of the process, whoever waits. `tarry.instrumentation` is their public face."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable, Sequence

from .details import Details
from .errors import ConfigurationError
from .texts import type_name

logger = logging.getLogger("tarry")


Hook = Callable[[Details], object]

_hooks: Sequence[Hook] | None = None
"""None where nobody has set any."""

_found: Sequence[Hook] | None = None
"""What stands for them then, once it is known."""


def set_hooks(hooks: Iterable[Hook] | None) -> None:
    """Set the functions that are called with the details of every wait, in their order; waits that go on keep theirs.

    They are called where the wait is, so they must neither block nor be async. What one raises is logged and goes no further:
    unlike `on_poll`, which belongs to one call of a wait and may end it, a hook is there for all, set by somebody who does not
    know who waits.

    Args:
        hooks: An empty list for none. None, as at the beginning, for OpenTelemetry alone, in a process that uses it.

    Raises:
        ConfigurationError: One of them cannot be called.
    """
    global _hooks  # noqa: PLW0603 - of the process, as its logging and its tracer are
    given = None if hooks is None else tuple(hooks)
    for hook in given or ():
        if not callable(hook):
            raise ConfigurationError(f"a hook must be a function of one argument, not {type_name(hook)}")
    _hooks = given


def get_hooks() -> Sequence[Hook]:
    """The functions that a wait which begins now will tell of itself."""
    if _hooks is not None:
        return _hooks
    # Who has set up OpenTelemetry has imported it; for all others it is not worth an import.
    if _found is None and "opentelemetry.trace" not in sys.modules and "opentelemetry.metrics" not in sys.modules:
        return ()
    return _opentelemetry()


def _opentelemetry() -> Sequence[Hook]:
    global _found  # noqa: PLW0603
    if _found is None:
        try:
            from .opentelemetry import OpenTelemetryHook

            _found = (OpenTelemetryHook(),)
        except Exception as error:  # noqa: BLE001 - an API that is too old, or half removed
            logger.warning("OpenTelemetry cannot be used: %s", type_name(error))
            _found = ()
    return _found


def tell(hooks: Sequence[Hook], details: Details) -> None:
    """Call *hooks*; none of them ends what it is told of."""
    for hook in hooks:
        try:
            hook(details)
        except Exception:  # whatever somebody else's code raises
            logger.exception("a hook failed over a %s", type(details).__name__)
