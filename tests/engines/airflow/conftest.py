"""A sandbox on a socket, and connections to it."""

import os
import tempfile
from collections.abc import Iterator

import pytest

from support.airflow_tasks import Connections
from tarry.sandbox import Sandbox

# Airflow writes its settings where this says, when it is imported.
HOME = tempfile.TemporaryDirectory(prefix="tarry-airflow-")
os.environ["AIRFLOW_HOME"] = HOME.name


@pytest.fixture(scope="session")
def served() -> Iterator[tuple[Sandbox, str]]:
    sandbox = Sandbox()
    with sandbox.serve() as root:
        yield sandbox, root


@pytest.fixture
def sandbox(served: tuple[Sandbox, str]) -> Sandbox:
    served[0].reset()
    return served[0]


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch, served: tuple[Sandbox, str]) -> Connections:
    return Connections(monkeypatch, served[1], served[0])
