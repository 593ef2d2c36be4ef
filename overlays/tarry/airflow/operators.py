"""Operators: submit a job, wait for it, and read what it left behind. XCom gets handles, outcomes and counts, never rows."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, get_args

from airflow.configuration import conf
from airflow.sdk import BaseOperator, XComArg

import tarry
from tarry._core.handles import find_job_class

from ._ends import AirflowFailException, OnPartial, concluded, handle_in, told
from .hooks import TarryHook, connect, provider_of
from .triggers import JobTrigger

if TYPE_CHECKING:
    from airflow.sdk import Context

Items = Iterable[Any] | Callable[[Any], Iterable[Any]] | None
Named = Mapping[str, Any] | None

STATE = "tarry_submit"
"""Where the state store of a task has number and handle of its submit."""

UNSURE = """a former try may have submitted, and the provider has no idempotency keys: look for the job there, and wait for it \
by its handle; or clear this task, and it submits anew"""


class SubmitOperator(BaseOperator):
    """Start a job and return its handle: `{"handle": "fullstory:events-import:…"}`.

    A retry never submits twice, and returns the handle that the task's state store has (Airflow 3.3). Where the provider has
    idempotency keys, all tries have the same one. Where it has none, a retry after a try of which nobody knows whether it
    arrived fails and says so; before Airflow 3.3 that is any retry. Clearing the task submits anew.

    Args:
        conn_id: Of the connection.
        kind: Of job, as in handles: `events-import`.
        rows: The items that the submit takes, as an iterable or as a function of the context that returns one, called in the
            worker. Not templated, as Airflow stores what it renders.
        arguments: What else the submit of the job's class takes, by name.
    """

    template_fields = ("conn_id", "kind", "arguments")

    def __init__(self, *, conn_id: str, kind: str, rows: Items = None, arguments: Named = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if isinstance(rows, XComArg):
            raise tarry.ConfigurationError("rows do not come by XCom: give a function that reads them, from a file say")
        self.conn_id, self.kind, self.rows, self.arguments = conn_id, kind, rows, arguments

    def execute(self, context: Context) -> dict[str, Any]:
        """Submit, or find what a former try has submitted."""
        store: Any = context.get("task_state_store")  # since Airflow 3.3
        state = (store.get(STATE) if store else None) or {}
        if "handle" in state:
            self.log.info("A former try has submitted %s", state["handle"])
            return {"handle": state["handle"]}
        ti: Any = context["ti"]
        connection, keyed, is_sent = TarryHook.get_connection(self.conn_id), False, False
        # The first try since the task was cleared, by the difference that Airflow takes for it too.
        number = state.get("number", ti.max_tries - (self.retries or 0) + 1)
        try:
            job_class: Any = find_job_class(provider_of(connection), self.kind)
            takes, arguments = job_class.takes, {**(self.arguments or {})}
            if self.rows is not None:
                if not (takes and takes.items):
                    raise tarry.ConfigurationError(f"a submit of {self.kind} takes no rows")
                arguments[takes.items] = self.rows(context) if callable(self.rows) else self.rows
            keyed = bool(takes and takes.idempotency_key)
            if keyed:
                key = tarry.key_for(ti.dag_id, ti.run_id, ti.task_id, ti.map_index, number)
                arguments.setdefault("idempotency_key", key)
            elif state or (store is None and ti.try_number > number):
                raise tarry.ConfigurationError(UNSURE)
            with connect(connection, connection.extra_dejson) as client:
                _require(job_class.submit, f"a submit of {self.kind}", client, **arguments)
                if store:
                    store.set(STATE, {"number": number})
                is_sent = True
                job = job_class.submit(client, **arguments)
        except tarry.TarryError as error:
            may_exist = getattr(error, "may_exist", False)
            if store and is_sent and not may_exist:
                store.delete(STATE)
            if isinstance(error, tarry.ConfigurationError | tarry.HandleError) or (may_exist and not keyed):
                raise AirflowFailException(str(error)) from error
            raise
        if store:
            store.set(STATE, {"number": number, "handle": str(job.handle)})
        return {"handle": str(job.handle)}


def _require(function: Callable[..., Any], what: str, *given: Any, **named: Any) -> None:
    """Raise ConfigurationError where *function* takes no such arguments."""
    try:
        inspect.signature(function).bind(*given, **named)
    except TypeError as error:
        raise tarry.ConfigurationError(f"{what}: {error}") from None


class WaitForJobOperator(BaseOperator):
    """Wait until a job has ended, and return its handle, outcome, the provider's word, polls and seconds.

    A job that failed, is gone or was never found fails the task without its retries: clear the task that submits to submit
    anew. After a timeout, or where nobody could tell, a retry goes on waiting for the same job.

    Args:
        handle: Of the job: a text, or what `SubmitOperator` returned.
        conn_id: Of the connection.
        timeout: How long to wait, from the start of this try; None for ever. `execution_timeout` ends the wait too, which
            Airflow itself does not hold while a task is deferred.
        on_partial: What a job is that took a part and refused a part: "succeed", "fail" (without retries) or "skip".
        deferrable: Wait in the triggerer, and not in the worker.
        cancel_on_kill: Cancel the job when somebody clears or marks the task (of one that is deferred since Airflow 3.3), or
            stops it in a worker. Fails where the provider has no way to cancel.
    """

    template_fields = ("conn_id", "handle")

    def __init__(
        self,
        *,
        handle: Any,
        conn_id: str,
        timeout: timedelta | float | None,
        on_partial: OnPartial = "succeed",
        deferrable: bool = conf.getboolean("operators", "default_deferrable", fallback=False),
        cancel_on_kill: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if on_partial not in get_args(OnPartial):
            raise tarry.ConfigurationError(f"on_partial is one of {get_args(OnPartial)}, not {on_partial!r:.80}")
        self.handle, self.conn_id, self.timeout = handle, conn_id, timeout
        self.on_partial, self.deferrable, self.cancel_on_kill = on_partial, deferrable, cancel_on_kill
        self._waiting = False

    def execute(self, context: Context) -> dict[str, Any]:
        """Wait, here or in the triggerer."""
        handle = handle_in(self.handle)
        connection = TarryHook.get_connection(self.conn_id)
        try:
            if handle.provider != provider_of(connection):
                raise tarry.ConfigurationError(
                    f"connection {self.conn_id} is of {connection.conn_type}, the job is {handle}"
                )
            if self.cancel_on_kill and not hasattr(find_job_class(handle.provider, handle.kind), "cancel"):
                raise tarry.ConfigurationError(f"{handle.provider} cannot cancel a job: leave cancel_on_kill out")
            client = connect(connection, connection.extra_dejson)
        except tarry.ConfigurationError as error:
            raise AirflowFailException(str(error)) from error
        seconds = self._seconds(context["ti"])
        with client:
            if self.deferrable:  # and five minutes after the deadline Airflow gives up a trigger that said nothing
                deadline, backstop = (None, None) if seconds is None else (time.time() + seconds, seconds + 300.0)
                trigger = JobTrigger(str(handle), self.conn_id, deadline, self.cancel_on_kill)
                self.defer(trigger=trigger, method_name="execute_complete", timeout=backstop)
            self._waiting = True
            try:
                result = tarry.wait_for_completion(tarry.open_job(handle, client), timeout=seconds)
            except tarry.WaitError as error:
                result = error.result
            finally:
                self._waiting = False
        return concluded(told(result), self.on_partial)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG002
        """Go on after the triggerer."""
        self.log.info("%s", event["reason"])
        return concluded(event, self.on_partial)

    def on_kill(self) -> None:
        """Cancel the job that is waited for in this worker, by a client of its own: the other may be in mid-request."""
        if self.cancel_on_kill and self._waiting:
            with TarryHook(self.conn_id).get_conn() as client:
                job: Any = tarry.open_job(handle_in(self.handle), client)
                job.cancel()

    def _seconds(self, ti: Any) -> float | None:
        left = [self.timeout.total_seconds() if isinstance(self.timeout, timedelta) else self.timeout]
        if self.execution_timeout is not None and ti.start_date is not None:
            left.append(ti.start_date.timestamp() + self.execution_timeout.total_seconds() - time.time())
        return min((max(0.0, one) for one in left if one is not None), default=None)


WaitForJobSensor = WaitForJobOperator


class ResultsToFileOperator(BaseOperator):
    """Write what a job left behind to a file, and return counts and names. A retry goes on where the former try was cut off.

    Args:
        handle: Of the job: a text, or what the other operators returned.
        conn_id: Of the connection.
        path: A path or URL, which ends in `.csv`, `.jsonl` or `.parquet`, or as `options` say.
        content: "results", "failures", "logs", or "download" for the archive of a provider that makes one.
        options: Further arguments of `Rows.to`, such as `format` or `bad_rows`.
    """

    template_fields = ("conn_id", "handle", "path", "options")

    def __init__(
        self, *, handle: Any, conn_id: str, path: str, content: str = "results", options: Named = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.handle, self.conn_id, self.path, self.content = handle, conn_id, path, content
        self.options = {"resume": True, **(options or {})}
        _require(tarry.Rows.to, "options", None, path, **self.options)

    def execute(self, context: Context) -> dict[str, Any]:  # noqa: ARG002
        """Read and write."""
        handle = handle_in(self.handle)
        try:
            with TarryHook(self.conn_id).get_conn() as client:
                read = getattr(tarry.open_job(handle, client), self.content, None)
                if read is None:
                    raise tarry.ConfigurationError(f"jobs of {handle.provider}:{handle.kind} have no {self.content}")
                if self.content == "download":
                    return {"handle": str(handle), "files": [str(read(self.path))]}
                written = read().to(self.path, **self.options)
        except (tarry.ConfigurationError, tarry.HandleError, tarry.RowError) as error:
            raise AirflowFailException(str(error)) from error
        counts = {"rows": written.rows, "bytes": written.bytes, "bad_rows": written.bad_rows}
        return {"handle": str(handle), "files": [str(file) for file in written.files], **counts}
