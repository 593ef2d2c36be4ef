"""Every document in `specs/`: valid, complete in itself, and in agreement with its generated client and its provider module."""

import copy
import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

import httpx
import pytest
import yaml
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator

from support.documents import document
from support.paths import SPECS
from tarry import Outcome
from tarry._core.providers import jobs_of
from tarry.sandbox import Sandbox

PROVIDERS = sorted(path.stem for path in SPECS.glob("*.yaml"))
METHODS = {"get", "put", "post", "patch", "delete", "head", "options", "trace"}
VERBS = {
    *("cancel", "commit", "create", "delete", "download", "get", "insert", "list", "receive", "request", "start"),
    *("update", "upload", "upsert"),
}
UNCONFIRMED = {
    *(("possiblenow", "list_export_rows"), ("possiblenow", "commit_export")),
    *(("open_data_rights", "start_login"), ("open_data_rights", "request_token")),
}
"""Operations whose path no page of the vendor shows."""


def at(provider: str, pointer: str) -> Any:
    """What a JSON pointer such as `#/components/schemas/Job` leads to."""
    parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.removeprefix("#/").split("/"))
    return reduce(lambda found, part: found[part], parts, document(provider))


def resolved(provider: str, part: Any) -> Any:
    return resolved(provider, at(provider, part["$ref"])) if "$ref" in part else part


def walk(part: Any, path: str = "#") -> Iterator[tuple[str, Any]]:
    """Every node of a document, with its place."""
    yield path, part
    items = part.items() if isinstance(part, Mapping) else enumerate(part) if isinstance(part, list) else ()
    for name, value in items:
        yield from walk(value, f"{path}/{name}")


@dataclass(frozen=True)
class Operation:
    provider: str
    path: str
    method: str
    definition: Mapping[str, Any]
    of_path: tuple[Any, ...]
    """Parameters of the path, which all its methods have."""
    is_callback: bool = False

    def __str__(self) -> str:
        return f"{self.provider}-{self.definition.get('operationId', self.method + self.path)}"

    @property
    def id(self) -> str:
        return str(self.definition["operationId"])

    def parameters(self) -> Iterator[Mapping[str, Any]]:
        for parameter in (*self.of_path, *self.definition.get("parameters", ())):
            yield resolved(self.provider, parameter)

    def responses(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for status, response in self.definition["responses"].items():
            yield status, resolved(self.provider, response)

    def path_names(self) -> set[str]:
        return set(re.findall(r"{(\w+)}", self.path))


def operations_below(provider: str, paths: Mapping[str, Any], is_callback: bool) -> Iterator[Operation]:
    for path, item in paths.items():
        for method in sorted(METHODS & item.keys()):
            definition = item[method]
            yield Operation(provider, path, method, definition, tuple(item.get("parameters", ())), is_callback)
            for callback in definition.get("callbacks", {}).values():
                yield from operations_below(provider, callback, is_callback=True)


OPERATIONS = [
    operation
    for provider in PROVIDERS
    for operation in operations_below(provider, document(provider)["paths"], is_callback=False)
]
BY_ID = {(operation.provider, operation.id): operation for operation in OPERATIONS}
POLLED = [operation for operation in OPERATIONS if "x-job" in operation.definition]
SENDING = [operation for operation in OPERATIONS if not operation.is_callback]


@dataclass(frozen=True)
class Body:
    """A described body of a response or a request."""

    operation: Operation
    status: str | None
    """None for a request."""
    media_type: str
    content: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.operation}-{self.status or 'request'}-{self.media_type}"

    def examples(self) -> Iterator[tuple[str, Any]]:
        for name, example in self.content.get("examples", {}).items():
            yield name, resolved(self.operation.provider, example)["value"]

    @property
    def is_json(self) -> bool:
        return self.media_type in {"application/json", "text/json"}


def bodies() -> Iterator[Body]:
    for operation in OPERATIONS:
        request = resolved(operation.provider, operation.definition.get("requestBody", {}))
        described = [(None, request), *operation.responses()]
        for status, part in described:
            for media_type, content in part.get("content", {}).items():
                yield Body(operation, status, media_type, content)


