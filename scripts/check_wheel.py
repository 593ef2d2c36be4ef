"""Install a wheel by the commands of the README, into an empty environment, and use it from another folder. `make check-wheel`.

First without its extras: the package works, and what needs an extra says which. Then as the README says: the demo runs, and a
test of a user passes, with nothing of this checkout but that test.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Exit with what went wrong, if anything did."""
    block = re.search(r"<!-- wheel commands -->\n```console\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert block is not None, "README.md has no commands for a wheel"  # noqa: S101
    build, install = block[1].splitlines()
    with tempfile.TemporaryDirectory() as folder:
        venv.create(Path(folder) / "venv", with_pip=True)
        bare = re.sub(r"\[.*\]", "", install)
        for command in (build, bare):
            run(command, folder, ROOT)
        run("python -c 'import tarry; tarry.fullstory.connect(\"key\"); tarry.wait_for_completion'", folder)
        run(
            "tarry demo",
            folder,
            fails_with="pip install 'tarry[cli]', or run it without installing: uvx --from 'tarry[cli]'",
        )
        run("python -c 'import tarry.sandbox'", folder, fails_with="pip install 'tarry[sandbox]'")
        run("python -c 'import tarry.transports'", folder, fails_with="pip install 'tarry[aiohttp]'")
        run(install.replace("[sandbox]", "[cli]"), folder, ROOT)
        run("tarry wait fullstory:events-import:1 --timeout 1s", folder, fails_with="fullstory.connect needs api_key")
        run("tarry demo", folder, fails_with="pip install 'tarry[sandbox]'")
        run(install, folder, ROOT)
        run("tarry specs", folder)
        run("tarry demo", folder)
        pytest = re.search(r"^pytest==[\w.]+", (ROOT / "requirements-dev.txt").read_text(), re.MULTILINE)
        assert pytest is not None, "requirements-dev.txt has no pytest"  # noqa: S101
        run(f"pip install {pytest[0]}", folder)
        shutil.copy(ROOT / "examples" / "test_of_your_own.py", folder)
        run("pytest -q -p no:cacheprovider test_of_your_own.py", folder)


def run(command: str, folder: str, where: Path | None = None, fails_with: str | None = None) -> None:
    """Run *command* with the environment in *folder*."""
    print(f"$ {command}", flush=True)
    path = f"{folder}/venv/bin{os.pathsep}{os.environ['PATH']}"
    settings = {**os.environ, "PATH": path, "PIP_QUIET": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    done = subprocess.run(
        ["sh", "-c", command], cwd=where or folder, env=settings, capture_output=True, text=True, check=False
    )
    told = done.stdout + done.stderr
    if (fails_with is None) != (done.returncode == 0) or (fails_with or "") not in told:
        sys.exit(f"{told}\n{command!r} ended with {done.returncode}")


if __name__ == "__main__":
    main()
