"""`make test-pythons`: what it leaves out is there, and a Python that is named is taken for what it is."""

import sys
import sysconfig

import pytest

from support.paths import SCRIPTS

sys.path.insert(0, str(SCRIPTS))
import other_versions

THIS = "{}.{}".format(*sys.version_info) + "t" * bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def test_what_is_left_out_is_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["other_versions.py", "9.9"])
    assert other_versions.main() == 0
    assert capsys.readouterr().out == "Python 9.9 is not installed: the tests were not run with 9.9\n"


def test_a_python_that_is_named_is_found_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONS", f"/no/such/python {sys.executable}")
    assert other_versions.find_python(THIS) == sys.executable
    assert THIS in other_versions.PYTHONS


@pytest.mark.parametrize("version", ["3.9", f"{THIS}t"])
def test_another_version_is_not_taken_for_it(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONS", sys.executable)
    monkeypatch.setenv("PATH", "/nowhere")
    assert other_versions.find_python(version) is None
