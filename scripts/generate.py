"""Write `generated/` from `specs/`: one typed client per document. Run by `make generate` and `make check-generated`.

Every client is made in an empty temporary folder, so nothing stale survives and no configuration of the place where the
project happens to lie can change the result. `--check` writes nothing and names each file that differs.

For a provider in a distribution of its own, `python scripts/generate.py DOCUMENT PACKAGE` makes the client of one document.
"""

import argparse
import filecmp
import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from tarry._generate import client, linting, package, reading
from tarry._generate.problems import DocumentError
from tarry._generate.texts import UnwritableError

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "specs"
GENERATED = ROOT / "generated"

README = """\
# Generated code

Everything in this folder is written by `make generate` from the documents in `specs/`, and by nothing else: an edit made
here is lost. Change the document, or in `overlays/tarry/_generate/` the generator's settings (`generator.yaml`) or a template
(`templates/`), run `make generate`, and commit all of it together. `made-from.json` says which version of the generator and
which documents these files were made from; `make check-generated` fails when they no longer match.

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


def generate_client(document: Path, folder: Path, *, announced: bool = False) -> None:
    """Generate the package of one document into *folder*, which must not exist."""
    try:
        read = reading.read(document)
        if problems := [str(problem) for problem in linting.problems(read) if not problem.lack]:
            sys.exit("\n".join(problems))
        package.write_package(read, document.stem, folder, announced=announced)
    except (DocumentError, client.GenerationError, UnwritableError) as error:
        sys.exit(f"{document.name} could not be turned into a client:\n{error}")


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
        "generator": f"openapi-python-client {client.GENERATOR_VERSION}",
        "templates": digest(client.SETTINGS, *sorted(client.TEMPLATES.rglob("*.jinja"))),
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
