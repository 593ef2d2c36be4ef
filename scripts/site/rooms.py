"""The rooms of the overlay, drawn from the layers that import-linter holds in `pyproject.toml`."""

import tomllib
from collections.abc import Sequence
from html import escape
from math import ceil
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OVERLAY = ROOT / "overlays" / "tarry"
SETTINGS = ROOT / "pyproject.toml"

_HEIGHT, _GAP, _IN_A_ROW = 40, 10, 2
_STYLE = (
    ".tarry-rooms{display:block;width:100%;max-width:46rem;margin-bottom:1rem;font:13px/1.4 ui-sans-serif,system-ui,sans-serif}"
    ".tarry-rooms text{fill:currentColor;text-anchor:middle}.tarry-rooms .n{font-weight:600}"
    ".tarry-rooms rect,.tarry-rooms path{fill:none;stroke:currentColor}"
)


def layers() -> list[list[str]]:
    """The rooms of each layer, the top one first. A room imports those of lower layers, and none beside it."""
    (found,) = (contract["layers"] for contract in _contracts() if contract["type"] == "layers")
    return [[room.strip(" ()") for room in layer.split("|")] for layer in found]


def rules() -> list[str]:
    """What is held of imports, in words."""
    return [contract["name"] for contract in _contracts()]


def _contracts() -> list[dict[str, Any]]:
    contracts: list[dict[str, Any]] = tomllib.loads(SETTINGS.read_text())["tool"]["importlinter"]["contracts"]
    return contracts


def size(room: str) -> int:
    """Lines of a room, which is a module or a package."""
    files = [*(OVERLAY / room).rglob("*.py"), *OVERLAY.glob(f"{room}.py")]
    return sum(len(file.read_text().splitlines()) for file in files)


def svg(drawn: Sequence[Sequence[str]]) -> str:
    """Draw layers with the sizes of their rooms; as wide as the page, with text that stays as large as it was."""
    parts, top = [], 2
    for layer in drawn:
        beside = ceil(len(layer) / ceil(len(layer) / _IN_A_ROW))
        for first in range(0, len(layer), beside):
            row = layer[first : first + beside]
            width = 92 / len(row)
            for place, room in enumerate(row):
                left, middle = 7 + width * place, 7 + width * (place + 0.5)
                parts.append(
                    f'<rect x="{left + 0.5:.2f}%" y="{top}" width="{width - 1:.2f}%" height="{_HEIGHT}" rx="4"/>'
                    f'<text class="n" x="{middle:.2f}%" y="{top + 17}">{escape(room)}</text>'
                    f'<text x="{middle:.2f}%" y="{top + 33}">{size(room):,} lines</text>'
                )
            top += _HEIGHT + 4
        top += _GAP
    says = "; ".join(", ".join(layer) for layer in drawn)
    arrow = f'<path d="M10 2V{top - 14}M5 {top - 22}L10 {top - 14}L15 {top - 22}"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="tarry-rooms" height="{top}" role="img" '
        f'aria-label="Layers from the top, each importing lower ones only: {escape(says)}"><style>{_STYLE}</style>'
        f"{arrow}{''.join(parts)}</svg>"
    )
