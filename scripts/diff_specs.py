"""Say for each document what changed for a caller, and whether it breaks. `make diff-specs BASE=v1.2.0`, `make check-versions`.

Three comparisons, since none sees everything:

- `redocly diff` on the documents: what goes over the wire;
- `x-job`, `x-job-status` and `x-pagination`: what an answer means, how to poll and to page, which no tool for OpenAPI knows;
- the public names of the generated package (operations and their parameters, models and their attributes): a renamed schema or
  tag is the same on the wire and breaks every generated client.

With `--check` it fails on a breaking change without a higher major number in `info.version`, and on a version without an entry
in `specs/CHANGELOG.md`. What is only added or reworded gets a reminder: such changes may share one version until a release,
and `make specs-archive` insists on it then.

Without BASE a document is compared with what was promised last. That is the newest version tag that HEAD contains. Before there
is any, it is the oldest commit in which the document has the major version it has today: comparing with the parent commit would
lose a break as soon as something harmless is committed on top. Where neither can be found, as in an export without git or a
shallow clone of one commit, there is nothing to compare with; it says so and passes.
"""

import argparse
import ast
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
REDOCLY = ROOT / "scripts" / "speclint" / "node_modules" / ".bin" / "redocly"
EXTENSIONS = ("x-job", "x-job-status", "x-pagination")
PROSE = {"otherwise", "advice", "because", "x-why"}
"""What the extensions say to people."""
OF_EXAMPLES = {"x-outcome", "x-asked", "x-confirm"}
"""What an example means: no more than what the rules say of it."""
HINTS = {"looks", "grace", "kept", "expected", "reason"}
"""What a wait can do without: how often, how long, and why."""
IMPACTS = ("patch", "minor", "major")
WORDS = {"major": "breaks", "minor": "adds", "patch": "other"}

Name = tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """One difference, rated by the number of a semantic version that it asks for."""

    impact: str
    text: str


@dataclass
class Report:
    """What became of one document since its base. A version is None where the document is not there."""

    name: str
    base: str | None = None
    released: bool = False
    old_version: str | None = None
    new_version: str | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def impact(self) -> str | None:
        """The gravest of all changes."""
        return max((change.impact for change in self.changes), key=IMPACTS.index, default=None)


# --- the base ---------------------------------------------------------------------------------------------------------


def git(*arguments: str) -> bytes:
    """What git says about this project; CalledProcessError where it refuses."""
    return subprocess.run(["git", "-C", str(ROOT), *arguments], capture_output=True, check=True).stdout


def lack_of_history() -> str | None:
    """Why there is no commit to compare with: an export without git, or no commit yet. None where there is one."""
    try:
        top = git("rev-parse", "--show-toplevel").decode().strip()
        git("rev-parse", "--verify", "HEAD")
    except subprocess.CalledProcessError as error:
        return str(error.stderr.decode().strip())
    except OSError as error:
        return str(error)
    # An export that lies inside somebody else's repository has no history of its own either.
    return None if Path(top).resolve() == ROOT else f"the repository is that of {top}"


def version_tag() -> str | None:
    """The newest tag of a final version, v1.2.3 or 1.2.3, that HEAD contains."""
    tags = git("tag", "--merged", "HEAD").decode().split()
    finals = [tag for tag in tags if re.fullmatch(r"v?\d+\.\d+\.\d+", tag)]
    return max(finals, key=lambda tag: numbers(tag.removeprefix("v")), default=None)


def beginning_of_major(name: str) -> str | None:
    """The oldest commit in which document *name* has the major version of today; the newest commit where none has it yet."""
    path = f"specs/{name}.yaml"
    today = numbers(version_of((ROOT / path).read_bytes()))
    found = None
    # Only commits that touch a version are read, whatever the length of the history.
    for commit in git("log", "--format=%H", "-Gversion:", "--", path).decode().split():
        try:
            then = version_of(git("show", f"{commit}:{path}"))
        except subprocess.CalledProcessError:  # the commit that removed it
            break
        if numbers(then)[0] != today[0]:
            break
        found = commit
    if found is None and path.encode() in git("ls-tree", "-r", "--name-only", "HEAD", "--", path).splitlines():
        return "HEAD"
    return found


def documents_of(revision: str) -> set[str]:
    """Names of the documents in *revision*."""
    paths = git("ls-tree", "--name-only", revision, "specs/").decode().splitlines()
    return {Path(path).stem for path in paths if path.endswith(".yaml")}


def documents_ever() -> set[str]:
    """Names of all documents that any commit before this one had."""
    paths = git("log", "--format=", "--name-only", "--no-renames", "--diff-filter=A", "--", "specs/*.yaml").decode()
    return {Path(path).stem for path in paths.split() if path.count("/") == 1}


