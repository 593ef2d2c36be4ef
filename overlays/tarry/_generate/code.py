"""Pieces of Python that the templates put together: signatures, and how a value is made of JSON and turned into it again."""

from __future__ import annotations

from openapi_python_client.parser.bodies import Body, BodyType
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties import EnumProperty, LiteralEnumProperty, ModelProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol as Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.parser.responses import Response
from openapi_python_client.strings import in_double_quote_literal, in_f_string_literal, safe_for_docstring

from .docstrings import docstring
from .styles import Styles


def type_of(prop: Property, *, required: bool = True) -> str:
    """The type of *prop*; with `Unset` where it is not *required*."""
    return prop.get_type_string(no_optional=required).as_unembedded_code()


def literal(text: object) -> str:
    """A text of the document as a literal."""
    return f'"{in_double_quote_literal(text)}"'  # type: ignore[arg-type] # UntrustedString


# Values


def read(prop: Property, source: str) -> str:  # noqa: PLR0911 - one for each type
    """The expression that makes a value of the JSON *source*; *source* itself where that is the value already."""
    match prop:
        case ModelProperty(class_info=kind):
            return f"{kind.name}.from_dict({source})"
        case EnumProperty(class_info=kind):
            return f"{kind.name}({source})"
        case LiteralEnumProperty():
            return f"check_{prop.get_class_name_snake_case()}({source})"
        case DateTimeProperty():
            return f"datetime.datetime.fromisoformat({source})"
        case DateProperty():
            return f"datetime.date.fromisoformat({source})"
        case UuidProperty():
            return f"UUID({source})"
        case FileProperty():
            return f"File(payload=BytesIO({source}))"
        case ConstProperty():
            return f"_models.constant({source}, {prop.value.python_code.as_unembedded_code()})"
        case ListProperty():
            item = read(prop.inner_property, "item")
            return source if item == "item" else f"[{item} for item in {source}]"
        case UnionProperty():
            ways = [f"({_json_type(one)}, {maker(one)})" for one in prop.inner_properties if maker(one)]
            closed = ", is_closed=True" if len(ways) == len(prop.inner_properties) else ""
            return f"_models.one_of({source}, {', '.join(ways)}{closed})" if ways else source
        case _:
            return source


def maker(prop: Property) -> str:
    """The function that does what `read` does; empty where nothing is to be done."""
    expression = read(prop, "value")
    name = expression.removesuffix("(value)")
    if expression == "value":
        return ""
    return name if name.replace(".", "").isidentifier() else f"lambda value: {expression}"


def _json_type(prop: Property) -> str:
    match prop:
        case ModelProperty():
            return "dict"
        case ListProperty():
            return "list"
        case FileProperty():
            return "bytes"
        case EnumProperty():
            return prop.value_type.__name__
        case DateProperty() | DateTimeProperty() | UuidProperty():
            return "str"
        case _:
            return "object"


def written(prop: Property, source: str) -> str:
    """The expression that turns the value *source* into JSON; *source* itself where that is JSON already."""
    match prop:
        case ModelProperty():
            return f"{source}.to_dict()"
        case EnumProperty():
            return f"{source}.value"
        case DateTimeProperty() | DateProperty():
            return f"{source}.isoformat()"
        case UuidProperty():
            return f"str({source})"
        case FileProperty():
            return f"{source}.to_tuple()"
        case ListProperty():
            item = written(prop.inner_property, "item")
            return source if item == "item" else f"[{item} for item in {source}]"
        case UnionProperty():
            return f"_models.to_json({source})" if any(written(one, "") for one in prop.inner_properties) else source
        case _:
            return source


def query_entry(prop: Property, endpoint: Endpoint, styles: Styles) -> str:
    """An entry of the query; the properties of an object are parameters of their own."""
    name, key = str(prop.python_name), literal(prop.name)
    value = written(prop, name)
    if isinstance(prop, ModelProperty):
        if styles.is_deep(endpoint, prop.name.get_untrusted_value()):
            value = f"_operations.form({{{key}: {value}}})"
        return f"**{value}" if prop.required else f"**({{}} if isinstance({name}, Unset) else {value})"
    delimiter = styles.delimiter(endpoint, prop.name.get_untrusted_value())
    if isinstance(prop, ListProperty) and delimiter:
        value = f"_operations.joined({value}, {literal(delimiter)})"
    return f"{key}: {value if prop.required or value == name else f'UNSET if isinstance({name}, Unset) else {value}'}"


def header_entries(endpoint: Endpoint) -> list[str]:
    """The entries of the headers that are parameters; cookies are one of them."""
    cookies = ", ".join(map(_header_entry, endpoint.cookie_parameters))
    headers = list(map(_header_entry, endpoint.header_parameters))
    return [*headers, f'"Cookie": _operations.cookies({{{cookies}}})'] if cookies else headers


def _header_entry(prop: Property) -> str:
    name = str(prop.python_name)
    return f"{literal(prop.name)}: {name if isinstance(prop, StringProperty) else f'_operations.header({name})'}"


# Operations


