"""Open Data Rights, as the cassettes enter it.

Every organisation hosts its own instance and there is none to record from for everybody, so no scenario is marked for a
vendor; requests are stored under the placeholder of the given page.
"""

from tarry import JobGoneError, JobNotFoundError, Outcome, open_data_rights
from tarry.sandbox import Plan

from .targets import THROTTLED, Scenario, Target

TYPES = ["LikeAction", "Person"]

TARGET = Target(
    name="open_data_rights",
    vendor_url="https://api.example.com",
    connect=open_data_rights.connect,
    credentials={"base_url": "https://api.example.com", "token": "sandbox-token"},
    submit=lambda client: open_data_rights.DataRequest.submit(client, TYPES),
    async_submit=lambda client: open_data_rights.DataRequest.async_submit(client, TYPES),
    unknown=lambda client: open_data_rights.DataRequest(client, "4c6e38b2-1f0a-4d55-8a3e-6f2b9d7c0e14"),
    scenarios=(
        Scenario("succeeded", Plan(polls=2), Outcome.SUCCEEDED, words=("false", "false", "true")),
        Scenario("gone", Plan("gone", polls=1), Outcome.GONE, JobGoneError, words=("false", None)),
        Scenario("not_found", Plan(), Outcome.GONE, JobNotFoundError, words=(None, None, None), submits=False),
        Scenario("throttled", THROTTLED, Outcome.SUCCEEDED, words=("false", None, "false", "true")),
    ),
)
