"""The providers on loopback: stateful stand-ins that answer as the documents say. `tarry.sandbox` is its public face."""

from ._app import Sandbox
from ._plans import Fault, Plan

__all__ = ["Fault", "Plan", "Sandbox"]
