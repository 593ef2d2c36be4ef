"""Break the heart of the wait in every small way, and see whether the tests notice. Run by `make mutants`; takes half an hour.

mutmut wants a source root called `src`, so package and tests are copied to `build/mutants/` in that layout. A mutant that no
test kills has to be listed in `EQUIVALENT` with the reason why none can; the score is printed either way.
`mutants.py --show` prints what survived last time, `mutants.py NAME ...` tries some again, as after a new test.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).parents[1]
COPY = ROOT / "build" / "mutants"
MUTATED = (
    "tarry._machine.*",
    "tarry._waiting.*",
    "tarry._retry_after.*",
    "tarry._calls.x_sighting_of_error*",
    "tarry._paging.xǁRetriesǁ*",
)
"""What is mutated: where everything is decided that a wait decides."""
KILLED = {1, 3, -signal.SIGPROF}
"""Exit codes of a killed mutant: a test failed, nothing could be imported, a test hung. Whatever else comes is reported."""
IN_THE_COPY = '''

# What scripts/mutants.py adds. A limit of processor time, unlike one of real time, strikes nobody because others are busy.
import signal
import hypothesis

hypothesis.settings.register_profile("mutants", phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate], database=None)
hypothesis.settings.load_profile("mutants")


@pytest.fixture(autouse=True)
def _what_hangs_dies():
    signal.setitimer(signal.ITIMER_PROF, 30)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)


def pytest_collection_modifyitems(items):
    """The quick tests first: most mutants need no more."""
    items.sort(key=lambda item: hasattr(getattr(item, "obj", None), "hypothesis"))
'''

EQUIVALENT: Mapping[str, str] = {}
"""The line as the mutant has it, and why no test can tell it from the right one."""


def lay_out() -> None:
    """Copy what is mutated and what tests it; results of the last time stay, so that mutants can be tried again."""
    for source, target in [("overlays/tarry", "src/tarry"), ("tests", "tests")]:
        shutil.rmtree(COPY / target, ignore_errors=True)
        shutil.copytree(ROOT / source, COPY / target, ignore=shutil.ignore_patterns("__pycache__", "cassettes"))
    with (COPY / "tests" / "conftest.py").open("a") as conftest:
        conftest.write(IN_THE_COPY)
    shutil.rmtree(COPY / "mutants" / "tests", ignore_errors=True)
    shutil.copy(ROOT / "pyproject.toml", COPY)


def mutmut(*arguments: str) -> str:
    """Run mutmut in the copy, on one core; returns what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generated")}
    command = [str(Path(sys.executable).with_name("mutmut")), *arguments]
    done = subprocess.run(command, cwd=COPY, env=environment, check=False, text=True, stdout=subprocess.PIPE)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\nmutmut ended with {done.returncode}")
    return done.stdout


def exit_codes() -> dict[str, int | None]:
    """How the tests of each mutant ended, by its name; None for one that was not tried yet."""
    found: dict[str, int | None] = {}
    for data in sorted((COPY / "mutants" / "src").rglob("*.meta")):
        found |= json.loads(data.read_text())["exit_code_by_key"]
    return {name: code for name, code in found.items() if any(fnmatchcase(name, one) for one in MUTATED)}


def survivors(codes: Mapping[str, int | None]) -> Iterator[tuple[str, str, str]]:
    """Name, changed line and difference of each mutant that lives."""
    for name in sorted(name for name, code in codes.items() if code is not None and code not in KILLED):
        difference = mutmut("show", name)
        added = [line[1:].strip() for line in difference.splitlines() if line[:1] == "+" and line[:3] != "+++"]
        yield name, " ".join(added), difference


def report() -> bool:
    """Print the score and what lives; False where something lives without a reason."""
    codes = exit_codes()
    unexplained = explained = 0
    for name, line, difference in survivors(codes):
        if line in EQUIVALENT:
            explained += 1
            continue
        unexplained += 1
        print(f"{name} (exit code {codes[name]})\n{difference}")
    untried = sum(code is None for code in codes.values())
    killed = len(codes) - explained - unexplained - untried
    modules = Counter(name.partition(".x")[0] for name in codes)
    print(", ".join(f"{module} {count}" for module, count in modules.items()))
    print(f"{len(codes)} mutants: {killed} killed, {explained} explained, {unexplained} survived without a reason")
    if untried:
        print(f"{untried} were not tried")
    return unexplained + untried == 0


def main() -> None:
    """Run everything anew, or what the command line names."""
    if sys.argv[1:] == ["--show"]:
        sys.exit(not report())
    if not sys.argv[1:]:
        shutil.rmtree(COPY, ignore_errors=True)
    lay_out()
    mutmut("run", "--max-children", "1", *(sys.argv[1:] or MUTATED))
    sys.exit(not report())


if __name__ == "__main__":
    main()
