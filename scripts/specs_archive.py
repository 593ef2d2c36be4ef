"""Write the documents as one archive for teams without Python: `dist/tarry-specs-<version>.zip`. Run by `make specs-archive`.

The archive holds the documents, the workflows and pages that go with them, and a `manifest.json` with the SHA-256 of each
file and `info.version` of each document. The same files give the same bytes on every machine: the order and the times are
fixed, and nothing is compressed, since two versions of a compressor need not agree.

One version is to mean one content. So this refuses a document that differs from the newest release (a version tag that HEAD
contains) and goes by the same `info.version`, or by one that the changelog does not know, and an archive of another content
under the name of a released one.
"""

import json
import subprocess
import sys
import tomllib
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from diff_specs import ROOT, entries, git, lack_of_history, load, version_of, version_tag

SPECS = ROOT / "specs"
PAGES = ("x-job.schema.json", "README.md", "CHANGELOG.md", "LICENSE")
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can tell


def files() -> list[Path]:
    """Everything that goes into the archive, in its order."""
    return [*sorted(SPECS.rglob("*.yaml")), *(SPECS / name for name in PAGES)]


def name_of(path: Path) -> str:
    """The path of a file below `specs/`, as it is in the archive."""
    return path.relative_to(SPECS).as_posix()


def manifest(version: str) -> dict[str, Any]:
    """What is in the archive: for people with `jq`, and for programs that fetch one document."""
    listed = []
    for path in files():
        content = path.read_bytes()
        entry = {"path": name_of(path), "sha256": sha256(content).hexdigest()}
        if path.suffix == ".yaml":
            document = load(content)
            entry |= {"title": document["info"]["title"], "version": version_of(content)}
            entry |= {standard: document[standard] for standard in ("openapi", "arazzo") if standard in document}
        listed.append(entry)
    return {"name": "tarry-specs", "version": version, "files": listed}


def objections(version: str) -> list[str]:
    """Why these documents must not go out under the versions they have; nothing where there was no release yet."""
    known = entries((SPECS / "CHANGELOG.md").read_text(encoding="utf-8"))
    now = {name_of(path): path.read_bytes() for path in SPECS.rglob("*.yaml")}
    found = []
    for path in sorted(SPECS.glob("*.yaml")):
        if (wanted := version_of(now[path.name])) not in known.get(path.stem, set()):
            found.append(f"specs/CHANGELOG.md has no entry for {path.name} {wanted}")
    tag = None if lack_of_history() else version_tag()
    if tag is None:
        return found
    released = git("ls-tree", "-r", "--name-only", f"{tag}:specs").decode().splitlines()
    then = {name: git("show", f"{tag}:specs/{name}") for name in released if name.endswith(".yaml")}
    for name in sorted(now.keys() & then.keys()):
        if now[name] != then[name] and version_of(now[name]) == version_of(then[name]):
            found.append(f"specs/{name} is not that of {tag}, and info.version is still {version_of(now[name])}")
    if now != then and tag.removeprefix("v") == version:
        found.append(f"{tag} was released with other documents: raise `version` in pyproject.toml")
    return found


def write(target: Path, version: str) -> None:
    """Write the archive."""
    contents = {name_of(path): path.read_bytes() for path in files()}
    contents["manifest.json"] = (json.dumps(manifest(version), indent=2) + "\n").encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(contents.items()):
            member = zipfile.ZipInfo(f"{target.stem}/{name}", EARLIEST)
            member.create_system = 3  # Unix, wherever this runs, so that the rights below count
            member.external_attr = 0o100644 << 16
            archive.writestr(member, content)


def main() -> None:
    """Write the archive, or say why not."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    try:
        found = objections(version)
    except subprocess.CalledProcessError as error:
        sys.exit(f"git could not tell what was released: {error.stderr.decode().strip()}")
    if found:
        sys.exit("\n".join([*found, "No archive was written: one version has to mean one content."]))
    target = ROOT / "dist" / f"tarry-specs-{version}.zip"
    target.parent.mkdir(exist_ok=True)
    write(target, version)
    print(f"wrote {target.relative_to(ROOT)}, SHA-256 {sha256(target.read_bytes()).hexdigest()}")


if __name__ == "__main__":
    main()
