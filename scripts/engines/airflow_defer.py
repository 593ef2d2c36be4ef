"""Put mapped tasks of the Dag `held` into the state in which `defer` leaves them, one for each handle on the standard input.

    python -m scripts.engines.airflow_defer DEADLINE < handles

As the API of Airflow does when a worker defers: a row for the trigger, and in that of the task its state and what is next. It
prints how many there are, and how many of all triggers hold the credential of the sandbox once they are decrypted.
"""

import sys

from airflow.models.taskinstance import TaskInstance
from airflow.models.trigger import Trigger
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState
from sqlalchemy import select

from tarry.airflow.triggers import JobTrigger


def main() -> None:
    """Write the rows."""
    handles = sys.stdin.read().split()
    with create_session() as session:
        query = select(TaskInstance).where(TaskInstance.dag_id == "held").order_by(TaskInstance.map_index)
        for task, handle in zip(session.scalars(query), handles, strict=True):
            trigger = Trigger.from_object(JobTrigger(handle, "fullstory", float(sys.argv[1])))
            session.add(trigger)
            session.flush()
            task.trigger_id, task.state = trigger.id, TaskInstanceState.DEFERRED
            task.next_method, task.next_kwargs = "execute_complete", {}
        session.flush()
        kept = [str(trigger.kwargs) for trigger in session.scalars(select(Trigger))]
    sys.stdout.write(f"\n{len(kept)} {sum('sandbox-key' in one for one in kept)}")


if __name__ == "__main__":
    main()
