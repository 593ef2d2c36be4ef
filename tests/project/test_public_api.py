"""What a user imports: the names are complete, documented, alike for sync and async, and cost nothing before they are used."""

import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, dataclass, fields
from types import ModuleType
from typing import Any

import pytest

import tarry
from tarry import Outcome, WaitResult
from tarry._core import errors, results
from tarry._core.providers import BUILT_IN as PROVIDERS
from tarry._core.providers import of_each

LAZY = {
    *PROVIDERS,
    "callbacks",
    "instrumentation",
    "journal",
    "picture",
    "runtime",
    "sandbox",
    "schedules",
    "specs",
    "testing",
}


@dataclass(frozen=True)
class JobContract:
    """A handle as the users of another project call it."""

    provider: str
    name: str
    kind: str
    ids: tuple[str, ...]
    submit: tuple[str, ...]
    """Parameters after the client that can be given by position."""
    keywords: tuple[str, ...] = ()
    """Parameters of submit that are given by name."""
    reads: tuple[str, ...] = ("results", "failures")

    def __str__(self) -> str:
        return f"{self.provider}.{self.name}"

    @property
    def job(self) -> Any:
        return getattr(module(self.provider), self.name)


def module(name: str) -> Any:
    return importlib.import_module(f"tarry.{name}")


JOBS = (
    JobContract("salesforce", "RowsImport", "rows-import", ("request_id",), ("rows",), ("key", "id", "mode")),
    JobContract(
        "possiblenow",
        "Export",
        "export",
        ("client_id", "access_token"),
        ("client_id", "segment_name", "since", "callback_url"),
        reads=("results",),
    ),
    JobContract(
        "open_data_rights", "DataRequest", "data-request", ("request_id",), ("data_types",), reads=("download",)
    ),
    JobContract("eloqua", "Sync", "sync", ("sync_id",), ("synced_instance_uri", "callback_url")),
    JobContract("fullstory", "EventsImport", "events-import", ("job_id",), ("events", "idempotency_key")),
    JobContract("fullstory", "UsersImport", "users-import", ("job_id",), ("users", "idempotency_key")),
)
of_each({contract.provider: contract for contract in JOBS}, "the contract of its jobs")
CREDENTIALS: Mapping[str, tuple[str, ...]] = of_each(
    {
        "salesforce": ("subdomain", "client_id", "client_secret", "account_id", "auth_url"),
        "possiblenow": ("client_id", "user_id", "secret"),
        "open_data_rights": ("base_url", "token"),
        "eloqua": ("company", "user", "password", "token"),
        "fullstory": ("api_key",),
    },
    "the credentials that users name",
)
BY_POSITION = of_each(
    {"salesforce": 3, "possiblenow": 3, "open_data_rights": 2, "eloqua": 3, "fullstory": 1},
    "how many credentials go by position",
)
WAIT_OPTIONS = {"timeout", "schedule", "on_poll", "unknown_status", "fault_tolerance", "clock"} | {
    *("stalled_after", "on_stall", "record"),
}
BUDGET_OPTIONS = {"in_flight", "per_second"}

each_provider = pytest.mark.parametrize("provider", PROVIDERS)
each_job = pytest.mark.parametrize("contract", JOBS, ids=str)


