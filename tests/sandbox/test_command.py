"""`tarry sandbox`: its options become plans and names."""

import json
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from sandbox.test_from_document import ACME, PARTIAL

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


def play(*options: str) -> list[int]:
    """What a job's first status and the controls, under two names, answer while the command runs."""
    command = [sys.executable, "-m", "tarry", "sandbox", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = next(filter(None, (re.search(r"POST to (\S+)/_sandbox", line) for line in process.stdout)))
            with httpx.Client(base_url=found[1], headers={"Authorization": "Basic sandbox-key"}) as client:
                answer = client.post("/fullstory/v2/users/batch", json={"requests": [{"uid": "a"}]})
                seen = [client.get(f"/fullstory/v2/users/batch/{answer.json()['job']['id']}")]
                seen += [client.get("/_sandbox", headers={"Host": name}) for name in ("one", "two")]
            return [each.status_code for each in seen]
        finally:
            process.terminate()


def test_options() -> None:
    assert play() == [200, 403, 403]
    assert play("--invisible-for", "3600", "--allow-host", "two") == [404, 403, 200]


def test_a_wrong_option_is_explained() -> None:
    command = [sys.executable, "-m", "tarry", "sandbox", "--invisible-for", "-1"]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 2
    assert "invisible_for must be a number" in process.stderr


def test_documents_are_played_too(tmp_path: Path) -> None:
    acme, overlay = tmp_path / "acme.json", tmp_path / "overlay.json"
    acme.write_text(json.dumps(ACME))
    overlay.write_text(json.dumps(PARTIAL))
    command = [sys.executable, "-m", "tarry", "sandbox", "--port", "0", "--outcome", "partial", "--polls", "0"]
    command += ["--document", str(acme), "--overlay", str(overlay)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            printed = []
            for line in process.stdout:
                printed.append(line)
                if found := re.search(r"POST to (\S+)/_sandbox", line):
                    break
            assert found
            assert f"  export ACME_BASE_URL='{found[1]}/acme/v1'\n" in printed
            assert "  export ACME_API_KEY='sandbox-key'\n" in printed
            assert any("Jobs of possiblenow go on as by default: outcome must be one of" in line for line in printed)
            with httpx.Client(base_url=f"{found[1]}/acme/v1", headers={"X-Key": "sandbox-key"}) as client:
                assert client.get(f"/reports/{client.post('/reports').json()['id']}").json()["state"] == "worn"
        finally:
            process.terminate()


def test_a_document_that_cannot_be_played_is_explained(tmp_path: Path) -> None:
    acme = tmp_path / "acme.json"
    acme.write_text(json.dumps({**ACME, "paths": {}}))
    command = [sys.executable, "-m", "tarry", "sandbox", "--document", str(acme)]
    process = subprocess.run(command, capture_output=True, text=True, check=False)
    assert process.returncode == 2
    assert "no operation of acme has an x-job: add one" in " ".join(process.stderr.replace("│", " ").split())
