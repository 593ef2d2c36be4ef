"""Use the documents as other teams do, with tools that nobody here wrote. `make check-consumers` runs it.

Per document it counts what passed and what failed:

    types      TypeScript types by openapi-typescript compile under `tsc --strict`
    verdicts   a program in TypeScript, which knows of `x-job` and of no provider, judges answers as `tarry` does: all examples,
               and some thousand mutated ones; also those of the documents of others that our tests have
    program    the same program starts jobs at Prism's mock, waits as the document says, and reads the first results
    calls      our generated clients understand every described answer, as Prism's mock gives it
    waits      our waits end as the document says, on every described status answer of Prism's mock
    requests   Schemathesis finds nothing wrong with the sandbox
    recording  Prism, between the recorder of cassettes and the sandbox, finds nothing wrong either

Prism is no provider: it says of an XML answer what it would say in JSON, under a root of its own, so that the XML forms are
not tried; and it would call back, so that no request names an address to call.
"""

import logging
import sys

from tarry import specs

from . import calls, prism, recorder, typescript, verdicts, waits
from .tally import Tally

PROVIDERS = specs.names()


def main() -> None:
    """Run everything and print the table."""
    # What the waits say about strange answers is expected here.
    logging.getLogger("tarry").setLevel(logging.ERROR)
    tally = Tally()
    for provider, case in typescript.compile_all(PROVIDERS).items():
        tally.add(provider, "types", [case])
    for path in verdicts.documents():
        tally.add(path.stem, "verdicts", [verdicts.check(path)])
    tally.add("conditions", "verdicts", [verdicts.check_conditions()])
    with prism.mocks(PROVIDERS) as urls:
        for provider, url in urls.items():
            tally.add(provider, "program", typescript.check(provider, url))
            tally.add(provider, "calls", calls.check(provider, url))
            tally.add(provider, "waits", waits.check(provider, url))
    for provider, case in recorder.check_requests(PROVIDERS):
        tally.add(provider, "requests", [case])
    for provider, case in recorder.check_recording(PROVIDERS):
        tally.add(provider, "recording", [case])
    print(tally.table())
    if failed := tally.failed(PROVIDERS):
        sys.exit(f"{failed} failed")


if __name__ == "__main__":
    main()
