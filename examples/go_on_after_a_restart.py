"""Ask for one's personal data (Open Data Rights), which takes days, in a program that is run again until it is there.

    python go_on_after_a_restart.py request.json 60  # waits for a minute at most, each time it is run

The first run submits the request and stores its handle, each later one goes on waiting for it. A handle holds no secret and no
URL, so it may lie in a file, a database or a queue.

Settings: OPEN_DATA_RIGHTS_BASE_URL and OPEN_DATA_RIGHTS_TOKEN.
"""

import sys
from pathlib import Path

import tarry
from tarry import open_data_rights


def main(store: Path, seconds: float) -> None:
    """Submit or go on, wait for so many *seconds*, and download what is there in the end."""
    with open_data_rights.connect() as client:
        if store.exists():
            job = tarry.open_job(tarry.Handle.from_json(store.read_text()), client)
            print(f"{job.handle}: going on")
        else:
            job = open_data_rights.DataRequest.submit(client)
            store.write_text(job.handle.to_json())  # before anything else can go wrong
            print(f"{job.handle}: submitted")
        try:
            tarry.wait_for_completion(job, timeout=seconds)
        except tarry.WaitTimeoutError:
            print(f"{job.handle}: still running, run this again later")
            return
        if not isinstance(job, open_data_rights.DataRequest):
            sys.exit(f"{store} holds another kind of job")
        archive = job.download(store.with_suffix(".zip"))
        store.unlink()
        print(f"{job.handle}: {archive.name} has {archive.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
