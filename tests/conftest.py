"""How cassettes are recorded and replayed, and what every test may and may not do."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from support.paths import CASSETTES, ROOT
from support.redaction import before_record_request, before_record_response
from tarry._core.providers import BUILT_IN
from tarry.instrumentation import set_hooks

pytest_plugins = ["support.played"]

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As for what a script starts with `&`. What is tested of Ctrl-C needs it.
    signal.signal(signal.SIGINT, signal.default_int_handler)

PREFIXES = (*(f"{name.upper()}_" for name in BUILT_IN), "TARRY_CONFIG", "TARRY_PROFILE")


# How long an example takes says something about the machine, and about what else runs on it.
settings.register_profile("tarry", deadline=None)
settings.load_profile("tarry")


@pytest.hookimpl(optionalhook=True)  # the environments of engines have no xdist
def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are cores: for a quarter of their time tests wait, for sockets and for programs."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    """Match on what a user's client builds; keep nothing secret or volatile."""
    return {
        "match_on": ["method", "scheme", "host", "port", "path", "query", "body"],
        "before_record_request": before_record_request,
        "before_record_response": before_record_response,
        "decode_compressed_response": True,
    }


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    """One folder for all modules; a cassette is named by provider and scenario."""
    return str(CASSETTES)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch, record_mode: str) -> None:
    """A developer's own credentials must not reach a test, except to record from the vendor."""
    if record_mode != "none":
        return
    for name in [name for name in os.environ if name.startswith(PREFIXES)]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_hooks_of_others() -> None:
    """Hooks are of the process: of another test, or of OpenTelemetry, which other tests import, none is told."""
    set_hooks([])


@pytest.fixture(scope="session")
def mypy_cache() -> Path:
    """Where `make typecheck` keeps what mypy knows of libraries, which takes longer to read than what is checked."""
    return ROOT / ".mypy_cache"
