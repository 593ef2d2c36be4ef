"""Where things are, wherever a test stands."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
SPECS = ROOT / "specs"
SCRIPTS = ROOT / "scripts"
CASSETTES = TESTS / "cassettes"
