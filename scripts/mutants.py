"""Break the heart of the wait in every small way, and see whether the tests notice. Run by `make mutants`.

mutmut makes the mutants: modules in which each function has a copy for every small change, chosen by an environment variable.
The tests are collected once, and each mutant gets a fork in which those of its module run until one fails. mutmut's own
runner collects them for each again, and by its limit of real time it took living mutants for dead when the machine was busy.

A mutant that no test kills has to be listed in `EQUIVALENT` with the reason why none can; the score is printed either way.
`mutants.py PATTERN ...` tries the mutants whose names match, such as `'tarry._wait.state.*_plan_*'`.
"""

import difflib
import gc
import os
import resource
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

import pytest
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

ROOT = Path(__file__).parents[1]
COPY = ROOT / "build" / "mutants"
MUTATED = (
    "tarry._wait.state.*",
    "tarry._core.policy.*",
    "tarry._core.options.*",
    "tarry._wait.single.*",
    "tarry._wait.standing.*",
    "tarry._wait.snapshot.*",
    "tarry._wait.stall.*",
    "tarry._http.retry_after.*",
    "tarry._operations.status.x_observation_from_error_*",
    "tarry._operations.retry.xǁRetriesǁ*",
    "tarry._operations.pages.xǁPageRetriesǁ*",
)
"""Where everything is decided that a wait decides."""
TESTS = {
    "_wait.state": ("wait/test_machine", "wait/test_laws", "wait/test_stalls", "wait/test_snapshot"),
    "_wait.standing": ("wait/test_machine", "wait/test_laws", "wait/test_stalls", "wait/test_snapshot"),
    "_wait.snapshot": ("wait/test_snapshot",),
    "_core.policy": ("wait/test_machine", "wait/test_laws"),
    "_core.options": ("wait/test_machine", "wait/test_laws", "wait/test_stalls"),
    "_wait.single": ("wait/test_drivers", "wait/test_recording"),
    "_wait.stall": ("wait/test_stalls", "wait/test_snapshot"),
    "_http.retry_after": ("http/test_retry_after",),
    "_operations.status": ("wait/test_one_timeline", "operations/test_retries"),
    "_operations.retry": ("operations/test_retries",),
    "_operations.pages": ("operations/test_retries",),
}
"""Which tests have to notice a mutant of a module."""
OF_ONE_JOB = "not as_completed and not wait_for_all"
"""The drivers for many jobs are not mutated, so their tests would only take time."""
CPU_SECONDS = 10
"""What hangs is stopped by the processor time of a test, which does not depend on what else the machine does."""
MEMORY = 8 << 30
KILLED = {1, -signal.SIGPROF}

_NO_DATE = "what is no date is read as none, whatever it is"
_ANY_CASE = "names of headers are read in any case"
_FALSE = "it is only asked whether it is true"
_NO_JITTER = "without jitter nobody reads the seed"
_SET_BEFORE_READ = "the first fault sets it before anybody reads it"
EQUIVALENT: Mapping[str, str] = {
    'sent = _timestamp(headers.get("date", None))': _NO_DATE,
    'sent = _timestamp(headers.get("date", ))': _NO_DATE,
    'sent = _timestamp(headers.get("date", "XXXX"))': _NO_DATE,
    'unknown_status: UnknownStatus = "XXwaitXX",': "every word but raise waits; what a caller may give is checked before",
    'unknown_status: UnknownStatus = "WAIT",': "the same",
    'sent = _timestamp(headers.get("DATE", ""))': _ANY_CASE,
    'value = headers.get("RETRY-AFTER")': _ANY_CASE,
    'digest = blake2b(b"XX%d %dXX" % (self._seed, self._polls), digest_size=4).digest()': "as much by chance as another",
    "self._since = None": "the first answer sets it before it is read",
    "self._since = 1.0": "the same",
    'self._answer: tuple[object, ...] | None = ""': "neither is an answer",
    'self._faults: Faults | None = ""': "the first poll sets it before it is asked for more than its truth",
    'self._last_outcome: Outcome | None = ""': "neither is an outcome, and nothing else is seen in a row",
    "self._end(WaitTimeoutError, what, Outcome.PENDING, Observation(None))": "only its error is asked for, and it has none",
    "self._seed = zlib.crc32(str(job.handle).encode()) if (self._jitter) or True else 0": _NO_JITTER,
    "self._seed = zlib.crc32(str(job.handle).encode()) if self._jitter else 1": _NO_JITTER,
    "self._at_deadline = None": _FALSE,
    "self._seen = None": _FALSE,
    "self._same = 1": "the first word that is known sets it to one",
    "self._elapsed = None": "the first poll sets it before anybody reads it",
    "self._elapsed = 1.0": "the same",
    "self.since = None": _SET_BEFORE_READ,
    "self.since = 1.0": _SET_BEFORE_READ,
    "delay = max(self._faults.backoff(RETRY_DELAY), observation.retry_after or 1.0)": "no pause is shorter than a second",
}
"""The changed lines as the mutant has them, and why no test can tell it from the right one."""


class Mutant(NamedTuple):
    """One small change."""

    name: str
    change: str
    """The lines that it puts in place of others."""
    difference: str


