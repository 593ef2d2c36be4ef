"""Oracle Eloqua Bulk API 2.0: syncs of exports and imports.

    client = eloqua.connect("APITest", "API.User", "…")
    job = eloqua.Sync.submit(client, "/contacts/exports/2071")
    result = tarry.wait_for_completion(job, timeout=3600)
    rows = list(job.results())

What a sync runs is a definition, made with the same client by the generated functions, such as
`tarry_clients.eloqua.api.exports.create_contact_export`. The document is `specs/eloqua.yaml`.
"""

from tarry._core.names import listing

from ._connect import connect
from ._sync import Sync

__all__ = ["Sync", "connect"]
__dir__ = listing(__all__)

JOBS = (Sync,)
"""Its kinds of job."""
