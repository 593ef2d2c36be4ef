"""Every operation by our generated clients, against a mock made of the document: each described answer is understood."""

import importlib
import inspect
import json
import types
import typing
from collections.abc import Iterator
from typing import Any

import anyio

from .documents import JSON, Answer, Operation, operations
from .entering import Script
from .tally import Case, expect


def check(provider: str, url: str) -> Iterator[Case]:
    """Yield a case for each described answer, asked for by the sync and by the async client."""
    script = Script(provider)
    with script.connect(url) as client, script.connect(url, anonymous=True) as anonymous:
        for operation, answer in _answers(provider):
            with Case.catch(f"{operation.id} {answer}") as case:
                script.tell({operation.id: [answer.prefer]})
                module, arguments = _prepare(operation)
                sender = client if operation.definition["security"] else anonymous
                _judge(script, answer, module.sync_detailed(client=sender, **arguments))
            yield case
    yield from anyio.run(_check_async, provider, url)


async def _check_async(provider: str, url: str) -> list[Case]:
    script, cases = Script(provider), []
    async with (
        script.connect(url, asynchronous=True) as client,
        script.connect(url, asynchronous=True, anonymous=True) as anonymous,
    ):
        for operation, answer in _answers(provider):
            with Case.catch(f"{operation.id} {answer} async") as case:
                script.tell({operation.id: [answer.prefer]})
                module, arguments = _prepare(operation)
                sender = client if operation.definition["security"] else anonymous
                _judge(script, answer, await module.asyncio_detailed(client=sender, **arguments))
            cases.append(case)
    return cases


def _answers(provider: str) -> Iterator[tuple[Operation, Answer]]:
    return ((operation, answer) for operation in operations(provider) for answer in operation.answers())


def _judge(script: Script, answer: Answer, reply: Any) -> None:
    expect(not script.violations, str(script.violations))
    expect(reply.status_code == answer.status, f"{int(reply.status_code)} came")
    if answer.media_type == JSON:
        expect(json.loads(reply.content) == answer.value, "another body came")
        expect(reply.parsed is not None, "the body was not understood")
    elif answer.media_type:
        expect(reply.content == answer.value.encode(), "another body came")
    else:
        expect(not reply.content, "a body came where none is described")
    for name, value in answer.headers.items():
        expect(reply.headers.get(name) == value, f"{name} is {reply.headers.get(name)}")


def _prepare(operation: Operation) -> tuple[Any, dict[str, Any]]:
    module = importlib.import_module(operation.module)
    return module, _arguments(operation, module)


def _arguments(operation: Operation, module: Any) -> dict[str, Any]:
    """Everything that the operation takes, as its own examples have it."""
    examples = {_plain(name): parameter["example"] for name, parameter in operation.parameters.items()}
    hints = typing.get_type_hints(module.sync_detailed)
    found = {}
    for name in inspect.signature(module.sync_detailed).parameters:
        if name == "body":
            found[name] = _build(hints[name], _without_callback(operation.body))
        elif name != "client":
            found[name] = examples[_plain(name)]
    return found


def _plain(name: str) -> str:
    """A name as documents and Python have it in common."""
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _without_callback(body: Any) -> Any:
    """The example without the address that a mock would send something to."""
    if not isinstance(body, dict):
        return body
    return {name: value for name, value in body.items() if name.lower() != "callbackurl"}


def _build(hint: Any, value: Any) -> Any:
    """A request body of the type that a generated function takes."""
    if isinstance(hint, types.UnionType):
        fitting = [
            each for each in typing.get_args(hint) if (typing.get_origin(each) is list) == isinstance(value, list)
        ]
        return _build(fitting[0], value)
    if typing.get_origin(hint) is list:
        return [_build(typing.get_args(hint)[0], each) for each in value]
    return hint.from_dict(value) if hasattr(hint, "from_dict") else value