BODIES = list(bodies())
EXAMPLES = [pytest.param(body, value, id=f"{body}-{name}") for body in BODIES for name, value in body.examples()]
ANSWERS = [
    pytest.param(body, value, id=f"{body}-{name}")
    for body in BODIES
    for name, value in body.examples()
    if body.is_json and body.status is not None
]

each_provider = pytest.mark.parametrize("provider", PROVIDERS)
each_operation = pytest.mark.parametrize("operation", OPERATIONS, ids=str)
each_polled = pytest.mark.parametrize("operation", POLLED, ids=str)


def schema_problems(provider: str, value: Any, schema: Mapping[str, Any]) -> list[str]:
    # References are resolved within the schema itself, which therefore takes the components along.
    whole = {**schema, "components": document(provider)["components"]}
    validator = OAS31Validator(whole, format_checker=oas31_format_checker)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


# The document


@each_provider
def test_the_document_is_valid_openapi_3_1(provider: str) -> None:
    assert document(provider)["openapi"] == "3.1.0"
    assert [str(error) for error in OpenAPIV31SpecValidator(document(provider)).iter_errors()] == []


@each_provider
def test_the_document_is_complete_in_itself(provider: str) -> None:
    references = {
        path: part["$ref"] for path, part in walk(document(provider)) if isinstance(part, Mapping) and "$ref" in part
    }
    assert references
    for path, reference in references.items():
        assert reference.startswith("#/"), f"{path} leads out of the document: {reference}"
        assert at(provider, reference) is not None
    for path, part in walk(document(provider)):
        assert not (isinstance(part, Mapping) and "externalValue" in part), f"{path} has its value elsewhere"


@each_provider
def test_every_tag_is_declared_once_and_described(provider: str) -> None:
    tags = document(provider)["tags"]
    names = [tag["name"] for tag in tags]
    assert len(set(names)) == len(names)
    assert all(tag["description"].strip() for tag in tags)
    used = {tag for operation in OPERATIONS if operation.provider == provider for tag in operation.definition["tags"]}
    assert set(names) == used


# Operations


def test_no_operation_id_is_used_twice_in_a_document() -> None:
    assert len(BY_ID) == len(OPERATIONS)


@each_operation
def test_the_operation_id_is_snake_case_and_begins_with_a_verb(operation: Operation) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", operation.id)
    assert operation.id.partition("_")[0] in VERBS
    assert not {"a", "an", "the"} & set(operation.id.split("_"))


@each_operation
def test_the_operation_has_exactly_one_declared_lower_case_tag(operation: Operation) -> None:
    (tag,) = operation.definition["tags"]
    assert tag == tag.lower()
    assert tag in {declared["name"] for declared in document(operation.provider)["tags"]}


@each_operation
def test_the_operation_says_by_itself_how_it_is_entered(operation: Operation) -> None:
    schemes = document(operation.provider)["components"]["securitySchemes"]
    for requirement in operation.definition["security"]:
        assert requirement.keys() <= schemes.keys()


@each_operation
def test_the_summary_is_one_imperative_line(operation: Operation) -> None:
    summary = operation.definition["summary"]
    assert "\n" not in summary.strip()
    assert summary.endswith(".")
    assert summary[0].isupper()


@each_operation
def test_the_operation_names_the_page_of_the_vendor(operation: Operation) -> None:
    assert operation.definition["externalDocs"]["url"].startswith("https://")


@each_operation
def test_the_path_parameters_are_those_of_the_path(operation: Operation) -> None:
    described = [parameter["name"] for parameter in operation.parameters() if parameter["in"] == "path"]
    assert len(set(described)) == len(described)
    if not operation.is_callback:
        assert set(described) == operation.path_names()


@each_operation
def test_the_example_of_every_parameter_validates(operation: Operation) -> None:
    for parameter in operation.parameters():
        assert schema_problems(operation.provider, parameter["example"], parameter["schema"]) == [], parameter["name"]


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_every_described_body_has_a_named_example(body: Body) -> None:
    assert "schema" in body.content
    assert list(body.examples())


@pytest.mark.parametrize(("body", "value"), EXAMPLES)
def test_every_example_validates_against_its_schema(body: Body, value: Any) -> None:
    assert schema_problems(body.operation.provider, value, body.content["schema"]) == []


