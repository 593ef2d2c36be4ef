"""What a step of a workflow does with an answer, by the rules of Arazzo 1.0: enough of them for `specs/workflows/`.

`redocly respect` runs the workflows for good (`make check-workflows`); this tells in milliseconds what each known answer
leads to. As there, a simple condition on a field that is not there does not hold.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

JSONPATH = re.compile(r"\$\[\?(.*)\]", re.DOTALL)
TOKENS = re.compile(
    r"(?P<string>'[^']*')|(?P<some>@\.(?P<list>\w+)\[\?(?P<inner>[^\]]*)\])|(?P<absent>!@\.(?P<missing>[\w.]+))"
    r"|(?P<field>@\.(?P<name>[\w.]+))|(?P<body>\$response\.body#(?P<pointer>/[\w/]+))|(?P<status>\$statusCode)"
    r"|(?P<word>true|false|null)|(?P<operator>&&|\|\||!=|!)"
)
WORDS = {"true": "True", "false": "False", "null": "None", "&&": " and ", "||": " or ", "!=": "!=", "!": " not "}


class Value:
    """A value of an answer, or its absence. Values of different types are never in order."""

    def __init__(self, *value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return self.value == (other,)

    def __hash__(self) -> int:
        return hash(self.value)

    def __gt__(self, other: Any) -> bool:
        mine = self.value
        theirs: tuple[Any, ...] = other.value if isinstance(other, Value) else (other,)
        return bool(mine and theirs and all(isinstance(each, int) for each in (*mine, *theirs)) and mine > theirs)

    def __ge__(self, other: Any) -> bool:
        return bool(self == other or self > other)


def field(item: Any, path: str) -> Value:
    """A field by its dotted path; absent where there is none."""
    for part in path.split("."):
        if not isinstance(item, Mapping) or part not in item:
            return Value()
        item = item[part]
    return Value(item)


def length(value: Value) -> Value:
    return Value(*(len(each) for each in value.value if isinstance(each, str | list | dict)))


def holds(criterion: Mapping[str, str], status: int, body: Any) -> bool:
    """Whether a criterion holds for an answer."""
    condition = criterion["condition"]
    if criterion.get("type") == "jsonpath":
        assert criterion["context"] == "$response.body"
        found = JSONPATH.fullmatch(condition)
        assert found, condition
        return evaluate(found[1], status, body)
    return evaluate(condition, status, body)


def evaluate(condition: str, status: int, item: Any) -> bool:
    def translate(token: re.Match[str]) -> str:
        match token.lastgroup:
            case "some":
                return f"some({token['list']!r}, {token['inner']!r})"
            case "absent":
                return f"(not field(item, {token['missing']!r}).value)"
            case "field":
                return f"field(item, {token['name']!r})"
            case "body":
                return f"there({token['pointer'][1:].replace('/', '.')!r})"
            case "status":
                return "status"
            case "string":
                return token[0]
            case _:
                return WORDS[token[0]]

    def some(name: str, inner: str) -> bool:
        return any(evaluate(inner, status, each) for items in field(item, name).value for each in items)

    def there(path: str) -> Value:
        found = field(item, path)
        if not found.value:
            raise LookupError(path)
        return found

    names = {"some": some, "there": there, "field": field, "length": length, "item": item, "status": status}
    try:
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
