"""`tarry demo`: a job at each provider of tarry, waited for all at once. Everything in it is what a user would type.

The providers are the sandbox's, on a socket of this machine; the people and orders are invented.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.markup import escape

from tarry import eloqua, fullstory, open_data_rights, possiblenow, salesforce
from tarry._cli.board import COLOURS, Board
from tarry._core.providers import of_each
from tarry._core.results import Job, WaitResult
from tarry._core.texts import duration, shown
from tarry._wait.many import as_completed
from tarry.sandbox import Fault, Plan, Sandbox
from tarry.schedules._growing import Growing
from tarry_clients.eloqua.api.exports import create_contact_export
from tarry_clients.eloqua.models import ContactExport, ContactExportRequest, ExportFields

TIMEOUT = 50.0

# The providers' own schedules begin with seconds to a minute, as their jobs last minutes to weeks; these last seconds.
SCHEDULE = Growing(floor=0.5, ceiling=2.0)


PLANS = of_each(
    {
        "salesforce": Plan("partial", seconds=5, refused=3),
        "possiblenow": Plan("succeeded", seconds=8, items=1200, faults=[Fault("unavailable", at=3)]),
        "open_data_rights": Plan("succeeded", seconds=10),
        "eloqua": Plan("failed", seconds=3),
        "fullstory": Plan("partial", seconds=6, refused=2, faults=[Fault("throttled", at=2, retry_after=2)]),
    },
    "what the demo shows",
)


def start_salesforce() -> Job[Any]:
    """Upsert sixty loyalty members into a data extension."""
    rows = [{"MemberId": f"M-{number}", "FirstName": "Ada", "Points": number * 10} for number in range(1001, 1061)]
    return salesforce.RowsImport.submit(salesforce.connect(), rows, key="Loyalty_Members")


def start_possiblenow() -> Job[Any]:
    """Export the profiles of a segment."""
    client_id = os.environ["POSSIBLENOW_CLIENT_ID"]
    return possiblenow.Export.submit(possiblenow.connect(), client_id, "Newsletter readers")


def start_open_data_rights() -> Job[Any]:
    """Ask an organisation for everything that it has about a person."""
    return open_data_rights.DataRequest.submit(open_data_rights.connect())


def start_eloqua() -> Job[Any]:
    """Export contacts: a definition by the generated client, then a sync of it."""
    client = eloqua.connect()
    fields = ExportFields.from_dict({"email": "{{Contact.Field(C_EmailAddress)}}"})
    request = ContactExportRequest(name="Nightly newsletter readers", fields=fields)
    definition = create_contact_export.sync(client=client, body=request)
    if not isinstance(definition, ContactExport):
        raise SystemExit(f"The sandbox did not take the export definition: {definition}")
    return eloqua.Sync.submit(client, definition.uri)


def start_fullstory() -> Job[Any]:
    """Import a hundred and twenty orders as events."""
    events = [{"name": "Order Shipped", "user": {"uid": f"cust-{number}"}} for number in range(1, 121)]
    return fullstory.EventsImport.submit(fullstory.connect(), events)


STARTERS: dict[str, Callable[[], Job[Any]]] = of_each(
    {
        "salesforce": start_salesforce,
        "possiblenow": start_possiblenow,
        "open_data_rights": start_open_data_rights,
        "eloqua": start_eloqua,
        "fullstory": start_fullstory,
    },
    "how the demo starts a job",
)


def wait_for_jobs(jobs: list[Job[Any]], console: Console) -> list[WaitResult[Any]]:
    """Wait for all: a live table on a terminal, plain lines in a pipe."""
    if not console.is_terminal:
        return list(as_completed(jobs, timeout=TIMEOUT, schedule=SCHEDULE, on_poll=print))
    board = Board(jobs)
    with Live(board, console=console, refresh_per_second=8):
        return list(as_completed(jobs, timeout=TIMEOUT, schedule=SCHEDULE, on_poll=board.polled))


def read_results(job: Job[Any]) -> Iterator[str]:
    """Read what a finished job left behind, as sentences."""
    match job:
        case open_data_rights.DataRequest():
            with tempfile.TemporaryDirectory() as folder:
                archive = job.download(os.path.join(folder, "my-data.zip"))
                names = zipfile.ZipFile(archive).namelist()
                yield f"downloaded {archive.stat().st_size:,} bytes: {', '.join(names[:3])}, …"
        case possiblenow.Export():
            rows = list(job.results())
            yield f"{len(rows):,} profiles read; the first is {rows[0]}"
            job.commit()
            yield "committed, so that the provider may drop them"
        case eloqua.Sync():
            yield from (f"log: {log.severity}, {log.status_code}: {log.message}" for log in job.logs())
        case salesforce.RowsImport():
            refused = list(job.failures())
            yield f"refused: rows {', '.join(str(row.index + 1) for row in refused)}"
            yield f"the first of them: {' '.join(str(refused[0].message).split())}"
        case fullstory.EventsImport():
            yield f"{sum(1 for _ in job.results())} events stored"
            yield from (
                f"refused: {bad.event.to_dict() if bad.event else '?'}, {bad.message}" for bad in job.failures()
            )
        case _:
            raise LookupError(f"the demo does not know what {job.handle} left behind")


def summarise(results: list[WaitResult[Any]], console: Console) -> None:
    """Say how each job ended and what it left."""
    for result in results:
        colour = COLOURS[result.outcome]
        word = escape(shown(result.raw_status or "nothing"))
        facts = f"{result.polls} polls, {duration(result.elapsed)}, the provider says {word}"
        console.print(f"\n[bold]{result.job.provider}[/]: [{colour}]{result.outcome}[/] ({facts})", highlight=False)
        if result.outcome != "succeeded":
            console.print(f"  {result.reason}", highlight=False, markup=False)
        for sentence in read_results(result.job):
            console.print(f"  {sentence}", highlight=False, markup=False)
    counts = Counter(str(result.outcome) for result in results)
    polls = sum(result.polls for result in results)
    console.print(
        f"\n{len(results)} jobs: {', '.join(f'{n} {word}' for word, n in counts.items())}; {polls} polls in all."
    )
    console.print("The answers were the sandbox's, on this machine; no vendor was asked.")


def run() -> None:
    """Play it."""
    console = Console()
    # Lines of a pipe are whole; those on a terminal break between words.
    console.soft_wrap = not console.is_terminal
    sandbox = Sandbox()
    for provider, plan in PLANS.items():
        sandbox.plan(provider, plan)
    with sandbox.serve() as root:
        os.environ.update(sandbox.environment(root))
        console.print(f"The sandbox plays the providers at {root}. Submitting one job to each:", highlight=False)
        jobs = []
        for starter in STARTERS.values():
            job = starter()
            jobs.append(job)
            console.print(f"  {job.handle}  {starter.__doc__}", highlight=False, markup=False)
        for name in sorted(sandbox.providers.keys() - STARTERS.keys()):
            console.print(f"  {name} is from another distribution: the demo knows no job of it", highlight=False)
        console.print()
        results = wait_for_jobs(jobs, console)
        summarise(results, console)
    ended = {result.job.provider: str(result.outcome) for result in results}
    planned = {provider: plan.outcome for provider, plan in PLANS.items()}
    if ended != planned:
        raise SystemExit(f"Not as planned: {ended} instead of {planned}")
