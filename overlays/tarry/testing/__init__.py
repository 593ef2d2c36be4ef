"""For tests of your own code that waits: the providers on this machine, time that takes none, faults and assertions.

With pytest there is nothing to set up. The fixtures `tarry_sandbox`, `tarry_clients`, `tarry_clock`, `tarry_environ`,
`tarry_server` and `tarry_faults`, and the marker `tarry`, come with the installation:

    def test_an_import(tarry_clients, tarry_clock):
        assert nightly_import(tarry_clients.fullstory) == "succeeded"

Without it, what they are made of:

    with virtual_time(), Clients(new_sandbox()) as clients:
        nightly_import(clients.fullstory)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from tarry._core.names import listing

if TYPE_CHECKING:
    from ._clients import Clients, SandboxServer
    from ._clock import VirtualClock, virtual_time
    from ._faults import FaultCase, fault_cases
    from ._manners import assert_polite, assert_submitted_once
    from ._plans import assert_as_planned, new_sandbox

__all__ = [
    "Clients",
    "FaultCase",
    "SandboxServer",
    "VirtualClock",
    "assert_as_planned",
    "assert_polite",
    "assert_submitted_once",
    "fault_cases",
    "new_sandbox",
    "virtual_time",
]
__dir__ = listing(__all__)

if not TYPE_CHECKING:  # or a type checker would take any name for one of ours

    def __getattr__(name: str) -> Any:
        """Import a name when it is first used: the plugin of pytest is imported in every run, and costs next to nothing."""
        for place in ("_clock", "_faults", "_clients", "_manners", "_plans") if name in __all__ else ():
            if found := getattr(importlib.import_module(f"tarry.testing.{place}"), name, None):
                return found
        raise AttributeError(f"module 'tarry.testing' has no attribute {name!r}")
