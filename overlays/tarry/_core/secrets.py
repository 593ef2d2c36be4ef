"""What holds a credential: neither printed, nor pickled, nor copied."""

from __future__ import annotations

from typing import NoReturn


class HoldsSecret:
    """What is not to be pickled or copied, as a pickle travels and a copy outlives."""

    __slots__ = ()

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} holds a credential: build it again where it is needed")


class Secret(HoldsSecret):
    """A text that tools which show local variables do not show."""

    __slots__ = ("value",)

    def __init__(self, value: str) -> None:
        self.value = value
