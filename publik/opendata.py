"""Open data: what every usulan in public says of itself, and what each column means."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from planning.models import Cycle
from proposals.models import Proposal, ProposalEvent
from proposals.progress import Calendar
from proposals.public import shown_title
from proposals.statuses import UNANSWERED, Status
from publik.choice import STATES
from publik.road import STEP_OF_STATUS, STEPS
from publik.selectors import in_public
from publik.story import waited_of

LICENCE = {
    "name": "Creative Commons Attribution 4.0 International (CC BY 4.0)",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
_AT_ONCE = 500


@dataclass(frozen=True)
class Item:
    """One column: its name, type, meaning, and how it is read from a usulan."""

    name: str
    type: str
    meaning: str
    read: Callable[[Proposal], Any]


def _step(row: Proposal) -> str:
    """Empty for what ended elsewhere than its status tells."""
    at = STEP_OF_STATUS.get(Status(row.status))
    return "" if at is None else STEPS[min(at, len(STEPS) - 1)]


def _day(moment: Any) -> str:
    return timezone.localdate(moment).isoformat()


def _answer(row: Proposal) -> str:
    if row.status != Status.REALISED:
        return ""
    return row.answer.answer if row.answer else UNANSWERED


COLUMNS = (
    Item("nomor", "teks", "Nomor usulan: tahun/kode kelurahan/nomor urut.", lambda r: r.number),
    Item("tahun", "bilangan", "Tahun anggaran.", lambda r: r.cycle.fiscal_year),
    Item("kecamatan", "teks", "Nama kecamatan.", lambda r: str(r.kelurahan.kecamatan)),
    Item("kelurahan_kode", "teks", "Kode wilayah kelurahan.", lambda r: r.kelurahan.code),
    Item("kelurahan", "teks", "Nama kelurahan.", lambda r: str(r.kelurahan)),
    Item("rw", "teks", "Nomor RW, bila dari RW.", lambda r: r.rw.label if r.rw else ""),
    Item("pengusul", "teks", "Jenis pengusul.", lambda r: r.get_proposer_kind_display()),
    Item("judul", "teks", "Judul; data pribadi disamarkan dalam kurung siku.", shown_title),
    Item(
        "item_kode",
        "teks",
        "Kode item kamus; kosong bila di luar kamus.",
        lambda r: r.kamus_item.code if r.kamus_item else "",
    ),
    Item(
        "item",
        "teks",
        "Nama item kamus; kosong bila di luar kamus.",
        lambda r: r.kamus_item.name if r.kamus_item else "",
    ),
    Item("volume", "bilangan", "Volume menurut pengusul.", lambda r: r.volume),
    Item("satuan", "teks", "Satuan volume.", lambda r: r.unit),
    Item("nilai", "bilangan", "Nilai menurut pengusul, dalam rupiah.", lambda r: r.value),
    Item("status", "teks", "Status sekarang.", lambda r: r.status_words),
    Item(
        "digabung_ke",
        "teks",
        "Nomor usulan yang menampung usulan ini, bila digabung.",
        lambda r: r.merged_into.number if r.merged_into else "",
    ),
    Item(
        "langkah",
        "teks",
        "Langkah dari sembilan langkah; kosong bila usulan berakhir di luar langkah tetap.",
        _step,
    ),
    Item(
        "perangkat_daerah",
        "teks",
        "Perangkat Daerah yang menangani.",
        lambda r: str(r.opd) if r.opd else "",
    ),
    Item("diajukan", "tanggal", "Hari diajukan (TTTT-BB-HH).", lambda r: _day(r.submitted_at)),
    Item("status_sejak", "tanggal", "Hari status dicapai.", lambda r: _day(r.status_since)),
    Item(
        "tanggapan",
        "teks",
        "Tanggapan pengusul atas pekerjaan yang dilaporkan selesai: benar, dibantah, atau belum; "
        "kosong bila pekerjaan belum dilaporkan selesai.",
        _answer,
    ),
    Item(
        "tanggapan_hari",
        "tanggal",
        "Hari pengusul menanggapi; kosong bila belum.",
        lambda r: _day(r.answer.answered_at) if _answer(r) not in ("", UNANSWERED) else "",
    ),
    Item(
        "menunggu_siapa",
        "teks",
        "Siapa yang harus menjawab sekarang; kosong bila tidak ada yang ditunggu.",
        lambda r: r.waited.who if r.waited else "",
    ),
    Item(
        "menunggu_hari",
        "bilangan",
        "Sudah berapa hari menunggu; kosong bila tidak ada yang ditunggu.",
        lambda r: r.waited.days if r.waited else None,
    ),
    Item(
        "lewat_hari",
        "bilangan",
        "Berapa hari lewat dari batas waktunya, 0 bila belum lewat; kosong bila tidak ada yang "
        "ditunggu.",
        lambda r: r.waited.late if r.waited else None,
    ),
    Item("alasan", "teks", "Alasan resmi keputusan, bila ada.", lambda r: r.reason_said or ""),
)


def lines(cycle: Cycle) -> Iterator[list[Any]]:
    """The usulan of one year, one at a time."""
    said = ProposalEvent.objects.filter(
        proposal=OuterRef("pk"), reason__isnull=False, target=OuterRef("status")
    ).order_by("-at", "-pk")
    rows = (
        in_public()
        .filter(cycle=cycle)
        .select_related("cycle", "kelurahan__kecamatan", "rw", "kamus_item", "opd", "confirmation")
        .select_related("merged_into")
        .annotate(reason_said=Subquery(said.values("reason__public_sentence")[:1]))
        .order_by("number")
    )
    calendar = Calendar(cycle)
    for row in rows.iterator(chunk_size=_AT_ONCE):
        row.waited = waited_of(row, calendar)
        yield [column.read(row) for column in COLUMNS]


def as_json(cycle: Cycle) -> Iterator[str]:
    """One JSON document, written as it is read."""
    head = {"lisensi": LICENCE, "tahun": cycle.fiscal_year}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "usulan": ['
    names = [column.name for column in COLUMNS]
    first = "\n"
    for line in lines(cycle):
        values = {
            name: float(value) if name == "volume" and value is not None else value
            for name, value in zip(names, line, strict=True)
        }
        yield first + json.dumps(values, ensure_ascii=False)
        first = ",\n"
    yield "\n]}\n"


def dictionary() -> dict[str, Any]:
    """What the columns mean, for machines."""
    return {
        "lisensi": LICENCE,
        "kolom": [
            {"nama": column.name, "jenis": column.type, "arti": column.meaning}
            for column in COLUMNS
        ],
        "status": list(STATES.values()),
        "langkah": list(STEPS),
    }
