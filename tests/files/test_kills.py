"""A sample of `make check-kills`: a process that writes is killed and gone on with."""

import importlib.util

import pytest

from support.paths import ROOT


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_a_process_that_is_killed_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("uvicorn")
    spec = importlib.util.spec_from_file_location("kill_files", ROOT / "scripts" / "kill_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in module.Sandbox().environment("http://127.0.0.1"):
        monkeypatch.setenv(name, "")  # so that what `run` sets ends with this test
    assert module.run(3, 3) == []