def parameters(function: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


# Names


def test_all_is_sorted_and_names_nothing_twice() -> None:
    assert list(tarry.__all__) == sorted(set(tarry.__all__))


def test_all_is_complete() -> None:
    bound = {name for name, value in vars(tarry).items() if not name.startswith("_") and value_is_ours(value)}
    assert bound - LAZY <= set(tarry.__all__)
    assert set(tarry.__all__) >= LAZY - {"sandbox"} | {"__version__"}


def value_is_ours(value: object) -> bool:
    return not isinstance(value, ModuleType) and getattr(value, "__module__", "").partition(".")[0] == "tarry"


def test_every_error_is_public() -> None:
    members = {**vars(errors), **vars(results)}
    found = {name for name, value in members.items() if inspect.isclass(value) and issubclass(value, Exception)}
    assert found <= set(tarry.__all__)


@pytest.mark.parametrize("name", [*tarry.__all__, "sandbox"])
def test_every_name_can_be_imported(name: str) -> None:
    assert getattr(tarry, name) is not None
    namespace: dict[str, Any] = {}
    exec(f"from tarry import {name}", namespace)
    assert namespace[name] is getattr(tarry, name)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'tarry' has no attribute 'nonsense'"):
        _ = tarry.nonsense  # type: ignore[attr-defined]
    with pytest.raises(ImportError):
        exec("from tarry import nonsense")


@each_provider
def test_the_names_of_a_provider_module_are_sorted_and_there(provider: str) -> None:
    names = module(provider).__all__
    assert list(names) == sorted(set(names))
    assert all(hasattr(module(provider), name) for name in names)
    jobs = {contract.name for contract in JOBS if contract.provider == provider}
    assert {"connect", *jobs} <= set(names)


@pytest.mark.parametrize("name", [*sorted(LAZY - {"sandbox"}), "transports"])
def test_completion_offers_what_is_public_and_nothing_else(name: str) -> None:
    assert dir(module(name)) == sorted(module(name).__all__)
    assert dir(tarry) == sorted(tarry.__all__)


# Imports


def imported_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter has after *statement*."""
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    finished = subprocess.run(
        [sys.executable, "-W", "error", "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    return set(finished.stdout.split())


def test_importing_tarry_imports_no_provider_and_no_extra() -> None:
    modules = imported_by("import tarry; tarry.wait_for_completion")
    assert "tarry._wait.state" in modules
    assert not {f"tarry.{name}" for name in (*PROVIDERS, "sandbox", "specs", "testing")} & modules
    assert not {name for name in modules if name.startswith("tarry_clients")}
    assert not {"typer", "starlette", "uvicorn", "trio"} & modules


@pytest.mark.parametrize("statement", ["from tarry import *", "import inspect, tarry; inspect.getmembers(tarry)"])
def test_all_names_are_there_without_an_extra(statement: str) -> None:
    modules = imported_by(statement)
    assert "tarry._wait.many" in modules
    assert not {"typer", "starlette", "uvicorn"} & modules


@each_provider
def test_a_provider_is_imported_when_it_is_first_used_and_brings_no_other(provider: str) -> None:
    modules = imported_by(f"import tarry; tarry.{provider}.connect")
    assert f"tarry.{provider}" in modules
    assert not {f"tarry.{name}" for name in PROVIDERS if name != provider} & modules
    assert not {name for name in PROVIDERS if name != provider and f"tarry_clients.{name}" in modules}
    assert not {"typer", "starlette", "uvicorn", "trio"} & modules
    # What comes with the first use: the client and attrs, an event loop, pages asked for ahead, archives, models, operations.
    assert not {"attrs", "attr", f"tarry_clients.{provider}.client"} & modules
    assert (
        not {
            *("asyncio", "anyio", "tarry._operations.prefetch", "tarry._operations.download", "tarry._wait.many"),
        }
        & modules
    )
    assert not [name for name in modules if re.match(r"tarry_clients\.\w+\.(models|api\.\w+)\.", name)]


# Documentation


def public_objects(where: ModuleType) -> Iterator[tuple[str, Any]]:
    """The module itself, and every class, function, method and property of it that a user may call."""
    yield where.__name__, where
    for name in where.__all__:
        value = getattr(where, name)
        if inspect.isclass(value) or inspect.isfunction(value):
            yield f"{where.__name__}.{name}", value
        if inspect.isclass(value):
            yield from public_members(f"{where.__name__}.{name}", value)


def public_members(path: str, owner: type) -> Iterator[tuple[str, Any]]:
    for base in owner.__mro__:
        if not base.__module__.startswith("tarry.") and not base.__module__.endswith(".jobs"):
            continue
        for name, member in vars(base).items():
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            if not name.startswith("_") and (inspect.isfunction(function) or isinstance(member, property)):
                yield f"{path}.{name}", function


@pytest.mark.parametrize("name", ["tarry", *(f"tarry.{name}" for name in sorted(LAZY))])
def test_everything_public_has_a_docstring_of_its_own(name: str) -> None:
    objects = dict(public_objects(importlib.import_module(name)))
    assert len(objects) > 1
    for path, documented in objects.items():
        text = documented.__doc__
        assert text, path
        # What a dataclass writes where nobody else did.
        assert not text.startswith(f"{path.rpartition('.')[2]}("), path


def test_methods_and_properties_are_among_what_is_public() -> None:
    paths = dict(public_objects(tarry))
    assert {
        "tarry.wait_for_completion",
        "tarry.Job.poll",
        "tarry.Handle.parse",
        "tarry.WaitError.handle",
    } <= paths.keys()
    paths = dict(public_objects(module("fullstory")))
    assert {"tarry.fullstory.connect", "tarry.fullstory.EventsImport.async_submit"} <= paths.keys()


# Twins


def pairs(owner: Any) -> Iterator[tuple[str, Any, Any]]:
    for name in sorted(dir(owner)):
        if name.startswith("async_"):
            yield name, getattr(owner, name.removeprefix("async_")), getattr(owner, name)


@pytest.mark.parametrize("path", ["tarry", *(str(contract) for contract in JOBS)])
def test_sync_and_async_twins_take_the_same(path: str) -> None:
    provider, _, name = path.partition(".")
    found = list(pairs(getattr(module(provider), name) if name else tarry))
    assert found
    for one, function, twin in found:
        assert list(parameters(twin).values()) == list(parameters(function).values()), one


@each_job
def test_whatever_sends_a_request_has_a_twin(contract: JobContract) -> None:
    names = {
        name
        for name, member in inspect.getmembers(contract.job)
        if not name.startswith("_") and (inspect.isfunction(member) or inspect.ismethod(member))
    }
    sending = names - {
        "classify",
        "classify_asked",
        "poll_steps",
        "prepare",
        "list_steps",
        "explain_failure",
        "explain_gone",
        "explain_partial",
    }
    assert {name.removeprefix("async_") for name in sending if name.startswith("async_")} == {
        name for name in sending if not name.startswith("async_")
    }
    assert {"poll", "submit", *contract.reads} <= sending


def test_every_way_to_wait_has_a_twin() -> None:
    for name in ("wait_for_completion", "as_completed", "wait_for_all", "submit_all"):
        assert {name, f"async_{name}"} <= set(tarry.__all__)


# The contract


@pytest.mark.parametrize("name", ["wait_for_completion", "as_completed", "wait_for_all"])
@pytest.mark.parametrize("prefix", ["", "async_"])
def test_every_wait_takes_the_same_options_by_name_and_wants_a_timeout(prefix: str, name: str) -> None:
    taken = dict(parameters(getattr(tarry, prefix + name)))
    assert next(iter(taken)) == ("job" if name == "wait_for_completion" else "jobs")
    options = {option: one for option, one in taken.items() if option not in {"job", "jobs"}}
    assert options.keys() == WAIT_OPTIONS | (set() if name == "wait_for_completion" else BUDGET_OPTIONS)
    assert {one.kind for one in options.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert options.pop("timeout").default is inspect.Parameter.empty
    assert options.pop("unknown_status").default == "wait"
    assert options.pop("fault_tolerance").default not in {None, inspect.Parameter.empty}
    assert {one.default for option, one in options.items() if option not in BUDGET_OPTIONS} == {None}


def test_a_result_has_the_fields_that_were_promised() -> None:
    names = [field.name for field in fields(WaitResult)]
    first = ["job", "outcome", "status", "raw_status", "polls", "elapsed", "timeline", "error"]
    assert names == [*first, "missing", "fault", "retry_after", "stalled"]
    result: WaitResult[None] = WaitResult(
        job=None,  # type: ignore[arg-type]
        outcome=Outcome.SUCCEEDED,
        status=None,
        raw_status=None,
        polls=1,
        elapsed=0.0,
        timeline=[],
    )
    with pytest.raises(FrozenInstanceError):
        result.polls = 2  # type: ignore[misc]
    assert result.raise_for_outcome() is result


def test_there_are_five_outcomes() -> None:
    assert [outcome.name for outcome in Outcome] == ["PENDING", "SUCCEEDED", "PARTIAL", "FAILED", "GONE"]


@pytest.mark.parametrize(
    ("name", "bases"),
    [
        ("TarryError", (Exception,)),
        ("SubmitError", (tarry.TarryError,)),
        ("ConfigurationError", (tarry.TarryError, ValueError)),
        ("HandleError", (tarry.TarryError, ValueError)),
        ("ProviderResponseError", (tarry.TarryError,)),
        ("WaitError", (tarry.TarryError,)),
        ("JobFailedError", (tarry.WaitError,)),
        ("JobNotFoundError", (tarry.WaitError,)),
        ("JobGoneError", (tarry.WaitError,)),
        ("UnknownStatusError", (tarry.WaitError,)),
        ("PollingError", (tarry.WaitError,)),
        ("WaitTimeoutError", (tarry.WaitError, TimeoutError)),
    ],
)
def test_the_errors_form_the_tree_that_was_promised(name: str, bases: tuple[type, ...]) -> None:
    assert getattr(tarry, name).__bases__ == bases


def test_a_handle_has_what_finds_a_job_again_and_nothing_else() -> None:
    assert {field.name for field in fields(tarry.Handle)} == {"version", "provider", "kind", "ids"}
    assert all(hasattr(tarry.Handle, name) for name in ("parse", "to_json", "from_json"))
    taken = parameters(tarry.open_job)
    assert list(taken) == ["handle", "client", "label", "profile", "env_file"]
    assert taken["label"].kind is inspect.Parameter.KEYWORD_ONLY


@each_provider
def test_connect_takes_the_credentials_by_name_and_in_order(provider: str) -> None:
    taken = parameters(module(provider).connect)
    options = {"base_url", "auth", "request_timeout", "response_limits", "httpx_args"}
    assert {*CREDENTIALS[provider], *options} <= taken.keys()
    # Everything may come from the environment instead.
    assert not [name for name, one in taken.items() if one.default is inspect.Parameter.empty]
    assert taken["request_timeout"].default == 30
    assert not [name for name, one in taken.items() if one.kind is inspect.Parameter.POSITIONAL_ONLY]
    by_position = list(taken)[: BY_POSITION[provider]]
    assert by_position == list(CREDENTIALS[provider])[: BY_POSITION[provider]]
    assert all(taken[name].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD for name in by_position)


@each_job
def test_a_job_that_runs_already_is_made_of_a_client_and_its_ids(contract: JobContract) -> None:
    assert list(parameters(contract.job)) == ["client", *contract.ids, "label"]
    assert parameters(contract.job)["label"].kind is inspect.Parameter.KEYWORD_ONLY
    assert contract.job.id_names == contract.ids
    assert contract.job.kind == contract.kind
    assert issubclass(contract.job, tarry.Job)
    assert contract.job in module(contract.provider).JOBS
    for name in contract.ids:
        assert isinstance(getattr(contract.job, name), property)


@each_job
@pytest.mark.parametrize("prefix", ["", "async_"])
def test_submit_takes_the_parameters_that_were_promised(contract: JobContract, prefix: str) -> None:
    submit = inspect.signature(getattr(contract.job, f"{prefix}submit"))
    assert list(submit.parameters)[: 1 + len(contract.submit)] == ["client", *contract.submit]
    required = [name for name, one in submit.parameters.items() if one.default is inspect.Parameter.empty]
    submit.bind("a client", *contract.submit)
    submit.bind(**{name: name for name in ("client", *contract.submit, *contract.keywords)})
    optional = {"since", "callback_url", "data_types", "idempotency_key", *contract.keywords}
    assert required == ["client", *(name for name in contract.submit if name not in optional)]


def test_rows_are_upserted_unless_the_caller_says_insert() -> None:
    submit = parameters(module("salesforce").RowsImport.submit)
    assert submit["mode"].default == "upsert"
    assert {submit[name].default for name in ("key", "id")} == {None}


@each_job
def test_a_job_shows_what_every_job_shows(contract: JobContract) -> None:
    assert isinstance(inspect.getattr_static(contract.job, "provider"), property)
    assert isinstance(inspect.getattr_static(contract.job, "handle"), property)
    for name in ("poll", "async_poll"):
        taken = parameters(getattr(contract.job, name))
        assert list(taken) == ["self", "clock", "raise_on_fault"]
        assert {taken[option].kind for option in ("clock", "raise_on_fault")} == {inspect.Parameter.KEYWORD_ONLY}
    absent = {"results", "failures", "download"} - set(contract.reads)
    assert not [name for name in absent if hasattr(contract.job, name)]
