"""Write `build/docs/`: a page for each document in `specs/`, and an index of the jobs in them. Run by `make docs`.

For teams that take the documents. Every page is one file that needs no network. All that the index says comes from the
documents: `info`, `x-job`, `x-job-status` and descriptions.
"""

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from html import escape
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "specs"
TARGET = ROOT / "build" / "docs"
NODE_TOOLS = ROOT / "scripts" / "speclint"
METHODS = ("get", "put", "post", "patch", "delete")
OUTCOMES = ("pending", "succeeded", "partial", "failed", "gone")
READING = ("results", "failures", "download", "logs", "commit")
"""Fields of `x-job` that name an operation to call once the job has ended."""

# The browser refuses whatever a page tries to load, so that it cannot ask anybody for anything.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'"
)
LOGO = re.compile(r"https://cdn\.redoc\.ly/redoc/logo-mini(?:-full)?\.svg")
LOGO_TEXT = (
    "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 width=%2238%22 height=%2214%22%3E"
    "%3Ctext y=%2211%22 font-family=%22sans-serif%22 font-size=%2211%22 fill=%22%235b6270%22%3ERedoc%3C/text%3E%3C/svg%3E"
)

# Redoc's titles are too large for a phone, where it breaks their words.
STYLE = "@media (max-width: 48rem) { #api-content :is(h1, h2) { font-size: 1.5rem; line-height: 1.25; } }"

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class Operation:
    """One operation of a document."""

    id: str
    method: str
    path: str
    definition: dict[str, Any]
    asked_for_by: str = ""
    """For what the vendor sends (a callback): the operation that asks for it."""

    @property
    def place(self) -> str:
        """Where a page of Redoc shows it."""
        return f"#operation/{self.asked_for_by or self.id}"

    @property
    def summary(self) -> str:
        """Its one line."""
        return str(self.definition["summary"])

    @property
    def unconfirmed(self) -> str:
        """Why its path cannot be relied on; empty where it can."""
        return str(self.definition.get("x-unconfirmed", ""))


@dataclass(frozen=True)
class Job:
    """A kind of job, as the operation that is polled describes it."""

    provider: str
    polled: Operation
    operations: Mapping[str, Operation]
    words: Mapping[str, str]
    description: str
    """What the document says about the words, in Markdown."""

    @property
    def kind(self) -> str:
        """What such a job is called."""
        return str(self.polled.definition["x-job"]["kind"])

    @property
    def fields(self) -> Mapping[str, Any]:
        """The whole of `x-job`."""
        found: Mapping[str, Any] = self.polled.definition["x-job"]
        return found

    @property
    def otherwise(self) -> Mapping[str, str]:
        """Outcomes that the word alone does not tell, with the condition of each."""
        found: Mapping[str, str] = self.fields.get("otherwise", {})
        return found

    def words_for(self, outcome: str) -> list[str]:
        """The provider's words for an outcome."""
        return [word for word, meaning in self.words.items() if meaning == outcome]

    def outcomes(self) -> list[str]:
        """All outcomes that such a job can have, in a fixed order."""
        return [outcome for outcome in OUTCOMES if self.words_for(outcome) or outcome in self.otherwise]

    def submits(self) -> list[Operation]:
        """The operations that start such a job."""
        return [self.operations[named(one)] for one in (self.fields["submit"], *self.fields.get("also_submit", ()))]

    def steps(self) -> Iterator[tuple[str, Operation]]:
        """What to call, in the order of a job's life."""
        yield from (("start", operation) for operation in self.submits())
        yield "poll", self.polled
        yield from ((name, self.operations[named(self.fields[name])]) for name in READING if name in self.fields)

    def ids(self) -> Iterator[tuple[str, str, str]]:
        """Each path parameter of the poll, where its value is found, and the pattern that cuts it out."""
        for name, place in self.fields["id"].items():
            yield name, place, self.fields.get("pattern", {}).get(name, "")

    def alternative(self) -> str:
        """What the diagram shows, in words."""
        told = {outcome: ", ".join(self.words_for(outcome)) or "no word of its own" for outcome in self.outcomes()}
        ends = "; ".join(f"{outcome}: {told[outcome]}" for outcome in self.outcomes() if outcome != "pending")
        starts = " or ".join(operation.id for operation in self.submits())
        return f"{starts} starts the job. While it is pending ({told['pending']}), {self.polled.id} polls again. Ends: {ends}."


def named(given: str | Mapping[str, Any]) -> str:
    """The operation that a field of `x-job` names, in its short form or its long one."""
    return given if isinstance(given, str) else str(given["operation"])


def load(path: Path) -> dict[str, Any]:
    """Read a document."""
    loaded: dict[str, Any] = yaml.load(path.read_bytes(), yaml.CSafeLoader)
    return loaded


