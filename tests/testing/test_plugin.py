"""The plugin of pytest as a user has it: each fixture, the marker, strictness, and what it says when something is wrong."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

import tarry
import tarry_clients
from tarry.sandbox import Fault, Plan
from tarry.testing import FaultCase, fault_cases

pytest_plugins = ["pytester"]

PIPELINE = """
import tarry
from tarry import fullstory

EVENTS = [{"name": f"Order {number}"} for number in range(4)]

def import_events(client):
    job = fullstory.EventsImport.submit(client, EVENTS)
    result = tarry.wait_for_completion(job, timeout=3600)
    return [bad.message for bad in job.failures()] if result.outcome is tarry.Outcome.PARTIAL else []

async def async_import_events(client):
    job = await fullstory.EventsImport.async_submit(client, EVENTS)
    result = await tarry.async_wait_for_completion(job, timeout=3600)
    return [bad.message async for bad in job.async_failures()] if result.outcome is tarry.Outcome.PARTIAL else []
"""

HEAD = """
import contextlib, os, pytest, tarry, time
from pipeline import *
from tarry import fullstory, salesforce
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import assert_polite, assert_submitted_once
"""


class User:
    """Somebody with code of their own and tests of it."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester
        pytester.makepyfile(pipeline=PIPELINE)

    def run(self, tests: str, *options: str, **outcomes: int) -> str:
        """Run the tests and say what was printed; `passed=1` and the like, if given, is how they must end."""
        self.pytester.makepyfile(test_it=HEAD + tests)
        result = self.pytester.runpytest_inprocess("-p", "no:cacheprovider", "-rs", *options)
        if outcomes:
            result.assert_outcomes(**outcomes)
        return result.stdout.str()


@pytest.fixture(scope="module")
def _all_imported() -> None:
    """What a run within this process imports is forgotten at its end, and would be there twice after the next import."""
    others = ("__main__", "_cli", "_generate", "airflow", "dlt", "temporal", "transports")
    for package in (tarry, tarry_clients):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.split(".")[1] not in others:
                importlib.import_module(found.name)


@pytest.fixture
def user(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, _all_imported: None) -> User:
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    return User(pytester)


def test_a_first_test_of_six_lines(user: User) -> None:
    user.run(
        """
def test_what_was_refused_is_said(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next("fullstory", Plan("partial", seconds=1800, refused=2, faults=[Fault("throttled", retry_after=600)]))
    assert len(import_events(tarry_clients.fullstory)) == 2
    assert 1800 <= tarry_clock.now < 2000
    assert_polite(tarry_sandbox)
    assert_submitted_once(tarry_sandbox)
""",
        passed=1,
    )


def test_a_plan_that_was_not_used_fails_and_shows_both(user: User) -> None:
    said = user.run(
        """
def test_it(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next("fullstory", Plan("partial", polls=0), Plan("failed", faults=[Fault("slow", on="page")]))
    import_events(tarry_clients.fullstory)
""",
        passed=1,
        errors=1,
    )
    assert (
        "planned, and not submitted: fullstory Plan(outcome='failed', faults=[Fault(kind='slow', on='page')])" in said
    )
    assert "as planned: fullstory job " in said
    assert ", Plan(outcome='partial', polls=0)" in said
    assert "0.000 s  fullstory submit POST /v2/events/batch: 200\n" in said
    assert ": 200, partial\n" in said
    assert "Traceback" not in said
    assert "During handling" not in said


def test_a_submit_that_was_not_planned_fails_where_plans_were_given(user: User) -> None:
    said = user.run(
        """
def test_one_too_many(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next("fullstory", Plan("partial"))
    import_events(tarry_clients.fullstory)
    import_events(tarry_clients.fullstory)

def test_planned_for_all(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.plan("fullstory", Plan("failed"))
    tarry_sandbox.next("fullstory", Plan("partial"))
    import_events(tarry_clients.fullstory)
    with pytest.raises(tarry.JobFailedError):
        import_events(tarry_clients.fullstory)

def test_of_another_provider(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next("fullstory", Plan("partial"))
    import_events(tarry_clients.fullstory)
    salesforce.RowsImport.submit(tarry_clients["salesforce"], [{"MemberId": "M-1001"}], key="Loyalty_Members")

def test_nothing_planned(tarry_clients, tarry_clock):
    assert import_events(tarry_clients.fullstory) == []

@pytest.mark.tarry(outcome="partial")
def test_a_marker_for_who_cannot_end_so(tarry_clients):
    assert tarry_clients.fullstory
    tarry.open_data_rights.DataRequest.submit(tarry_clients.open_data_rights)

def test_next_for_all_is_used_by_one(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next(None, Plan("gone"))
    with pytest.raises(tarry.JobGoneError):
        import_events(tarry_clients.fullstory)

def test_next_for_all_is_used_by_none(tarry_sandbox):
    tarry_sandbox.next(None, Plan("gone"))
""",
        passed=7,
        errors=3,
    )
    assert said.count("submitted, and not planned: fullstory job ") == 1
    assert said.count("submitted, and not planned: open_data_rights job ") == 1
    assert said.count("planned, and not submitted: ") == 5
    assert "nothing was asked" in said


