"""The providers on loopback: stateful stand-ins that answer as the documents in `specs/` say.

Try `tarry` or test your own code without an account. Nothing here is a vendor's answer, and every credential is fake.

In a test with pytest there is nothing to set up: `tarry.testing` has the fixtures. Without a socket, otherwise:

    sandbox = Sandbox()
    sandbox.next("fullstory", Plan(outcome="partial", polls=3, faults=[Fault("throttled", at=2, retry_after=5)]))
    url = sandbox.base_url("fullstory", "http://sandbox")
    with httpx.Client(base_url=url, transport=sandbox.transport()) as client:
        client.post("/v2/events/batch", json=..., headers={"Authorization": "Basic sandbox-key"})

On a real socket, for any language:

    with sandbox.serve(port=8080) as root:
        print(sandbox.environment(root))  # FULLSTORY_API_KEY, FULLSTORY_BASE_URL, ...

A plan says how a job ends, how long it runs, and for how many seconds after its submit there is no such job yet:

    sandbox.plan("salesforce", Plan(seconds=1200, invisible_for=450))

Afterwards `sandbox.requests` are what it was asked, and when.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from ._core.extras import lacking

try:
    import tarry_sandbox
    from tarry_sandbox import Fault, Plan, Received
except ModuleNotFoundError as error:
    raise lacking(error, "tarry.sandbox") from None

__all__ = ["Fault", "Plan", "Received", "Sandbox"]

Source: TypeAlias = str | Path | Mapping[str, Any]
"""The file of a document, YAML or JSON, or what it holds."""


class Sandbox(tarry_sandbox.Sandbox):  # noqa: D101 - that of its base
    __doc__ = tarry_sandbox.Sandbox.__doc__

    @classmethod
    def from_document(
        cls, document: Source, *, overlay: Source | Sequence[Source] = (), name: str | None = None, **options: Any
    ) -> Sandbox:
        """Make a sandbox that plays this document alone: see `add`. Other arguments are those of the class."""
        made = cls(providers=(), **options)
        made.add(document, name, overlay=overlay)
        return made

    def add(self, document: Source, name: str | None = None, *, overlay: Source | Sequence[Source] = ()) -> None:
        """Play an OpenAPI document too. All its answers are those that it shows in `examples`.

        A submit answers with fresh ids, and the operation to poll by the `x-outcome` of its examples, as the plan says. Lists
        have the items of their first example, or as many as `items` of the plan, in pages by `x-pagination`. Errors are as
        described, and other operations answer their first example. Requests are not held against schemas; `refused` of a plan
        and downloads by `url` are not played.

        Args:
            document: OpenAPI 3.0 or 3.1 with an `x-job`.
            name: Of the provider, as of its package. By default that of the file, or the title.
            overlay: One or more OpenAPI Overlays to apply first, in their order.

        Raises:
            ModuleNotFoundError: YAML and overlays are read with the extra `generate`; JSON and mappings need nothing.
            OSError: A file cannot be read.
            ValueError: It cannot be played: which operation lacks what; or there is a provider of this name.
        """
        overlays = [overlay] if isinstance(overlay, str | Path | Mapping) else list(overlay)
        data = _read(document, overlays)
        if name is None:
            title = str(data.get("info", {}).get("title")) if isinstance(document, Mapping) else Path(document).stem
            name = re.sub(r"\W+", "_", title, flags=re.ASCII).strip("_").lower()
        super().add(data, name)


def _read(document: Source, overlays: Sequence[Source]) -> Mapping[str, Any]:
    if not overlays and isinstance(document, Mapping):
        return document
    if not overlays and str(document).endswith(".json"):
        found: Mapping[str, Any] = json.loads(Path(str(document)).read_text(encoding="utf-8"))
        return found
    try:
        from ._generate import loading, overlaying, reading
    except ModuleNotFoundError as error:
        raise lacking(error, "a document in YAML, or with an overlay,") from None
    data, *changes = (
        loading.parse(json.dumps(one, default=str), "the mapping") if isinstance(one, Mapping) else loading.load(one)
        for one in (document, *overlays)
    )
    for change in changes:
        overlaying.apply(change, data)
    return reading.of(data, data.here.file).data
