"""Fullstory Server API v2: batch imports of events and users.

    client = fullstory.connect(api_key="na1.…")
    job = fullstory.EventsImport.submit(client, [{"name": "Order Shipped", "user": {"uid": "cust-7"}}])
    result = tarry.wait_for_completion(job, timeout=600)

The document is `specs/fullstory.yaml`, and `tarry_clients.fullstory` all that is generated from it.
"""

from tarry._core.names import listing
from tarry_clients.fullstory.connecting import connect

from ._imports import EventsImport, UsersImport

__all__ = ["EventsImport", "UsersImport", "connect"]
__dir__ = listing(__all__)

JOBS = (
    EventsImport,
    UsersImport,
)
"""Its kinds of job."""
