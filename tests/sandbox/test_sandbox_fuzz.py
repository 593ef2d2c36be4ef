"""Requests nobody thought of: whatever is sent, the answer is one that the document describes."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from sandbox.contract import CHECKS, SPECS
from tarry.sandbox import Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    sandbox = Sandbox()
    sandbox.plan(None, Plan(looks=0))
    with sandbox.serve() as root:
        yield root


fullstory = schemathesis.openapi.from_path(SPECS / "fullstory.yaml")


@fullstory.parametrize()
@settings(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_fullstory(case: "schemathesis.Case[Any]", root: str) -> None:
    answer = case.call(base_url=f"{root}/fullstory", headers={"Authorization": "Basic sandbox-key"})
    case.validate_response(answer, checks=CHECKS)
