"""A sandbox for each test, and clients of it whose every exchange is checked against the provider's document."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from sandbox.contract import Connect, load_contract
from tarry.sandbox import Sandbox
from tarry.testing import VirtualClock


@pytest.fixture
def clock() -> VirtualClock:
    """The sandbox's clock: it stands still until it is told otherwise."""
    return VirtualClock()


@pytest.fixture
def sandbox(clock: VirtualClock) -> Sandbox:
    return Sandbox(clock=clock.monotonic, page_size=3)


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Connect]:
    """Make clients: `connect("fullstory", headers=...)`."""
    with ExitStack() as stack:

        def connect(provider: str, **options: Any) -> httpx.Client:
            contract = load_contract(provider, sandbox.base_url(provider, ""))
            client = httpx.Client(
                base_url=sandbox.base_url(provider, "http://sandbox"),
                transport=sandbox.transport(),
                event_hooks={"response": [contract.check]},
                **options,
            )
            return stack.enter_context(client)

        yield connect
