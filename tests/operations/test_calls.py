"""A call goes to the path that the document has, whatever its arguments are."""

import pytest

from tarry import ConfigurationError
from tarry._operations.call import Call
from tarry_clients.fullstory.api.events import get_events_import
from tarry_clients.fullstory.provider import PROVIDER
from tarry_clients.possiblenow.api.exports import start_segment_export
from tarry_clients.possiblenow.models import SegmentExportRequest
from tarry_clients.possiblenow.provider import PROVIDER as POSSIBLENOW


@pytest.mark.parametrize("value", ["", ".", ".."])
def test_no_argument_leads_to_another_path(value: str) -> None:
    with pytest.raises(ConfigurationError, match=r"^job_id must not be empty or made of dots$"):
        Call(PROVIDER, get_events_import, {"job_id": value})
    with pytest.raises(ConfigurationError, match=r"^client_id must not be empty or made of dots$"):
        Call(
            POSSIBLENOW,
            start_segment_export,
            {"client_id": value, "segment_name": "Spring", "body": SegmentExportRequest()},
        )


@pytest.mark.parametrize("value", ["a/..", "...", "../x", "%2e%2e", "a.b"])
def test_what_can_be_sent_is_one_part_of_the_path(value: str) -> None:
    assert Call(PROVIDER, get_events_import, {"job_id": value}).path.count("/") == 4
