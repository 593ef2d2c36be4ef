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

from ._core.extras import lacking

try:
    from tarry_sandbox import Fault, Plan, Received, Sandbox
except ModuleNotFoundError as error:
    raise lacking(error, "tarry.sandbox") from None

__all__ = ["Fault", "Plan", "Received", "Sandbox"]
