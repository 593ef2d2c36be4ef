"""Open Data Rights: requests for a copy of a person's data, at whichever organisation hosts such an API.

    client = open_data_rights.connect("https://shop.example.com/odr", token="…")
    job = open_data_rights.DataRequest.submit(client)
    tarry.wait_for_completion(job, timeout=timedelta(days=90))
    job.download("my-data.zip")

A request takes hours, days or weeks: store `job.handle`, and go on with `tarry.open_job(handle, client)` after a restart.
The document is `specs/open_data_rights.yaml`, and `tarry_clients.open_data_rights` all that is generated from it.
"""

from tarry._core.names import listing
from tarry_clients.open_data_rights.connecting import connect

from ._data_request import DataRequest

__all__ = ["DataRequest", "connect"]
__dir__ = listing(__all__)

JOBS = (DataRequest,)
"""Its kinds of job."""
