"""The providers on loopback: stateful stand-ins that answer as the documents in `specs/` say.

Try `tarry` or test your own code without an account. Nothing here is a vendor's answer, and every credential is fake.

Without a socket, in a test:

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

Any other API is played from its document:

    sandbox = Sandbox.from_document("acme.yaml")
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

from ._core.extras import lacking

try:
    import tarry_sandbox
    from tarry_sandbox import Fault, Plan
except ModuleNotFoundError as error:
    raise lacking(error, "tarry.sandbox") from None

__all__ = ["Fault", "Plan", "Sandbox"]

Source: TypeAlias = str | Path | Mapping[str, Any]
"""The file of a document, YAML or JSON, or what it holds."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Sandbox(tarry_sandbox.Sandbox):  # noqa: D101 - that of its base
    __doc__ = tarry_sandbox.Sandbox.__doc__

    @classmethod
    def from_document(
        cls,
        document: Source,
        *,
        overlay: Source | Sequence[Source] = (),
        name: str | None = None,
        seed: int | str = 0,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
        page_size: int = 100,
        token_lifetime: float | None = None,
        hosts: Collection[str] = (),
    ) -> Sandbox:
        """Make a sandbox that plays this document alone. See `add`, and the class for the other arguments."""
        made = cls(seed, clock, now, page_size=page_size, token_lifetime=token_lifetime, hosts=hosts, providers=())
        made.add(document, name, overlay=overlay)
        return made

    def add(self, document: Source, name: str | None = None, *, overlay: Source | Sequence[Source] = ()) -> None:
        """Play an OpenAPI document too. All its answers are those that it shows in `examples`.

        A submit answers with fresh ids where `x-job` has them. The operation to poll answers by the `x-outcome` of its
        examples, as the plan of the job says. Lists are the items that are shown, in pages by `x-pagination`; of a plan,
        `items` says how many results, and `refused` nothing. Errors, and jobs that are not there, are answered as described. Any
        other operation gives its first example. Requests are not held against schemas; downloads by `url` are not played.

        Args:
            document: OpenAPI 3.0 or 3.1 with an `x-job`.
            name: Of the provider: what its package is called. By default that of the file, or the title.
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
    is_json = not isinstance(document, Mapping) and Path(document).suffix == ".json"
    if not overlays and (is_json or isinstance(document, Mapping)):
        return _load_json(document)
    try:
        from ._generate import loading, overlaying, reading
    except ModuleNotFoundError as error:
        raise lacking(error, "a document in YAML, or with an overlay,") from None

    def load(source: Source) -> Any:
        if isinstance(source, Mapping):
            return loading.parse(json.dumps(source, default=str), "the mapping")
        return loading.load(source)

    data = load(document)
    for one in overlays:
        overlaying.apply(load(one), data)
    return reading.of(data, data.here.file).data


def _load_json(document: Source) -> Mapping[str, Any]:
    if isinstance(document, Mapping):
        return document
    found: Mapping[str, Any] = json.loads(Path(document).read_text(encoding="utf-8"))
    return found
