"""Write `generated/` from `specs/`: one typed client per document. Run by `make generate` and `make check-generated`.

Every client is made in an empty temporary folder, so nothing stale survives and no configuration of the place where the
project happens to lie can change the result. `--check` writes nothing and names each file that differs.

For a provider in a distribution of its own, `python scripts/generate.py DOCUMENT PACKAGE` makes the client of one document.
"""

import argparse
import filecmp
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "specs"
GENERATED = ROOT / "generated"
TEMPLATES = ROOT / "scripts" / "templates"
CONFIG = ROOT / "scripts" / "generator.yaml"
GENERATOR = "openapi-python-client"
GENERATOR_VERSION = "0.29.1"

README = """\
# Generated code

Everything in this folder is written by `make generate` from the documents in `specs/`, and by nothing else: an edit made
here is lost. Change the document, the generator's configuration (`scripts/generator.yaml`) or a template
(`scripts/templates/`), run `make generate`, and commit all of it together. `made-from.json` says which version of the
generator and which documents these files were made from; `make check-generated` fails when they no longer match.

## Null, None and UNSET

What a model is used for is computed from the operations of its document: sent, where a body of a request reaches it; read,
where an answer does.

- **Read:** null is absent. An optional property is `T | None = None`: None for what an answer leaves out and for a null. A
  required property that is null is missing, which is an error. `to_dict()` leaves out what is None.
- **Sent:** an optional property is `T | Unset = UNSET`. UNSET is left out; None is sent as null where the document takes it.
- **Both:** as read, since None can only mean that the value is left out; but as sent where the document takes null.

Nulls in lists and under names that the document does not describe stay as they are, in columns of a row for instance: there
null is a value. In a list of objects it is an error.
"""

PACKAGE = '"""Typed clients, one package per provider, generated from the OpenAPI documents of tarry."""\n'


def digest(*paths: Path) -> str:
    """Hash of the contents of *paths*, in the order given."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def drop_namesakes(document: dict[str, Any]) -> bool:
    """Leave out parameters that Python cannot tell from one before, `$page` after `page`; whether there were any.

    The generator refuses an operation that has two. A client sends the one that comes first.
    """
    found = False
    for path in document["paths"].values():
        for operation in path.values():
            listed: list[Any] = operation.get("parameters", []) if isinstance(operation, dict) else []
            names: set[tuple[str, str]] = set()
            for parameter in list(listed):
                key = parameter.get("$ref", "").rpartition("/")[2]
                described = document["components"]["parameters"][key] if key else parameter
                name = (described["in"], re.sub(r"\W", "", described["name"]))
                if name in names:
                    listed.remove(parameter)
                    found = True
                names.add(name)
    return found


def generate_client(document: Path, package: Path) -> None:
    """Generate the client of one document into *package*, which must not exist."""
    loaded = yaml.load(document.read_bytes(), yaml.CSafeLoader)
    if drop_namesakes(loaded):
        with tempfile.TemporaryDirectory() as folder:
            changed = Path(folder) / document.name
            changed.write_text(yaml.safe_dump(loaded, sort_keys=False))
            run_generator(changed, package)
    else:
        run_generator(document, package)


def run_generator(document: Path, package: Path) -> None:
    """Run the generator on *document*."""
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none", "--fail-on-warning"),
        *("--path", str(document), "--output-path", str(package)),
        *("--config", str(CONFIG), "--custom-template-path", str(TEMPLATES)),
    ]
    # The generator calls `ruff` by name, so the folder of this interpreter has to be on PATH.
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]),
    }
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        sys.exit(f"{document.name} could not be turned into a client:\n{finished.stdout}{finished.stderr}")
    shutil.rmtree(package / ".ruff_cache", ignore_errors=True)


def generate_all(target: Path) -> None:
    """Write the whole of `generated/` into the empty folder *target*."""
    clients = target / "tarry_clients"
    clients.mkdir(parents=True)
    documents = sorted(SPECS.glob("*.yaml"))
    for document in documents:
        generate_client(document, clients / document.stem)
    (clients / "__init__.py").write_text(PACKAGE)
    (clients / "py.typed").touch()
    (target / "README.md").write_text(README)
    record = {
        "generator": f"{GENERATOR} {GENERATOR_VERSION}",
        "templates": digest(CONFIG, *sorted(TEMPLATES.rglob("*.jinja"))),
        "documents": {document.name: digest(document) for document in documents},
    }
    (target / "made-from.json").write_text(json.dumps(record, indent=2) + "\n")


def files(folder: Path) -> set[Path]:
    """All files below *folder* that belong to the generated code, as relative paths."""
    ignored = {"__pycache__", ".ruff_cache", ".mypy_cache"}
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path for path in found if not ignored.intersection(path.parts)}


def differences(made: Path, committed: Path) -> list[str]:
    """One line for each file that is missing, superfluous or different in *committed*."""
    expected, present = files(made), files(committed) if committed.exists() else set()
    lines = [f"missing: generated/{path}" for path in expected - present]
    lines += [f"not generated: generated/{path}" for path in present - expected]
    both = expected & present
    lines += [f"differs: generated/{p}" for p in both if not filecmp.cmp(made / p, committed / p, shallow=False)]
    return sorted(lines)


def main() -> None:
    """Generate, or check with --check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail and name each file that differs")
    parser.add_argument("one", nargs="*", type=Path, metavar="DOCUMENT PACKAGE", help="a document and a new folder")
    options = parser.parse_args()
    check = options.check
    if version(GENERATOR) != GENERATOR_VERSION:
        sys.exit(f"{GENERATOR} {version(GENERATOR)} is installed, {GENERATOR_VERSION} is needed: run `make install`")
    if options.one:
        if check or len(options.one) != 2:
            parser.error("a document and the folder of its package go together, without --check")
        document, package = options.one
        if package.exists():
            parser.error(f"{package} exists: remove it, or name another")
        generate_client(document, package)
        return
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "generated"
        generate_all(made)
        found = differences(made, GENERATED)
        if not check:
            shutil.rmtree(GENERATED, ignore_errors=True)
            shutil.copytree(made, GENERATED)
            print("\n".join(found) or "generated/ was up to date")
        elif found:
            sys.exit(
                "\n".join([*found, "generated/ is not what specs/ give: run `make generate` and commit the result"])
            )
        else:
            print("generated/ is what specs/ give")


if __name__ == "__main__":
    main()
