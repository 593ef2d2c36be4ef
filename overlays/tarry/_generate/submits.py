"""How a generated handle starts a job: the signature of its `submit`, and the call that it makes."""

from __future__ import annotations

from dataclasses import dataclass, field

from openapi_python_client.parser.properties.list_property import ListProperty

from .columns import columns_code
from .declarations import Expression
from .generated import AnyProperty, Operation, is_required, model_of, parts, properties, type_of
from .kinds import Act, Argument, Kind
from .rule_tests import Test, refusals
from .texts import Lookup, UnwritableError, literal, quoted

_TAKEN = set(
    """
    arguments as_model async_submit body call call_with_items checked_key client clock cls datetime idempotency_key label models
    request require_size self submit to_models to_values whole_body
    """.split()  # noqa: SIM905 - words read better than a list of literals
)
"""What the methods that submit have and use besides what the caller gives."""


@dataclass(slots=True)
class Submit:
    """All that the template needs of a submit."""

    operation: Operation
    first: list[Argument] = field(default_factory=list)
    """Those that may be given by position."""
    named: list[Argument] = field(default_factory=list)
    arguments: dict[str, str] = field(default_factory=dict)
    """Of the operation: expressions by parameter."""
    repeat: dict[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    """What makes the body."""
    items: str = ""
    """The variable of the models that the body holds, for errors that name one by its index."""
    what: str = ""
    """The parameter of the items."""
    most: int | None = None
    """So many of them at most."""
    columns: str = ""
    """What the document says of one."""
    key: str = ""
    key_kept: float | None = None
    callback: str = ""
    """The parameter of a URL that the provider calls."""
    empty: str = ""
    """What to do where there are no items."""
    max_bytes: int | None = None
    ids: list[str] = field(default_factory=list)
    """What the constructor of the handle takes, in its order: `said` is the id out of the answer."""
    id_name: str = ""
    said: str = ""
    """The id out of `answer`."""
    said_of: str = ""
    """The parameter whose pattern cuts it out."""
    is_number: bool = False
    """Whether the id may be a number."""
    answers: list[str] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    then: list[Act] = field(default_factory=list)

    @property
    def takes(self) -> str:
        """What it takes, for callers that know the handle only by its kind."""
        said = {
            "items": quoted(self.what) if self.what else "",
            "most": "" if self.most is None else f"{self.most:_}",
            "max_bytes": "" if self.max_bytes is None else f"{self.max_bytes:_}",
            "idempotency_key": "True" if self.key else "",
            "key_kept": "" if self.key_kept is None else f"{self.key_kept:_}",
            "columns": self.columns,
            "callback": quoted(self.callback) if self.callback else "",
        }
        return f"Takes({', '.join(f'{name}={value}' for name, value in said.items() if value)})"

    def free(self, name: str, kind: str) -> str:
        """A name for a parameter that none has yet; *kind* says what it is where it cannot have its own."""
        taken = _TAKEN | {one.name for one in (*self.first, *self.named)}
        while name in taken:
            name = f"{name}_{kind}"
        return name


def submit_of(handle: Kind, operations: dict[str, Operation], lookup: Lookup) -> Submit:
    """What `submit` of a handle takes and sends.

    Raises:
        UnwritableError: The document says something that generated code cannot do.
    """
    said = handle.job.submit
    operation = operations[said.operation]
    made = Submit(operation, key_kept=said.key_kept, max_bytes=said.max_bytes, empty=said.empty)
    fixed = {name: literal(value) for name, value in said.arguments.items()}
    key, called = said.idempotency_key, lookup.callback(operation.id)
    for parameter in operation.parameters:
        if key is not None and key.name.lower() == parameter.name.lower() and key.part == f"request.{parameter.place}":
            made.key = parameter.python_name
            made.arguments[parameter.python_name] = "idempotency_key"
        elif parameter.name in said.repeat and parameter.name not in fixed:
            pass
        elif parameter.name in fixed:
            made.arguments[parameter.python_name] = fixed[parameter.name]
        else:
            variable = made.free(parameter.python_name, f"of_{parameter.place}")
            if parameter.required:
                place = parameter.place, parameter.name
                made.named.append(Argument(variable, parameter.type, parameter.description, place=place))
            else:
                made.named.append(Argument(variable, f"{parameter.type} | Unset", parameter.description, "UNSET"))
            made.arguments[parameter.python_name] = variable
            if called and (called.part, called.name) == (f"request.{parameter.place}", parameter.name):
                made.callback = variable
        if parameter.name in said.repeat:
            made.repeat[parameter.python_name] = literal(said.repeat[parameter.name])
    _body(handle, made, said.items, said.item_name, lookup)
    if key is not None:
        made.first.append(
            Argument("idempotency_key", "str | None", "Makes a repetition safe; a random one by default.", "None")
        )
    made.named.sort(key=lambda one: bool(one.default))
    _ids(handle, made)
    return made


def _body(handle: Kind, made: Submit, items: Expression | None, item_name: str, lookup: Lookup) -> None:
    bodies = made.operation.bodies
    if not bodies:
        return
    body, model = bodies[0], model_of(bodies[0], made.operation.models)
    made.arguments["body"] = "body"
    if items is not None and not items.pointer:
        listed = _list(body, made.operation)
        name = made.free(item_name or "items", "of_body")
        optional = not made.operation.body_required
        made.first.append(
            Argument(
                name,
                _iterable(listed, made) + (" | None" if optional else ""),
                "",
                "None" if optional else "",
                ("body", ""),
            )
        )
        made.lines.append(
            f"body = UNSET if {name} is None else {_taken(listed, name, lookup, made)}"
            if optional
            else f"body = {_taken(listed, name, lookup, made)}"
        )
        return
    if model is None:
        made.first.append(
            Argument("body", type_of(body), "", "" if made.operation.body_required else "UNSET", ("body", ""))
        )
        return
    names, called = {}, lookup.callback(made.operation.id)
    for one in properties(model):
        name, given = one.name.get_untrusted_value(), str(one.python_name)
        if items is not None and items.pointer == (name,):
            argument = made.free(item_name or given, "of_body")
            given = argument if given in _TAKEN else given
            listed = _list(one, made.operation)
            made.first.append(Argument(argument, _iterable(listed, made), place=("body", name)))
            made.lines.append(f"{given} = {_taken(listed, argument, lookup, made, items.pointer)}")
            made.items = given if model_of(listed.inner_property, made.operation.models) else ""
            names[str(one.python_name)] = given
            continue
        inner = model_of(one, made.operation.models)
        given = made.free(given, "of_body")
        kind = f"{type_of(one)} | Mapping[str, Any]" if inner else type_of(one)
        text = one.description.get_untrusted_value() if one.description else ""
        if is_required(model, one) and items is not None:
            made.named.append(Argument(given, kind, text, place=("body", name)))
        else:
            made.named.append(Argument(given, f"{kind} | Unset", text, "UNSET"))
        if called and called.pointer == (name,):
            made.callback = given
        names[str(one.python_name)] = (
            f'as_model({given}, models.{inner.class_info.name}, "{given}")' if inner else given
        )
    if items is not None and len(items.pointer) != 1:
        raise UnwritableError(f"{made.operation.id}: items deeper than a property of the body need a submit by hand")
    made_of = ", ".join(f"{name}={value}" for name, value in names.items())
    class_name = f"models.{model.class_info.name}"
    if items is not None:
        made.lines.append(f"body = {class_name}({made_of})")
        return
    made.named.append(
        Argument(
            "body",
            f"{class_name} | Mapping[str, Any] | None",
            "The whole body, in place of its parts.",
            "None",
            ("body", ""),
        )
    )
    parts_of = ", ".join(
        f"{quoted(one.name.get_untrusted_value())}: {names[str(one.python_name)]}" for one in properties(model)
    )
    made.lines.append(f'request = whole_body(body, {class_name}, {{{parts_of}}}, "{handle.job.class_name}.submit")')
    made.arguments["body"] = "request"


def _list(made: AnyProperty, operation: Operation) -> ListProperty:
    found = next((one for one in parts(made) if isinstance(one, ListProperty)), None)
    if found is None:
        raise UnwritableError(f"{operation.id}: items is no list in its body")
    return found


def _iterable(listed: ListProperty, made: Submit) -> str:
    inner = type_of(listed.inner_property)
    return (
        f"Iterable[{inner} | Mapping[str, Any]]"
        if model_of(listed.inner_property, made.operation.models)
        else f"Iterable[{inner}]"
    )


def _taken(listed: ListProperty, name: str, lookup: Lookup, made: Submit, pointer: tuple[str, ...] = ()) -> str:
    limit = lookup.most_items(made.operation.id, pointer)
    made.what, made.most, made.columns = name, limit, columns_code(listed.inner_property, made.operation)
    said = "None" if limit is None else f"{limit:_}"
    model = model_of(listed.inner_property, made.operation.models)
    if model is not None:
        return f'to_models({name}, models.{model.class_info.name}, what="{name}", limit={said})'
    empty = f", empty={quoted(made.empty)}" if made.empty else ""
    return f'to_values({name}, {type_of(listed.inner_property)}, what="{name}", limit={said}{empty})'


def _ids(handle: Kind, made: Submit) -> None:
    operation = made.operation
    for one in handle.ids:
        expression = handle.job.id[one.name]
        if expression.part.startswith("request.") and expression.part != "request.body":
            made.ids.append(operation.parameter(expression.part.partition(".")[2], expression.name).python_name)
            continue
        if expression.part not in {"response.body", "response.header"} or made.said:
            raise UnwritableError(
                f"{handle.job.kind}: one id is in the answer to a submit, or in a parameter; others need a subclass"
            )
        about = handle.about_submit(operation)
        made.said = about.value(expression)
        made.said_of = one.python_name
        made.id_name = ".".join(expression.pointer) or expression.name
        schema = about.made(expression)
        made.is_number = schema is None or bool({type_of(kind) for kind in parts(schema)} & {"int", "float", "Any"})
        made.ids.append("said")
    about = handle.about_submit(operation)
    made.answers = about.types()
    made.tests = refusals(handle.job.submit.rules, about)
