"""The providers on loopback: stateful stand-ins that answer as the documents say. `tarry.sandbox` is its public face.

A stand-in from another distribution is a subclass of `Provider`, named by an entry point of the group
`tarry.sandbox_providers`.
"""

from ._app import Sandbox
from ._calls import Call, RefusalError
from ._log import Received
from ._plans import Fault, Plan
from ._provider import Provider, answer_json, timestamp

__all__ = ["Call", "Fault", "Plan", "Provider", "Received", "RefusalError", "Sandbox", "answer_json", "timestamp"]
