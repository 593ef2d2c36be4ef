"""CPU of the first client of a process over https and of the second, each made and asked once.

By hand that is `httpx.Client` and `get`; with tarry it is `connect` and a poll. Each has processes of its own. What a
program imports at its top comes before; much of what both need is imported when it is first used, so the first is measured
again where a client over http came before it. The authorities that are trusted are those of certifi and one more, which stands
for the server on loopback: to load them is most of what a client by hand costs.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import certifi

from . import server
from .imports import ENVIRONMENT
from .measure import Spread, Table, in_turns, ratio, table
from .polls import key

ROUNDS = 21
_BY_HAND = """
import time, httpx

def client(url, key):
    http = httpx.Client(base_url=url, headers={"Authorization": "Basic bench"}, timeout=30)
    answer = http.get(f"/v2/events/batch/{key}")
    answer.raise_for_status()
    assert answer.json()["job"]["status"] == "COMPLETED"
    return http
"""
_TARRY = """
import time
from tarry import Outcome, fullstory

def client(url, key):
    found = fullstory.connect(api_key="bench", base_url=url)
    assert fullstory.EventsImport(found, key).poll().outcome is Outcome.SUCCEEDED
    return found
"""
_MEASURED = """
kept = []
for url, key in CALLS:
    start = time.process_time()
    kept.append(client(url, key))
    print(time.process_time() - start)
"""
PROGRAMS = {"httpx": _BY_HAND, "tarry": _TARRY}


def run(http: str) -> Iterator[Table]:
    """Measure, and give one table."""
    with tempfile.TemporaryDirectory() as folder, server.running(*_certificate(Path(folder))) as https:
        environment = {**ENVIRONMENT, "SSL_CERT_FILE": f"{folder}/authorities.pem"}
        orders = {"first": (https, https), "later": (http, https)}
        work = {
            (name, order): partial(_measured, program, urls, environment)
            for name, program in PROGRAMS.items()
            for order, urls in orders.items()
        }
        for measured in work.values():
            measured()
        found = in_turns(work, ROUNDS)
    rows = []
    for title, order, index, target in [
        ("first", "first", 0, "1.05"),
        ("first, one over http before", "later", 1, ""),
        ("second", "first", 1, "0.30"),
    ]:
        by_hand, ours = ([values[index] for values in found[name, order]] for name in PROGRAMS)
        row = [title, ratio(ours, by_hand).text(), target]
        rows.append([*row, *(Spread.of(values).text(".1f", 1e3) for values in (ours, by_hand))])
    yield table(
        ["CPU of a client and its first poll, https", "ratio to httpx by hand", "target", "ms", "by hand, ms"], rows
    )


def _measured(program: str, urls: Sequence[str], environment: dict[str, str]) -> list[float]:
    """Seconds of a client for each of *urls*."""
    code = f"CALLS = {[(url, key(1)) for url in urls]!r}\n{program}{_MEASURED}"
    ended = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    return [float(line) for line in ended.stdout.split()]


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of this machine and its key, trusted by authorities.pem beside them. Needs the command `openssl`."""
    certificate, secret = folder / "server.pem", folder / "server.key"
    command = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec", "-pkeyopt"]
    command += ["ec_paramgen_curve:prime256v1", "-subj", "/CN=bench", "-keyout", str(secret)]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True)
    (folder / "authorities.pem").write_text(Path(certifi.where()).read_text() + certificate.read_text())
    return certificate, secret
