"""PossibleNOW MyPreferences: asynchronous exports of a segment.

    client = possiblenow.connect(client_id="EXAMPLE1", user_id="api-user", secret="…")
    job = possiblenow.Export.submit(client, "EXAMPLE1", "Spring newsletter")
    tarry.wait_for_completion(job, timeout=3600)
    rows = list(job.results())
    job.commit()

The document is `specs/possiblenow.yaml`, the generated client `tarry_clients.possiblenow`.
"""

from tarry._core.names import listing

from ._auth import HmacSigner, Signer
from ._connect import connect
from ._export import Export

__all__ = ["Export", "HmacSigner", "Signer", "connect"]
__dir__ = listing(__all__)

JOBS = (Export,)
"""Its kinds of job."""