def nodes(part: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in a document, outermost first."""
    if isinstance(part, dict):
        yield part
    for value in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from nodes(value)


def operations(document: Mapping[str, Any]) -> dict[str, Operation]:
    """The operations of a document by id, what the vendor sends (callbacks) after the operation that asks for it."""

    def below(paths: Mapping[str, Any], asked_for_by: str = "") -> Iterator[Operation]:
        for path, item in paths.items():
            for method in filter(METHODS.__contains__, item):
                name = item[method]["operationId"]
                yield Operation(name, method.upper(), path, item[method], asked_for_by)
                for callback in item[method].get("callbacks", {}).values():
                    yield from below(callback, name)

    return {operation.id: operation for operation in below(document["paths"])}


def jobs(provider: str, document: Mapping[str, Any]) -> list[Job]:
    """The kinds of jobs that a document describes."""
    known = operations(document)
    polled = [operation for operation in known.values() if "x-job" in operation.definition]
    found = []
    for operation in polled:
        schema = status_schema(document, operation)
        found.append(Job(provider, operation, known, schema["x-job-status"], schema["description"]))
    return found


def status_schema(document: Mapping[str, Any], polled: Operation) -> Mapping[str, Any]:
    """The schema of the property that holds the provider's word, as `x-job` leads to it."""

    def resolved(part: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in part:
            names = part["$ref"].removeprefix("#/").split("/")
            part = reduce(lambda at, name: at[name], names, document)
        return part

    schema = resolved(polled.definition["responses"]["200"])["content"]["application/json"]["schema"]
    for name in polled.definition["x-job"]["status"].removeprefix("$response.body#/").split("/"):
        schema = resolved(resolved(schema)["properties"][name])
    found: Mapping[str, Any] = schema
    return found


# The pages of the documents


def reading_copy(provider: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """Turn a document into one that reads well in Redoc, which shows neither ids of operations nor our extensions.

    Tags go, since Redoc folds their operations away and shows those of one tag at a time; what they say moves to the front.
    """
    shown = copy.deepcopy(dict(document))
    for job in jobs(provider, document):
        operations(shown)[job.polled.id].definition["description"] += f"\n\n{job_text(job)}"
    for operation in operations(shown).values():
        del operation.definition["tags"]
        operation.definition["description"] = f"Operation `{operation.id}`\n\n{operation.definition['description']}"
    for part in nodes(shown):
        # A mark is a reason, so this passes over properties that merely have such a name.
        if isinstance(part.get("x-unconfirmed"), str):
            part["description"] = f"> **Not confirmed.** {part['x-unconfirmed']}\n\n{part.get('description', '')}"
    introduction = ["[All documents](index.html)", document["info"]["description"]]
    for tag in shown.pop("tags"):
        members = [one for one in operations(document).values() if one.definition["tags"] == [tag["name"]]]
        lines = [f"- {link(one)}: {one.summary}" for one in members]
        introduction += [f"## {tag['name'].capitalize()}", tag["description"], "\n".join(lines)]
    shown["info"]["description"] = "\n\n".join(introduction)
    for part in nodes(shown["servers"]):
        # Redoc takes these for plain text.
        if "description" in part:
            part["description"] = part["description"].replace("`", "")
    return shown


def link(operation: Operation) -> str:
    """An operation on the same page, as Markdown."""
    return f"[`{operation.id}`]({operation.place})"


def job_text(job: Job) -> str:
    """What `x-job` and `x-job-status` say, as Markdown."""
    reading = [f"{step} with {link(operation)}" for step, operation in job.steps() if step in READING]
    lines = [
        f"**How to wait for this job**, a `{job.kind}`, started by {', '.join(map(link, job.submits()))}:",
        "",
        "| what it says | outcome |",
        "| --- | --- |",
        *(f"| `{word}` | {outcome} |" for word, outcome in job.words.items()),
        *(f"| {condition.strip()} | {outcome} |" for outcome, condition in job.otherwise.items()),
        "",
        f"Once it has ended: {', '.join(reading)}.",
    ]
    return "\n".join(lines)


def offline(page: str) -> str:
    """Make a page of Redoc ask for nothing: its maker's logo becomes a text, and a policy forbids the rest."""
    page, logos = LOGO.subn(LOGO_TEXT, page)
    head = '<meta charset="utf8" />'
    if logos == 0 or page.count(head) != 1:
        raise ValueError("Redoc's page has changed: find out what it loads now")
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return page.replace(head, f"{head}\n  {policy}\n  <style>{STYLE}</style>")


def build_page(provider: str, document: Mapping[str, Any]) -> str:
    """Give a document as one HTML page."""
    with tempfile.TemporaryDirectory() as folder:
        source, page = Path(folder) / f"{provider}.json", Path(folder) / f"{provider}.html"
        source.write_text(json.dumps(reading_copy(provider, document)))
        command = [str(NODE_TOOLS / "node_modules" / ".bin" / "redocly"), "build-docs", str(source)]
        run([*command, "--inlineBundle", "--output", str(page)], folder=Path(folder))
        return offline(page.read_text())


def run(command: list[str], *, folder: Path, given: str = "") -> str:
    """Run one of the Node tools, which stays silent unless it fails."""
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off"}
    finished = subprocess.run(
        command, cwd=folder, env=environment, input=given, capture_output=True, text=True, check=False
    )
    if finished.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")
    return finished.stdout


# The index


def diagram_source(job: Job) -> str:
    """The life of a job as a Graphviz graph: its states are the outcomes, each with the provider's words for it.

    Courier, because all monospaced fonts are about as wide: the reader's own font then fits the boxes drawn here.
    """
    lines = [
        'rankdir=LR; nodesep=0.3; ranksep=0.6; pad=0.05; bgcolor="transparent"',
        'node [shape=plain, fontname="Courier", fontsize=12]; edge [arrowsize=0.7]',
        f"start [{operation_box([operation.id for operation in job.submits()])}]",
        f"poll [{operation_box([job.polled.id])}]",
        # The pending column: started above, polled below.
        "{rank=same; start; pending; poll}",
        "start -> pending; pending -> poll [dir=both]",
    ]
    for outcome in job.outcomes():
        rows = [escape(word) for word in job.words_for(outcome)]
        if outcome in job.otherwise:
            rows.append("<i>see table</i>")
        lines.append(f'{outcome} [class="{outcome}", label=<{box(f"<b>{outcome}</b>", rows)}>]')
        if outcome != "pending":
            style = "solid" if job.words_for(outcome) else "dashed"
            lines.append(f"pending -> {outcome} [style={style}]")
    return "digraph {\n" + "\n".join(lines) + "\n}\n"


def operation_box(names: list[str]) -> str:
    """Attributes of a node that stands for operations to call."""
    return f'class="operation", shape=box, style=rounded, margin="0.1,0.05", label=<{"<br/>".join(map(escape, names))}>'


def box(head: str, rows: list[str]) -> str:
    """Label of a node: a head, a line, and rows below it."""
    cells = "".join(f"<tr><td>{row}</td></tr>" for row in rows)
    table = '<table border="1" style="rounded" bgcolor="white" cellborder="0" cellspacing="0" cellpadding="4">'
    return f"{table}<tr><td>{head}</td></tr><hr/>{cells}</table>"


def draw(all_jobs: list[Job]) -> list[Markup]:
    """Draw the diagram of each job as an SVG that takes its colours from the page and says in words what it shows."""
    sources = json.dumps([diagram_source(job) for job in all_jobs])
    drawn = json.loads(run(["node", "diagrams.mjs"], folder=NODE_TOOLS, given=sources))
    return [described(svg, job) for svg, job in zip(drawn, all_jobs, strict=True)]


def described(svg: str, job: Job) -> Markup:
    """Replace Graphviz' own names, ids and fonts by a title and a description."""
    svg = re.sub(r"<!--.*?-->\s*|<title>.*?</title>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r' (?:id|font-family|xml:space)="[^"]*"', "", svg)
    name = f"{job.provider}-{job.kind}"
    opening = f'<svg role="img" aria-labelledby="{name}-title {name}-text"'
    words = f'<title id="{name}-title">States of a {job.kind}</title><desc id="{name}-text">{escape(job.alternative())}</desc>'
    # Our own text, escaped above, and Graphviz' drawing of it.
    return Markup(re.sub(r"<svg([^>]*)>", rf"{opening}\1>{words}", svg, count=1))  # noqa: S704


def as_html(text: str) -> Markup:
    """Render Markdown of a document, in which HTML is not taken for HTML."""
    return Markup(_markdown.render(text))  # noqa: S704


def as_inline_html(text: str) -> Markup:
    """Render Markdown of one line."""
    return Markup(_markdown.renderInline(text))  # noqa: S704


def build_index(documents: Mapping[str, Mapping[str, Any]], diagrams: Mapping[str, list[Markup]]) -> str:
    """Give the page that shows the jobs of all documents."""
    environment = Environment(
        loader=FileSystemLoader(ROOT / "scripts"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(markdown=as_html, inline_markdown=as_inline_html)
    chapters = [
        (provider, document["info"], list(zip(jobs(provider, document), diagrams[provider], strict=True)))
        for provider, document in documents.items()
    ]
    counts = {
        provider: sum(not operation.asked_for_by for operation in operations(document).values())
        for provider, document in documents.items()
    }
    return environment.get_template("docs_index.html.jinja").render(chapters=chapters, counts=counts, policy=POLICY)


def main() -> None:
    """Write everything again."""
    documents = {path.stem: load(path) for path in sorted(SPECS.glob("*.yaml"))}
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    for provider, document in documents.items():
        (TARGET / f"{provider}.html").write_text(build_page(provider, document))
        # So that this folder is all that has to be passed on.
        shutil.copy(SPECS / f"{provider}.yaml", TARGET)
    diagrams = {provider: draw(jobs(provider, document)) for provider, document in documents.items()}
    (TARGET / "index.html").write_text(build_index(documents, diagrams))
    print(f"{TARGET.relative_to(ROOT)}/index.html and {len(documents)} pages")


if __name__ == "__main__":
    main()
