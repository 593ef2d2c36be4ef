"""What happens in waits, for metrics, traces and logs: hooks are called with one object of details each.

    def count(details):
        if isinstance(details, WaitEnded):
            ended.labels(details.job.provider).inc()

    tarry.instrumentation.set_hooks([count])

In a process that uses OpenTelemetry (extra `otel`, which needs its API alone) spans and metrics are made without a word.
"""

from typing import TYPE_CHECKING, Any

from tarry._core.details import Details, PollMade, RowsRead, WaitEnded, WaitStarted
from tarry._core.hooks import Hook, get_hooks, set_hooks
from tarry._core.names import listing

if TYPE_CHECKING:
    from tarry._core.opentelemetry import OpenTelemetryHook

__all__ = [
    "Details",
    "Hook",
    "OpenTelemetryHook",
    "PollMade",
    "RowsRead",
    "WaitEnded",
    "WaitStarted",
    "get_hooks",
    "set_hooks",
]
__dir__ = listing(__all__)

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Import what needs OpenTelemetry when it is first used."""
        if name == "OpenTelemetryHook":
            try:
                from tarry._core.opentelemetry import OpenTelemetryHook
            except ModuleNotFoundError as error:
                from tarry._core.extras import lacking

                raise lacking(error, "tarry.instrumentation.OpenTelemetryHook") from None
            return OpenTelemetryHook
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
