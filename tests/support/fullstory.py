"""Fullstory, as the cassettes enter it."""

from tarry import JobFailedError, JobNotFoundError, Outcome, fullstory
from tarry.sandbox import Plan

from .targets import THROTTLED, Scenario, Target

EVENTS = [
    {"name": "Order Shipped", "user": {"uid": f"cust-{number}"}, "timestamp": "2024-05-01T09:30:00Z"}
    for number in range(1, 4)
]

TARGET = Target(
    name="fullstory",
    vendor_url="https://api.fullstory.com",
    connect=fullstory.connect,
    credentials={"api_key": "sandbox-key"},
    submit=lambda client: fullstory.EventsImport.submit(client, EVENTS, idempotency_key="cassette-key"),
    async_submit=lambda client: fullstory.EventsImport.async_submit(client, EVENTS, idempotency_key="cassette-key"),
    unknown=lambda client: fullstory.EventsImport(client, "never-there="),
    scenarios=(
        Scenario(
            "succeeded",
            Plan(polls=2),
            Outcome.SUCCEEDED,
            words=("PROCESSING", "PROCESSING", "COMPLETED"),
            results=3,
            on_vendor=True,
        ),
        Scenario(
            "partial",
            Plan("partial", polls=1),
            Outcome.PARTIAL,
            words=("PROCESSING", "FAILED"),
            results=2,
            failures=1,
        ),
        Scenario(
            "failed",
            Plan("failed", polls=1),
            Outcome.FAILED,
            JobFailedError,
            words=("PROCESSING", "FAILED"),
            failures=3,
        ),
        Scenario(
            "not_found", Plan(), Outcome.GONE, JobNotFoundError, words=(None, None, None), submits=False, on_vendor=True
        ),
        Scenario(
            "throttled",
            THROTTLED,
            Outcome.SUCCEEDED,
            words=("PROCESSING", None, "PROCESSING", "COMPLETED"),
            results=3,
        ),
    ),
)
