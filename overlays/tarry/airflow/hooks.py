"""A hook for each provider, such as `FullstoryHook` for connections of type `tarry_fullstory`; `TarryHook` is for any.

The extra of a connection holds what the `connect` of the provider takes, under the same names.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseHook

from tarry import ConfigurationError, TarryError
from tarry._core import providers
from tarry._core.settings import looked_up_in
from tarry._operations.probe import probe
from tarry._settings.keywords import Keyword, connect_of

from . import connection_type

if TYPE_CHECKING:
    from airflow.sdk import Connection


class TarryHook(BaseHook):
    """Makes clients of the connection *tarry_conn_id*."""

    conn_name_attr = "tarry_conn_id"
    default_conn_name = "tarry_default"
    conn_type = "tarry"
    hook_name = "tarry"

    def __init__(self, tarry_conn_id: str = default_conn_name, logger_name: str | None = None) -> None:
        super().__init__(logger_name)
        self.tarry_conn_id = tarry_conn_id

    def get_conn(self) -> Any:
        """A client, sync and async, as the provider's `connect` makes it: use it in a `with` statement."""
        connection = self.get_connection(self.tarry_conn_id)
        return connect(connection, connection.extra_dejson)

    def test_connection(self) -> tuple[bool, str]:
        """Whether the host answers and takes the credential, by one request for a job that does not exist."""
        connection = self.get_connection(self.tarry_conn_id)
        extra = connection.extra_dejson
        try:
            with connect(connection, extra) as client:
                checks = list(probe(provider_of(connection), client, extra.get))
        except TarryError as error:
            return False, str(error)
        bad = [check.text for check in checks if check.state != "ok"]
        return not bad, "; ".join(bad or [check.text for check in checks])


def provider_of(connection: Connection) -> str:
    """The provider that a connection is for; a ConfigurationError where it is none of tarry's."""
    tarry, _, provider = (connection.conn_type or "").replace("-", "_").partition("_")  # a URI has hyphens
    if tarry != "tarry" or not provider:
        raise ConfigurationError(f"connection {connection.conn_id} is of type {connection.conn_type}, not of a tarry_…")
    return provider


def connect(connection: Connection, extra: Mapping[str, Any]) -> Any:
    """Make a client of *connection*, whose *extra* is decoded. Sends nothing.

    Raises:
        ConfigurationError: A setting is missing, unknown or malformed. No value is repeated.
    """
    where, provider = f"connection {connection.conn_id}", provider_of(connection)
    module, known, *_ = connect_of(provider)
    given = {name: value for name, value in extra.items() if value is not None and value != ""}
    fields = [name for name in ("host", "login", "password", "schema", "port") if getattr(connection, name)]
    if wrong := [*(name for name in given if name not in known), *fields]:
        raise ConfigurationError(f"{where}: {', '.join(wrong)} is not read; in its extra it has {', '.join(known)}")
    # In place of a worker's environment, which may have the settings of another account.
    nowhere = SimpleNamespace(has=lambda _: False, get=lambda _: None, source=str)
    nowhere.remedy = lambda name, _: f"write {name} into the extra of {where}"
    with looked_up_in(nowhere):
        return module.connect(**{name: _typed(known[name], value, where) for name, value in given.items()})


def _typed(keyword: Keyword, value: Any, where: str) -> Any:
    """A number that is given as a text."""
    if not isinstance(value, str) or "str" in keyword.kinds:
        return value
    try:
        return float(value)
    except ValueError:
        raise ConfigurationError(f"{where}: {keyword.name} must be {keyword.wanted}") from None


@cache
def __getattr__(name: str) -> Any:
    """The class for a provider."""
    for provider in providers.names():
        kind, path, shown = connection_type(provider).values()
        if path == f"{__name__}.{name}":
            return type(name, (TarryHook,), {"conn_type": kind, "hook_name": shown, "__module__": __name__})
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
