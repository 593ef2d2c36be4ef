"""Clients by the name of a provider: where each setting comes from, and what is said where one is wrong."""

from __future__ import annotations

import importlib
import inspect
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tarry
from support.paths import ROOT
from tarry import ConfigurationError, HandleError
from tarry._core.providers import BUILT_IN, of_each
from tarry._settings import entries
from tarry._settings.keywords import connect_of
from tarry._settings.sources import Sources

Writer = Callable[[str], Path]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """Write the file of profiles."""
    path = tmp_path / "config.toml"
    monkeypatch.setenv("TARRY_CONFIG", str(path))

    def write(text: str) -> Path:
        path.write_text(text)
        return path

    return write


@pytest.fixture
def env_file(tmp_path: Path) -> Writer:
    """Write a file of variables."""
    path = tmp_path / "some.env"

    def write(text: str) -> Path:
        path.write_text(text)
        return path

    return write


def key_of(client: Any) -> str:
    """The key that a client of fullstory sends."""
    request = client.get_httpx_client().build_request("GET", "https://host.example")
    header: str = next(client.get_httpx_client().auth.sync_auth_flow(request)).headers["Authorization"]
    return header.removeprefix("Basic ")


# Which keywords are settings, and which of them are secret.

SECRETS = of_each(
    {
        "eloqua": {"password", "token", "refresh_token", "client_secret"},
        "fullstory": {"api_key"},
        "open_data_rights": {"token"},
        "possiblenow": {"secret", "token"},
        "salesforce": {"client_secret"},
    },
    "which keywords of connect are secret",
)
KNOWN = {"base_url", "login_url", "auth_url", "redirect_uri", "company", "user", "client_id", "user_id", "subdomain"}


@pytest.mark.parametrize("provider", BUILT_IN)
def test_every_keyword_is_a_secret_or_known_to_be_none(provider: str) -> None:
    keywords = connect_of(provider).keywords
    secret = {name for name, one in keywords.items() if one.secret}
    assert secret == SECRETS[provider]
    assert keywords.keys() - secret <= {*KNOWN, "account_id", "request_timeout"}


@pytest.mark.parametrize("provider", BUILT_IN)
def test_what_is_no_setting_is_an_object(provider: str) -> None:
    connect = connect_of(provider)
    taken = inspect.signature(importlib.import_module(f"tarry.{provider}").connect).parameters
    assert connect.keywords.keys() | connect.others == taken.keys()
    assert connect.others <= {"auth", "response_limits", "httpx_args", "signer", "on_token"}


# The order


