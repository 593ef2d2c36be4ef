"""The workflows in `specs/workflows/`: they call what the documents describe, and read its answers as `tarry` does.

`make check-workflows` runs them; this needs no Node.
"""

import copy
import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from support.arazzo import holds, observation_from_response, resolve
from support.documents import document, read
from support.jobs import job_class
from support.paths import SPECS
from tarry import Outcome, specs
from tarry._core.providers import of_each
from tarry.salesforce import RowsImport

PROVIDERS = specs.names()
# Headers that other parts of a document stand for: its security schemes, and the media types of its answers.
IMPLIED = {"Authorization", "Accept"}


@cache
def workflows(provider: str) -> Any:
    return read(SPECS / "workflows" / f"{provider}.arazzo.yaml")


def at(provider: str, part: Any) -> Any:
    """A part of a document, with its reference followed."""
    if isinstance(part, Mapping) and "$ref" in part:
        found = document(provider)
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        return found
    return part


@cache
def operations(provider: str) -> dict[str, Any]:
    """Operations by their id, each with the parameters of its path."""
    return {
        operation["operationId"]: {
            **operation,
            "parameters": [
                at(provider, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))
            ],
        }
        for item in document(provider)["paths"].values()
        for method, operation in item.items()
        if method in {"get", "put", "post", "delete"}
    }


STEPS: list[tuple[str, Any, Any]] = [
    (provider, workflow, step)
    for provider in PROVIDERS
    for workflow in workflows(provider)["workflows"]
    for step in workflow["steps"]
]
each_step = pytest.mark.parametrize(
    ("provider", "step"),
    [pytest.param(name, step, id=f"{name}-{flow['workflowId']}-{step['stepId']}") for name, flow, step in STEPS],
)
each_poll = pytest.mark.parametrize(
    ("provider", "step"),
    [
        pytest.param(name, step, id=f"{name}-{flow['workflowId']}")
        for name, flow, step in STEPS
        if step["stepId"] == "poll"
    ],
)


def named_examples(provider: str, operation: str) -> Iterator[tuple[str, Any]]:
    content = operations(provider)[operation]["responses"]["200"]["content"]["application/json"]
    for name, example in content["examples"].items():
        yield name, at(provider, example)["value"]


def test_every_document_has_workflows_and_every_job_a_poll() -> None:
    assert {path.name for path in (SPECS / "workflows").iterdir()} == {f"{name}.arazzo.yaml" for name in PROVIDERS}
    polled = {
        (provider, name) for provider in PROVIDERS for name, one in operations(provider).items() if "x-job" in one
    }
    assert {(provider, step["operationId"]) for provider, _, step in STEPS if step["stepId"] == "poll"} == polled


@each_step
def test_every_step_calls_what_the_document_describes(provider: str, step: Any) -> None:
    operation = operations(provider)[step["operationId"]]
    given = [resolve(workflows(provider), each) for each in step.get("parameters", ())]
    described = {(each["name"], each["in"]): each for each in operation["parameters"]}
    for each in given:
        assert each["name"] in IMPLIED or (each["name"], each["in"]) in described
    required = {key for key, each in described.items() if each.get("required")}
    assert required <= {(each["name"], each["in"]) for each in given}
    assert bool(operation["security"]) == any(each["name"] == "Authorization" for each in given)
    body = at(provider, operation.get("requestBody", {}))
    assert ("requestBody" in step) == bool(body)
    if body:
        assert step["requestBody"]["contentType"] in body["content"]


@each_poll
def test_a_workflow_starts_and_reads_a_job_by_the_operations_of_x_job(provider: str, step: Any) -> None:
    x_job = operations(provider)[step["operationId"]]["x-job"]
    called = {each["operationId"] for name, _, each in STEPS if name == provider}
    fields = [x_job[name] for name in ("submit", "results", "failures", "download", "logs", "commit") if name in x_job]
    assert {field if isinstance(field, str) else field["operation"] for field in fields} <= called


# What answers mean


def with_word(answer: Any, pointer: str, word: Any) -> Any:
    changed = copy.deepcopy(answer)
    *way, last = pointer.removeprefix("$response.body#/").split("/")
    place = changed
    for part in way:
        place = place[part]
    place[last] = word
    return changed


def answers(provider: str, operation: str) -> Iterator[tuple[str, Any]]:
    """Every example of a status, and each with every word that a document explains, and with one that it does not."""
    pointer = operations(provider)[operation]["x-job"]["status"]
    words: list[Any] = [*explained(provider), "Hibernating"]
    if job_class(provider).words.keys() == {"TRUE", "FALSE"}:
        words = [True, False]
    for name, answer in named_examples(provider, operation):
        yield name, answer
        for word in words:
            try:
                yield f"{name}, {word}", with_word(answer, pointer, word)
            except KeyError:
                assert name == "not_found"
    if provider == "salesforce":
        # Either of two fields may announce errors, and either may be missing.
        complete = dict(named_examples(provider, operation))["complete"]
        for errors in (
            {"hasErrors": True},
            {"resultStatus": "Has Errors"},
            {"resultStatus": None},
            {"hasErrors": None},
        ):
            yield str(errors), {**complete, "status": {**complete["status"], **errors}}
        for name in ("hasErrors", "resultStatus"):
            yield f"no {name}", {"status": {key: complete["status"][key] for key in complete["status"] if key != name}}


