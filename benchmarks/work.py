"""Long work, each in a process of its own: seconds, and the most memory it held."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.city import MANAGE
from benchmarks.server import environment

_MEASURED = """
import json, resource, time
from {module} import {function} as work
started = time.perf_counter()
said = work({arguments})
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print("MEASURED" + json.dumps({{"seconds": seconds, "peak_mb": peak, "said": said}}))
"""


def measured(database_url: str, function: str, *arguments: Any) -> dict[str, Any]:
    """Call ``module:function`` in a fresh process; what it returned is ``said``."""
    module, _, name = function.partition(":")
    code = _MEASURED.format(module=module, function=name, arguments=", ".join(map(repr, arguments)))
    done = subprocess.run(
        [sys.executable, str(MANAGE), "shell", "--no-imports", "-c", code],
        env=environment(database_url),
        capture_output=True,
        text=True,
        check=False,
    )
    for line in done.stdout.splitlines():
        if line.startswith("MEASURED"):
            return dict(json.loads(line.removeprefix("MEASURED")))
    raise RuntimeError(f"{function}: {done.stderr[-2000:]}")


def build_rkpd() -> str:
    """A new draft out of all accommodated usulan of the running cycle; undone afterwards."""
    from django.db import transaction

    from kelurahan.models import User
    from planning.models import Cycle
    from rkpd.services import build_draft

    with transaction.atomic():
        cycle = Cycle.objects.get(is_current=True)
        draft = build_draft(cycle=cycle, actor=User.objects.get(username="bappeda"))
        said = f"{draft.usulan_count} usulan, {draft.lines.count()} baris"
        transaction.set_rollback(True)
    return said


def import_list(path: str) -> str:
    """The list of the whole city into a cycle that has none of it yet."""
    from planning.models import Cycle
    from proposals.imports import import_usulan

    # The year after the running one: dates in the list lie far from any other.
    running = Cycle.objects.get(is_current=True)
    cycle, _ = Cycle.objects.get_or_create(
        fiscal_year=running.fiscal_year + 1, defaults={"theme": "Pengukuran"}
    )
    return import_usulan(path, filename=Path(path).name, cycle=cycle).summary()
