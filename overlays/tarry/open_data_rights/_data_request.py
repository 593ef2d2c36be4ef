"""The handle of a data request, which takes hours to weeks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tarry.runtime import Growing, Policy
from tarry_clients.open_data_rights import jobs

# To poll after a steady quarter of the time waited spares the server more than the fixed interval of the proposal's own
# client (https://github.com/leinelissen/aeon, src/main/providers/index.ts). Towards an expected completion a poll is put off
# for at most a day, jitter included. A server may be down for hours, which is no reason to give up a wait of weeks.
POLICY = Policy(
    schedule=Growing(floor=60.0, ceiling=3600.0, share=0.25, taper=0.0, hint_ceiling=78_000.0),
    fault_time=6 * 3600.0,
    outage_time=6 * 3600.0,
)


class DataRequest(jobs.DataRequest):
    """A request for a copy of a person's data: `open_data_rights.DataRequest(client, request_id)`."""

    policy = POLICY
    advice: ClassVar[Mapping[str, str]] = {
        **jobs.DataRequest.advice,
        "400": "there is no archive before the request is completed: wait first, tarry.wait_for_completion(job, timeout=…)",
    }