def explained(provider: str) -> list[str]:
    """Every word in an `x-job-status` of the document."""

    def walk(part: Any) -> Iterator[str]:
        if isinstance(part, Mapping):
            yield from part.get("x-job-status", ())
            for each in part.values():
                yield from walk(each)

    return sorted(set(walk(document(provider)["components"]["schemas"])))


def model(provider: str, name: str) -> Any:
    return getattr(importlib.import_module(f"tarry_clients.{provider}.models"), name)


STATUS_MODELS = of_each(
    {
        "eloqua": "Sync",
        "fullstory": "ImportStatus",
        "open_data_rights": "RequestStatus",
        "possiblenow": "ExportStatus",
        "salesforce": "RequestStatus",
    },
    "the model of a status",
)


def meaning(outcome: Outcome | None) -> str:
    return "unknown_word" if outcome is None else outcome.value


@each_poll
def test_a_poll_means_the_same_to_a_workflow_and_to_tarry(provider: str, step: Any) -> None:
    classify = job_class(provider).classify
    seen = set()
    for name, answer in answers(provider, step["operationId"]):
        said = observation_from_response(workflows(provider), step, 200, answer)
        status = model(provider, STATUS_MODELS[provider]).from_dict(answer)
        if provider == "salesforce" and not status.status:
            assert said == "gone", name
        elif said == "ended_with_errors":
            # The next step tells by the results, which tarry then asks for as well.
            assert classify(status).asks == "list_request_results", name
        else:
            assert said == meaning(classify(status).outcome), name
        seen.add(said)
    assert {"pending", "succeeded"} <= seen


def test_results_of_salesforce_mean_the_same_to_a_workflow_and_to_tarry() -> None:
    (judge,) = (step for _, _, step in STEPS if step["stepId"] == "judge")
    ended = model("salesforce", "RequestStatus").from_dict(
        dict(named_examples("salesforce", "get_request_status"))["complete_with_errors"]
    )
    seen = set()
    for name, answer in named_examples("salesforce", "list_request_results"):
        for changed in (answer, {**answer, "count": 51}):
            said = observation_from_response(workflows("salesforce"), judge, 200, changed)
            page = model("salesforce", "RowResultPage").from_dict(changed)
            verdict = RowsImport.classify_asked(RowsImport.classify(ended), page, 200)
            assert said == meaning(verdict.outcome), (name, changed.get("count"))
            seen.add(said)
    assert seen == {"pending", "partial", "failed"}


def outcomes(provider: str, operation: str) -> Iterator[tuple[str, int, Any, Mapping[str, Any]]]:
    """Every example of an answer with a body: its name, its status code, the body, and the example itself."""
    for code, response in operations(provider)[operation]["responses"].items():
        content = at(provider, response).get("content", {})
        for name, example in content.get("application/json", {}).get("examples", {}).items():
            found = at(provider, example)
            yield name, int(code), found["value"], found


SAID: Mapping[str, set[str | None]] = {
    "unknown": {"unknown_word"},
    "missing": {"gone"},
    "fault": {"try_again"},
    "refused": {None},
}
"""How a workflow calls what is no outcome. It waits for a job that is missing, and says in the end that it is gone."""


@each_poll
def test_a_workflow_says_of_every_example_what_the_document_says(provider: str, step: Any) -> None:
    seen = set()
    for name, status, answer, example in outcomes(provider, step["operationId"]):
        said = observation_from_response(workflows(provider), step, status, answer)
        if said == "ended_with_errors":
            (judge,) = (each for one, _, each in STEPS if one == provider and each["stepId"] == "judge")
            pages = outcomes(provider, judge["operationId"])
            page = next((code, body) for page, code, body, _ in pages if page == example["x-asked"])
            said = observation_from_response(workflows(provider), judge, *page)
        outcome = example["x-outcome"]
        assert said in SAID.get(outcome, {outcome}), name
        seen.add(outcome)
    assert {"pending", "succeeded"} <= seen


def test_a_condition_on_members_of_an_answer_finds_nothing_in_a_number() -> None:
    """By RFC 9535 a filter looks at the members of the answer, not at the answer: `@` is 42 here."""
    asked = {"type": "jsonpath", "context": "$response.body"}
    assert not holds({**asked, "condition": "$[?@.imports > 0]"}, 200, {"imports": 42})
    assert holds({**asked, "condition": "$[?$.imports > 0]"}, 200, {"imports": 42})


@each_poll
@pytest.mark.parametrize(
    ("status", "means"),
    [(400, None), (401, None), (403, None), (404, "gone"), (410, "gone"), (429, "try_again"), (503, "try_again")],
)
def test_an_error_is_no_outcome_but_one(provider: str, step: Any, status: int, means: str | None) -> None:
    assert observation_from_response(workflows(provider), step, status, {"message": "no"}) == means


@each_poll
def test_a_workflow_waits_for_a_job_to_appear_as_long_as_tarry_does(provider: str, step: Any) -> None:
    policy = job_class(provider).policy
    found = [resolve(workflows(provider), action) for action in step["onFailure"]]
    (action,) = (action for action in found if action["name"] == "not_visible_yet")
    assert action["retryAfter"] * action["retryLimit"] >= policy.visibility_grace