@each_operation
def test_every_header_of_an_answer_has_an_example_that_validates(operation: Operation) -> None:
    for status, response in operation.responses():
        for name, header in response.get("headers", {}).items():
            found = resolved(operation.provider, header)
            assert schema_problems(operation.provider, found["example"], found["schema"]) == [], f"{status} {name}"


# Extensions


SCHEMA = json.loads((SPECS / "x-job.schema.json").read_text())
EXTENSIONS = set(SCHEMA["properties"])
AFTERWARDS = ("results", "failures", "download", "logs", "commit", "cancel")


def problems_of(part: Any) -> list[str]:
    """What the published schema finds in an object that bears one of the extensions."""
    return [f"{error.json_path}: {error.message}" for error in OAS31Validator(SCHEMA).iter_errors(part)]


def named(given: Any) -> str:
    """The operation that a field of `x-job` names, in its short form or its long one."""
    return str(given if isinstance(given, str) else given["operation"])


def test_the_schema_of_the_extensions_is_one() -> None:
    OAS31Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"].startswith("https://tarry.invalid/")


@each_provider
def test_every_extension_has_the_published_form(provider: str) -> None:
    bearing = [
        (path, part)
        for path, part in walk(document(provider))
        if isinstance(part, Mapping) and EXTENSIONS & part.keys()
    ]
    assert {name for _, part in bearing for name in part} >= {"x-job", "x-pagination", "x-outcome"}
    assert {path: found for path, part in bearing if (found := problems_of(part))} == {}


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": "job"},
        {"version": 2},
        {"status": "response.body#/status"},
        {"rules": [{"when": "@.errors > 0"}]},
        {"rules": [{"when": "@.errors > 0", "outcome": "broken"}]},
        {"rules": [{"when": "@.errors > 0", "ask": "list_errors"}]},
        {"looks": {"floor": 0}},
        {"pattern": {"id": "^((a+)+)$"}},
        {"results": {"with": {"limit": 1}}},
        {"results": {"operation": "list_items", "url": "$response.body#/url"}},
    ],
    ids=str,
)
def test_the_schema_refuses_another_form(wrong: Mapping[str, Any]) -> None:
    job = {
        "kind": "job",
        "submit": "create_job",
        "id": {"id": "$response.body#/id"},
        "status": "$response.body#/status",
    }
    assert problems_of({"x-job": job}) == []
    assert problems_of({"x-job": {**job, **wrong}})


@pytest.mark.parametrize(
    "wrong",
    [
        {"x-pagination": {"items": "$response.body#/items", "cursor": {"to": "$request.query.at"}}},
        {"x-pagination": {"items": "$response.body#/items", "offset": {"to": "$response.body#/offset"}}},
        {"x-outcome": "done"},
        {"x-asked": "two_errors"},
        {"x-outcome": "failed", "x-confirm": 1},
    ],
    ids=str,
)
def test_the_schema_refuses_another_form_of_pages_and_outcomes(wrong: Mapping[str, Any]) -> None:
    assert problems_of(wrong)


README = (SPECS / "README.md").read_text()


def test_every_field_of_the_extensions_is_explained() -> None:
    def fields(part: Any) -> Iterator[str]:
        if isinstance(part, Mapping):
            properties = part.get("properties", {})
            yield from properties
            for each in (*part.values(), *properties.values()):
                yield from fields(each)
        elif isinstance(part, list):
            for each in part:
                yield from fields(each)

    assert {name for name in fields(SCHEMA) if f"`{name}`" not in README} == set()


def test_the_examples_of_the_page_have_the_published_form() -> None:
    found = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)]
    bearing = [part for one in found for _, part in walk(one) if isinstance(part, Mapping) and EXTENSIONS & part.keys()]
    assert {name for part in bearing for name in part} >= {"x-job", "x-pagination", "x-outcome"}
    assert [problem for part in bearing for problem in problems_of(part)] == []


