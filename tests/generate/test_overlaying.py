"""Overlays change what they match; one that matches nothing is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tarry._generate import declared, reading
from tarry._generate.loading import parse
from tarry._generate.overlaying import apply
from tarry._generate.problems import DocumentError
from tarry._generate.values import place_of

DOCUMENTS = Path(__file__).parent / "documents"


def overlaid(document: str, actions: str) -> object:
    data = parse(document, "document")
    apply(parse(f"overlay: 1.0.0\nactions:\n{actions}", "overlay"), data)
    return data


@pytest.mark.parametrize(
    ("document", "actions", "result"),
    [
        ("a: {b: 1}", "- {target: $.a, update: {c: 2}}", {"a": {"b": 1, "c": 2}}),
        ("a: {b: {c: 1, d: 2}}", "- {target: $.a, update: {b: {c: 3}}}", {"a": {"b": {"c": 3, "d": 2}}}),
        ("a: {b: [1]}", "- {target: $.a, update: {b: [2]}}", {"a": {"b": [1, 2]}}),
        ("a: [1]", "- {target: $.a, update: {b: 2}}", {"a": [1, {"b": 2}]}),
        ("a: {b: 1}", "- {target: $, update: {c: 2}}", {"a": {"b": 1}, "c": 2}),
        ("a: {b: 1, c: 2}", "- {target: $.a.b, remove: true}", {"a": {"c": 2}}),
        ("a: [0, 1, 2, 3]", "- {target: '$.a[0, 2]', remove: true}", {"a": [1, 3]}),
        ("a: [" + "9, " * 11 + "10]", "- {target: '$.a[?@ == 9]', remove: true}", {"a": [10]}),
        ("a: {b: {c: 1}}", "- {target: $..*, remove: true}", {}),
        ("a: {x: 1}", "- {target: $.a, remove: true}\n- {target: $, update: {a: {y: 2}}}", {"a": {"y": 2}}),
        (
            "a: {x: {n: 1}, y: {n: 2}}",
            "- {target: '$.a[?@.n > 1]', update: {m: 3}}",
            {"a": {"x": {"n": 1}, "y": {"n": 2, "m": 3}}},
        ),
    ],
)
def test_actions_are_applied_in_order(document: str, actions: str, result: object) -> None:
    assert overlaid(document, actions) == result


def test_what_an_overlay_adds_keeps_its_line_and_is_no_part_of_two_places() -> None:
    data = parse("a: {x: {}, y: {}}", "document")
    apply(
        parse(
            "overlay: 1.0.0\nactions:\n- target: $.a.*\n  update:\n    n: {m: 1}\n- {target: $.a.x.n, update: {m: 2}}",
            "over",
        ),
        data,
    )
    assert data["a"] == {"x": {"n": {"m": 2}}, "y": {"n": {"m": 1}}}
    assert str(place_of(data, "a", "y", "n")) == "over:5"


def test_what_an_alias_stands_for_is_changed_in_one_place() -> None:
    assert overlaid("a: &a {n: 1}\nb: *a", "- {target: $.b, update: {n: 2}}") == {"a": {"n": 1}, "b": {"n": 2}}


@pytest.mark.parametrize(
    ("actions", "problem"),
    [
        (
            "- {target: $.a, update: {}}\n- {target: $.missing, update: {}}",
            "overlay:4: the target $.missing matches nothing",
        ),
        ("- {target: $.a.b, update: {}}", "neither an object that an object updates nor a list"),
        ("- {target: $.a, update: 1}", "neither an object that an object updates nor a list"),
        ("- {target: 'a.b', update: {}}", "no JSONPath of RFC 9535"),
        ("- {target: '$[?match(@, \"(a*)*b\")]', update: {}}", "no JSONPath of RFC 9535"),
        ("- {target: $, remove: true}", "the whole document"),
        ("- {target: $.a}", "neither `update` nor `remove: true`"),
        ("- {update: {}}", "no `target`"),
        ("- 1", "no `target`"),
        ("  x: 1", "`actions` is no list"),
    ],
)
def test_an_action_that_cannot_be_applied_is_refused(actions: str, problem: str) -> None:
    with pytest.raises(DocumentError) as error:
        overlaid("a: {b: 1}", actions)
    assert problem in str(error.value)


def test_what_is_no_overlay_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"f:1: it is no OpenAPI Overlay 1\.0"):
        apply(parse("openapi: 3.1.0", "f"), parse("a: 1", "g"))


def test_an_overlay_declares_the_job_of_a_document_without(tmp_path: Path) -> None:
    text = (DOCUMENTS / "snowflake-statements.yaml").read_text(encoding="utf-8")
    for ours, theirs in (("get_", "Get"), ("submit_", "Submit"), ("cancel_", "Cancel")):
        text = text.replace(f"{ours}statement", f"{theirs}Statement{'Status' if ours == 'get_' else ''}")
    start, end = text.index("      x-pagination:"), text.index("      responses:", text.index("      x-job:"))
    path = tmp_path / "sqlapi.yaml"
    path.write_text(
        (text[:start] + text[end:]).replace(
            "      parameters:\n        - {name: requestId", "      parameters:\n        - {name: requestId"
        )
    )
    overlay = tmp_path / "overlay.yaml"
    given = (DOCUMENTS / "overlay-snowflake.yaml").read_text(encoding="utf-8")
    overlay.write_text(given.replace("['/api/v2/statements'].parameters", "['/api/v2/statements'].post.parameters"))
    document = reading.read(path, [overlay])
    (job,) = declared.jobs(document)
    assert (job.operation, job.kind, job.submit.repeat) == ("GetStatementStatus", "statement", {"retry": True})
    assert list(declared.paginations(document)) == ["GetStatementStatus"]