def url(endpoint: Endpoint) -> str:
    """The path of an operation, with its parameters in it."""
    path = in_f_string_literal(endpoint.path)
    for prop in endpoint.path_parameters:
        value = f"{{_operations.quoted({written(prop, prop.python_name)})}}"
        path = path.replace(f"{{{{{prop.python_name}}}}}", value)
    return f'f"{path}"' if endpoint.path_parameters else literal(endpoint.path)


def signature(endpoint: Endpoint, *, client: bool = True) -> str:
    """The parameters of an operation: those of the path by position, the others by keyword."""
    given = [prop.to_string().as_unembedded_code() for prop in endpoint.path_parameters]
    named = [f"client: {'AuthenticatedClient' if endpoint.requires_security else 'AuthenticatedClient | Client'}"]
    named = named if client else []
    if endpoint.bodies:
        kinds = " | ".join(dict.fromkeys(type_of(body.prop) for body in endpoint.bodies))
        required = all(body.prop.required for body in endpoint.bodies)
        named.append(f"body: {kinds}" if required else f"body: {kinds} | Unset = UNSET")
    others = (*endpoint.query_parameters, *endpoint.header_parameters, *endpoint.cookie_parameters)
    named += [prop.to_string().as_unembedded_code() for prop in others]
    return ", ".join([*given, *(["*", *named] if named else [])])


def arguments(endpoint: Endpoint, *, client: bool = True) -> str:
    """The same parameters handed on."""
    names = [prop.python_name for _, prop in endpoint.iter_all_parameters()]
    named = (["client"] if client else []) + (["body"] if endpoint.bodies else [])
    return ", ".join(f"{name}={name}" for name in (*named, *names))


def body_key(body: Body) -> str:
    """The argument of httpx that takes a body."""
    return str(body.body_type.value)


def body_value(body: Body, endpoint: Endpoint, styles: Styles) -> str:
    """The expression for a body, `body` in Python, as httpx takes it."""
    match body.body_type:
        case BodyType.JSON:
            return written(body.prop, "body")
        case BodyType.DATA:
            deep = styles.deep_fields(endpoint)
            return f"_operations.form({written(body.prop, 'body')}{f', deep={deep}' if deep else ''})"
        case BodyType.FILES:
            return "body.to_multipart()"
        case _:
            return "body.payload"


def media_type(body: Body) -> str:
    """The media type of a body; with a boundary, which httpx reads there, where it has several parts."""
    return '"multipart/form-data; boundary=+++"' if body.body_type is BodyType.FILES else literal(body.content_type)


def table(endpoint: Endpoint) -> dict[str, list[str]]:
    """The status codes of an operation by what reads their answers."""
    found: dict[str, list[str]] = {}
    is_read = endpoint.response_type().as_unembedded_code() != "Any"
    for response in endpoint.responses:
        low, high = response.status_code.range or (0, 0)
        code = str(low) if low == high else f'"{low // 100}XX"'
        found.setdefault(reader(response) if is_read else "_operations.nothing", []).append(
            code if low else '"default"'
        )
    return found


def reader(response: Response) -> str:
    """What reads the body of an answer."""
    prop, source = response.prop, response.source["attribute"]
    if source == "None":
        return "_operations.nothing"
    if isinstance(prop, FileProperty):
        return "_operations.file"
    if source != "response.json()" and not isinstance(prop, IntProperty | FloatProperty | BooleanProperty):
        name = "_operations.page" if _is_html(response) else "_operations.text"
        return f"lambda response: {read(prop, f'{name}(response)')}" if maker(prop) else name
    if isinstance(prop, ModelProperty):
        return f"_operations.model({prop.class_info.name})"
    return f"_operations.json({maker(prop)})" if maker(prop) else "_operations.json_value"


def _is_html(response: Response) -> bool:
    """Whether the document promises HTML; elsewhere it is a page of a gateway or a login."""
    content = getattr(response.data, "content", None) or {}
    return any("html" in name.get_untrusted_value().lower() for name in content)


def unreadable(endpoint: Endpoint) -> list[str]:
    """Answers that are described as an object or a list, in a media type that has none; a line each."""
    return [
        f"{endpoint.name}: the answer {answer.status_code.pattern} is no JSON, so its schema has to be a string;"
        " with `format: binary` it is read as bytes"
        for answer in endpoint.responses
        if isinstance(answer.prop, ModelProperty | ListProperty)
        and answer.source["attribute"] in {"response.text", "response.content"}
    ]


def about_operation(endpoint: Endpoint) -> str:
    """The docstring of an operation."""
    answer = safe_for_docstring(f"Response[{endpoint.response_type().as_unembedded_code()}]")
    texts = [endpoint.summary, endpoint.description]
    return docstring(
        texts if any(texts) else [f"{endpoint.method.upper()} {endpoint.path.get_untrusted_value()}"],
        [
            ("Args", [prop.to_docstring() for prop in endpoint.list_all_parameters()]),
            ("Returns", [answer]),
            (
                "Raises",
                [
                    "errors.UnexpectedResponse: The body is not what the document says, or the status code is undocumented"
                    " and Client.raise_on_unexpected_status is True.",
                    "httpx.TimeoutException: The request takes longer than Client.timeout.",
                ],
            ),
        ],
    )