def test_the_examples_of_fields_have_the_published_form() -> None:
    """Those of `x-job` and `x-pagination` themselves; the fields of a submit, of a list and of a rule stand within these."""
    job = {
        "kind": "job",
        "submit": "create_job",
        "id": {"id": "$response.body#/id"},
        "status": "$response.body#/status",
    }
    sections = re.split(r"\nFields of |\n### ", README)
    within: Mapping[str, Callable[[Any], Any]] = {
        "`x-job`: how to wait": lambda given: {"x-job": {**job, **given}},
        "`submit`:": lambda given: {"x-job": {**job, "submit": {"operation": "create_job", **given}}},
        "`results`, ": lambda given: {
            "x-job": {
                **job,
                "results": {
                    **({} if {"items", "operation"} & given.keys() else {"url": "$response.body#/url"}),
                    **given,
                },
            }
        },
        "a rule:": lambda given: {
            "x-job": {**job, "rules": [given if "ask" in given else {"outcome": "failed", **given}]}
        },
        "`x-pagination`: how": lambda given: {"x-pagination": {"items": "$response.body", **given}},
    }
    for opening, whole in within.items():
        (section,) = (one for one in sections if one.startswith(opening))
        examples = re.findall(r"^\| `.*\| `([^`]+: [^`]+)` \|$", section, re.MULTILINE)
        assert len(examples) >= 5
        for example in examples:
            assert problems_of(whole(yaml.safe_load(f"{{{example}}}"))) == [], example


@each_polled
def test_x_job_names_operations_of_the_document(operation: Operation) -> None:
    job = operation.definition["x-job"]
    called = [job["submit"], *job.get("also_submit", ())]
    called += [job[field] for field in (*AFTERWARDS, "list") if field in job]
    called += [rule["ask"] for rule in job.get("rules", ()) if "ask" in rule]
    assert {(operation.provider, named(one)) for one in called} <= BY_ID.keys()


@each_polled
def test_x_job_fills_exactly_the_path_of_the_operation(operation: Operation) -> None:
    job = operation.definition["x-job"]
    assert job["id"].keys() == operation.path_names()
    for field in AFTERWARDS:
        if field in job:
            assert BY_ID[operation.provider, named(job[field])].path_names() == operation.path_names()


@each_polled
def test_x_job_finds_the_ids_in_the_submit(operation: Operation) -> None:
    job = operation.definition["x-job"]
    for submit in (BY_ID[operation.provider, named(one)] for one in (job["submit"], *job.get("also_submit", ()))):
        for name, expression in job["id"].items():
            if expression.startswith("$request.path."):
                assert expression.removeprefix("$request.path.") in submit.path_names()
                continue
            found = list(example_values(submit, expression))
            assert found, f"no example of {submit.id} has {expression}"
            for value in found:
                assert re.fullmatch(job.get("pattern", {}).get(name, "(.+)"), str(value))


def example_values(operation: Operation, expression: str) -> Iterator[Any]:
    """What a runtime expression gives in the examples of the successful answers of an operation."""
    prefix = "$response.body#/"
    assert expression.startswith(prefix)
    for body in BODIES:
        if body.operation is operation and body.status is not None and body.status.startswith("2") and body.is_json:
            for _, example in body.examples():
                value = example
                for part in expression.removeprefix(prefix).split("/"):
                    value = value.get(part) if isinstance(value, Mapping) else None
                if value is not None:
                    yield value


def status_schema(operation: Operation) -> Mapping[str, Any]:
    """The schema of the property that holds the status word, found by `x-job`."""
    (success,) = {status for status, _ in operation.responses() if status.startswith("2")}
    schema = dict(operation.responses())[success]["content"]["application/json"]["schema"]
    for part in operation.definition["x-job"]["status"].removeprefix("$response.body#/").split("/"):
        schema = resolved(operation.provider, resolved(operation.provider, schema)["properties"][part])
    found: Mapping[str, Any] = schema
    return found


@each_polled
def test_x_job_leads_to_a_status_word_that_is_explained_and_open(operation: Operation) -> None:
    schema = status_schema(operation)
    assert set(schema["x-job-status"].values()) <= {outcome.value for outcome in Outcome}
    assert "pending" in schema["x-job-status"].values()
    assert "succeeded" in schema["x-job-status"].values()
    assert all(isinstance(word, str) for word in schema["x-job-status"])
    assert not {"enum", "const"} & schema.keys()


