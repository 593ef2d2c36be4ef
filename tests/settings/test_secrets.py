"""No secret that is looked up shows anywhere, whatever it looks like and wherever it is from."""

from __future__ import annotations

import logging
import pickle
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tarry
from tarry import ConfigurationError
from tarry._core.providers import BUILT_IN, of_each
from tarry._settings.keywords import connect_of
from tarry._settings.sources import Sources

CORE = "s3cr3t"
ODD = [
    CORE,
    f"{CORE}-ä€",
    f"{CORE} with spaces",
    f"{CORE}\ttab",
    f" {CORE} ",
    f"{CORE}'\"\\$(id)`%n{{0}}",
    f"{CORE}\x1b[31m",
    f"Bearer {CORE}",
    f"{CORE}:colon",
    f"{CORE * 400}",
]
JOBS = of_each(
    {
        "eloqua": "eloqua:sync:7",
        "fullstory": "fullstory:events-import:a",
        "open_data_rights": "open_data_rights:data-request:r-1",
        "possiblenow": "possiblenow:export:C:7",
        "salesforce": "salesforce:rows-import:r-1",
    },
    "a handle",
)
PLAIN = {
    "company": "C",
    "user": "U",
    "client_id": "C",
    "user_id": "U",
    "subdomain": "mc1",
    "base_url": "https://a.example",
}


@pytest.fixture(params=["environment", "file", "env", "command"])
def place(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def settings(
    provider: str, secret: str, place: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """For each secret of a provider, how to find it in *place*; the rest is in the environment."""
    keywords = connect_of(provider).keywords
    for name in [name for name, one in keywords.items() if one.secret]:
        for other, one in keywords.items():
            monkeypatch.delenv(one.variable, raising=False)
            if other in PLAIN:
                monkeypatch.setenv(one.variable, PLAIN[other])
        variable, file, config = keywords[name].variable, folder / "a.env", folder / "config.toml"
        monkeypatch.setenv("TARRY_CONFIG", str(config))
        (folder / "secret").write_bytes(secret.encode())
        reader = [
            sys.executable,
            "-c",
            f"import sys; sys.stdout.buffer.write(open({str(folder / 'secret')!r}, 'rb').read())",
        ]
        match place:
            case "environment":
                monkeypatch.setenv(variable, secret)
                yield {}
            case "file":
                escaped = secret.replace("\\", "\\\\").replace('"', '\\"')
                file.write_text(f'{variable}="{escaped}"\n')
                yield {"env_file": file}
            case "env":
                monkeypatch.setenv("ELSEWHERE", secret)
                config.write_text(f'[profiles.p.{provider}]\n{name} = {{ env = "ELSEWHERE" }}\n')
                yield {"profile": "p"}
            case _:
                config.write_text(f"[profiles.p.{provider}]\n{name} = {{ command = {reader!r} }}\n")
                yield {"profile": "p"}


@pytest.mark.parametrize("provider", BUILT_IN)
def test_no_secret_shows(
    provider: str,
    place: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    told, outcomes = list[str](), set[bool]()
    # A program takes a while to start; which texts are odd does not depend on who brings them.
    for secret in ODD if place != "command" else ODD[4:6]:
        for where in settings(provider, secret, place, tmp_path, monkeypatch):
            sources = Sources(where.get("profile"), where.get("env_file"))
            told += [repr(sources), repr(sources.found(provider)), repr(vars(sources)), pickled(sources)]
            try:
                job = tarry.open_job(JOBS[provider], **where)
            except ConfigurationError as error:
                outcomes.add(False)
                told += [repr(error), str(error), pickled(error), frames(error)]
            else:
                outcomes.add(True)
                told += [repr(job), pickled(job), repr(job.client), pickled(job.client)]
    assert outcomes == {True, False}
    told += [caplog.text, *capfd.readouterr()]
    assert CORE not in "".join(told)


def pickled(thing: object) -> str:
    try:
        return pickle.dumps(thing).decode("latin-1")
    except TypeError as error:
        return str(error)


def frames(error: BaseException) -> str:
    """Variables of the frames in which settings are looked up; who has been given a secret holds it."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    places = ("_settings", "_core/settings.py", "ways.py")
    return repr([one.locals for one in told.stack if any(f"tarry/{place}" in one.filename for place in places)])