def test_a_keyword_then_the_profile_asked_for_then_the_environment_then_the_file_then_the_profile_of_the_environment(
    config: Writer, env_file: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELSEWHERE", "of-profile")
    config('[profiles.prod.fullstory]\napi_key = { env = "ELSEWHERE" }\n')
    file = env_file("FULLSTORY_API_KEY=of-file\n")
    monkeypatch.setenv("TARRY_PROFILE", "prod")
    assert key_of(tarry.connect("fullstory")) == "of-profile"
    assert key_of(tarry.connect("fullstory", env_file=file)) == "of-file"
    monkeypatch.setenv("FULLSTORY_API_KEY", "of-environment")
    assert key_of(tarry.connect("fullstory", env_file=file)) == "of-environment"
    assert key_of(tarry.connect("fullstory", profile="prod", env_file=file)) == "of-profile"
    assert key_of(tarry.connect("fullstory", profile="prod", env_file=file, api_key="given")) == "given"


def test_a_profile_is_named_by_the_environment_or_the_file_of_variables(
    config: Writer, env_file: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "a-key")
    config('[profiles.a.fullstory]\napi_key = { env = "KEY" }\n[profiles.b.fullstory]\napi_key = { env = "OTHER" }\n')
    file = env_file("TARRY_PROFILE=b\nOTHER=another-key")
    assert key_of(tarry.connect("fullstory", env_file=file)) == "another-key"
    monkeypatch.setenv("TARRY_PROFILE", "a")
    assert key_of(tarry.connect("fullstory", env_file=file)) == "a-key"
    assert key_of(tarry.connect("fullstory", env_file=file, profile="b")) == "another-key"


def test_the_file_of_profiles_stands_in_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform in {"win32", "darwin"}:
        pytest.skip("has a folder of its own")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert Sources().config == str(tmp_path / "tarry" / "config.toml")
    monkeypatch.setenv("XDG_CONFIG_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Sources().config == str(tmp_path / ".config" / "tarry" / "config.toml")


def test_without_a_profile_no_file_is_read(config: Writer) -> None:
    config("this is no TOML")
    assert key_of(tarry.connect("fullstory", api_key="given")) == "given"


def test_a_setting_of_a_profile_hides_nothing_in_the_environment(
    config: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As keywords they would: a subdomain by keyword names both hosts, whatever URL the environment has."""
    config(
        '[profiles.p.salesforce]\nsubdomain = "mc1"\nclient_id = "c"\nclient_secret = { env = "S" }\naccount_id = 7\n'
    )
    monkeypatch.setenv("S", "s")
    monkeypatch.setenv("SALESFORCE_BASE_URL", "https://host.example")
    client = tarry.connect("salesforce", profile="p")
    assert str(client.get_httpx_client().base_url) == "https://host.example"
    client = tarry.connect("salesforce", profile="p", subdomain="mc2")
    assert str(client.get_httpx_client().base_url) == "https://mc2.rest.marketingcloudapis.com"


def test_two_ways_to_log_in_are_told_by_where_they_are(config: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    path = config('[profiles.p.eloqua]\ncompany = "C"\nuser = "U"\npassword = { command = ["never-run"] }\n')
    monkeypatch.setenv("ELOQUA_TOKEN", "t")
    with pytest.raises(ConfigurationError) as caught:
        tarry.connect("eloqua", profile="p")
    where = f"profile p in {path}: eloqua"
    assert str(caught.value) == (
        f"there are ELOQUA_TOKEN beside {where}.company, {where}.user, {where}.password: command=never-run: "
        "eloqua takes one way to log in, unset one of them"
    )


def test_numbers_are_numbers(config: Writer, env_file: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    def timeout(**options: Any) -> Any:
        return tarry.connect("fullstory", api_key="k", **options).get_httpx_client().timeout.read

    assert timeout() == 30
    config("[profiles.p.fullstory]\nrequest_timeout = 7\n[profiles.q.fullstory]\nrequest_timeout = 'seven'\n")
    assert timeout(profile="p") == 7
    assert timeout(env_file=env_file("FULLSTORY_REQUEST_TIMEOUT=2.5")) == 2.5
    assert timeout(profile="p", request_timeout=9) == 9
    with pytest.raises(ConfigurationError, match=r"fullstory\.request_timeout must be float$"):
        timeout(profile="q")
    monkeypatch.setenv("FULLSTORY_REQUEST_TIMEOUT", "-1")
    with pytest.raises(ConfigurationError, match="must be a positive number of seconds"):
        timeout()


# Providers of others


def foreign(monkeypatch: pytest.MonkeyPatch, connect: Any, secrets: Any = None) -> None:
    """Make a provider `acme` known, of a person who does it their own way."""
    source = type("Source", (), {"name": "acme", **({} if secrets is None else {"secrets": secrets})})
    job = type("Job", (), {"kind": "job", "id_names": ("id",), "source": source})
    monkeypatch.setitem(sys.modules, "acme_jobs", type(sys)("acme_jobs"))
    vars(sys.modules["acme_jobs"]).update(connect=connect, JOBS=(job,))
    monkeypatch.setattr("tarry._core.providers._ANNOUNCED", {"acme": "acme_jobs"})


def test_a_connect_that_must_have_its_settings_is_given_them(
    config: Writer, env_file: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(key: str, deep: bool, tries: int, *, scale: float = 1.0, hook: Any = None) -> Any:
        return key, deep, tries, scale, hook

    foreign(monkeypatch, connect)
    file = env_file("ACME_KEY=k\nACME_DEEP=true\nACME_SCALE=2")
    config("[profiles.p.acme]\ntries = 3\n")
    assert tarry.connect("acme", profile="p", env_file=file, hook=len) == ("k", True, 3, 2.0, len)
    with pytest.raises(ConfigurationError, match=r"acme\.connect needs tries: pass tries=… or set ACME_TRIES$"):
        tarry.connect("acme", env_file=file)


def test_a_provider_that_does_not_say_what_is_secret_keeps_everything_out_of_profiles(
    config: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    config('[profiles.p.acme]\nname = "n"\n[profiles.q.acme]\nbase_url = "u"\n')

    def connect(name: str | None = None, base_url: str = "") -> Any:
        return name, base_url

    foreign(monkeypatch, connect)
    with pytest.raises(ConfigurationError, match=r"acme\.name is a secret in plain text"):
        tarry.connect("acme", profile="p")
    tarry.connect("acme", profile="q")
    foreign(monkeypatch, connect, secrets=())
    tarry.connect("acme", profile="p")


def test_unknown_providers_and_keywords() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown provider 'fulstory'; there are eloqua, fullstory"):
        tarry.connect("fulstory")
    with pytest.raises(ConfigurationError, match=r"fullstory\.connect takes no apikey; it takes api_key, base_url"):
        tarry.connect("fullstory", apikey="s3cr3t")
    with pytest.raises(ConfigurationError, match="profile must be the name of one"):
        tarry.connect("fullstory", profile="", api_key="k")


def test_the_profile_of_the_guide_is_one(config: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text()
    config(page.partition("```toml\n")[2].partition("```")[0])
    monkeypatch.setenv("PROD_FS_KEY", "k")
    found = {provider: {one.keyword for one in Sources("prod").found(provider) if one.present} for provider in BUILT_IN}
    assert found == of_each(
        {
            "eloqua": {"company", "user", "password"},
            "fullstory": {"api_key"},
            "open_data_rights": set(),
            "possiblenow": set(),
            "salesforce": {"subdomain", "client_id", "client_secret", "account_id"},
        },
        "settings of the profile in the guide",
    )


# References


def test_a_command_is_run_without_a_shell_and_only_when_it_is_needed(config: Writer, tmp_path: Path) -> None:
    program = "import sys; open(sys.argv[1], 'a').write('.'); print('a key'.replace(' ', '-'))"
    ran = tmp_path / "ran; $(true)"
    command = [sys.executable, "-c", program, str(ran)]
    config(f"[profiles.p.fullstory]\napi_key = {{ command = {command!r} }}\n")
    Sources("p").found("fullstory")
    tarry.connect("fullstory", profile="p", api_key="given")
    assert not ran.exists()
    assert key_of(tarry.connect("fullstory", profile="p")) == "a-key"
    assert ran.read_text() == "."


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("print('s3cr3t'); raise SystemExit('s3cr3t')", "failed with exit code 1; run it in a shell to see why"),
        ("", "printed nothing; run it"),
        ("print('s3cr3t', 'b', sep=chr(10))", "has a space or line break at an end, or a character"),
        ("print('s3cr3t ')", "has a space or line break at an end, or a character"),
        ("import sys; sys.stdout.buffer.write(b's3cr3t' + bytes([255]))", "a character that cannot be printed"),
        ("import time; print('s3cr3t', flush=True); time.sleep(60)", "did not end within 0.5 s"),
        (
            "import os, time; print('s3cr3t', flush=True); os.fork() or time.sleep(3)",
            "did not end within 0.5 s",
        ),
    ],
)
def test_a_command_that_gives_nothing(
    program: str, said: str, config: Writer, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    if "sleep" in program:
        monkeypatch.setattr(entries, "COMMAND_TIMEOUT", 0.5)
    path = config(f"[profiles.p.fullstory]\napi_key = {{ command = {[sys.executable, '-c', program]!r} }}\n")
    with pytest.raises(ConfigurationError) as caught:
        tarry.connect("fullstory", profile="p")
    assert str(caught.value).startswith(f"profile p in {path}: fullstory.api_key")
    assert said in str(caught.value)
    assert "s3cr3t" not in everything(caught.value) + "".join(capfd.readouterr())


def test_a_program_that_is_not_there(config: Writer) -> None:
    config('[profiles.p.fullstory]\napi_key = { command = ["no-such-program", "s3cr3t"] }\n')
    with pytest.raises(ConfigurationError, match="the command no-such-program cannot be run: No such file") as caught:
        tarry.connect("fullstory", profile="p")
    assert "s3cr3t" not in everything(caught.value)


def test_a_keyring(config: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring = pytest.importorskip("keyring")
    errors = pytest.importorskip("keyring.errors")
    backend = pytest.importorskip("keyring.backend")

    class Ring(backend.KeyringBackend):  # type: ignore[misc, name-defined]
        priority = 1

        def get_password(self, service: str, username: str) -> str | None:
            if service == "locked":
                raise errors.KeyringLocked("s3cr3t")
            return {("fs", "me"): "of-ring"}.get((service, username))

        def set_password(self, service: str, username: str, password: str) -> None:
            raise NotImplementedError

    before = keyring.get_keyring()
    keyring.set_keyring(Ring())
    try:
        text = "[profiles.{0}.fullstory]\napi_key = {{ keyring = '{0}', user = 'me' }}\n"
        config("".join(map(text.format, ("fs", "locked", "empty"))))
        assert key_of(tarry.connect("fullstory", profile="fs")) == "of-ring"
        with pytest.raises(ConfigurationError, match=r"gives none \(KeyringLocked\): keyring set locked me") as caught:
            tarry.connect("fullstory", profile="locked")
        assert "s3cr3t" not in everything(caught.value)
        with pytest.raises(ConfigurationError, match=r"it has no password of me for empty\): keyring set empty me"):
            tarry.connect("fullstory", profile="empty")
    finally:
        keyring.set_keyring(before)


def test_without_the_package_keyring_the_error_names_the_extra(config: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    config("[profiles.p.fullstory]\napi_key = { keyring = 'a', user = 'b' }\n")
    with pytest.raises(ConfigurationError, match=r"pip install 'tarry\[keyring\]'"):
        tarry.connect("fullstory", profile="p")


# What is wrong in a file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "api_key = 's3cr3t'",
            'is a secret in plain text, which a profile must not hold: write api_key = { env = "NAME" }',
        ),
        ("api_key = 7777", "is a secret in plain text"),
        ("api_key = ['s3cr3t']", "is a secret in plain text"),
        ("api_key = { env = 's3cr3t', command = ['a'] }", "is one of { env ="),
        ("api_key = { env = '' }", "is one of { env ="),
        ("api_key = { value = 's3cr3t' }", "is one of { env ="),
        ("api_key = { command = 'pass show s3cr3t' }", "a command is a list of texts, without any shell"),
        ("api_key = { command = [] }", "a command is a list of texts"),
        ("api_key = { command = ['a', 1] }", "a command is a list of texts"),
        ("api_key = { keyring = 's3cr3t' }", "is one of { env ="),
        ("api_key = { env = 'MISSING' }", "is the environment variable MISSING, which is not set"),
        ("apikey = 's3cr3t'", "fullstory has no setting apikey; there are api_key, base_url, request_timeout"),
        ("base_url = 7", "must be a text in quotes, or { env ="),
        ("base_url = true", "must be a text in quotes, or { env ="),
        ("request_timeout = true", "must be float, or { env ="),
        ("base_url = 'https://host.example '", "base_url has a space or line break"),
    ],
)
def test_a_wrong_entry_is_told_by_its_place_and_not_by_its_value(text: str, said: str, config: Writer) -> None:
    path = config(f"[profiles.p.fullstory]\n{text}\n")
    with pytest.raises(ConfigurationError) as caught:
        tarry.connect("fullstory", profile="p")
    assert str(caught.value).startswith(f"profile p in {path}: fullstory")
    assert said in str(caught.value)
    assert "s3cr3t" not in everything(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("key = s3cr3t", "is no TOML: line 1, column 7"),
        ("[profiles.q.fullstory]\n", r"has no profile p, of those there are: q\. Write \[profiles\.p\.<provider>\]"),
        ("profiles = 's3cr3t'", "has no profile p, of those there are: none"),
        ("[profiles]\np = 's3cr3t'", "profile p in .* is to hold a table for each provider"),
        ("[profiles.p]\napi_key = 's3cr3t'", "is to hold a table for each provider"),
        (
            "[profiles.p.fullstory]\n",
            r"needs api_key: .* FULLSTORY_API_KEY, or write api_key in \[profiles\.p\.fullstory\] of",
        ),
    ],
)
def test_a_wrong_file_is_told_without_what_is_in_it(text: str, said: str, config: Writer) -> None:
    config(text)
    with pytest.raises(ConfigurationError, match=said) as caught:
        tarry.connect("fullstory", profile="p")
    assert "s3cr3t" not in everything(caught.value)


def test_files_that_cannot_be_read(config: Writer, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"the file of profiles .*config\.toml cannot be read: No such file"):
        tarry.connect("fullstory", profile="p")
    config("").write_bytes(b"s3cr3t \xff")
    with pytest.raises(ConfigurationError, match="it is no text in UTF-8") as caught:
        tarry.connect("fullstory", profile="p")
    assert "s3cr3t" not in everything(caught.value)
    with pytest.raises(ConfigurationError, match=r"the file of settings .*none\.env cannot be read: No such file"):
        tarry.connect("fullstory", env_file=tmp_path / "none.env")
    with pytest.raises(ConfigurationError, match="cannot be read: it is no text in UTF-8"):
        tarry.connect("fullstory", env_file="a\0b")


# The file of variables


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("K=a", "a"),
        ("  export  K = a b # comment", "a b"),
        ("K=a#b", "a#b"),
        ("K='a # \"b\\n$x'  # comment", 'a # "b\\n$x'),
        (r'K="a\n\"\$b\\ \q"', 'a\n"$b\\ \\q'),
        ("K=\nK=b", "b"),
        ("# K=x\n\n \nK=a=b==", "a=b=="),
        ("\ufeffK=a", "a"),
        ("K=${HOME}`id`", "${HOME}`id`"),
        ("K=ä\r\nL=b\r\n", "ä"),
        ("K=", ""),
        ("K= # comment", ""),
    ],
)
def test_lines_of_a_file_of_variables(line: str, value: str, env_file: Writer) -> None:
    variables = Sources(env_file=env_file(line)).variables
    assert (variables.get("K") or "") == value
    assert variables.has("K") == bool(value)


@pytest.mark.parametrize(
    "line", ["s3cr3t", "K='s3cr3t", 'K="s3cr3t', "K='s3cr3t' x", "K-Y=s3cr3t", "=s3cr3t", "K: s3cr3t"]
)
def test_a_line_that_is_wrong_is_told_by_its_number(line: str, env_file: Writer) -> None:
    path = env_file(f"A=1\n# comment\n{line}\n")
    with pytest.raises(ConfigurationError, match=f"line 3 of {path} is no NAME=value") as caught:
        tarry.connect("fullstory", env_file=path)
    assert "s3cr3t" not in everything(caught.value)


def test_a_wrong_value_of_a_file_of_variables_is_told_by_its_place(env_file: Writer) -> None:
    path = env_file("FULLSTORY_API_KEY='s3cr3t '")
    with pytest.raises(ConfigurationError, match=f"^FULLSTORY_API_KEY in {path} has a space") as caught:
        tarry.connect("fullstory", env_file=path)
    assert "s3cr3t" not in everything(caught.value)


# Where settings are found


def test_where_each_setting_is(config: Writer, env_file: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    path = config(
        '[profiles.p.salesforce]\nclient_secret = { env = "MISSING" }\naccount_id = 7\nauth_url = { command = ["sh"] }\n'
    )
    file = env_file("SALESFORCE_CLIENT_ID=c\nSALESFORCE_BASE_URL=")
    monkeypatch.setenv("SALESFORCE_SUBDOMAIN", "mc1")
    found = {one.keyword: one for one in Sources("p", file).found("salesforce")}
    where = f"profile p in {path}: salesforce"
    assert {name: (one.source_text, one.present) for name, one in found.items()} == {
        "subdomain": ("SALESFORCE_SUBDOMAIN (environment)", True),
        "client_id": (f"SALESFORCE_CLIENT_ID in {file}", True),
        "client_secret": (f"{where}.client_secret: env=MISSING", False),
        "account_id": (f"{where}.account_id", True),
        "auth_url": (f"{where}.auth_url: command=sh", True),
        "base_url": ("", False),
        "request_timeout": ("", False),
    }
    assert [name for name, one in found.items() if one.secret] == ["client_secret"]
    monkeypatch.setenv("SALESFORCE_ACCOUNT_ID", "8")
    (one,) = [one for one in Sources("p").found("salesforce") if one.keyword == "account_id"]
    assert one.source_text == f"{where}.account_id, which comes before SALESFORCE_ACCOUNT_ID"
    monkeypatch.setenv("TARRY_PROFILE", "p")
    (one,) = [one for one in Sources().found("salesforce") if one.keyword == "account_id"]
    assert one.source_text == f"SALESFORCE_ACCOUNT_ID (environment), which comes before {where}.account_id"


# Jobs


def test_a_handle_alone_opens_a_job(config: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY", "of-profile")
    config('[profiles.p.fullstory]\napi_key = { env = "KEY" }\n')
    job = tarry.open_job("fullstory:events-import:a", profile="p")
    assert (str(job.handle), key_of(job.client)) == ("fullstory:events-import:a", "of-profile")
    with pytest.raises(ConfigurationError, match=r"fullstory\.connect needs api_key"):
        tarry.open_job("fullstory:events-import:a")
    with pytest.raises(ConfigurationError, match="leave out one"):
        tarry.open_job("fullstory:events-import:a", tarry.connect("fullstory", profile="p"), profile="p")
    with pytest.raises(HandleError, match="EventsImport needs the client"):
        tarry.open_job("fullstory:events-import:a", "no client")


def everything(error: BaseException) -> str:
    """What reports of an error show, with the variables of the frames in which settings are read."""
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    places = ("_settings", "settings.py", "ways.py")
    frames = [
        one for one in told.stack if any(place in one.filename for place in places) and "tests" not in one.filename
    ]
    assert frames
    linked = [error.__cause__, error.__context__]
    return repr((error, error.args, linked, [(one.name, one.locals) for one in frames]))
