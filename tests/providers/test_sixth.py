"""A sixth provider: installed from another distribution, and as one more document in `specs/`."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from providers import test_registry
from support.paths import ROOT
from tarry import specs
from tarry._core.providers import BUILT_IN

SOURCE = ROOT / "tests" / "sixth"
DOCUMENT = SOURCE / "sixth.yaml"
NAMES = [*BUILT_IN, "sixth"]


def script(name: str) -> Any:
    """A module of `scripts/`."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "scripts")
        patch.setitem(sys.modules, name, module)  # dataclasses look their module up
        spec.loader.exec_module(module)
    return module


# From another distribution: a folder on the path, as pip would leave it in site-packages.


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(SOURCE, folder / "sixth", ignore=shutil.ignore_patterns("dist-info", "__pycache__"))
    shutil.copytree(SOURCE / "dist-info", folder / "tarry_sixth-1.0.dist-info")
    run = [sys.executable, str(ROOT / "scripts" / "generate.py"), str(DOCUMENT), str(folder / "sixth" / "client")]
    subprocess.run(run, check=True, timeout=100)
    assert subprocess.run(run, check=False, capture_output=True, timeout=100).returncode == 2  # nothing is overwritten
    return folder


def install(folder: Path, name: str, entry_points: str, **modules: str) -> Path:
    """A distribution of a few one-file modules."""
    info = folder / f"{name.replace('-', '_')}-2.5.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.5\n")
    (info / "entry_points.txt").write_text(entry_points)
    for module, text in modules.items():
        (folder / f"{module}.py").write_text(text)
    return folder


def python(program: str, *places: Path) -> str:
    """What a fresh interpreter prints that has these folders on its path."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, places))}
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_it_is_in_the_registry_beside_the_others(site: Path) -> None:
    told = python("from tarry import runtime; print(*runtime.provider_names())", site)
    assert told.split() == NAMES
    assert python("from tarry import runtime; print(*runtime.provider_names())").split() == list(BUILT_IN)


def test_its_handles_are_read_and_opened(site: Path) -> None:
    program = """
import os, tarry, sixth
job = sixth.Report(sixth.connect("t"), "r-1")
handle = tarry.Handle.parse("sixth:report:r-1")
assert job.handle == handle == tarry.Handle.from_json(job.handle.to_json())
opened = tarry.open_job(str(handle), job.client)
print(type(opened) is sixth.Report)
os.environ["SIXTH_TOKEN"] = "t"
print(type(tarry.open_job(str(handle)).client) is type(job.client))
try:
    tarry.connect("sixth", base_url=7)
except tarry.ConfigurationError as error:
    print(error)
for text in ("sixth:letter:r-1", "sixth:report:a:b", "seventh:report:a", "sixth:report:.."):
    try:
        tarry.Handle.parse(text)
    except tarry.HandleError as error:
        print(error)
try:
    tarry.open_job(handle, "no client")
except tarry.HandleError as error:
    print(error)
"""
    assert python(program, site).splitlines() == [
        "True",
        "True",
        "base_url must be a text, not int",
        "sixth has no jobs of kind 'letter'; there are report",
        "a handle of sixth:report has report_id, not 2 ids",
        f"unknown provider 'seventh' in a handle; there are {', '.join(BUILT_IN)}, sixth",
        "report_id of a sixth report is not an id: '..'",
        "sixth:report:r-1: Report needs the client that sixth.connect(...) returns, not str",
    ]


def test_a_handle_alone_finds_its_module(site: Path) -> None:
    """In another process, where nobody has imported it."""
    told = python("import tarry; print(tarry.Handle('sixth', 'report', ('r-1',)))", site)
    assert told.strip() == "sixth:report:r-1"


def test_it_is_waited_for_through_the_sandbox_and_told_of_a_wrong_token(site: Path) -> None:
    program = """
import sixth, tarry
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.testing import VirtualClock
sandbox = Sandbox()
sandbox.next("sixth", Plan(polls=2, faults=[Fault("throttled", at=1, retry_after=3)]), Plan("failed"))
def client(token):
    url = sandbox.base_url("sixth", "http://sandbox")
    return sixth.connect(token, base_url=url, httpx_args={"transport": sandbox.transport()})
good, clock = client("sandbox-token"), VirtualClock()
job = sixth.Report.submit(good, "Ferries", clock=clock)
result = tarry.wait_for_completion(job, timeout=600, clock=clock)
print(result.outcome, [one.raw_status for one in result.timeline], *job.results(clock=clock))
job = sixth.Report.submit(good, "Ferries", clock=clock)
try:
    tarry.wait_for_completion(job, timeout=600, clock=clock)
except tarry.JobFailedError as error:
    print(error.result.raw_status)
try:
    sixth.Report(client("wrong"), "r-1").poll(clock=clock)
