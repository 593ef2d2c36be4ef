"""Words of a status, and the rules that depend on them."""

from __future__ import annotations

from collections.abc import Iterator

from tarry._generate.declarations import Rule
from tarry._generate.judging import ENDED, OUTCOMES
from tarry._generate.problems import Problem
from tarry._generate.schemas import fold, listed_words, reach, types

from .spots import Declared, Spot


def of_status(declared: Declared) -> Iterator[Problem]:
    """Words without a meaning, and meanings that cannot be."""
    job, spot, document = declared.job, declared.spot, declared.document
    status = job.status
    if status is None:
        for number, rule in enumerate(job.rules):
            if not {"any", "absent"} & set(rule.word):
                yield spot.at("rules", number).problem(
                    "applies to no answer: there is no `status`, so no word", "add `word: any`"
                )
        return
    for word, meaning in job.words.items():
        if meaning not in OUTCOMES:
            yield spot.at("status").problem(
                f"x-job-status says {meaning!r} of {word!r}", f"say one of {', '.join(OUTCOMES)}"
            )
    yield from _alike(declared)
    if not job.words:
        yield spot.at("status").problem(
            "no word of the status has a meaning", "add `x-job-status` to its property in the schema, or `words` here"
        )
        return
    if status.part == "statusCode":
        for word in job.words:
            if not declared.operation.responses_for([word]):
                yield spot.at("words", word).lack(f"the operation has no answer {word}", "add it to its responses")
        return
    schemas = reach(document, declared.operation.response_schemas(), status.pointer)
    known = {fold(word) for word in job.words}
    listed = [word for word in listed_words(document, schemas) if fold(word) not in known]
    if schemas and all(types(document, schema) == {"boolean"} for schema in schemas):
        listed += [word for word in ("true", "false") if fold(word) not in known and word not in listed]
    for word in listed:
        yield spot.at("status").problem(
            f"the word {word!r} has no meaning",
            "say in `x-job-status` (or `words`) what it means, or take it out of the schema",
        )


def _alike(declared: Declared) -> Iterator[Problem]:
    meanings: dict[str, tuple[str, str]] = {}
    for word, meaning in declared.job.words.items():
        other, known = meanings.setdefault(fold(word), (word, meaning))
        if known != meaning:
            what = (
                f"{word!r} means {meaning} and {other!r} means {known}, though case and surrounding space do not count"
            )
            yield declared.spot.at("status").problem(what, "let them mean the same")


def of_advice(declared: Declared) -> Iterator[Problem]:
    """Advice that nobody will ever read."""
    job = declared.job
    known = {*map(fold, job.words), *map(fold, OUTCOMES), "MISSING"}
    for name in job.advice:
        if fold(name) not in known and not (name.isdecimal() and len(name) == 3):
            what = f"{name!r} is neither a word of the status nor an outcome nor a status code"
            yield declared.spot.at("advice", name).problem(what, "name one of these")


def of_rules(declared: Declared) -> Iterator[Problem]:
    """Rules that can never apply, or that say what has no meaning at their place."""
    job, spot = declared.job, declared.spot
    by_code = job.status is not None and job.status.part == "statusCode"
    for number, rule in enumerate(job.rules):
        here = spot.at("rules", number)
        good = not rule.code or any(str(code).startswith("2") for code in rule.code)
        if not good and not by_code and not {"any", "absent"} & set(rule.word):
            yield here.at("word").problem("never applies: answers with these codes have no word", "leave `word` out")
        for word in set(rule.word) & set(OUTCOMES) - set(job.words.values()) if job.status is not None else ():
            yield here.at("word").problem(f"never applies: no word means {word}", "name a meaning that a word has")
        if "ended" in rule.word and len(rule.word) > 1 and set(rule.word) & set(ENDED):
            yield here.at("word").problem("`ended` holds the other meanings already", "leave them out")
        for inner, asked in enumerate(rule.rules):
            yield from _of_call(asked, here.at("rules", inner), ())
    for call in declared.calls():
        if call.role != "ask" and call.rules_spot is not None and call.spot.names[1:2] != ("also_submit",):
            allowed = (
                ("refused", "fault") if call.role == "submit" else ("missing", "gone", "refused", "fault", "pending")
            )
            for number, rule in enumerate(call.rules):
                yield from _of_call(rule, call.rules_spot.at(number), allowed)


def _of_call(rule: Rule, spot: Spot, allowed: tuple[str, ...]) -> Iterator[Problem]:
    if allowed and rule.outcome and rule.outcome not in allowed:
        yield spot.at("outcome").problem(
            f"an answer of this call cannot mean {rule.outcome}", f"say {' or '.join(allowed)}"
        )
    if rule.ask:
        yield spot.at("ask").problem("only rules of the polled answer can ask", "leave `ask` out")
    if rule.confirm > 1:
        yield spot.at("confirm").problem("only rules of the polled answer can be confirmed", "leave `confirm` out")
    if rule.word not in {("ended",), ("any",)}:
        yield spot.at("word").problem("the answer of this call has no word", "leave `word` out")
