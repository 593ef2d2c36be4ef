"""Get Pythons of Debian's unstable suite for the tests, on a Debian machine: `python scripts/debian_pythons.py 3.14 3.15`.

Nothing of the machine is changed: apt works on lists and a status of its own, and the packages are unpacked into `.pythons/`,
where `make test-pythons` finds the interpreters. They need a newer libc than the machine may have, so that comes along, and the
interpreters are told by patchelf, of Debian too, where it lies. The archive is the one that apt is set up with.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / ".pythons"
WHEELS = "/usr/share/python-wheels/"
"""Where Debian's Pythons look for pip, to put it into an environment."""


def main() -> None:
    """Unpack the versions that are given, beside those that are there."""
    versions = sys.argv[1:]
    if not versions or shutil.which("apt-get") is None:
        sys.exit("Name versions such as 3.15, on a machine with apt")
    apt = FOLDER / "apt"
    for name in ("state/lists/partial", "cache/archives/partial"):
        (apt / name).mkdir(parents=True, exist_ok=True)
    (apt / "status").touch()  # as if nothing were installed, so that all that is needed comes along
    (apt / "sources.list").write_text(f"deb {archive()} sid main\n")
    settings = {
        "Dir::Etc::sourcelist": apt / "sources.list",
        "Dir::Etc::sourceparts": "-",
        "Dir::State": apt / "state",
        "Dir::State::status": apt / "status",
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "root",
    }
    config = apt / "apt.conf"
    config.write_text("".join(f'{name} "{value}";\n' for name, value in settings.items()))
    run(["apt-get", "update", "--quiet=2"], config)
    wanted = ["patchelf", *(f"python{version}-venv" for version in versions)]
    run(["apt-get", "install", "--download-only", "--yes", "--no-install-recommends", "--quiet=2", *wanted], config)
    for package in (apt / "cache" / "archives").glob("*.deb"):
        run(["dpkg-deb", "--extract", str(package), str(FOLDER)])
    for version in versions:
        make_it_start(version)
        run([str(FOLDER / "usr" / "bin" / f"python{version}"), "--version"])


def archive() -> str:
    """The address of Debian's packages, as this machine has it."""
    asked = ["apt-get", "indextargets", "--format", "$(REPO_URI)", "Origin: Debian", "Created-By: Packages"]
    found = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    return next(uri for uri in found if "security" not in uri)


def make_it_start(version: str) -> None:
    """Lead an interpreter to the libraries that were unpacked with it."""
    (loader,) = FOLDER.glob("usr/lib/*/ld-linux*.so.*")
    libraries, programs = str(loader.parent), FOLDER / "usr" / "bin"
    patchelf = [str(loader), "--library-path", libraries, str(programs / "patchelf")]
    target = programs / f"python{version}"
    # In two runs and in this order: patchelf 0.18 writes a program that crashes if it does both at once.
    run([*patchelf, "--force-rpath", "--set-rpath", libraries, str(target)])
    run([*patchelf, "--set-interpreter", str(loader), str(target)])
    for file in FOLDER.glob(f"usr/lib/python{version}/_sysconfig*"):
        file.write_text(file.read_text().replace(f"'{WHEELS}'", f"'{FOLDER}{WHEELS}'"))


def run(command: list[str], config: Path | None = None) -> None:
    """Run a command, with the settings of apt that are ours."""
    settings = {**os.environ, "APT_CONFIG": str(config)} if config else None
    subprocess.run(command, env=settings, check=True)


if __name__ == "__main__":
    main()