def lay_out(patterns: Sequence[str]) -> list[Mutant]:
    """Copy the package and its tests, and put all mutants of the modules in *patterns* into the copy."""
    shutil.rmtree(COPY, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "cassettes")
    shutil.copytree(ROOT / "overlays" / "tarry", COPY / "src" / "tarry", ignore=ignored)
    shutil.copytree(ROOT / "tests", COPY / "tests", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", COPY)
    os.chdir(COPY)
    found: list[Mutant] = []
    for module in sorted(map(module_of, MUTATED)):
        path = (COPY / "src" / "tarry").joinpath(*module.split(".")).with_suffix(".py")
        mutated = mutate_file_contents(str(path), path.read_text())
        path.write_text(mutated.code)
        found += mutants_in(f"tarry.{module}", mutated)
    return [one for one in found if any(fnmatchcase(one.name, pattern) for pattern in patterns)]


def module_of(mutant: str) -> str:
    """The module of a mutant, or of a pattern for mutants, below `tarry`."""
    return ".".join(mutant.split(".")[1:3])


def mutants_in(module: str, mutated: MutatedFile) -> Iterator[Mutant]:
    """The mutants that a module holds."""
    lines = mutated.code.splitlines()

    def source(function: str) -> list[str]:
        span = mutated.line_span_by_function_name[function]
        return [
            line.replace(function, function.rpartition("__mutmut_")[0]) for line in lines[span.start - 1 : span.end]
        ]

    for name in mutated.mutant_names:
        original = source(f"{name.rpartition('__mutmut_')[0]}__mutmut_orig")
        difference = list(difflib.unified_diff(original, source(name), n=0, lineterm=""))[3:]
        change = " ".join(line[1:].strip() for line in difference if line.startswith("+"))
        yield Mutant(f"{module}.{name}", change, "\n".join(difference))


class Hunt:
    """In place of one run of the tests, one for every mutant; a pytest plugin."""

    def __init__(self, mutants: Sequence[Mutant]) -> None:
        self.mutants = mutants
        self.codes: dict[str, int] = {}
        """How the tests of each mutant ended."""

    def pytest_configure(self) -> None:
        """A failure need not be made smaller, it is enough that there is one."""
        import hypothesis  # noqa: PLC0415 - not before pytest has seen it

        phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
        hypothesis.settings.register_profile("mutants", phases=phases, database=None)
        hypothesis.settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are, and then once for each mutant."""
        code = self._run(session, "")
        if code != 0:
            pytest.exit(f"without any mutation the tests end with {code}", 1)
        gc.freeze()
        began = time.monotonic()
        for number, mutant in enumerate(self.mutants, 1):
            code = self.codes[mutant.name] = self._run(session, mutant.name)
            if code not in KILLED and mutant.change not in EQUIVALENT:
                print(f"\n{mutant.name} lives (exit code {code})\n{mutant.difference}", flush=True)
            if number % 50 == 0:
                print(f"{number} of {len(self.mutants)} after {time.monotonic() - began:.0f} s", flush=True)
        return True

    @staticmethod
    def _run(session: pytest.Session, mutant: str) -> int:
        """The exit code of a fork that runs the tests with *mutant* until one fails, the quick ones first."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        os.environ["MUTANT_UNDER_TEST"] = mutant
        signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell may have begun this with Ctrl-C ignored
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        chosen = TESTS[module_of(mutant)] if mutant else sum(TESTS.values(), ())
        items = sorted(
            (item for item in session.items if any(item.path.match(f"{name}.py") for name in chosen)), key=is_property
        )
        for item, following in zip(items, [*items[1:], None], strict=True):
            signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                os._exit(1)
        os._exit(0)


def is_property(item: pytest.Item) -> bool:
    """Whether hypothesis makes many runs of it, which takes longer than an example."""
    return hasattr(getattr(item, "obj", None), "hypothesis")


def hunt(mutants: Sequence[Mutant]) -> Mapping[str, int]:
    """How the tests of each mutant end: 0 where all pass, and it lives."""
    sys.path[:0] = [str(COPY / "src"), str(ROOT / "generated")]
    plugin = Hunt(mutants)
    files = [f"tests/{name}.py" for names in TESTS.values() for name in names]
    options = ["-k", OF_ONE_JOB, "-q", "-s", "-p", "no:cacheprovider", "--timeout=600", "--tb=no", "--assert=plain"]
    pytest.main([*files, *options], plugins=[plugin])
    if len(plugin.codes) < len(mutants):
        sys.exit("not all mutants were tried")
    return plugin.codes


def print_score(of: str, tried: int, living: int, unexplained: int) -> None:
    """Say how many mutants were killed, in a line."""
    equivalent = living - unexplained
    print(f"{of}: {tried} mutants, {tried - living} killed, {equivalent} equivalent, {unexplained} survived")


def main() -> None:
    """Try every mutant, or those that the command line names; fail where one lives without a reason."""
    mutants = lay_out(sys.argv[1:] or MUTATED)
    codes = hunt(mutants)
    living = [mutant for mutant in mutants if codes[mutant.name] not in KILLED]
    unexplained = [mutant for mutant in living if mutant.change not in EQUIVALENT]
    print()
    counts = [Counter(mutant.name.split(".")[1] for mutant in some) for some in (mutants, living, unexplained)]
    for module in counts[0]:
        print_score(module, *(count[module] for count in counts))
    print_score("all", *map(len, (mutants, living, unexplained)))
    stale = set(EQUIVALENT) - {mutant.change for mutant in living}
    if stale and not sys.argv[1:]:
        print("Listed as equivalent, and killed or gone:", *sorted(stale), sep="\n  ")
    sys.exit(bool(unexplained))


if __name__ == "__main__":
    main()