def test_a_fault_that_nothing_met_fails(user: User) -> None:
    said = user.run(
        """
def test_it(tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next("fullstory", Plan("partial", polls=0, faults=[Fault("slow", at=9), Fault("reset", on="submit")]))
    import_events(tarry_clients.fullstory)

@pytest.mark.tarry(faults=[Fault("slow", at=9), "error"])
def test_of_a_marker(tarry_sandbox, tarry_clients, tarry_clock):
    import_events(tarry_clients.fullstory)
""",
        passed=2,
        errors=2,
    )
    assert said.count("planned, and met by no request: Fault(kind='slow', at=9)\n") == 2


def test_strictness_can_be_switched_off_and_is_silent_after_a_failure(user: User) -> None:
    said = user.run(
        """
@pytest.mark.tarry(strict=False)
def test_off(tarry_sandbox):
    tarry_sandbox.next("fullstory", Plan("partial"))

def test_fails(tarry_sandbox):
    tarry_sandbox.next("fullstory", Plan("partial"))
    assert False

def test_skips(tarry_sandbox):
    tarry_sandbox.next("fullstory", Plan("partial"))
    pytest.skip("not today")

@pytest.mark.tarry(strict=False)
class TestOfSeveral:
    @pytest.mark.tarry(strict=True)
    def test_on(self, tarry_sandbox):
        tarry_sandbox.next("fullstory", Plan("partial"))
""",
        passed=2,
        failed=1,
        skipped=1,
        errors=1,
    )
    assert said.count("planned, and not submitted") == 1


def test_the_marker_plans_all_jobs_and_the_nearest_counts(user: User) -> None:
    user.run(
        """
pytestmark = pytest.mark.tarry(outcome="partial", refused=3, polls=0)

def test_of_the_module(tarry_clients):
    assert [len(import_events(tarry_clients.fullstory)) for _ in range(2)] == [3, 3]

@pytest.mark.tarry(outcome="failed", polls=0, provider="fullstory")
def test_of_one_provider(tarry_clients):
    with pytest.raises(tarry.JobFailedError):
        import_events(tarry_clients.fullstory)
    job = salesforce.RowsImport.submit(tarry_clients.salesforce, [{"A": str(n)} for n in range(4)], key="Members")
    assert tarry.wait_for_completion(job, timeout=60).outcome == "partial"

@pytest.mark.tarry(faults=[Fault("throttled", retry_after=900), "reset"])
def test_with_faults(tarry_clients, tarry_clock):
    assert import_events(tarry_clients.fullstory) == []
    assert tarry_clock.now >= 900
""",
        passed=3,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            "outcom='partial'",
            "@pytest.mark.tarry: there is no outcom; there are outcome, polls, seconds, faults, items, ",
        ),
        ("looks=3", "there is no looks; "),
        ("'partial'", "@pytest.mark.tarry: there is no 'partial'; there are outcome, "),
        ("outcome='partly'", "outcome must be one of succeeded, partial, failed, gone, not 'partly'"),
        ("provider='fullstroy', polls=0", "there is no provider 'fullstroy'; allowed are eloqua, fullstory, "),
        ("provider='possiblenow', outcome='partial'", "outcome must be one of "),
        ("faults='throttled'", "faults must be a list of faults or of their kinds, not 'throttled'"),
        ("faults=['throtled']", "kind must be one of throttled, error, "),
        ("provider=['fullstory'], polls=0", "provider must be the name of one, not ['fullstory']"),
        ("strict='no'", "strict must be True or False, not 'no'"),
    ],
)
def test_a_typo_in_the_marker_says_what_is_allowed(user: User, arguments: str, said: str) -> None:
    printed = user.run(f"@pytest.mark.tarry({arguments})\ndef test_it(tarry_clients): pass\n", errors=1)
    assert said in printed
    assert "Traceback" not in printed


def test_the_marker_is_known(user: User) -> None:
    user.run("@pytest.mark.tarry(polls=0)\ndef test_it(tarry_sandbox): pass\n", "--strict-markers", passed=1)
    assert "@pytest.mark.tarry(outcome=, polls=," in user.run("", "--markers")


