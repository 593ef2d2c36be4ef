"""Put mapped tasks of the Dag `held` into the state in which `defer` leaves them, one for each handle on the standard input.

    python -m scripts.engines.airflow_defer DEADLINE FILE < handles

As the API of Airflow does when a worker defers: a row for the trigger, and in that of the task its state and what is next. It
prints how many there are, and how many of all triggers hold the credential of the sandbox once they are decrypted. One
more task has a trigger that watches the loop, and writes to FILE.
"""

import sys

from airflow.models.taskinstance import TaskInstance
from airflow.models.trigger import Trigger
from airflow.utils.session import create_session
from airflow.utils.state import TaskInstanceState
from scripts.engines.airflow_probe import LoopTrigger
from sqlalchemy import select, update

from tarry.airflow.triggers import JobTrigger


def main() -> None:
    """Write the rows."""
    made = [JobTrigger(handle, "fullstory", float(sys.argv[1])) for handle in sys.stdin.read().split()]
    rows = [Trigger.from_object(one) for one in [LoopTrigger(sys.argv[2]), *made]]
    query = select(TaskInstance.id).where(TaskInstance.dag_id == "held").order_by(TaskInstance.map_index)
    # In small pieces: SQLite lets nobody else write meanwhile, and Airflow's processes give up after some seconds.
    with create_session() as session:
        tasks = list(session.scalars(query))
    for first in range(0, len(rows), 50):
        with create_session() as session:
            session.add_all(rows[first : first + 50])
            session.flush()
            for row, task in zip(rows[first : first + 50], tasks[first : first + 50], strict=True):
                values = {"trigger_id": row.id, "state": TaskInstanceState.DEFERRED, "next_kwargs": {}}
                session.execute(
                    update(TaskInstance).where(TaskInstance.id == task).values(next_method="execute_complete", **values)
                )
    with create_session() as session:
        kept = [str(trigger.kwargs) for trigger in session.scalars(select(Trigger))]
    sys.stdout.write(f"\n{len(kept)} {sum('sandbox-key' in one for one in kept)}")


if __name__ == "__main__":
    main()
