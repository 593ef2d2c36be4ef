"""Connections to the sandbox as Airflow finds them in its environment, and what a task is run with."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from tarry.sandbox import Sandbox

SECRET = "sandbox-key"


class Connections:
    """Adds connections to what Airflow knows."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, root: str, sandbox: Sandbox) -> None:
        self.root, self._monkeypatch, self._sandbox = root, monkeypatch, sandbox

    def add(self, conn_id: str, provider: str, /, **extra: Any) -> str:
        text = json.dumps({"conn_type": f"tarry_{provider}", "extra": extra})
        self._monkeypatch.setenv(f"AIRFLOW_CONN_{conn_id.upper()}", text)
        return conn_id

    def sandbox(self, provider: str, conn_id: str = "", /) -> str:
        """One by which the sandbox is used."""
        url = self._sandbox.base_url(provider, self.root)
        prefix = f"{provider.upper()}_"
        settings = self._sandbox.environment(self.root).items()
        extra = {name.removeprefix(prefix).lower(): value for name, value in settings if name.startswith(prefix)}
        return self.add(conn_id or f"my_{provider}", provider, **{**extra, "base_url": url})


class Store:
    """The state store of a task in Airflow 3.3, which outlives a try and not a clearing."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str) -> Any:
        return self.kept.get(key)

    def set(self, key: str, value: Any) -> None:
        self.kept[key] = json.loads(json.dumps(value))

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


class Task:
    """The context of one task, over its tries."""

    def __init__(self, *, retries: int = 3, store: bool = True) -> None:
        self.store = Store() if store else None
        self.retries = retries
        self.ti = SimpleNamespace(
            dag_id="nightly",
            run_id="manual__1",
            task_id="submit",
            map_index=-1,
            try_number=1,
            max_tries=retries,
            start_date=datetime.now(UTC),
        )

    def retry(self) -> None:
        self.ti.try_number += 1

    def clear(self) -> None:
        """As `clear_task_instances` of Airflow does."""
        self.ti.max_tries = self.ti.try_number + self.retries
        self.ti.try_number += 1
        if self.store is not None:
            self.store.kept.clear()

    @property
    def context(self) -> Any:
        return {"ti": self.ti, **({"task_state_store": self.store} if self.store is not None else {})}