def test_every_name_begins_with_tarry(user: User) -> None:
    listed = user.run("", "--fixtures")
    own = listed.partition("fixtures defined from tarry.testing.pytest")[2].partition("----- ")[0]
    names = [line.split()[0] for line in own.splitlines() if line and not line.startswith((" ", "-"))]
    assert sorted(names) == [
        *("tarry_clients", "tarry_clock", "tarry_environ", "tarry_faults", "tarry_sandbox", "tarry_server"),
    ]
    assert "no docstring available" not in own


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_code_that_connects_itself_reaches_the_sandbox(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the environment says of an account or a proxy; and afterwards it is as before."""
    monkeypatch.setenv("ELOQUA_TOKEN", "of-a-real-account")
    monkeypatch.setenv("TARRY_PROFILE", "of-a-real-account")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    user.run(
        """
@pytest.mark.tarry(outcome="partial", seconds=1800)
def test_it(tarry_environ, tarry_sandbox, tarry_clock):
    for client in (fullstory.connect(), tarry.connect("fullstory")):
        with client:
            assert len(import_events(client)) == 1
    assert tarry_clock.now >= 3600
    assert {one.provider for one in tarry_sandbox.requests} == {"fullstory"}
    assert tarry_environ["FULLSTORY_BASE_URL"] == os.environ["FULLSTORY_BASE_URL"]
    tarry.connect("eloqua")

def test_afterwards():
    assert "FULLSTORY_BASE_URL" not in os.environ
    assert os.environ["ELOQUA_TOKEN"] == "of-a-real-account"
""",
        passed=2,
    )


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_a_server_for_other_processes(user: User) -> None:
    user.run(
        """
import subprocess, sys

def run(server):
    program = "from pipeline import *; print(len(import_events(fullstory.connect())))"
    environment = {**os.environ, **server.environment}
    return subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True).stdout

def test_one(tarry_server):
    tarry_server.sandbox.next("fullstory", Plan("partial", polls=0, refused=3))
    assert run(tarry_server) == "3\\n"
    assert_submitted_once(tarry_server.sandbox)

def test_another(tarry_server):
    assert len(tarry_server.sandbox.requests) > 1
    tarry_server.sandbox.reset()
    assert tarry_server.sandbox.requests == ()
    assert tarry_server.root in tarry_server.environment["FULLSTORY_BASE_URL"]
""",
        passed=2,
    )


def test_the_clients(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FULLSTORY_API_KEY", "of-a-real-account")
    user.run(
        """
made = []

def test_by_name_and_attribute(tarry_clients, tarry_sandbox):
    assert tarry_clients.fullstory is tarry_clients["fullstory"]
    for name in tarry_sandbox.providers:
        made.append(tarry_clients[name].get_httpx_client())
        assert not made[-1].is_closed
    tarry_sandbox.plan("fullstory", Plan(polls=0))
    assert import_events(tarry_clients.fullstory) == []

def test_they_are_closed():
    assert len(made) == 5
    assert all(client.is_closed for client in made)

def test_of_no_provider(tarry_clients):
    with pytest.raises(AttributeError, match="the sandbox does not play 'fullstroy'; it plays eloqua, fullstory, "):
        tarry_clients.fullstroy
    with pytest.raises(tarry.ConfigurationError, match="does not play 'fullstroy'"):
        tarry_clients["fullstroy"]
    assert not hasattr(tarry_clients, "__wrapped__")
""",
        passed=3,
    )


def test_faults_on_code_of_the_user(user: User) -> None:
    """Those in a row are outlasted, politely; with its idempotency key even a submit. The example of the project runs all."""
    said = user.run(
        """
@pytest.mark.tarry(outcome="partial", refused=2)
def test_it(tarry_faults, tarry_clients, tarry_sandbox):
    assert len(import_events(tarry_clients.fullstory)) == 2
    assert_polite(tarry_sandbox)
    assert_submitted_once(tarry_sandbox)
""",
        "-v",
        "-k in-a-row or slow-page-later",
        passed=7 + 6 + 6 + 1,
        skipped=1,
        deselected=len(fault_cases()) - 20,
    )
    assert "test_it[throttled-poll-in-a-row] PASSED" in said
    assert "no page of the test met it" in said


def test_faults_of_a_submit_that_must_not_be_repeated(user: User) -> None:
    said = user.run(
        """
def submit(clients):
    return salesforce.RowsImport.submit(clients.salesforce, [{"MemberId": "M-1001"}], key="Loyalty_Members")

