"""Clients as `tarry` makes them, of a server that needs to be told which answer to give."""

import importlib
from collections import deque
from collections.abc import Iterable, Mapping
from typing import Any

import httpx

from tarry._core.providers import of_each

from .documents import operations

CREDENTIALS: Mapping[str, Mapping[str, str]] = of_each(
    {
        "eloqua": {"company": "Example", "user": "API.User", "password": "invented"},
        "fullstory": {"api_key": "invented"},
        "open_data_rights": {"token": "invented"},
        "possiblenow": {"client_id": "EXAMPLE1", "user_id": "api-user", "secret": "invented"},
        "salesforce": {"client_id": "invented", "client_secret": "invented"},
    },
    "how the checks enter a mock",
)


class Script:
    """Says which answers a mock is to give to the clients that it makes, and notes what the mock finds wrong.

    Args:
        provider: Whose document the mock was made of.
    """

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self.tell({})

    def tell(self, answers: Mapping[str, Iterable[str]]) -> None:
        """Forget everything; from now on the operations give these answers in turn, the last one for ever.

        Args:
            answers: `Prefer` headers by operation. An operation that is not named gives its first example.
        """
        self._answers = {operation: deque(each) for operation, each in answers.items()}
        self.violations: list[str] = []

    def connect(self, url: str, *, asynchronous: bool = False, anonymous: bool = False) -> Any:
        """Make a client, with invented credentials or with none."""
        before, after = (self._before_async, self._after_async) if asynchronous else (self._before, self._after)
        module = importlib.import_module(f"tarry.{self._provider}")
        who: Mapping[str, Any] = {"auth": httpx.Auth()} if anonymous else CREDENTIALS[self._provider]
        return module.connect(
            **who, base_url=url, httpx_args={"event_hooks": {"request": [before], "response": [after]}}
        )

    def _before(self, request: httpx.Request) -> None:
        path = request.url.raw_path.decode().partition("?")[0]
        for operation in operations(self._provider):
            if operation.fits(request.method, path):
                answers = self._answers.get(operation.id)
                if answers:
                    request.headers["Prefer"] = answers.popleft() if len(answers) > 1 else answers[0]
                return
        self.violations.append(f"{request.method} {path} is no operation of the document")

    def _after(self, response: httpx.Response) -> None:
        # Prism goes on after what it only warns of, and says so in a header.
        if "sl-violations" in response.headers:
            self.violations.append(f"{response.request.method} {response.url}: {response.headers['sl-violations']}")

    async def _before_async(self, request: httpx.Request) -> None:
        self._before(request)

    async def _after_async(self, response: httpx.Response) -> None:
        self._after(response)