except tarry.PollingError as error:
    print(error)
"""
    waited, failed, refused = python(program, site).splitlines()
    assert waited == "succeeded [None, 'WRITING', 'WRITTEN'] Ferries are late. Ferries are blue."
    assert failed == "TORN"
    assert "401" in refused
    assert "Check token (SIXTH_TOKEN)" in refused


@pytest.fixture
def command(site: Path) -> Iterator[Any]:
    """Starts `tarry` with the sixth installed."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "tarry", *arguments],
            env={**os.environ, "PYTHONPATH": str(site), "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_the_command_plays_it_and_prints_how_to_find_it(command: Any) -> None:
    process = command("sandbox", "--port", "0")
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if "Ctrl-C stops it" in line:
            break
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert [line.split()[0] for line in lines[2 : 2 + len(NAMES)]] == NAMES
    assert "export SIXTH_TOKEN='sandbox-token'" in lines


def test_its_document_is_not_among_those_of_tarry(command: Any) -> None:
    """They are the documents that tarry is made from; another distribution carries its own."""
    told, _ = command("specs").communicate(timeout=30)
    assert told.split()[::2] == list(BUILT_IN)


# What others bring can be broken. It says so where it is asked for, and only there.

GOOD = "import tarry, tarry.runtime; print(tarry.Handle.parse('fullstory:events-import:a'), *tarry.runtime.provider_names())"
ASK = """
import sys, tarry
try:
    tarry.Handle.parse(sys.argv[1] if len(sys.argv) > 1 else "broken:x:y")
except tarry.HandleError as error:
    print(error)
"""
BROKEN = {
    "raises": ("raise OSError('no disk')", "OSError: no disk"),
    "lacks": ("import nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
    "spelled": ("JOBS = (", "SyntaxError: '(' was never closed (broken.py, line 1)"),
    "empty": ("", "broken has no JOBS, a tuple of its job classes"),
    "of_another": (
        "from tarry.fullstory import EventsImport\nJOBS = (EventsImport,)",
        "<class 'tarry.fullstory._imports.EventsImport'> in its JOBS is of a provider 'fullstory', and the entry point is"
        " called 'broken'",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_one_names_its_distribution_and_the_remedy(case: str, site: Path, tmp_path: Path) -> None:
    code, problem = BROKEN[case]
    place = install(tmp_path, "bad-tarry", "[tarry.providers]\nbroken = broken\n", broken=code)
    assert python(ASK, place).strip() == (
        f"the provider 'broken' of bad-tarry 2.5 cannot be used ({problem}). "
        "Install a version that works with this tarry, or uninstall it"
    )
    assert python(GOOD, place, site).split() == ["fullstory:events-import:a", *BUILT_IN, "broken", "sixth"]
    assert python(ASK.replace("broken:x:y", "sixth:report:r-1"), place, site) == ""


def test_two_of_one_name_are_both_named(site: Path, tmp_path: Path) -> None:
    place = install(tmp_path, "other-tarry", "[tarry.providers]\nsixth = other\n", other="JOBS = ()")
    told = python(ASK.replace("broken:x:y", "sixth:report:r-1"), site, place)
    assert told.strip() == (
        "several distributions bring a provider 'sixth': tarry-sixth 1.0 and other-tarry 2.5. Uninstall all but one"
    )
    assert python(GOOD, site, place).split() == ["fullstory:events-import:a", *BUILT_IN, "sixth"]


@pytest.mark.parametrize(
    ("name", "problem"), [("fullstory", "which is one of tarry's own"), ("si xth", "which is no identifier")]
)
def test_one_that_takes_a_name_it_cannot_have_is_left_out_and_told_of(name: str, problem: str, tmp_path: Path) -> None:
    place = install(tmp_path, "greedy", f"[tarry.providers]\n{name} = greedy\n", greedy="raise OSError")
    program = f"import logging, sys; logging.basicConfig(stream=sys.stdout, format='%(message)s')\n{GOOD}"
    told, good = python(program, place).splitlines()
    assert told == (
        f"greedy 2.5 brings a provider '{name}', {problem}: it is left out. "
        "Install a version of it that uses another name, or uninstall it"
    )
    assert good.split() == ["fullstory:events-import:a", *BUILT_IN]


@pytest.mark.parametrize(
    ("entry", "code", "problem"),
    [
        ("bad = bad:Nothing", "", "AttributeError: module 'bad' has no attribute 'Nothing'"),
        ("bad = bad:Bad", "raise OSError('no disk')", "OSError: no disk"),
        ("bad = bad:Bad", "Bad = 7", "bad:Bad is no subclass of tarry_sandbox.Provider"),
        ("bad = tarry_sandbox.fullstory:Fullstory", "", "plays 'fullstory', which is not the name of the entry point"),
        ("fullstory = tarry_sandbox.fullstory:Fullstory", "", "another provider has this name"),
        ("all = tarry_sandbox.fullstory:Fullstory", "", "its name is no identifier"),
    ],
)
def test_a_broken_stand_in_breaks_no_sandbox(entry: str, code: str, problem: str, site: Path, tmp_path: Path) -> None:
    place = install(tmp_path, "bad-tarry", f"[tarry.sandbox_providers]\n{entry}\n", bad=code)
    program = """
import logging, sys
logging.basicConfig(stream=sys.stdout, format="%(message)s")
from tarry.sandbox import Plan, Sandbox
print(*Sandbox().providers)
try:
    Sandbox().plan("bad", Plan())
except ValueError as error:
    print(error)
"""
    told, names, refused = python(program, place, site).splitlines()
    assert told.startswith(f"the sandbox leaves out '{entry.partition(' ')[0]}' of bad-tarry 2.5 (")
    assert problem in told
    assert told.endswith("install a version that works with this tarry, or uninstall it")
    assert names.split() == NAMES
    assert refused.startswith("there is no provider 'bad'")
    assert refused.endswith(told) == entry.startswith("bad")


def test_what_needs_no_other_provider_looks_for_none() -> None:
    """Metadata of all that is installed are slow to read."""
    program = """
import sys, tarry
tarry.wait_for_completion
tarry.open_job("fullstory:events-import:a", tarry.fullstory.connect("key"))
print("importlib.metadata" in sys.modules, "tarry.salesforce" in sys.modules)
"""
    assert python(program).split() == ["False", "False"]


# As one more document: whatever goes over `specs/` sees it.


@pytest.fixture
def six(tmp_path: Path) -> Path:
    """A copy of `specs/` with the sixth."""
    folder = tmp_path / "specs"
    shutil.copytree(ROOT / "specs", folder)
    shutil.copy(DOCUMENT, folder)
    return folder


def test_the_documents_of_the_package(six: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specs, "_IN_CHECKOUT", six)
    assert specs.names() == NAMES
    assert tmp_path / "out" / "sixth.yaml" in specs.export(tmp_path / "out")


def test_the_generator(six: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate = script("generate")
    monkeypatch.setattr(generate, "SPECS", six)
    monkeypatch.setattr(generate, "generate_client", lambda document, package: package.mkdir())
    generate.generate_all(tmp_path / "generated")
    assert sorted(path.name for path in (tmp_path / "generated" / "tarry_clients").iterdir() if path.is_dir()) == NAMES
    made_from = json.loads((tmp_path / "generated" / "made-from.json").read_text())
    assert list(made_from["documents"]) == [f"{name}.yaml" for name in NAMES]


def test_the_pages(six: Path) -> None:
    docs = script("docs")
    documents = {name: docs.load(six / f"{name}.yaml") for name in NAMES}
    page = docs.build_index(documents, {name: [""] * len(docs.jobs(name, documents[name])) for name in NAMES})
    assert f"Asynchronous jobs of {len(NAMES)} providers" in page
    assert 'id="sixth"' in page
    assert "<code>WRITING</code>" in page


def test_the_archive_and_the_check_of_versions(six: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = script("specs_archive")
    monkeypatch.setattr(archive, "SPECS", six)
    assert "sixth.yaml" in {one["path"] for one in archive.manifest("1.0")["files"]}
    assert "specs/CHANGELOG.md has no entry for sixth.yaml 1.0.0" in archive.objections("1.0")
    diff = script("diff_specs")
    monkeypatch.setattr(diff, "ROOT", six.parent)
    assert "sixth.yaml" in diff.stale_packages()


def test_the_consumers(six: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(specs, "_IN_CHECKOUT", six)
    monkeypatch.syspath_prepend(ROOT)
    monkeypatch.delitem(sys.modules, "scripts.consumers.__main__", raising=False)
    assert importlib.import_module("scripts.consumers.__main__").PROVIDERS == NAMES
    monkeypatch.delitem(sys.modules, "scripts.consumers.__main__", raising=False)


def test_the_linters_are_given_every_document() -> None:
    """A list of documents in a configuration would leave a new one out."""
    makefile = (ROOT / "Makefile").read_text()
    runs = [
        line
        for line in makefile.splitlines()
        if line.startswith("\t") and any(tool in line for tool in ("redocly lint", "spectral lint", "spec-validator "))
    ]
    assert len(runs) == 5
    assert all(line.rstrip().endswith(("specs/*.yaml", "specs/workflows/*.yaml")) for line in runs)


def test_it_is_missed_where_providers_are_compared(six: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The document alone is no provider, and a test says so."""
    monkeypatch.setattr(specs, "_IN_CHECKOUT", six)
    with pytest.raises(AssertionError, match="sixth"):
        test_registry.test_documents_workflows_clients_and_sandbox_are_of_the_providers_in_the_registry()