def test_not_raised(tarry_faults, tarry_clients):
    with contextlib.suppress(*tarry_faults.may_raise):
        tarry.wait_for_completion(submit(tarry_clients), timeout=3600)

@pytest.mark.parametrize("tarry_faults", tarry.testing.fault_cases(on=["submit"], kinds=["error", "reset"]), indirect=True)
def test_repeated_by_the_user(tarry_faults, tarry_clients, tarry_sandbox):
    with contextlib.suppress(*tarry_faults.may_raise):
        submit(tarry_clients)
    with contextlib.suppress(*tarry_faults.may_raise):
        submit(tarry_clients)
    assert_submitted_once(tarry_sandbox)
""",
        "-k submit-in-a-row or repeated",
        passed=6 + 1,
        failed=3,
        deselected=len(fault_cases()) - 6,
    )
    # After the reset the job exists: two of them.
    assert "2 jobs were started, and not 1" in said
    assert "submitted 2 times:" in said
    assert "test_repeated_by_the_user[reset-submit-first]" in said


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_async_tests(user: User, backend: str) -> None:
    """By the plugin of anyio; nothing of ours is async."""
    user.run(
        f"""
@pytest.fixture
def anyio_backend():
    return "{backend}"

@pytest.mark.anyio
@pytest.mark.tarry(outcome="partial", seconds=3600, refused=2)
async def test_it(tarry_clients, tarry_clock, tarry_sandbox):
    async with tarry_clients.fullstory as client:
        assert len(await async_import_events(client)) == 2
    assert_polite(tarry_sandbox)
    assert tarry_clock.now >= 3600

def test_in_a_loop_of_its_own(tarry_clients, tarry_clock):
    import asyncio
    assert asyncio.run(async_import_events(tarry_clients.fullstory)) == []
""",
        passed=2,
    )


def test_a_fixture_that_submits_before_the_clock_is_named(user: User) -> None:
    user.run(
        """
@pytest.fixture
def job(tarry_clients):
    return fullstory.EventsImport.submit(tarry_clients.fullstory, EVENTS)

@pytest.mark.tarry(seconds=600)
def test_it(job, tarry_clock):
    assert tarry.wait_for_completion(job, timeout=None).outcome == "succeeded"
    assert 600 <= tarry_clock.now < 900
""",
        passed=1,
    )


def test_without_the_extra_the_remedy_is_said(user: User) -> None:
    said = user.run(
        """
@pytest.fixture(autouse=True)
def not_installed(monkeypatch):
    import sys
    for name in [name for name in sys.modules if name.partition(".")[0] in ("tarry_sandbox", "starlette")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "tarry.sandbox")
    monkeypatch.setitem(sys.modules, "starlette", None)

def test_it(not_installed, tarry_clients): pass
def test_server(not_installed, request): request.getfixturevalue("tarry_server")
""",
        failed=1,
        errors=1,
    )
    assert said.count("which is not installed: pip install 'tarry[sandbox]'") >= 2
    assert "Traceback" not in said


ACME = """{
"openapi": "3.1.0", "info": {"title": "Acme", "version": "1"}, "servers": [{"url": "https://acme.example"}],
"paths": {
"/reports": {"post": {"operationId": "start", "responses": {"202": {"description": "Begun.", "content":
  {"application/json": {"example": {"id": "r-1"}}}}}}},
"/reports/{id}": {"get": {"operationId": "look",
  "x-job": {"kind": "report", "submit": "start", "id": {"id": "$response.body#/id"}, "status": "$response.body#/state"},
  "responses": {"200": {"description": "It.", "content": {"application/json": {"examples": {
    "runs": {"value": {"id": "r-1", "state": "running"}, "x-outcome": "pending"},
    "well": {"value": {"id": "r-1", "state": "done"}, "x-outcome": "succeeded"},
    "torn": {"value": {"id": "r-1", "state": "torn"}, "x-outcome": "failed"}}}}}}}}}}"""


def test_a_document_of_the_user_is_planned_as_well(user: User) -> None:
    """It is added after the plans are made."""
    user.pytester.makefile(".json", acme=ACME)
    said = user.run(
        """
import httpx

@pytest.fixture
def tarry_sandbox(tarry_sandbox):
    tarry_sandbox.add("acme.json")
    return tarry_sandbox

def ask(sandbox, polls=1):
    with httpx.Client(base_url=sandbox.base_url("acme", "http://localhost"), transport=sandbox.transport()) as client:
        path = "/reports/" + client.post("/reports").json()["id"]
        return [client.get(path) for _ in range(polls)]

@pytest.mark.tarry(outcome="failed", polls=0)
def test_the_marker(tarry_sandbox):
    assert ask(tarry_sandbox)[0].json()["state"] == "torn"

