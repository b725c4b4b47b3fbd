"""``python -m benchmarks``: the city into both databases, then everything that has a goal."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from benchmarks import city, exports, report
from benchmarks.measure import Result, run
from benchmarks.scenarios import SCENARIOS, Facts
from benchmarks.server import Server
from benchmarks.work import measured

DATABASE = "postgresql://postgres@127.0.0.1:5432/musrenbang_bench"
TEN = 10
IMPORT_GOAL, BUILD_GOAL = 20.0, 2.0


def main() -> None:
    """Measure, print, and with ``--keep`` write the page and the JSON file."""
    asked = _arguments()
    parts: list[str] = [f"Diukur {report.machine()}."]
    figures: dict[str, Any] = {"machine": report.machine()}
    with tempfile.TemporaryDirectory(prefix="musrenbang-bench-") as folder:
        os.environ["BENCH_FOLDER"] = folder
        os.environ["CACHE_DIR"] = str(Path(folder) / "cache")
        for name, url in _databases(asked, Path(folder)):
            text, found = _measure(name, url, asked, Path(folder))
            parts.append(text)
            figures[name] = found
    text = "\n\n".join(parts)
    sys.stdout.write(text + "\n")
    if asked.json:
        Path(asked.json).write_text(json.dumps(figures, indent=1, ensure_ascii=False))
    if asked.keep:
        report.keep(text, figures)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--database", default=os.environ.get("BENCH_DATABASE_URL", DATABASE))
    parser.add_argument("--only", choices=("postgresql", "sqlite"))
    parser.add_argument("--usulan-per-kelurahan", type=int, help="kecil, untuk mencoba")
    parser.add_argument("--pages-only", action="store_true")
    parser.add_argument("--no-ten", action="store_true", help="tanpa ukuran sepuluh kali")
    parser.add_argument("--deeds", type=int, help="banyaknya ulangan setiap halaman")
    parser.add_argument("--json", metavar="BERKAS")
    parser.add_argument("--keep", action="store_true", help="simpan di benchmarks/README.md")
    return parser.parse_args()


def _databases(asked: argparse.Namespace, folder: Path) -> Iterator[tuple[str, str]]:
    if asked.only != "sqlite":
        if city.reachable(asked.database):
            yield "postgresql", asked.database
        else:
            sys.stderr.write("PostgreSQL tidak menjawab, jadi hanya SQLite yang diukur.\n")
    if asked.only != "postgresql":
        yield "sqlite", f"sqlite:///{folder / 'bench.sqlite3'}"


def _measure(
    name: str, url: str, asked: argparse.Namespace, folder: Path
) -> tuple[str, dict[str, Any]]:
    _tell(f"{name}: memuat kota")
    city.manage(url, "collectstatic", "--noinput", "--verbosity", "0")
    city.make(url, per_kelurahan=asked.usulan_per_kelurahan)
    try:
        parts, found = [f"### {name}"], {}
        facts = read_facts(url)
        works = [] if asked.pages_only else _works(url, folder)
        pages = _pages(url, asked, facts, ten=False)
        parts += [f"{facts['usulan']} usulan.", report.pages_table(pages)]
        found["pages"] = [result.as_dict() for result in pages]
        if works:
            parts.append(report.work_table(works))
            found["works"] = works
        if name == "postgresql" and not (asked.no_ten or asked.pages_only):
            _tell("sepuluh kali lipat")
            size = city.multiply(url, TEN)
            city.settle(url)
            large = _pages(url, asked, read_facts(url), ten=True)
            parts += [f"Pada {size} usulan:", report.growth_table(pages, large)]
            found["pages_ten"] = [result.as_dict() for result in large]
        return "\n\n".join(parts), found
    finally:
        city.drop(url)


def read_facts(url: str) -> dict[str, Any]:
    """What the scenarios need to name in this database."""
    code = "import json; from benchmarks.facts import find; print('FACTS' + json.dumps(find()))"
    printed = city.manage(url, "shell", "--no-imports", "-c", code)
    line = next(line for line in printed.splitlines() if line.startswith("FACTS"))
    return dict(json.loads(line.removeprefix("FACTS")))


def _pages(
    url: str, asked: argparse.Namespace, known: dict[str, Any], *, ten: bool
) -> list[Result]:
    names = {field.name for field in fields(Facts)}
    facts = Facts(
        **{key: value for key, value in known.items() if key in names - {"waiting"}},
        waiting=iter(known["waiting"]),
    )
    found = []
    with _serving(url) as server:
        for scenario in SCENARIOS:
            if ten and not scenario.grows:
                continue
            _tell(scenario.name)
            found.append(run(server, scenario, facts, size=known["usulan"], deeds=asked.deeds))
    return found


@contextmanager
def _serving(url: str) -> Iterator[Server]:
    with Server(url) as server:
        yield server


def _works(url: str, folder: Path) -> list[dict[str, Any]]:

    _tell("pekerjaan panjang")
    build = measured(url, "benchmarks.work:build_rkpd")
    listed = folder / "usulan.xlsx"
    city.manage(
        url,
        "export_usulan",
        "--cycle",
        str(_year(url)),
        "--format",
        "xlsx",
        "--layout",
        "sipd",
        "--output",
        str(listed),
    )
    imported = measured(url, "benchmarks.work:import_list", str(listed))
    return [
        *exports.measure(url, folder),
        {"name": "Menyusun rancangan RKPD", "goal": BUILD_GOAL, **build},
        {"name": "Impor seluruh daftar (XLSX)", "goal": IMPORT_GOAL, **imported},
    ]


def _year(url: str) -> int:
    code = (
        "from planning.models import Cycle; "
        "print('YEAR', Cycle.objects.get(is_current=True).fiscal_year)"
    )
    printed = city.manage(url, "shell", "--no-imports", "-c", code)
    return int(printed.split("YEAR")[1].split()[0])


def _tell(sentence: str) -> None:
    sys.stderr.write(f"- {sentence}\n")


if __name__ == "__main__":
    main()
