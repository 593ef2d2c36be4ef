"""What Airflow reads of tarry in each of its processes is what `connect` takes, and reading it imports nothing."""

import subprocess
import sys
from typing import Any

import pytest

from support.paths import ROOT
from tarry._core import providers
from tarry._core.providers import BUILT_IN
from tarry._settings.keywords import connect_of
from tarry.airflow import get_provider_info

sys.path.insert(0, str(ROOT))
from scripts.engines import airflow_forms


def fields(provider: str) -> dict[str, Any]:
    types = {one["connection-type"]: one for one in get_provider_info()["connection-types"]}
    found: dict[str, Any] = types[f"tarry_{provider}"]["conn-fields"]
    return found


def test_the_file_is_what_make_generate_writes() -> None:
    assert airflow_forms.PLACE.read_text(encoding="utf-8") == airflow_forms.info()


@pytest.mark.parametrize("provider", BUILT_IN)
def test_a_form_has_all_that_connect_takes_and_hides_what_is_secret(provider: str) -> None:
    connect = connect_of(provider)
    assert fields(provider).keys() == connect.keywords.keys()
    hidden = {name for name, field in fields(provider).items() if field["schema"].get("format") == "password"}
    assert hidden == {name for job in connect.module.JOBS for name in job.source.secrets} & connect.keywords.keys()
    assert hidden
    assert all(field["description"] for field in fields(provider).values())


def test_a_provider_of_another_distribution_has_a_connection_without_a_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(providers, "names", lambda: (*BUILT_IN, "other_one"))
    assert get_provider_info()["connection-types"][len(BUILT_IN) :] == [
        {
            "connection-type": "tarry_other_one",
            "hook-class-name": "tarry.airflow.hooks.OtherOneHook",
            "hook-name": "Other One (tarry)",
        }
    ]


def test_reading_it_imports_neither_airflow_nor_a_client() -> None:
    program = (
        "import sys; from tarry.airflow import get_provider_info; get_provider_info();"
        "print({'airflow', 'httpx', 'tarry_clients', 'tarry.runtime'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
