"""A sandbox for each test, and clients of it whose every exchange is checked against the provider's document."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from contract import SPECS, Contract

from tarry.sandbox import Sandbox

_contracts: dict[str, Contract] = {}

Connect = Callable[..., httpx.Client]


def contract_of(provider: str) -> Contract:
    """Load a provider's document once; what was seen adds up over the tests."""
    if provider not in _contracts:
        _contracts[provider] = Contract(SPECS / f"{provider}.yaml", Sandbox().base_url(provider, ""))
    return _contracts[provider]


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(page_size=3)


@pytest.fixture
def connect(sandbox: Sandbox) -> Iterator[Connect]:
    """Make clients: `connect("fullstory", headers=...)`."""
    with ExitStack() as stack:

        def connect(provider: str, **options: object) -> httpx.Client:
            client = httpx.Client(
                base_url=sandbox.base_url(provider, "http://sandbox"),
                transport=sandbox.transport(),
                event_hooks={"response": [contract_of(provider).check]},
                **options,
            )
            return stack.enter_context(client)

        yield connect
