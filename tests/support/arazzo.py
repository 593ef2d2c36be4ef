"""What a step of a workflow does with an answer, by the rules of Arazzo 1.0: enough of them for `specs/workflows/`.

`redocly respect` runs the workflows for good (`make check-workflows`); this tells in milliseconds what each known answer
leads to. As there, a simple condition on a field that is not there does not hold.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import jsonpath_rfc9535 as jsonpath

TOKENS = re.compile(
    r"(?P<string>'[^']*')|(?P<body>\$response\.body#(?P<pointer>/[\w/]+))|(?P<status>\$statusCode)"
    r"|(?P<word>true|false|null)|(?P<operator>&&|\|\|)"
)
WORDS = {"true": "True", "false": "False", "null": "None", "&&": " and ", "||": " or "}


def holds(criterion: Mapping[str, str], status: int, body: Any) -> bool:
    """Whether a criterion holds for an answer."""
    condition = criterion["condition"]
    if criterion.get("type") == "jsonpath":
        assert criterion["context"] == "$response.body"
        return bool(jsonpath.find(condition, body))
    return evaluate(condition, status, body)


def evaluate(condition: str, status: int, body: Any) -> bool:
    """Whether a simple condition holds."""

    def translate(token: re.Match[str]) -> str:
        match token.lastgroup:
            case "body":
                return f"there({token['pointer']!r})"
            case "status":
                return "status"
            case "string":
                return token[0]
            case _:
                return WORDS[token[0]]

    def there(pointer: str) -> Any:
        found = body
        for part in pointer.split("/")[1:]:
            if not isinstance(found, Mapping) or part not in found:
                raise LookupError(pointer)
            found = found[part]
        return found

    try:
        names = {"there": there, "status": status}
        return bool(eval(" ".join(TOKENS.sub(translate, condition).split()), {"__builtins__": {}}, names))
    except LookupError:
        return False


def resolve(document: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """A reusable object by its reference."""
    if "reference" not in part:
        return part
    _, kind, name = part["reference"].split(".")
    found: Mapping[str, Any] = document["components"][kind][name]
    return found


def actions(
    document: Mapping[str, Any], step: Mapping[str, Any], status: int, body: Any
) -> Iterator[Mapping[str, Any]]:
    """The actions that an answer leads to, one after the other while it stays the same and retries are used up."""
    went_well = all(holds(each, status, body) for each in step["successCriteria"])
    for action in step.get("onSuccess" if went_well else "onFailure", ()):
        found = resolve(document, action)
        if all(holds(each, status, body) for each in found.get("criteria", ())):
            yield found
            if found["type"] != "retry":
                return


def observation_from_response(
    document: Mapping[str, Any], step: Mapping[str, Any], status: int, body: Any
) -> str | None:
    """What an answer means to a step: the name of its action; not that of one that only asks for a confirmation."""
    names = [action["name"] for action in actions(document, step, status, body)]
    while names and names[0] in {"confirm_failed", "not_visible_yet"}:
        del names[0]
    return names[0] if names else None
