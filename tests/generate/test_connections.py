"""How a client logs in and where it asks, by the security schemes and servers of a document."""

from typing import Any

from support.paths import ROOT
from tarry._generate.connections import connection_of
from tarry._generate.pruning import pruned
from tarry._generate.reading import read
from tarry._generate.values import Object

FOREIGN = ROOT / "tests" / "generate" / "documents"


def described(schemes: dict[str, Any], security: list[Any], **server: Any) -> Any:
    return {"components": {"securitySchemes": schemes}, "security": security, "servers": [server] if server else []}


BEARER = {"token": {"type": "http", "scheme": "bearer"}}


def test_a_variable_of_the_address_is_no_credential() -> None:
    made = connection_of(
        described(BEARER, [{"token": []}], url="https://{token}.example", variables={"token": {"default": "www"}}), {}
    )
    assert made.server is not None
    (variable,) = made.server.variables
    assert made.ways == [["bearer(token)"]]
    assert variable.argument == "token_in_address"
    assert made.credentials == ["token"]


def test_names_say_who_is_asking_and_are_no_secrets() -> None:
    flow = {"clientCredentials": {"tokenUrl": "https://login.example/token", "scopes": {}}}
    schemes = {
        **BEARER,
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "app": {"type": "oauth2", "flows": flow},
        "user": {"type": "http", "scheme": "basic"},
    }
    made = connection_of(described(schemes, [{name: []} for name in schemes]), {})
    assert made.credentials == ["token", "api_key", "client_id", "client_secret", "user", "password"]
    assert made.secrets == ["token", "api_key", "client_secret", "password"]
    assert [one.name for one in made.keywords if one.name not in made.credentials] == ["token_url"]


def test_of_schemes_that_connect_does_not_know_none_is_written() -> None:
    made = connection_of(described({"cert": {"type": "mutualTLS"}}, [{"cert": []}]), {})
    assert (made.ways, made.keywords, made.server) == ([], [], None)


def test_two_keys_together_have_names_of_their_own() -> None:
    schemes = {
        "appKey": {"type": "apiKey", "in": "header", "name": "X-App"},
        "userKey": {"type": "apiKey", "in": "query", "name": "user"},
    }
    made = connection_of(described(schemes, [{"appKey": [], "userKey": []}]), {})
    assert [one.name for one in made.keywords] == ["app_key", "user_key"]


def test_the_security_of_the_polled_operation_counts() -> None:
    schemes = {**BEARER, "key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    made = connection_of(described(schemes, [{"token": []}]), {"security": [{"key": []}]})
    assert made.ways == [['key_scheme(api_key, "header", "X-Key", "api_key")']]


def test_operations_that_no_job_names_can_be_left_out() -> None:
    document = read(FOREIGN / "stripe-report-runs.yaml")
    here = document.data.here
    path, operation = Object(here), Object(here)
    operation.put("operationId", "other", here)
    path.put("get", operation, here)
    document.data["paths"].put("/v1/other", path, here)
    assert "/v1/other" in pruned(document).data["paths"]
    kept = pruned(document, jobs_only=True)
    assert "/v1/other" not in kept.data["paths"]
    assert kept.operations.keys() == {"create_report_run", "list_report_runs", "get_report_run", "download_file"}