def take_out(revision: str, folder: Path) -> None:
    """Write `specs/` and `generated/` of *revision* into *folder*."""
    with tarfile.open(fileobj=io.BytesIO(git("archive", "--format=tar", revision))) as archive:
        for member in archive:
            content = archive.extractfile(member)
            if content is not None and member.name.startswith(("specs/", "generated/")):
                target = folder / member.name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


# --- the three comparisons --------------------------------------------------------------------------------------------


def wire_changes(old: Path, new: Path) -> list[Change]:
    """What `redocly diff` finds, less our own extensions and the version itself."""
    finished = subprocess.run(
        [str(REDOCLY), "diff", str(old), str(new), "--format=json", "--fail-on=none"],
        cwd=new.parent,
        env={**os.environ, "REDOCLY_TELEMETRY": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        found = json.loads(finished.stdout)["changes"]
    except (ValueError, KeyError):
        sys.exit(f"redocly could not compare {new.name}:\n{finished.stderr}")
    if "has errors" in finished.stderr:
        sys.exit(f"{new.name} has errors, so that a comparison could miss something: run `make check-specs`")
    changes = []
    for change in found:
        steps = [step.replace("~1", "/").replace("~0", "~") for step in change["path"].split("/")[1:]]
        steps += [change["property"]] if "property" in change else []
        if steps == ["info", "version"] or any(step in EXTENSIONS or step in OF_EXAMPLES for step in steps):
            continue
        told = "; ".join(verdict["message"] for verdict in change["verdicts"])
        changes.append(Change(change["impact"], told or f"{change['kind']}: {' > '.join(steps)}"))
    return changes


def explained(node: Any, place: Name = (), *, inside: bool = False) -> Iterator[tuple[Name, str]]:
    """Every single statement of the extensions of a document, with its place.

    An operation is the same in its short form (`results: list_items`) and its long one. Rules are one statement together, since
    their order counts; what they say to people is apart.
    """
    if isinstance(node, dict):
        for key, value in node.items():
            within = place if inside and key == "operation" else (*place, str(key))
            if inside and key == "rules":
                yield within, json.dumps(without_prose(value))
                yield from prose(value, within)
            else:
                yield from explained(value, within, inside=inside or key in EXTENSIONS)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from explained(value, (*place, str(number)), inside=inside)
    elif inside:
        yield place, str(node)


def without_prose(node: Any) -> Any:
    """Rules without what they say to people."""
    if isinstance(node, dict):
        return {key: without_prose(value) for key, value in node.items() if key not in PROSE}
    return [without_prose(value) for value in node] if isinstance(node, list) else node


def prose(node: Any, place: Name) -> Iterator[tuple[Name, str]]:
    """What rules say to people."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        if key in PROSE:
            yield (*place, key), str(value)
        else:
            yield from prose(value, (*place, str(key)))


def rated(place: Name, was: str | None, before: Collection[Name]) -> str:
    """The impact of a statement that is another now, by what it is about."""
    if PROSE & {*place}:
        return "patch"
    if HINTS & {*place}:
        return "minor"
    # A rule more can give another meaning to an answer that was known.
    whole = place[: len(place) - len(statement(place)) + 1]
    known = any(one[: len(whole)] == whole for one in before)
    return "minor" if was is None and not (known and place[-1] == "rules") else "major"


def statement(place: Name) -> Name:
    """The part of a place that lies inside the extension: `x-job-status`, `FAILED`."""
    return place[next(number for number, step in enumerate(place) if step in EXTENSIONS) :]


def extension_changes(old: bytes, new: bytes) -> list[Change]:
    """What no longer means what it meant is a break. What only moved with its schema has not changed."""
    before, after = dict(explained(load(old))), dict(explained(load(new)))
    gone = Counter((statement(place), said) for place, said in before.items() if place not in after)
    come = Counter((statement(place), said) for place, said in after.items() if place not in before)
    moved = gone & come
    changes = []
    for place in dict.fromkeys([*before, *after]):
        was, now = before.get(place), after.get(place)
        if was != now and (statement(place), was or now) not in moved:
            changes.append(
                Change(rated(place, was, before), f"{' > '.join(place)}: {was or 'nothing'} -> {now or 'nothing'}")
            )
    return changes


def public_names(package: Path) -> set[Name]:
    """The names of a generated package that come from its document and that code of a user may contain.

    A parameter belongs to its operation, as all four functions of it have the same ones.
    """
    names: set[Name] = set()
    for module in sorted(package.glob("api/*/*.py")):
        operation: Name = ("api", module.parent.name, module.stem)
        names.add(operation[:2])
        if module.stem == "__init__":
            continue
        names.add(operation)
        for function in ast.parse(module.read_bytes()).body:
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and not function.name.startswith("_"):
                names.add((*operation, function.name))
                parameters = [*function.args.args, *function.args.kwonlyargs]
                names.update((*operation, f"({parameter.arg})") for parameter in parameters)
    for module in sorted(package.glob("models/*.py")):
        for model in ast.parse(module.read_bytes()).body:
            if isinstance(model, ast.ClassDef):
                names.add(("models", model.name))
                names.update(("models", model.name, attribute) for attribute in attributes(model))
    return names


def attributes(model: ast.ClassDef) -> Iterator[str]:
    """Public attributes of a generated model; the members, if it is an enum."""
    for statement in model.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found = [statement.target.id]
        elif isinstance(statement, ast.Assign):
            found = [target.id for target in statement.targets if isinstance(target, ast.Name)]
        else:
            found = []  # methods are those of every model, its own or those of its base
        yield from (name for name in found if not name.startswith("_"))


def name_changes(old: Path, new: Path) -> list[Change]:
    """What became of the public names of a generated package. What goes with a whole (a tag, a model) is not told by itself."""
    before, after = public_names(old), public_names(new)
    changes = []
    for impact, fate, names in (("major", "is gone", before - after), ("minor", "is new", after - before)):
        for name in sorted(name for name in names if not any(name[:size] in names for size in range(1, len(name)))):
            changes.append(Change(impact, f"generated client: {'.'.join((new.name, *name)).replace('.(', '(')} {fate}"))
    return changes


# --- documents, versions and the changelog ----------------------------------------------------------------------------


def load(document: bytes) -> Any:
    """A document as data; with the quick loader where it is there."""
    return yaml.load(document, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe


def version_of(document: bytes) -> str:
    """`info.version` of a document, or 0.0.0 where it is none."""
    try:
        return str(load(document)["info"]["version"])
    except (yaml.YAMLError, KeyError, TypeError):
        return "0.0.0"


def numbers(version: str) -> tuple[int, ...]:
    """A version to compare with others."""
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3]) or (0,)


def entries(changelog: str) -> dict[str, set[str]]:
    """Per document of the changelog its headings that have some text below: versions, and `Removed`."""
    found: dict[str, set[str]] = {}
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        heading, _, body = section.partition("\n")
        parts = (part.partition("\n") for part in re.split(r"^### ", body, flags=re.MULTILINE)[1:])
        # "1.2.0", "[1.2.0]" and "1.2.0 - 2030-01-31" are all the entry for 1.2.0.
        versions = {re.split(r"[\s\]]", title.strip(" [`"))[0] for title, _, text in parts if text.strip()}
        found.setdefault(heading.strip(" `").removesuffix(".yaml"), set()).update(versions)
    return found


def compare(name: str, base: str | None, folder: Path | None) -> Report:
    """Compare one document and its package with those that lie in *folder*."""
    new = ROOT / "specs" / f"{name}.yaml"
    old = folder / "specs" / f"{name}.yaml" if folder else None
    report = Report(name, base)
    report.new_version = version_of(new.read_bytes()) if new.exists() else None
    if folder is None or old is None:
        return report
    report.old_version = version_of(old.read_bytes()) if old.exists() else None
    if report.new_version is None:
        report.changes = [Change("major", "the document is gone")]
    elif report.old_version is None:
        report.changes = [Change("minor", "the document is new")]
    else:
        packages = [place / "generated" / "tarry_clients" / name for place in (folder, ROOT)]
        before, after = old.read_bytes(), new.read_bytes()
        if before != after:
            report.changes = wire_changes(old, new) + extension_changes(before, after)
        report.changes += name_changes(*packages)
        if before != after and not report.changes and report.old_version == report.new_version:
            report.changes = [Change("patch", "words that no comparison tells apart")]
    return report


def complaints(report: Report, entered: set[str]) -> list[str]:
    """What has to be mended before this document may land, each with its remedy."""
    document, old, new = f"specs/{report.name}.yaml", report.old_version, report.new_version
    if new is None:
        remedy = f'add "### Removed" under "## {report.name}.yaml" in specs/CHANGELOG.md, with what to use instead'
        return [] if "Removed" in entered else [f"{document} is gone: put it back, or {remedy}"]
    found = []
    breaks = [change.text for change in report.changes if change.impact == "major"]
    if old is not None and numbers(new) < numbers(old):
        found.append(f"{document}: info.version went down from {old} to {new}")
    elif old is not None and breaks and numbers(new)[0] <= numbers(old)[0]:
        major = f"{numbers(old)[0] + 1}.0.0"
        found.append(
            "\n".join(
                [
                    f"{document} breaks those who use {old}, and info.version is {new}:",
                    *(f"  {text}" for text in breaks),
                    f'Take the change back, or set info.version to {major} and say under "## {report.name}.yaml", '
                    f'"### {major}" in specs/CHANGELOG.md what a caller has to change',
                ]
            )
        )
    if new not in entered:
        found.append(
            f'{document} has info.version {new}, and specs/CHANGELOG.md has no entry for it: add "### {new}" under '
            f'"## {report.name}.yaml", with what changed for a caller'
        )
    return found


def reminder(report: Report) -> str | None:
    """What a change that breaks nothing still needs before a release."""
    if report.old_version is None or report.new_version is None or report.impact not in {"patch", "minor"}:
        return None
    if not report.released:
        return None
    old, new = numbers(report.old_version), numbers(report.new_version)
    if new > old and (report.impact == "patch" or new[:2] > old[:2]):
        return None
    wanted = f"{old[0]}.{old[1] + 1}.0" if report.impact == "minor" else ".".join(map(str, (*old[:2], old[2] + 1)))
    return f"before a release, this needs version {wanted} or higher, with an entry in specs/CHANGELOG.md"


def tell(report: Report, *, everything: bool) -> None:
    """Print the report of one document; what neither breaks nor adds only if *everything* is wanted."""
    known = {"major": "breaks callers", "minor": "adds", "patch": "breaks nothing, adds nothing"}
    versions = " -> ".join(dict.fromkeys(version for version in (report.old_version, report.new_version) if version))
    verdict = known[report.impact] if report.impact else "unchanged" if report.base else "nothing to compare with"
    since = f" since {report.base[:12]}" if report.base else ""
    print(f"{report.name}.yaml {versions}: {verdict}{since}")
    for change in sorted(report.changes, key=lambda change: -IMPACTS.index(change.impact)):
        if everything or change.impact != "patch":
            print(f"  {WORDS[change.impact]:<6}  {change.text}")
    if note := reminder(report):
        print(f"  note    {note}")


# --- the commands -----------------------------------------------------------------------------------------------------


def stale_packages() -> list[str]:
    """Documents that `generated/` was not made from as they are today."""
    record = ROOT / "generated" / "made-from.json"
    made_from = json.loads(record.read_text())["documents"] if record.exists() else {}
    documents = sorted((ROOT / "specs").glob("*.yaml"))
    return [path.name for path in documents if made_from.get(path.name) != sha256(path.read_bytes()).hexdigest()]


def compare_all(asked: str | None) -> list[Report]:
    """Compare every document with *asked*, or with what was promised last."""
    names = {path.stem for path in (ROOT / "specs").glob("*.yaml")}
    if asked is None and (why := lack_of_history()):
        print(f"There is no git history here, so there is nothing to compare with ({why}).")
        return [compare(name, None, None) for name in sorted(names)]
    base = asked or version_tag()
    names |= documents_of(base) if base else documents_ever()
    reports = []
    with tempfile.TemporaryDirectory() as folder:
        for name in sorted(names):
            exists = (ROOT / "specs" / f"{name}.yaml").exists()
            revision = base or (beginning_of_major(name) if exists else "HEAD")
            taken = Path(folder) / str(revision)
            if revision and not taken.exists():
                taken.mkdir(parents=True)
                take_out(revision, taken)
            report = compare(name, revision, taken if revision else None)
            report.released = base is not None
            reports.append(report)
    if asked is None and git("rev-parse", "--is-shallow-repository").strip() == b"true":
        print(
            "This clone is shallow: what lies before its oldest commit was not compared. `git fetch --unshallow` mends it."
        )
    return reports


def main() -> None:
    """Report, or check with --check."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", nargs="?", help="a tag, branch or commit; without it, what was promised last")
    parser.add_argument(
        "--check", action="store_true", help="fail on a break without a major version and a changelog entry"
    )
    options = parser.parse_args()
    if not REDOCLY.exists():
        sys.exit("redocly is not installed: run this through make")
    if stale := stale_packages():
        sys.exit(f"generated/ was not made from {', '.join(stale)} of today: run `make generate` first")
    base = options.base or None
    if base:
        try:
            git("rev-parse", "--verify", "--quiet", f"{base}^{{commit}}")
        except subprocess.CalledProcessError:
            sys.exit(f"there is no revision {base!r} in this repository")
    reports = compare_all(base)
    for report in reports:
        tell(report, everything=not options.check)
    if options.check:
        changelog = ROOT / "specs" / "CHANGELOG.md"
        entered = entries(changelog.read_text(encoding="utf-8") if changelog.exists() else "")
        if found := [text for report in reports for text in complaints(report, entered.get(report.name, set()))]:
            sys.exit("\n\n".join(["", *found]))
        print("No document breaks a promise.")


if __name__ == "__main__":
    main()
