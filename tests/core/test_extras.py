"""What says which extra it needs, where that is not installed."""

import subprocess
import sys

import pytest

AIOHTTP = "pip install 'tarry[aiohttp]', or in a clone of tarry: pip install '.[aiohttp]'"
GENERATE = "pip install 'tarry[generate]', or in a clone of tarry: pip install '.[generate]'"
SANDBOX = "pip install 'tarry[sandbox]', or in a clone of tarry: pip install '.[sandbox]'"


def run_without(package: str, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run *program* as if *package* were not installed."""
    hidden = f"import sys; sys.modules[{package!r}] = None; {program}"
    return subprocess.run([sys.executable, "-c", hidden, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("module", "package", "line"),
    [
        ("tarry.sandbox", "starlette", SANDBOX),
        ("tarry.sandbox", "uvicorn", SANDBOX),
        ("tarry.transports", "aiohttp", AIOHTTP),
        ("tarry.transports", "yarl", AIOHTTP),
    ],
)
def test_a_module_names_its_extra(module: str, package: str, line: str) -> None:
    # The server is imported when it is first started.
    ran = run_without(package, f"import {module}; {module}.Sandbox().serve().__enter__()")
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1] == (
        f"ModuleNotFoundError: {module} needs {package}, which is not installed: {line}"
    )


@pytest.mark.parametrize(
    ("package", "command"),
    [("typer", "specs"), ("rich", "demo"), ("starlette", "demo"), ("starlette", "sandbox"), ("uvicorn", "sandbox")],
)
def test_the_command_names_its_extra(package: str, command: str) -> None:
    ran = run_without(package, "from tarry.__main__ import main; main()", command)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"This command needs {package}, which is not installed: {SANDBOX}\n"


@pytest.mark.parametrize("package", ["yaml", "jsonschema", "jsonpath_rfc9535"])
def test_checking_a_document_names_its_extra(package: str) -> None:
    ran = run_without(package, "from tarry.__main__ import main; main()", "check", "it.yaml")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == f"This command needs {package}, which is not installed: {GENERATE}\n"


@pytest.mark.parametrize("program", ["import tarry.sandbox", "from tarry.__main__ import main; main()"])
def test_what_no_extra_brings_is_not_blamed_on_one(program: str) -> None:
    ran = run_without("httpx", program, "demo")
    assert ran.stderr.splitlines()[-1].startswith("ModuleNotFoundError: import of httpx halted")
    assert "tarry[" not in ran.stderr
