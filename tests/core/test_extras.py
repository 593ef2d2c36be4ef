"""What says which extra it needs, where that is not installed."""

import subprocess
import sys

import pytest

SANDBOX = "pip install 'tarry[sandbox]', or in a clone of tarry: pip install '.[sandbox]'"
AIOHTTP = "pip install 'tarry[aiohttp]', or in a clone of tarry: pip install '.[aiohttp]'"


COMMAND = "This command needs {}, which is not installed: pip install 'tarry[{}]', or run it without installing: "
UVX = "uvx --from 'tarry[{}]' tarry …"


def run_without(package: str, program: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run *program* as if *package* were not installed."""
    hidden = f"import sys; sys.modules[{package!r}] = None; {program}"
    return subprocess.run([sys.executable, "-c", hidden, *arguments], capture_output=True, text=True, check=False)


def last_line(ran: "subprocess.CompletedProcess[str]") -> str:
    """Of a traceback, without the module of a similar name that Python 3.15 and newer may suggest."""
    return ran.stderr.splitlines()[-1].partition(". Did you mean")[0]


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
    assert last_line(ran) == (f"ModuleNotFoundError: {module} needs {package}, which is not installed: {line}")


def test_the_hook_for_opentelemetry_names_its_extra() -> None:
    hook = "tarry.instrumentation.OpenTelemetryHook"
    ran = run_without("opentelemetry", f"import tarry; tarry.instrumentation.get_hooks(); {hook}")
    assert ran.returncode == 1
    assert last_line(ran) == (
        f"ModuleNotFoundError: {hook} needs opentelemetry, which is not installed: "
        "pip install 'tarry[otel]', or in a clone of tarry: pip install '.[otel]'"
    )


@pytest.mark.parametrize(
    ("package", "extra", "command"),
    [
        *(("typer", "cli", command) for command in ("specs", "--help")),
        *(("starlette", "sandbox", command) for command in ("demo", "sandbox")),
        ("uvicorn", "sandbox", "sandbox"),
        ("rich", "cli", "demo"),
        *((package, "generate", "check") for package in ("yaml", "jsonschema", "jsonpath_rfc9535")),
    ],
)
def test_the_command_names_its_extra(package: str, extra: str, command: str) -> None:
    arguments = [command, *(["it.yaml"] if command == "check" else [])]
    ran = run_without(package, "from tarry.__main__ import main; main()", *arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    extras = extra if extra == "cli" else f"cli,{extra}"
    assert ran.stderr == f"{COMMAND.format(package, extra)}{UVX.format(extras)}\n"


@pytest.mark.parametrize("program", ["import tarry.sandbox", "from tarry.__main__ import main; main()"])
def test_what_no_extra_brings_is_not_blamed_on_one(program: str) -> None:
    ran = run_without("httpx", program, "demo")
    assert ran.returncode == 1
    assert "ModuleNotFoundError: import of httpx halted" in ran.stderr.splitlines()[-1]
    assert "tarry[" not in ran.stderr
