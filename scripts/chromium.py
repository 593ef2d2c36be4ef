"""Open pages in headless Chromium: what `check_docs.py` and `check_site.py` share. The looking is done by scripts of Node."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

NODE_TOOLS = Path(__file__).resolve().parent / "speclint"
PATIENCE = 360  # seconds; seen to take four minutes where two cores had a load of nine
BROWSER_FAILED = 3  # as in browser.mjs
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def path() -> str:
    """Path of Chromium, from CHROMIUM or the usual names."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        sys.exit("Chromium is needed: install it (Debian: apt-get install chromium), or name one with CHROMIUM=/path")
    return found


def look(script: str, screenshots: Path, task: dict[str, Any]) -> int:
    """Open pages as a script of Node does it; its exit code: 1 for a problem of the pages, 3 where the browser failed twice.

    Args:
        script: Its name in scripts/speclint/.
        screenshots: Where they go, but with --no-screenshots.
        task: What it expects, besides what all have.
    """
    shutil.rmtree(screenshots, ignore_errors=True)
    screenshots.mkdir(parents=True)
    task |= {
        "browser": path(),
        # Chromium's own sandbox does not work for root, which is what containers run as.
        "root": os.geteuid() == 0,
        "screenshots": None if "--no-screenshots" in sys.argv[1:] else str(screenshots),
    }
    exit_code = _run(script, task)
    if exit_code == BROWSER_FAILED:
        print("Once more, with a fresh browser.")
        exit_code = _run(script, task)
    return exit_code


def _run(script: str, task: dict[str, Any]) -> int:
    try:
        return subprocess.run(
            ["node", script], cwd=NODE_TOOLS, input=json.dumps(task), text=True, check=False, timeout=PATIENCE
        ).returncode
    except subprocess.TimeoutExpired:
        print(f"The browser hangs: no end after {PATIENCE} s", file=sys.stderr)
        return BROWSER_FAILED
