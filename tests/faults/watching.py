"""Looks at the database all the time: how far it is, and whether it ever claims too much."""

import threading

import psycopg2

from tests.faults.conftest import Stage

_LOOK = """
SELECT (SELECT count(*) FROM proposals_sending),
       (SELECT count(*) FROM proposals_proposal p JOIN proposals_declaredfile d
          ON d.proposal_id = p.id AND (d.arrived_at IS NULL OR d.attachment_id IS NULL)
         WHERE p.number IS NOT NULL AND p.files_awaited = 0)
"""


class Watch(threading.Thread):
    """``received`` so far; ``too_early`` counts files that a complete usulan did not have."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(daemon=True)
        self._stage, self._is_over = stage, threading.Event()
        self.received = self.too_early = self.looks = 0

    def run(self) -> None:
        while not self._is_over.wait(0.2):
            try:
                ((self.received, missing),) = self._stage.ask(_LOOK)
            except psycopg2.OperationalError:
                continue
            self.looks += 1
            self.too_early += missing

    def stop(self) -> None:
        self._is_over.set()
        self.join()
