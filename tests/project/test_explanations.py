"""What pages explain of providers is what their documents and handles say."""

import importlib
import re

from support.paths import ROOT, SPECS
from tarry._core.providers import BUILT_IN
from tarry._wait.rate_limit import IN_FLIGHT, PER_SECOND
from tarry.schedules import Growing

EXPLANATION = ROOT / "docs" / "explanation"
JOBS = {name: importlib.import_module(f"tarry.{name}").JOBS for name in BUILT_IN}
SECONDS = {"s": 1, "min": 60, "h": 3600}


def table(page: str, head: str) -> list[list[str]]:
    """The cells of a table, without its head."""
    text = (EXPLANATION / page).read_text().split(head + "\n", 1)[1]
    rows = text.split("\n\n", 1)[0].splitlines()[1:]
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows]


def test_each_status_word_stands_in_its_column() -> None:
    rows = table("outcomes.md", "| provider | pending | succeeded | partial | failed |")
    told = {
        row[0].strip("` "): dict(zip(("pending", "succeeded", "partial", "failed"), row[1:], strict=True))
        for row in rows
    }
    assert told.keys() == JOBS.keys()
    for provider in JOBS:
        found = {word: outcome for outcome, cell in told[provider].items() for word in re.findall(r"`(\w+)`", cell)}
        declared = re.findall(r"x-job-status:\n((?: +\S+: \w+\n)+)", (SPECS / f"{provider}.yaml").read_text())
        assert declared
        for words in declared:
            assert found == dict(re.findall(r'"?(\w+)"?: (pending|succeeded|partial|failed)\n', words))


def test_first_and_longest_delays_are_those_of_the_schedules() -> None:
    def seconds(text: str) -> float:
        number, unit = text.split()
        return float(number) * SECONDS[unit]

    told = {
        provider: (seconds(first), seconds(longest))
        for names, first, longest in table("manners.md", "| provider | first delay | longest delay |")
        for provider in re.findall(r"`(\w+)`", names)
    }
    schedules = {name: [job.policy.schedule for job in jobs] for name, jobs in JOBS.items()}
    assert all(isinstance(schedule, Growing) for found in schedules.values() for schedule in found)
    assert told == {name: (found[0].floor, found[0].ceiling) for name, found in schedules.items()}


def test_the_budget_of_a_host_is_the_default() -> None:
    rows = table("manners.md", "| limit | default | option |")
    assert [row[1] for row in rows] == [f"{PER_SECOND:g}", f"{IN_FLIGHT}; at one host {IN_FLIGHT // 2}"]
