"""``python -m tests.faults.fleet ADDRESS SEED FILE…``: so many devices in one process to be killed.

Beside each queue lies, as JSON, with which headers its device is known to the portal.
"""

import json
import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults.device import Tab
from tests.faults.keeping import Queue

TABS = 2


def open_page(file: Path, address: str, seed: str) -> None:
    """One tab of one device until its queue is empty."""
    headers = json.loads(file.with_suffix(".json").read_text())
    tab = Tab(Queue(file), address, headers, random.Random(seed))
    tab.learn_keys()
    tab.work()


def main(address: str, seed: str, *files: str) -> None:
    with ThreadPoolExecutor(TABS * len(files)) as pool:
        pages = [
            pool.submit(open_page, Path(file), address, f"{seed} {file} {tab}")
            for file in files
            for tab in range(TABS)
        ]
        for page in pages:
            page.result()


if __name__ == "__main__":
    main(*sys.argv[1:])
