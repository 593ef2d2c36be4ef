"""`tarry doctor` on the sandbox: what is there, what is missing, who answers, and whether the credential is taken."""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.command_line import runner
from support.paths import ROOT
from tarry._cli.app import app
from tarry._cli.opening import connect_all
from tarry._cli.options import Common
from tarry._core import extras
from tarry._core.providers import BUILT_IN, of_each
from tarry.sandbox import Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

WRONG = of_each(
    {
        "eloqua": "ELOQUA_PASSWORD",
        "fullstory": "FULLSTORY_API_KEY",
        "open_data_rights": "OPEN_DATA_RIGHTS_TOKEN",
        "possiblenow": "POSSIBLENOW_SECRET",
        "salesforce": "SALESFORCE_CLIENT_SECRET",
    },
    "which credential can be refused",
)
SECRET = "s3cr3t-$`%27\\x"


VALIDATOR = pytest.importorskip("jsonschema").Draft202012Validator(
    json.loads((ROOT / "overlays/tarry/_cli/events.schema.json").read_text())
)


@pytest.fixture(scope="module")
def root() -> Iterator[str]:
    with Sandbox().serve() as url:
        yield url


@pytest.fixture
def environment(root: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """All providers are set up, at the sandbox; no other file than the test's own is read."""
    monkeypatch.setenv("TARRY_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.setenv("TARRY_JOURNAL", str(tmp_path / "journal"))
    found = Sandbox().environment(root)
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


def doctor(*arguments: str) -> tuple[int, dict[tuple[str, str], tuple[str, str]]]:
    """The exit code, and state and text of each check."""
    ran = runner().invoke(app, ["doctor", *arguments, "--json"])
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.stderr == ""
    for line in lines:
        VALIDATOR.validate(line)
    assert [one["event"] for one in lines] == ["check"] * (len(lines) - 1) + ["exit"]
    assert lines[-1]["code"] == ran.exit_code
    checks = {(one["provider"], one["check"]): (one["state"], one["text"]) for one in lines[:-1]}
    return ran.exit_code, checks


@pytest.mark.usefixtures("environment")
def test_all_is_well() -> None:
    code, checks = doctor()
    assert code == 0
    for provider in BUILT_IN:
        assert checks[provider, "host"] == ("ok", "127.0.0.1 answers")
        assert checks[provider, "credential"][0] == "ok"
    assert checks["fullstory", "api_key"] == ("ok", "FULLSTORY_API_KEY (environment)")
    # An id that is a setting as well is the one that is set: another would be another account.
    asked = "asks for possiblenow:export:SANDBOX1:2147483646, a job that does not exist"
    assert checks["possiblenow", "request"] == ("ok", asked)


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("provider", BUILT_IN)
def test_a_credential_that_is_refused(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WRONG[provider], "wrong")
    code, checks = doctor(provider)
    assert code == 6
    assert checks[provider, "host"][0] == "ok"
    state, text = checks[provider, "credential"]
    assert state == "refused"
    assert "401" in text


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("provider", BUILT_IN)
def test_a_credential_that_is_missing(provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(WRONG[provider])
    code, checks = doctor(provider)
    assert code == 2
    state, text = checks[provider, "settings"]
    assert state == "wrong"
    assert f"set {WRONG[provider]}" in text
    assert not {(provider, "request"), (provider, "host")} & checks.keys()


def test_providers_that_nobody_has_set_up_are_no_error(root: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code, checks = doctor()
    assert code == 0
    assert checks[None, "providers"] == ("not set up", f"{', '.join(BUILT_IN)}: none of their settings is there")  # type: ignore[index]
    monkeypatch.setenv("FULLSTORY_BASE_URL", root)
    code, checks = doctor()
    assert code == 2
    assert checks["fullstory", "settings"][1].startswith("fullstory.connect needs api_key")
    assert doctor("eloqua")[0] == 2
    assert doctor("nobody")[1]["nobody", "settings"][1].startswith("unknown provider 'nobody'")


def test_a_host_that_does_not_answer(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        hosts = {f"http://{address}": f"{address} refuses connections"}
        hosts[environment["FULLSTORY_BASE_URL"].replace("http:", "https:")] = "does not speak TLS as expected"
        for url, said in hosts.items():
            monkeypatch.setenv("FULLSTORY_BASE_URL", url)
            code, checks = doctor("fullstory")
            state, text = checks["fullstory", "host"]
            assert (code, state) == (6, "silent")
            assert said in text
            assert "FULLSTORY_BASE_URL" in text
            assert ("fullstory", "credential") not in checks
        silent.listen()
        monkeypatch.setenv("FULLSTORY_BASE_URL", f"http://{address}")
        monkeypatch.setenv("FULLSTORY_REQUEST_TIMEOUT", "0.2")
        code, checks = doctor("fullstory")
        assert (code, checks["fullstory", "host"][0]) == (6, "silent")
        assert "in time" in checks["fullstory", "host"][1]


@pytest.mark.parametrize(
    ("status", "body", "code", "state"),
    [
        ("404 Not Found", '{"message": "no such job"}', 0, "ok"),
        ("410 Gone", "", 0, "ok"),
        ("404 Not Found", "<!DOCTYPE html><html></html>", 6, "unsure"),
        ("403 Forbidden", "", 6, "refused"),
        ("400 Bad Request", "", 6, "unsure"),
        ("500 Internal Server Error", "", 6, "unsure"),
        ("200 OK", "<html></html>", 6, "unsure"),
    ],
)
def test_what_an_answer_says_of_the_credential(
    status: str, body: str, code: int, state: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())

        thread = threading.Thread(target=answer)
        thread.start()
        monkeypatch.setenv("FULLSTORY_API_KEY", "key")
        monkeypatch.setenv("FULLSTORY_BASE_URL", f"http://127.0.0.1:{server.getsockname()[1]}")
        found, checks = doctor("fullstory")
        thread.join()
    assert (found, checks["fullstory", "credential"][0]) == (code, state)


def test_settings_of_a_profile_and_a_file(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in environment:
        monkeypatch.delenv(name)
    config, file = tmp_path / "config.toml", tmp_path / "some.env"
    config.write_text('[profiles.prod.fullstory]\napi_key = { env = "PROD_FS_KEY" }\n')
    file.write_text(f"FULLSTORY_BASE_URL={environment['FULLSTORY_BASE_URL']}\n")
    arguments = ["--profile", "prod", "--env-file", str(file)]
    code, checks = doctor(*arguments)
    where = f"profile prod in {config}: fullstory.api_key"
    assert code == 2
    assert checks["fullstory", "api_key"] == ("missing", f"{where}: env=PROD_FS_KEY")
    assert checks["fullstory", "settings"] == (
        "wrong",
        f"{where} is the environment variable PROD_FS_KEY, which is not set",
    )
    monkeypatch.setenv("PROD_FS_KEY", environment["FULLSTORY_API_KEY"])
    code, checks = doctor(*arguments)
    assert (code, checks["fullstory", "credential"][0]) == (0, "ok")
    assert checks["fullstory", "base_url"] == ("ok", f"FULLSTORY_BASE_URL in {file}")
    assert checks[None, "config"] == ("ok", str(config))  # type: ignore[index]
    code, checks = doctor("--profile", "other")
    assert (code, checks[None, "settings"][0]) == (2, "wrong")  # type: ignore[index]
    assert "has no profile other, of those there are: prod" in checks[None, "settings"][1]  # type: ignore[index]
    config.write_text("[profiles.prod.fulstory]\n")
    code, checks = doctor("--profile", "prod")
    # A package that a program imports may have it, so that it is no error.
    assert code == 0
    assert checks[None, "profile"] == ("unknown", "fulstory: no provider of this name is installed")  # type: ignore[index]


@pytest.mark.usefixtures("environment")
def test_the_lines_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = runner().invoke(app, ["doctor", "fullstory", "eloqua"])
    assert ran.exit_code == 0
    lines = [line.split(maxsplit=3) for line in ran.stdout.splitlines()]
    assert ["fullstory", "api_key", "ok", "FULLSTORY_API_KEY (environment)"] in lines
    assert runner().invoke(app, ["doctor", "fullstory", "--quiet"]).stdout == ""
    monkeypatch.setenv("FULLSTORY_API_KEY", "wrong")
    (line,) = runner().invoke(app, ["doctor", "--quiet", "fullstory", "eloqua"]).stdout.splitlines()
    assert line.split()[:3] == ["fullstory", "credential", "refused"]


def test_a_file_of_settings_that_is_a_pipe_is_read_once_for_all_providers(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in environment:
        monkeypatch.delenv(name)
    reader, writer = os.pipe()
    with os.fdopen(writer, "w") as file:
        file.writelines(f"{name}='{value}'\n" for name, value in environment.items())
    try:
        with ExitStack() as stack:
            clients = connect_all(BUILT_IN, Common(env_file=Path(f"/dev/fd/{reader}")), stack)
    finally:
        os.close(reader)
    assert clients.keys() == {*BUILT_IN}


def test_what_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "_EXTRAS", {"there": ("json",), "absent": ("json", "no_such_package")})
    checks = doctor()[1]
    del checks[None, "version"]  # type: ignore[arg-type]
    # The last of a name is kept.
    assert checks[None, "extras"] == ("not installed", "absent")  # type: ignore[index]
    assert extras.installed() == {"there": True, "absent": False}


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("arguments", [[], ["--json"], [*BUILT_IN, "--quiet"]])
def test_no_secret_is_shown(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    caplog.set_level(0)
    for variable in WRONG.values():
        monkeypatch.setenv(variable, SECRET)
    ran = runner().invoke(app, ["doctor", *arguments])
    assert ran.exit_code in {2, 6}  # not every provider can send such a thing
    told = "".join([ran.stdout, ran.stderr, caplog.text, *capfd.readouterr(), repr(ran)])
    assert "refused" in told
    assert "s3cr3t" not in told
