"""`tarry sandbox`: its options become plans and names."""

import re
import subprocess
import sys

import httpx
import pytest

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
