"""What this process has open to a server on this machine. For Linux, where the kernel says so."""

import gc
import os
import time
from pathlib import Path
from urllib.parse import urlsplit

_STATES_THAT_COUNT = {"01", "02", "04", "05", "08"}
"""Established, connecting, closing, and closed by the other side alone: those that hold a file descriptor."""


def open_to(url: str) -> int:
    """Sockets of this process that are connected, or connecting, to the host and port of *url*."""
    port = urlsplit(url).port
    inodes = set()
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            target = os.readlink(f"/proc/self/fd/{descriptor}")
        except OSError:  # the one that lists them
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = 0
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not Path(table).exists():
            continue
        for line in Path(table).read_text().splitlines()[1:]:
            _, _, remote, state, *_, inode = line.split()[:10]
            if int(remote.rpartition(":")[2], 16) == port and state in _STATES_THAT_COUNT and inode in inodes:
                found += 1
    return found


def none_open_to(url: str, patience: float = 10.0) -> bool:
    """Whether nothing is open to *url*, or soon will not be; a thread that is told to end needs a moment."""
    end = time.monotonic() + patience
    while open_to(url):
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def none_open_but_garbage(url: str, patience: float = 10.0) -> bool:
    """The same, where it is left to the collector to close a socket. What a task holds is garbage only when it has ended."""
    end = time.monotonic() + patience
    while True:
        gc.collect()
        if none_open_to(url, 0.05):
            return True
        if time.monotonic() > end:
            return False
