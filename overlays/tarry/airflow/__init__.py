"""tarry in Airflow 3.1 and newer: hooks, operators and triggers for the jobs of all providers.

No law of a wait stands here: a triggerer has one `tarry.AsyncWatch` for each connection.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from tarry._core import providers


def get_provider_info() -> dict[str, Any]:
    """What Airflow's entry point asks for in each process, read from a file: imports neither Airflow nor a provider.

    Connections of providers of other distributions take the same in their extra, without a form.
    """
    info: dict[str, Any] = json.loads(files(__name__).joinpath("provider_info.json").read_text(encoding="utf-8"))
    info["connection-types"] += [connection_type(name) for name in providers.names() if name not in providers.BUILT_IN]
    return info


def connection_type(provider: str) -> dict[str, Any]:
    """What a connection type needs at least."""
    words = [word.capitalize() for word in provider.split("_")]
    return {
        "connection-type": f"tarry_{provider}",
        "hook-class-name": f"{__name__}.hooks.{''.join(words)}Hook",
        "hook-name": f"{' '.join(words)} (tarry)",
    }