def decided(rules: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What rules decide, those about a second answer too. What has to come again is pending until it does."""
    for rule in rules:
        if "outcome" in rule:
            yield rule["outcome"]
        if "confirm" in rule:
            yield "pending"
        yield from decided(rule.get("rules", ()))


@each_polled
def test_the_prose_says_of_every_outcome_that_a_rule_decides_when_it_comes_and_of_no_other(
    operation: Operation,
) -> None:
    job = operation.definition["x-job"]
    otherwise = job["otherwise"]
    assert all(condition.strip().endswith(".") for condition in otherwise.values())
    by_rule = set(decided(job.get("rules", ())))
    # By its status code alone, an answer may say that a job is gone.
    codes = {status for status, _ in operation.responses()}
    by_code = {"gone"} if {"404", "410"} & codes or "missing" in by_rule else set()
    assert by_rule <= otherwise.keys() <= by_rule | by_code


@each_polled
def test_words_and_rules_together_have_every_outcome_that_the_provider_has(operation: Operation) -> None:
    job = operation.definition["x-job"]
    found = {*status_schema(operation)["x-job-status"].values(), *job["otherwise"]} - {"missing"}
    assert found == {"pending", *Sandbox().providers[operation.provider].outcomes}


@each_polled
def test_every_word_in_the_examples_of_a_status_is_explained(operation: Operation) -> None:
    words = {str(word).lower() for word in example_values(operation, operation.definition["x-job"]["status"])}
    # The given page of PossibleNOW shows a placeholder where a word should be.
    assert words - {"sample string 2"} <= {word.lower() for word in status_schema(operation)["x-job-status"]}
    assert words


@each_provider
def test_the_kinds_of_jobs_are_those_of_the_handles(provider: str) -> None:
    described = {
        operation.definition["x-job"]["kind"]: len(operation.definition["x-job"]["id"])
        for operation in POLLED
        if operation.provider == provider
    }
    assert described == {kind: len(job.id_names) for kind, job in (jobs_of(provider) or {}).items()}


@each_provider
def test_every_explained_word_belongs_to_an_operation_that_is_polled(provider: str) -> None:
    explained = [part for _, part in walk(document(provider)) if isinstance(part, Mapping) and "x-job-status" in part]
    reached = [status_schema(operation) for operation in POLLED if operation.provider == provider]
    assert all(any(one is other for other in reached) for one in explained)
    assert explained


@each_provider
def test_the_words_of_the_document_are_those_of_the_handles_and_mean_the_same(provider: str) -> None:
    jobs = importlib.import_module(f"tarry.{provider}").JOBS
    described: dict[str, Outcome] = {}
    for operation in POLLED:
        if operation.provider == provider:
            words = status_schema(operation)["x-job-status"]
            described |= {word.strip().upper(): Outcome(meaning) for word, meaning in words.items()}
    assert all(dict(job.words) == described for job in jobs)


def test_exactly_the_unconfirmed_paths_are_marked() -> None:
    marked = {(one.provider, one.id) for one in OPERATIONS if "x-unconfirmed" in one.definition}
    assert marked == UNCONFIRMED


@each_provider
def test_every_mark_gives_its_reason(provider: str) -> None:
    for path, part in walk(document(provider)):
        if isinstance(part, Mapping) and "x-unconfirmed" in part:
            assert len(str(part["x-unconfirmed"]).split()) > 3, path


def test_only_the_values_that_are_ours_are_closed() -> None:
    closed = {
        f"{provider}{path}"
        for provider in PROVIDERS
        for path, part in walk(document(provider))
        if isinstance(part, Mapping) and ("enum" in part or "const" in part) and "/example" not in path
    }
    # The text of a bare answer, as the proposal lays it down, and what a client itself writes into a request.
    assert closed == {
        "eloqua#/components/schemas/TokenRequest/properties/grant_type",
        "open_data_rights#/components/schemas/RequestCompletion",
        "salesforce#/components/schemas/TokenRequest/properties/grant_type",
    }


# The generated client


@pytest.mark.parametrize("operation", SENDING, ids=str)
def test_every_operation_has_a_generated_function_under_its_tag(operation: Operation) -> None:
    generated(operation)


def generated(operation: Operation) -> Any:
    (tag,) = operation.definition["tags"]
    return importlib.import_module(f"tarry_clients.{operation.provider}.api.{tag}.{operation.id}")


@pytest.mark.parametrize(("body", "value"), ANSWERS)
def test_every_example_of_an_answer_loads_with_the_generated_model_and_comes_back_without_its_nulls(
    body: Body, value: Any
) -> None:
    parsed = read(body, value)
    # An object that no schema of its own names is left as it is.
    assert parsed is not None or str(body.status).endswith("XX")
    described = body.content["schema"]
    assert spelled_alike(as_json(parsed), without_nulls(body.operation.provider, value, described))
    for model in models_in(parsed):
        assert not unexpected_fields(model), f"{type(model).__name__} does not know {unexpected_fields(model)}"
        assert "UNSET" not in repr(model)


@pytest.mark.parametrize(("body", "value"), ANSWERS)
def test_null_is_absent_where_an_answer_may_leave_a_value_out_and_missing_where_it_may_not(
    body: Body, value: Any
) -> None:
    provider, value = body.operation.provider, copy.deepcopy(value)
    unreadable = importlib.import_module(f"tarry_clients.{provider}.errors").UnexpectedResponse
    for place, name, schema in objects_in(provider, value, body.content["schema"]):
        before = dict(place)
        place[name] = None
        if name not in schema.get("required", ()):
            with_null = as_json(read(body, value))
            del place[name]
            assert with_null == as_json(read(body, value))
        elif "anyOf" not in body.content["schema"] and schema_problems(provider, value, body.content["schema"]):
            with pytest.raises(unreadable, match=f"'{name}' is missing"):
                read(body, value)
        place.clear()
        place.update(before)


def read(body: Body, value: Any) -> Any:
    """What the generated client makes of an answer."""
    assert body.status is not None
    client = importlib.import_module(f"tarry_clients.{body.operation.provider}").Client(
        base_url="https://api.example.com", raise_on_unexpected_status=True
    )
    code = int(body.status.replace("X", "0").replace("default", "400"))
    answer = httpx.Response(code, json=value, headers={"Content-Type": body.media_type})
    return generated(body.operation).read_response(client=client, response=answer).parsed


def objects_in(provider: str, value: Any, schema: Any) -> Iterator[tuple[dict[str, Any], str, Any]]:
    """Every property that a schema describes for an object in *value*, there or not, with that object and its schema."""
    schema = resolved(provider, schema)
    alternatives = (*schema.get("oneOf", ()), *schema.get("anyOf", ()))
    # Of several forms the generated client takes the first that fits.
    if fitting := [one for one in alternatives if not schema_problems(provider, value, one)]:
        yield from objects_in(provider, value, fitting[0])
    if isinstance(value, list):
        for one in value:
            yield from objects_in(provider, one, schema.get("items", {}))
    elif isinstance(value, dict):
        for name, described in schema.get("properties", {}).items():
            yield from objects_in(provider, value.get(name), described)
            yield value, name, schema


def without_nulls(provider: str, value: Any, schema: Any) -> Any:
    """A copy of *value* without the nulls of properties that are described and may be left out."""
    copied = copy.deepcopy(value)
    for place, name, described in list(objects_in(provider, copied, schema)):
        if name not in described.get("required", ()) and place.get(name, ...) is None:
            del place[name]
    return copied


def as_json(parsed: Any) -> Any:
    if isinstance(parsed, list):
        return [as_json(one) for one in parsed]
    return parsed.to_dict() if hasattr(parsed, "to_dict") else parsed


def models_in(parsed: Any) -> Iterator[Any]:
    if isinstance(parsed, list):
        for one in parsed:
            yield from models_in(one)
    elif hasattr(parsed, "__attrs_attrs__"):
        yield parsed
        for attribute in parsed.__attrs_attrs__:
            yield from models_in(getattr(parsed, attribute.name))


def unexpected_fields(model: Any) -> set[str]:
    """Fields that a model only keeps, where it has fields of its own: their names would be misspelled in the document."""
    own = {attribute.name for attribute in model.__attrs_attrs__} - {"additional_properties"}
    return set(model.additional_properties) if own and hasattr(model, "additional_properties") else set()


def spelled_alike(one: Any, other: Any) -> bool:
    """Whether two JSON values are the same; a moment may be written in two ways."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(spelled_alike(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(spelled_alike(*pair) for pair in zip(one, other, strict=True))
    return (one == other and type(one) is type(other)) or same_moment(one, other)


def same_moment(one: Any, other: Any) -> bool:
    try:
        return datetime.fromisoformat(one) == datetime.fromisoformat(other)
    except (TypeError, ValueError):
        return False
