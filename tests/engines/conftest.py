"""Tests of adapters run where their engine is installed: `make check-engines` makes an environment for each."""

from importlib.util import find_spec
from pathlib import Path

ENGINES = sorted(path.name for path in Path(__file__).parent.iterdir() if path.is_dir() and path.name[0].isalpha())

PACKAGES = {"temporal": "temporalio"}
"""Of the engines that are called otherwise."""

collect_ignore = [engine for engine in ENGINES if find_spec(PACKAGES.get(engine, engine)) is None]
