"""The tables of a run, for people and as JSON."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from benchmarks.measure import Result
from benchmarks.scenarios import SCENARIOS
from foundation.indonesia import number

HOME = Path(__file__).resolve().parent
BEGIN, END = "<!-- hasil -->", "<!-- akhir hasil -->"
_GOALS = {scenario.name: scenario.goal for scenario in SCENARIOS}

PAGES_HEAD = (
    "Halaman",
    "median ms",
    "p95 ms",
    "median ms (8)",
    "p95 ms (8)",
    "per detik (8)",
    "CPU Python ms",
    "CPU basis data ms",
    "permintaan",
    "kueri",
    "dibanding acuan",
    "sasaran",
)
WORK_HEAD = (
    "Pekerjaan",
    "detik",
    "CPU detik",
    "memori MB",
    "dibanding acuan",
    "sasaran",
    "keterangan",
)


def pages_table(results: Sequence[Result]) -> str:
    """One line per scenario; processor time stands beside that of its reference."""
    known = {(result.name, result.size): result for result in results}
    rows = []
    for result in results:
        goal = _GOALS.get(result.name)
        base = known.get((goal.reference, result.size)) if goal else None
        times = result.cpu_ms / base.cpu_ms if base else None
        rows.append(
            (
                result.name,
                _ms(result.median_ms),
                _ms(result.p95_ms),
                _ms(result.crowd_median_ms),
                _ms(result.crowd_p95_ms),
                _ms(result.per_second),
                _ms(result.python_ms),
                _ms(result.database_ms),
                result.requests,
                result.queries,
                f"{times:.2f} x" if times else "",
                _verdict(times, goal.times if goal else None),
            )
        )
    return table(PAGES_HEAD, rows)


def growth_table(small: Sequence[Result], large: Sequence[Result]) -> str:
    """How much dearer each page is at ten times the size."""
    known = {result.name: result for result in small}
    rows = [
        (
            result.name,
            _ms(known[result.name].cpu_ms),
            _ms(result.cpu_ms),
            f"{result.cpu_ms / known[result.name].cpu_ms:.2f} x",
            _ms(known[result.name].median_ms),
            _ms(result.median_ms),
            f"{result.median_ms / known[result.name].median_ms:.2f} x",
        )
        for result in large
    ]
    head = ("Halaman", "CPU ms", "CPU ms (10 x)", "", "median ms", "median ms (10 x)", "")
    return table(head, rows)


def work_table(works: Iterable[dict[str, Any]]) -> str:
    """Long work with its goal: ``goal`` in seconds, or ``times`` the ``reference``.

    Where processor seconds are known (``cpu``, ``cpu_reference``), those are compared.
    """
    return table(WORK_HEAD, map(_work_row, works))


def _work_row(work: dict[str, Any]) -> Sequence[Any]:
    seconds = work["seconds"]
    spent, reference = seconds, work.get("reference")
    if "cpu_reference" in work:
        spent, reference = work["cpu"], work["cpu_reference"]
    times = spent / reference if reference else None
    verdict = _verdict(times, work.get("times"))
    if work.get("goal"):
        verdict = f"{'ya' if seconds <= work['goal'] else 'TIDAK'} (≤ {work['goal']:g} detik)"
    return (
        work["name"],
        f"{seconds:.2f}",
        f"{work['cpu']:.2f}" if "cpu" in work else "",
        f"{work['peak_mb']:.0f}" if work.get("peak_mb") else "",
        f"{times:.2f} x" if times else "",
        verdict,
        work.get("said") or _size(work),
    )


def _size(work: dict[str, Any]) -> str:
    return f"{number(work['rows'])} baris" if "rows" in work else ""


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _ms(value: float) -> str:
    return f"{value:.1f}"


def _verdict(times: float | None, limit: float | None) -> str:
    if times is None or limit is None:
        return ""
    return f"{'ya' if times <= limit else 'TIDAK'} (≤ {limit:g} x)"


def machine() -> str:
    """What the figures were taken on."""
    cores = len(os.sched_getaffinity(0))
    return (
        f"{datetime.now().astimezone():%d-%m-%Y}, {cores} inti, Python {platform.python_version()}"
    )


def keep(text: str, figures: dict[str, Any]) -> None:
    """Put the tables into ``benchmarks/README.md`` and the figures into ``last.json``."""
    page = HOME / "README.md"
    before, rest = page.read_text().split(BEGIN)
    after = rest.split(END)[1]
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")
    (HOME / "last.json").write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n")
