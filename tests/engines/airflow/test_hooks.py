"""Clients out of connections: all settings, nothing of the worker's environment, and what is wrong is named early."""

import json

import pytest

from support.airflow_tasks import SECRET, Connections
from tarry import ConfigurationError
from tarry._core.providers import BUILT_IN
from tarry.airflow import hooks
from tarry.airflow.hooks import TarryHook

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


@pytest.mark.parametrize("provider", BUILT_IN)
def test_a_connection_to_the_sandbox_passes_its_test(provider: str, connections: Connections) -> None:
    passed, text = TarryHook(connections.sandbox(provider)).test_connection()
    assert passed, text
    assert "taken" in text


def test_a_test_says_that_a_credential_is_refused(connections: Connections) -> None:
    url = f"{connections.root}/fullstory"
    passed, text = TarryHook(connections.add("bad", "fullstory", api_key="wrong", base_url=url)).test_connection()
    assert not passed
    assert "401" in text
    assert "wrong" not in text


def test_there_is_a_class_for_each_provider() -> None:
    found = hooks.OpenDataRightsHook
    assert issubclass(found, TarryHook)
    assert found.conn_type == "tarry_open_data_rights"
    assert hooks.OpenDataRightsHook is found
    with pytest.raises(AttributeError, match="NobodyHook"):
        hooks.NobodyHook  # noqa: B018


def test_settings_of_the_environment_are_another_accounts(
    connections: Connections, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FULLSTORY_API_KEY", SECRET)
    with pytest.raises(ConfigurationError, match="write api_key into the extra of connection empty"):
        TarryHook(connections.add("empty", "fullstory")).get_conn()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ({"api_key": SECRET, "apikey": SECRET}, "apikey is not read; in its extra it has api_key, base_url"),
        ({"api_key": [SECRET]}, "api_key must be a text"),
        ({"api_key": SECRET, "request_timeout": "soon"}, "request_timeout must be float"),
    ],
)
def test_what_is_wrong_is_named_and_no_value(extra: dict[str, object], said: str, connections: Connections) -> None:
    with pytest.raises(ConfigurationError, match=said) as caught:
        TarryHook(connections.add("wrong", "fullstory", **extra)).get_conn()
    assert SECRET not in str(caught.value)


def test_a_number_may_be_a_text_as_forms_give_it(connections: Connections) -> None:
    with TarryHook(
        connections.add("slow", "fullstory", api_key=SECRET, request_timeout="7", base_url="")
    ).get_conn() as client:
        assert client.get_httpx_client().timeout.read == 7.0


@pytest.mark.parametrize("field", ["login", "password", "host"])
def test_standard_fields_are_refused(field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = json.dumps({"conn_type": "tarry_fullstory", field: SECRET, "extra": {"api_key": SECRET}})
    monkeypatch.setenv("AIRFLOW_CONN_STANDARD", text)
    with pytest.raises(ConfigurationError, match=f"{field} is not read"):
        TarryHook("standard").get_conn()


def test_a_connection_of_another_type_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AIRFLOW_CONN_DATABASE", "postgres://somewhere")
    with pytest.raises(ConfigurationError, match="connection database is of type postgres"):
        TarryHook("database").get_conn()
