"""What was submitted here, and how it ended: the journal that `submit_all` and `tarry submit` write before they send anything.

    from tarry.journal import Journal

    for entry in Journal().entries(limit=10):
        print(entry.handle, entry.label, entry.state, entry.outcome)

There is no secret in it, and nothing of what was submitted but a digest. What happens after a crash is said in
docs/how-to/submitting.md.
"""

from typing import TYPE_CHECKING, Any

from tarry._core.names import listing

from ._journal.journal import Entry, Journal, State

if TYPE_CHECKING:
    from ._journal.parts import Part, SubmittedParts

__all__ = ["Entry", "Journal", "Part", "State", "SubmittedParts"]
__dir__ = listing(__all__)

if not TYPE_CHECKING:  # or a type checker would take any name

    def __getattr__(name: str) -> Any:
        """Import what only submits need when it is first asked for."""
        if name not in {"Part", "SubmittedParts"}:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from ._journal import parts

        return getattr(parts, name)
