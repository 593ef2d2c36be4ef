"""What is believed of an answer, for all providers: about which job it is, and fields that are null or of another type."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

import tarry
from tarry import Job, Outcome, ProviderResponseError, SubmitError
from tarry._core.checks import count, flag, is_same_id, text
from tarry._core.providers import of_each
from tarry.testing import VirtualClock

CREATED = "2024-05-02T10:00:00Z"
JOB_ID = "5f0c2b1e-7d3a-4c55-9a0e-2f6d1c8b9e10"


class Provider:
    """One job of a provider whose answers are given, one after the other and the last one for ever."""

    def __init__(self, name: str, *answers: Any) -> None:
        self.answers = list(answers)
        options: dict[str, Any] = {"httpx_args": {"transport": httpx.MockTransport(self.answer)}}
        options |= {"auth": httpx.BasicAuth("a", "b"), "base_url": "https://api.example.com"}
        client = getattr(tarry, name).connect(**options)
        kinds: dict[str, tuple[Callable[..., Job[Any]], tuple[Any, ...]]] = of_each(
            {
                "eloqua": (tarry.eloqua.Sync, (6,)),
                "fullstory": (tarry.fullstory.EventsImport, ("abd123=",)),
                "open_data_rights": (tarry.open_data_rights.DataRequest, ("17",)),
                "possiblenow": (tarry.possiblenow.Export, ("EXAMPLE1", 480211)),
                "salesforce": (tarry.salesforce.RowsImport, (JOB_ID,)),
            },
            "a job of each",
        )
        kind, ids = kinds[name]
        self.job = kind(client, *ids)

    def answer(self, request: httpx.Request) -> httpx.Response:
        body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return httpx.Response(201 if request.method == "POST" else 200, json=body)

    def read(self, what: str) -> list[Any]:
        """All that the job has of this, with the time that it takes going by at once."""
        return list(getattr(self.job, what)(clock=VirtualClock()))

    def waited(self) -> tarry.WaitResult[Any]:
        (result,) = tarry.wait_for_all([self.job], timeout=timedelta(days=2), clock=VirtualClock())
        return result


def ended(name: str, job: Any = ..., **more: Any) -> dict[str, Any]:
    """A status that says that the job has ended well, under the name of *job*."""
    own = {
        "eloqua": "/syncs/6",
        "fullstory": "abd123=",
        "open_data_rights": "17",
        "possiblenow": 480211,
        "salesforce": JOB_ID,
    }
    job = of_each(own, "the job of an answer")[name] if job is ... else job
    record = {"requestStatus": "Complete", "requestId": job, **more}
    answers: dict[str, dict[str, Any]] = {
        "eloqua": {"status": "success", "uri": job, **more},
        "fullstory": {"job": {"id": job, "status": "COMPLETED", "created": CREATED}, **more},
        "open_data_rights": {
            **{"requestId": job, "isCompleted": True, "createdAt": CREATED, "dataRequested": []},
            **more,
        },
        "possiblenow": {"Status": "Complete", "AccessToken": job, **more},
        "salesforce": {"status": record, "requestId": "0b9d7f66-1f4e-4f8a-8d0b-6a51f0a7c9d2"},
    }
    return of_each(answers, "a status that has ended well")[name]


# About which job it is


OTHERS: list[tuple[str, Any]] = [
    ("eloqua", "/syncs/7"),
    ("eloqua", "/syncs/66"),
    ("eloqua", "/contacts/exports/6"),
    ("fullstory", "abd124="),
    ("fullstory", "ABD123="),
    ("open_data_rights", "18"),
    ("open_data_rights", 18),
    ("possiblenow", 480212),
    ("possiblenow", True),
    ("salesforce", "5f0c2b1e-7d3a-4c55-9a0e-2f6d1c8b9e11"),
]
of_each(dict(OTHERS), "the name of another job")


@pytest.mark.parametrize(("name", "other"), OTHERS)
def test_an_answer_about_another_job_is_a_fault_and_the_right_one_is_believed(name: str, other: Any) -> None:
    result = Provider(name, ended(name, other), ended(name)).waited()
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 2)
    assert "about another job" in str(result.timeline[0].fault)
    alone = Provider(name, ended(name, other)).waited()
    assert isinstance(alone.error, tarry.PollingError)
    assert (alone.outcome, alone.status) == (Outcome.PENDING, None)


@pytest.mark.parametrize(
    ("name", "own"),
    [
        *(("eloqua", uri) for uri in ("/syncs/6", "/API/Bulk/2.0/syncs/6", "/Syncs/06", "syncs/6/", "6", 6)),
        *(("fullstory", own) for own in ("abd123=", "abd123%3D", " abd123= ")),
        *(("open_data_rights", own) for own in ("17", 17, 17.0)),
        *(("possiblenow", own) for own in (480211, "480211", 480211.0, "0480211")),
        *(("salesforce", own) for own in (JOB_ID, JOB_ID.upper())),
    ],
)
def test_the_name_of_a_job_may_be_written_in_several_ways(name: str, own: Any) -> None:
    result = Provider(name, ended(name, own)).waited()
    assert (result.outcome, result.polls) == (Outcome.SUCCEEDED, 1)


@pytest.mark.parametrize("name", ["possiblenow", "salesforce"])
def test_an_answer_that_may_leave_the_name_out_is_taken_for_the_right_one(name: str) -> None:
    assert Provider(name, ended(name, None)).waited().polls == 1


def test_logs_of_another_sync_are_asked_for_again() -> None:
    def logs(uri: str | None) -> dict[str, Any]:
        return {"hasMore": False, "items": [{"syncUri": uri, "message": "Rows written."}]}

    assert len(Provider("eloqua", logs("/syncs/7"), logs("/syncs/6")).read("logs")) == 1
    assert len(Provider("eloqua", logs(None)).read("logs")) == 1
    with pytest.raises(ProviderResponseError, match="about another job: syncUri"):
        Provider("eloqua", logs("/syncs/7")).read("logs")


@pytest.mark.parametrize("said", ["/contacts/exports/2071", "/API/bulk/2.0/Contacts/Exports/2071", None])
def test_a_sync_that_was_started_names_its_definition_or_none(said: str | None) -> None:
    provider = Provider("eloqua", {"status": "pending", "uri": "/syncs/9", "syncedInstanceUri": said})
    assert tarry.eloqua.Sync.submit(provider.job.client, "/contacts/exports/2071").sync_id == 9


def test_a_sync_of_another_definition_is_not_the_one_that_was_started() -> None:
    answer = {"status": "pending", "uri": "/syncs/9", "syncedInstanceUri": "/contacts/exports/1"}
    with pytest.raises((ProviderResponseError, SubmitError), match=r"another definition.*The job may exist"):
        tarry.eloqua.Sync.submit(Provider("eloqua", answer).job.client, "/contacts/exports/2071")


# Fields of another type


@pytest.mark.parametrize("wrong", [[], {}, "", 0.0, False, "0"], ids=repr)
@pytest.mark.parametrize("field", ["imports", "errors"])
def test_a_counter_that_is_none_is_a_fault(field: str, wrong: Any) -> None:
    result = Provider("fullstory", ended("fullstory", **{field: wrong})).waited()
    assert isinstance(result.error, tarry.PollingError)
    assert field in str(result.error)


@pytest.mark.parametrize("wrong", [0, 0.0, [], {}], ids=repr)
@pytest.mark.parametrize("field", ["resultStatus", "hasErrors"])
def test_a_word_or_flag_about_errors_that_is_none_is_a_fault(field: str, wrong: Any) -> None:
    result = Provider("salesforce", ended("salesforce", **{field: wrong})).waited()
    assert isinstance(result.error, tarry.PollingError)
    assert field in str(result.error)


NONE_OF_A_LIST: Mapping[tuple[str, str], dict[str, Any]] = {
    ("fullstory", "results"): {"results": ..., "total_records": "1"},
    ("fullstory", "failures"): {"results": ..., "total_records": "1"},
    ("eloqua", "results"): {"items": ..., "hasMore": False},
    ("eloqua", "failures"): {"items": ..., "hasMore": False},
    ("eloqua", "logs"): {"items": ..., "hasMore": False},
    ("possiblenow", "results"): {"UserProfilePreferences": ..., "Count": 0, "HasMore": False},
    ("salesforce", "results"): {"items": ..., "page": 1, "count": 0},
}
of_each(
    {name: page for (name, _), page in NONE_OF_A_LIST.items()}, "a page whose list is none", but=("open_data_rights",)
)


@pytest.mark.parametrize("wrong", [{}, "", 0, False], ids=repr)
@pytest.mark.parametrize(("name", "what"), NONE_OF_A_LIST)
def test_what_is_no_list_is_no_empty_one(name: str, what: str, wrong: Any) -> None:
    page = {field: wrong if value is ... else value for field, value in NONE_OF_A_LIST[name, what].items()}
    with pytest.raises(ProviderResponseError, match=r"no list|is no object"):
        Provider(name, page).read(what)


def with_each(name: str, page: dict[str, Any], field: str, *values: Any) -> list[tuple[str, dict[str, Any]]]:
    return [(name, {**page, field: value}) for value in values]


EMPTY: dict[str, Any] = {"UserProfilePreferences": []}
FULL: dict[str, Any] = {"UserProfilePreferences": [{}]}
STORED: dict[str, Any] = {"items": [{"status": "OK"}], "page": 1}


@pytest.mark.parametrize(
    ("name", "page"),
    [
        *with_each("fullstory", {"results": []}, "next_page_token", 0, [], {}, False),
        *with_each("possiblenow", EMPTY, "Count", False, "", [], -1),
        *with_each("possiblenow", FULL, "HasMore", 0, "", [], "false"),
        *with_each("possiblenow", FULL, "Offset", True, "1", 1.0),
        *with_each("possiblenow", FULL, "TotalResults", [], "1", True),
        *with_each("salesforce", STORED, "count", [], "1", True, 1.0),
        *with_each("salesforce", STORED, "pageSize", [], "1", False),
    ],
    ids=repr,
)
def test_a_page_with_a_field_of_another_type_is_not_the_last(name: str, page: dict[str, Any]) -> None:
    with pytest.raises(ProviderResponseError, match="not of its described type"):
        Provider(name, page).read("results")


@pytest.mark.parametrize("read", [count, text, flag])
def test_a_field_that_is_left_out_is_none(read: Any) -> None:
    assert read(None, "a field") is None


@pytest.mark.parametrize(
    ("read", "right", "wrong"),
    [
        (count, [0, 1, 10**30], [True, False, -1, 1.0, "1", "", [], {}]),
        (text, ["", "a"], [0, False, [], {}, b""]),
        (flag, [True, False], [0, 1, "", "true", [], {}]),
    ],
)
def test_plain_fields_are_read_strictly(read: Any, right: list[Any], wrong: list[Any]) -> None:
    assert [read(one, "a field") for one in right] == right
    for one in wrong:
        with pytest.raises(TypeError, match=r"^a field is "):
            read(one, "a field")


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), ("", "0"), ("1", "10"), ("01", "1a"), (1, None), ([], ""), ("%", "")]
)
def test_ids_that_differ(one: Any, other: Any) -> None:
    assert not is_same_id(one, other)
    assert not is_same_id(other, one)


# Null, and rows


def test_null_is_absent_on_every_page_and_in_every_status() -> None:
    nulls = {"next_page_token": None, "total_records": "1"}
    user = dict.fromkeys(("id", "uid", "display_name", "email", "properties", "schema", "type_conflicts"))
    client = Provider("fullstory", {"results": [user], **nulls}).job.client
    (stored,) = tarry.fullstory.UsersImport(client, "abd123=").results()
    assert (stored.id, stored.schema, stored.properties, stored.to_dict()) == (None, None, None, {})
    event = {"name": "Seen", **dict.fromkeys(("user", "session", "context", "timestamp", "properties", "schema"))}
    (seen,) = Provider("fullstory", {"results": [event], **nulls}).read("results")
    assert (seen.user, seen.context, seen.to_dict()) == (None, None, {"name": "Seen"})
    assert Provider("fullstory", {"results": None, "total_records": "0"}).read("failures") == []
    assert Provider("eloqua", {"hasMore": False, "items": None, "totalResults": None}).read("results") == []
    assert Provider("eloqua", {"hasMore": False, "items": None, "count": None}).read("logs") == []
    for name, fields in MAY_BE_LEFT_OUT.items():
        status = ended(name)
        known = type(Provider(name, status).waited().status)
        optional = [one.name for one in known.__attrs_attrs__ if one.default is None]
        assert optional
        assert Provider(name, {**status, **dict.fromkeys(fields)}).waited().outcome is Outcome.SUCCEEDED


MAY_BE_LEFT_OUT: dict[str, tuple[str, ...]] = of_each(
    {
        "eloqua": ("syncedInstanceUri", "callbackUrl", "createdAt", "createdBy", "syncStartedAt", "syncEndedAt"),
        "fullstory": ("imports", "errors"),
        "open_data_rights": ("expectedCompletion", "completedAt"),
        "possiblenow": ("RowCount", "ByteCount"),
    },
    "fields of a status that may be left out",
    but=["salesforce"],
)


def test_an_absent_counter_compares_as_nothing_and_not_as_a_falsehood() -> None:
    status = Provider("fullstory", ended("fullstory")).waited().status
    assert (status.imports, status.errors, status.job.finished) == (None, None, None)


def test_the_result_of_a_row_says_which_row_it_is() -> None:
    def page(number: int, *words: str) -> dict[str, Any]:
        items = [{"status": word, "message": "No."} for word in words]
        return {"page": number, "pageSize": 2, "count": 5, "items": items, "resultMessages": []}

    pages = (page(1, "OK", "Error"), page(2, "Error", "OK"), page(3, "Error"))
    refused = Provider("salesforce", *pages).read("failures")
    assert [(one.index, one.status, one.message) for one in refused] == [(index, "Error", "No.") for index in (1, 2, 4)]
    everything = Provider("salesforce", *pages).read("results")
    assert [one.index for one in everything] == [0, 1, 2, 3, 4]
    assert all(isinstance(one, tarry.salesforce.PlacedRowResult) for one in everything)
    assert everything[1].to_dict() == {"status": "Error", "message": "No."}
