"""Build the wheel and the sdist into `dist/`, and check them. Run by `make dist`.

Both are built twice: here, and from the unpacked sdist in another folder, with another mask, time zone and order of hashes.
The bytes have to be the same. What is in them has to be what git knows of the folders that belong in, and nothing else.
`twine` looks at metadata and long description as an index does. SOURCE_DATE_EPOCH is the time of the last commit, if it is
not set.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from configparser import ConfigParser
from email.parser import Parser
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
NEVER = re.compile(r"(^|/)(tests?|cassettes|__pycache__|node_modules|\.env[^/]*|\.venv[^/]*|\.git)(/|$)|\.(py[co]|so)$")
"""Names that no file in a wheel or an sdist may have, whatever git knows."""


def main() -> None:
    """Exit with what is wrong, if anything is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct")[0]
    for old in DIST.glob("tarry-[0-9]*"):
        old.unlink()
    built = build(ROOT, DIST, {"SOURCE_DATE_EPOCH": epoch})
    wheel, sdist = built
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(sdist) as archive:
            archive.extractall(folder, filter="data")
        elsewhere = Path(folder) / sdist.name.removesuffix(".tar.gz")
        other = {"SOURCE_DATE_EPOCH": epoch, "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "7"}
        again = build(elsewhere, Path(folder) / "again", other, umask=0o077)
        different = [one.name for one, two in zip(built, again, strict=True) if hash_of(one) != hash_of(two)]
    problems = [f"{name}: another build, from the sdist, has other bytes" for name in different]
    problems += wrong_files("wheel", set(zipfile.ZipFile(wheel).namelist()), wheel_files(project, git("ls-files")))
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    problems += wrong_files("sdist", names, sdist_files(project, git("ls-files")))
    problems += wrong_metadata(project, wheel, (ROOT / "CHANGELOG.md").read_text())
    if problems:
        sys.exit("\n".join(problems))
    subprocess.run([sys.executable, "-m", "twine", "--no-color", "check", "--strict", wheel, sdist], check=True)
    print(f"Built twice with SOURCE_DATE_EPOCH={epoch}:")
    for file in built:
        print(f"{hash_of(file)}  dist/{file.name}  {file.stat().st_size:,} bytes")


def build(where: Path, target: Path, settings: dict[str, str], umask: int = 0o022) -> tuple[Path, Path]:
    """The wheel and the sdist, built by hatchling."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--target", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=where, env={**os.environ, **settings}, umask=umask, check=True, capture_output=True)
    (wheel,), (sdist,) = target.glob("tarry-[0-9]*.whl"), target.glob("tarry-[0-9]*.tar.gz")
    return wheel, sdist


def wheel_files(project: dict[str, Any], known: Iterable[str]) -> set[str]:
    """What belongs into a wheel, of the files that git knows."""
    settings = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    found = set()
    for file in known:
        if any(file.startswith(f"{folder}/") for folder in settings["only-include"]):
            source, _, rest = file.partition("/")
            found.add(f"{settings['sources'][source]}/{rest}".lstrip("/"))
    info = f"tarry-{project['project']['version']}.dist-info"
    written = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE", "sboms/tarry.cdx.json")
    return found | {f"{info}/{name}" for name in written}


def sdist_files(project: dict[str, Any], known: Iterable[str]) -> set[str]:
    """What belongs into an sdist, of the files that git knows."""
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    # hatchling adds these.
    added = {"PKG-INFO", "pyproject.toml", ".gitignore"}
    return added | {file for file in known if any(f"/{file}/".startswith(f"{one}/") for one in included)}


def wrong_files(kind: str, found: set[str], expected: set[str]) -> list[str]:
    """What is in it and must not be, and what is missing."""
    typed = {f"{name.split('/')[0]}/py.typed" for name in found if name.endswith(".py") and kind == "wheel"}
    return [
        *(f"{kind}: {name} must not be in it" for name in sorted(found) if NEVER.search(name)),
        *(f"{kind}: {name} is in it, and git does not know it" for name in sorted(found - expected)),
        *(f"{kind}: {name} is missing" for name in sorted((expected | typed) - found)),
    ]


def wrong_metadata(project: dict[str, Any], wheel: Path, changelog: str) -> list[str]:
    """What an index and an installer would be told wrongly."""
    said = project["project"]
    with zipfile.ZipFile(wheel) as archive:
        info = f"tarry-{said['version']}.dist-info"
        metadata = Parser().parsestr(archive.read(f"{info}/METADATA").decode())
        entries = ConfigParser(delimiters="=")
        entries.optionxform = str  # type: ignore[assignment,method-assign]  # names as they are
        entries.read_string(archive.read(f"{info}/entry_points.txt").decode())
        code = archive.read("tarry/_version.py").decode()
    problems = []
    if f'"{said["version"]}"' not in code:
        problems.append(f"overlays/tarry/_version.py has another version than pyproject.toml, {said['version']}")
    if f"## [{said['version']}]" not in changelog:
        problems.append(f"CHANGELOG.md has no entry for {said['version']}")
    if {name: dict(entries[name]) for name in entries.sections()} != declared(said):
        problems.append("the entry points of the wheel are not those of pyproject.toml")
    if links := re.findall(r"\]\((?!https?:)[^)]*\)", str(metadata.get_payload())):
        problems.append(f"the long description has links that lead nowhere on an index: {links}")
    return problems


def declared(said: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The entry points in pyproject.toml."""
    return {"console_scripts": said["scripts"], **said.get("entry-points", {})}


def hash_of(file: Path) -> str:
    """SHA-256."""
    return sha256(file.read_bytes()).hexdigest()


def git(*arguments: str) -> list[str]:
    """The lines that git says."""
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


if __name__ == "__main__":
    main()
