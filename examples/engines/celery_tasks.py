"""Celery: each poll is a short task. No worker is held between two polls; what the next one needs is its argument.

After `celery -A celery_tasks worker`: `import_events.delay("nightly", "2026-11-28", 1, events).get()`
"""

import os

from celery import Celery, Task

import tarry
from tarry import fullstory

app = Celery("jobs", broker=os.environ["CELERY_URL"], backend=os.environ["CELERY_URL"])
app.conf.update(task_acks_late=True, task_reject_on_worker_lost=True, worker_prefetch_multiplier=1)

# Seconds. Redis gives a task that is held for longer than an hour, its visibility timeout, to a second worker as well.
LONGEST = 600.0


@app.task(bind=True)
def import_events(self: Task, dag: str, run: str, number: int, events: list[dict[str, object]]) -> None:
    """Submit once, also where the worker is lost after it and another begins anew; then become the wait."""
    with tarry.connect("fullstory") as client:
        key = tarry.key_for(dag, run, "import_events", number)
        job = fullstory.EventsImport.submit(client, events, idempotency_key=key, label=f"{dag} {run} {number}")
        snapshot = tarry.Wait(job, timeout=86_400).snapshot()
    raise self.replace(wait.s(snapshot))


@app.task(bind=True, max_retries=None)
def wait(self: Task, snapshot: str) -> dict[str, object]:
    """Poll once, and come back when the next poll is due. One that comes earlier sends nothing and comes back again."""
    waiting = tarry.Wait.restore(snapshot)
    with waiting.job.client:
        poll = waiting.poll()
        if poll.next_delay is not None:
            raise self.retry(args=[waiting.snapshot()], countdown=min(poll.next_delay, LONGEST))
        result = waiting.result().raise_for_outcome()
        refused = [str(bad) for bad in result.job.failures()]
    return {"handle": str(result.job.handle), "outcome": result.outcome, "polls": result.polls, "refused": refused}
