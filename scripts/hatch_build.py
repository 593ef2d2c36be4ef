"""What hatchling does beside copying files when it builds tarry: the long description, and a list of what is in the wheel.

It runs wherever a wheel is built, from an sdist too, so it needs nothing but hatchling.
"""

import json
import re
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

SBOM = "tarry.cdx.json"


class LongDescription(MetadataHookInterface):
    """README.md without what it says to tests. Links to files of the project are plain text: on an index they lead nowhere."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set `readme`."""
        text = (Path(self.root) / "README.md").read_text(encoding="utf-8")
        text = re.sub(r"<!--.*?-->\n?", "", text, flags=re.DOTALL)
        text = re.sub(r"\[([^]]+)\]\((?!https?:)[^)]+\)", r"\1", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": text}


class BillOfMaterials(BuildHookInterface[Any]):
    """A CycloneDX document in `.dist-info/sboms/`, as PEP 770 has it."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        """Write it for this build."""
        self._folder = TemporaryDirectory()
        file = Path(self._folder.name) / SBOM
        file.write_text(json.dumps(self._document(), indent=2) + "\n", encoding="utf-8")
        build_data["sbom_files"].append(str(file))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """It is in the wheel now."""
        self._folder.cleanup()

    def _document(self) -> dict[str, Any]:
        """Nothing in it depends on when and where it is made. Needs are as declared: an installer chooses versions."""
        core = self.metadata.core
        tarry = f"pkg:pypi/tarry@{self.metadata.version}"
        needs = [_need(need) for need in core.dependencies]
        optional = [
            _need(need, extra)
            for extra, found in sorted(core.optional_dependencies.items())
            for need in found
            if extra != "all"  # which has those of others
        ]
        return {
            "bomFormat": "CycloneDX",
            "specVersion": "1.6",
            "version": 1,
            "metadata": {
                "component": {
                    "type": "library",
                    "bom-ref": tarry,
                    "name": "tarry",
                    "version": self.metadata.version,
                    "purl": tarry,
                    "licenses": [{"license": {"id": core.license_expression}}],
                    "components": [_file(path) for path in sorted((Path(self.root) / "specs").glob("*.yaml"))],
                }
            },
            "components": [*needs, *optional],
            "dependencies": [{"ref": tarry, "dependsOn": [need["bom-ref"] for need in needs]}],
        }


def _need(need: str, extra: str | None = None) -> dict[str, Any]:
    name = re.split(r"[^\w.-]", need)[0]
    place = [{"name": "tarry:extra", "value": extra}] if extra else []
    return {
        "type": "library",
        "bom-ref": f"{extra or 'tarry'}/{name}",
        "name": name,
        "purl": f"pkg:pypi/{name}",
        "scope": "optional" if extra else "required",
        "properties": [{"name": "tarry:requirement", "value": need}, *place],
    }


def _file(path: Path) -> dict[str, Any]:
    """A document of a provider, from which its client is generated."""
    content = path.read_bytes()
    version = re.search(rb"^  version: ['\"]?([\w.]+)", content, re.MULTILINE)
    return {
        "type": "data",
        "bom-ref": f"tarry/_documents/{path.name}",
        "name": path.name,
        "version": version[1].decode() if version else "",
        "hashes": [{"alg": "SHA-256", "content": sha256(content).hexdigest()}],
    }
