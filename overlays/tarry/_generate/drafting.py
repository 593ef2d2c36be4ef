"""A draft of `x-job` as text: an Overlay with a TODO at all that a person has to find out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .documents import Document
from .suggesting import Draft

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SPECIAL = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def overlay(document: Document, drafts: Iterable[Draft]) -> str:
    """An Overlay 1.0 that adds an `x-job` for each of *drafts*."""
    name = Path(document.file).name
    lines = [
        "# A draft, made from names alone: check each line against the pages of the provider, and put right what a TODO says.",
        "overlay: 1.0.0",
        f"info: {{title: {_text(f'x-job of {name}')}, version: 0.1.0}}",
        "actions:",
    ]
    for draft in drafts:
        lines += [f"  {line}" for line in _action(draft)]
    return "\n".join(lines) + "\n"


def _action(draft: Draft) -> Iterator[str]:
    path = draft.polled.path.replace("\\", "\\\\").replace("'", "\\'")
    target = f"$.paths['{path}'].{draft.polled.method}"
    yield f"- target: {_text(target)}"
    yield "  update:"
    yield "    x-job:"
    yield from (f"      {line}" for line in _job(draft))


def _job(draft: Draft) -> Iterator[str]:
    yield f"kind: {_kind(draft)}  # TODO: what such a job is called"
    if draft.submit is None:
        yield "submit: TODO  # the operationId of what starts a job"
    elif not (draft.items or draft.key):
        yield f"submit: {_text(draft.submit.id)}  # TODO: is it this that starts a job?"
    else:
        yield "submit:"
        yield f"  operation: {_text(draft.submit.id)}  # TODO: is it this that starts a job?"
        if draft.items:
            yield f"  items: {_text(_pointer('request', (draft.items,)))}"
        if draft.key:
            yield f"  idempotency_key: {_text(f'$request.header.{draft.key}')}"
    yield "id:"
    for name, place in draft.ids.items():
        where = _text(_pointer("response", place)) if place else "TODO  # where the submit has it"
        yield f"  {_text(name)}: {where}"
    yield f"status: {_text(_pointer('response', draft.status)) if draft.status else '$statusCode'}"
    yield "words:  # TODO: all that the provider has; a word that is not here is waited out, then reported"
    choice = "pending, succeeded, partial, failed or gone"
    if not draft.words:
        yield f"  TODO: pending  # {choice}"
    for word, meaning in draft.words.items():
        yield f"  {_text(word)}: {meaning}" if meaning else f"  # TODO: {_text(word)}: {choice}"
    yield from _rules(draft)
    yield "# TODO: looks: {floor: 1, ceiling: 60}  # seconds between two polls, as the provider's pages say"
    for role, operation in draft.others.items():
        note = "it needs an x-pagination; " if role != "cancel" else ""
        yield f"# TODO: {role}: {_text(operation)}  # {note}is it this?"
    yield "# TODO: say on each example of this operation what it means: `x-outcome: succeeded` and so on"


def _rules(draft: Draft) -> Iterator[str]:
    if draft.counts:
        yield "# TODO: does a job that has ended well count failures? Then these decide, for instance:"
        yield "# rules:"
        for name in draft.counts:
            path = ".".join(("@", *draft.status[:-1], name))
            yield f"#   - {{when: {_text(f'{path} > 0')}, outcome: partial}}"


def _kind(draft: Draft) -> str:
    """From the last part of the path that names something."""
    named = [
        part
        for part in draft.polled.path.split("/")
        if part and "{" not in part and not re.fullmatch(r"v?[0-9.]+", part)
    ]
    named = [part for part in named if part.lower() not in {"status", "state"}] or ["job"]
    words = re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+", named[-1])
    kind = "-".join(words).lower() or "job"
    singular = re.sub(r"(ch|sh|s|x)es$", r"\1", kind) if re.search(r"(ch|sh|ss|x)es$", kind) else kind.removesuffix("s")
    return singular if re.fullmatch(r"[a-z][a-z0-9-]*", singular) else "job"


def _pointer(part: str, names: Iterable[str]) -> str:
    return f"${part}.body#" + "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in names)


def _text(text: str) -> str:
    """A text of YAML, on one line whatever it holds."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL
    return text if plain or re.fullmatch(r"\$[A-Za-z.]+#[/A-Za-z0-9_.-]*", text) else json.dumps(text)