@pytest.mark.tarry(outcome="partial")
def test_it_cannot_end_so(tarry_sandbox):
    assert ask(tarry_sandbox)[0].json()["state"] == "running"

@pytest.mark.parametrize("tarry_faults", tarry.testing.fault_cases(on=["poll"], kinds=["unavailable"]), indirect=True)
def test_faults(tarry_faults, tarry_sandbox):
    assert 503 in [answer.status_code for answer in ask(tarry_sandbox, 2)]

def test_next(tarry_sandbox):
    tarry_sandbox.next("acme", Plan("failed", polls=0), Plan("gone"))
    assert ask(tarry_sandbox)[0].json()["state"] == "torn"
""",
        passed=6,
        errors=2,
    )
    assert "submitted, and not planned: acme job r-" in said
    assert "planned, and not submitted: acme Plan(outcome='gone')" in said


def test_faults_need_a_sandbox(user: User) -> None:
    said = user.run(
        "def test_it(tarry_faults): pass", "-k slow-poll-first", errors=1, deselected=len(fault_cases()) - 1
    )
    assert "tarry_faults is for tests that use tarry_sandbox, tarry_clients or tarry_environ" in said


def test_in_a_worker(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("xdist")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # of others, whose import takes long
    user.run(
        """
@pytest.mark.parametrize("number", range(4))
def test_it(number, tarry_sandbox, tarry_clients, tarry_clock):
    tarry_sandbox.next("fullstory", Plan("partial"))
    assert len(import_events(tarry_clients.fullstory)) == 1

@pytest.mark.parametrize("tarry_faults", tarry.testing.fault_cases(on=["poll"], kinds=["reset"]), indirect=True)
def test_faults(tarry_faults, tarry_clients):
    assert import_events(tarry_clients.fullstory) == []
""",
        "-n1",
        "-pxdist",
        "-ptarry.testing.pytest",
        passed=7,
    )


def test_a_run_that_uses_nothing_imports_nothing() -> None:
    program = """
import sys, pytest
before = set(sys.modules)
import tarry.testing.pytest
print(*sorted(set(sys.modules) - before))
"""
    imported = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()
    ours = {name for name in imported if name.partition(".")[0] in {"tarry", "tarry_clients", "tarry_sandbox"}}
    assert ours == {
        *("tarry", "tarry._core", "tarry._core.names", "tarry._version"),
        *("tarry.testing", "tarry.testing._faults", "tarry.testing.pytest"),
    }
    assert set(imported) - ours <= set(sys.stdlib_module_names)


def test_code_of_a_user_is_covered_to_the_last_line(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin is imported before anything is measured, and must not import what is to be."""
    pytest.importorskip("coverage")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    user.pytester.makepyfile(
        test_it="""
import asyncio, pytest
from pipeline import *

@pytest.mark.tarry(outcome="partial", polls=1)
def test_it(tarry_clients, tarry_clock):
    assert len(import_events(tarry_clients.fullstory)) == 1
    assert len(asyncio.run(async_import_events(tarry_clients.fullstory))) == 1
"""
    )
    run = ["-m", "coverage", "run", "--branch", "--include=pipeline.py", "-m", "pytest", "-ptarry.testing.pytest"]
    assert user.pytester.run(sys.executable, *run).ret == 0
    report = user.pytester.run(sys.executable, "-m", "coverage", "report").stdout
    report.fnmatch_lines("pipeline.py * 100%")


def test_switched_off_it_is_gone(user: User) -> None:
    said = user.run("def test_it(tarry_clock): pass\n", "-p", "no:tarry", errors=1)
    assert "fixture 'tarry_clock' not found" in said


def test_the_kinds_and_places_are_those_of_the_sandbox() -> None:
    cases = fault_cases()
    assert len({case.__name__ for case in cases}) == len(cases) == 7 * 3 + 6 * 3 + 6 * 2
    assert all(isinstance(case.fault, Fault) for case in cases)
    for field in ("kind", "on"):
        with pytest.raises(ValueError, match="must be one of ") as caught:
            Fault(**{"kind": "error", field: "?"})  # type: ignore[arg-type]
        allowed = str(caught.value).partition(" one of ")[2].partition(", not ")[0]
        assert set(allowed.split(", ")) == {getattr(case, field) for case in cases}
    for wrong in ({"on": ["polls"]}, {"on": "poll"}, {"kinds": ["503"]}):
        with pytest.raises(ValueError, match="fault_cases takes a list of "):
            fault_cases(**wrong)
    assert Plan(faults=[FaultCase("slow", "page", "in-a-row").fault]).faults[0].times == 3
