"""Recaps with one line per place, kamus item or OPD: counted and added up by the database."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from desk.recaps.base import Recap
from desk.recaps.chosen import WITHOUT_KAMUS, Chosen, Place
from desk.recaps.figures import Raw, by_key, figure_columns, grouped, measured
from foundation.recaps import Group, Line, RecapColumn, RecapRow
from foundation.sheets import WHOLE, YEAR
from kelurahan.models import Assignment
from kelurahan.roles import Role
from proposals.quota import rw_ceilings
from proposals.review import NOTHING

_FROM_RW = "asal=rw&rekap="
_FROM_KELURAHAN = "asal=kelurahan&rekap=masuk"
_COUNTED_AS = (
    "Usulan RW termasuk usulan RT; usulan kelurahan termasuk usulan lembaga. Usulan yang dicabut "
    "tidak dihitung.",
    "Diterima: terverifikasi kelurahan atau lebih lanjut, nilainya menurut kelurahan. Ditolak: "
    "tidak diteruskan atau digabung ke usulan lain, nilainya menurut pengusul.",
)


def _kecamatan(place: Place) -> Group:
    return Group(f"Kecamatan {place.kecamatan_name}", f"kecamatan={place.kecamatan}")


class KelurahanRecap(Recap):
    """Every kelurahan with what its RW handed in and what became of it (SIENCANG's layout)."""

    key = "kelurahan"
    title = "Rekapitulasi Usulan Kelurahan"
    hint = "Per kelurahan: usulan RW dibanding kuota, diterima, ditolak, usulan kelurahan."
    filters = ("kecamatan", "kelurahan", "opd", "bidang")
    columns = (
        RecapColumn("Kode", width=13),
        RecapColumn("Kecamatan", width=18, csv_only=True),
        RecapColumn("Wilayah", width=20),
        RecapColumn("Maks", "Usulan RW", 8, WHOLE, is_summed=True),
        RecapColumn("Usulan", "Usulan RW", 8, WHOLE, is_summed=True, query=f"{_FROM_RW}masuk"),
        RecapColumn("Selisih", "Usulan RW", 8, WHOLE, is_summed=True),
        RecapColumn("Total (Rp)", "Usulan RW", 17, WHOLE, is_summed=True, query=f"{_FROM_RW}masuk"),
        *figure_columns("Diterima", f"{_FROM_RW}kel-terima"),
        *figure_columns("Ditolak", f"{_FROM_RW}kel-tolak"),
        RecapColumn("Maks", "Usulan kelurahan", 8, WHOLE),
        RecapColumn("Usulan", "Usulan kelurahan", 8, WHOLE, is_summed=True, query=_FROM_KELURAHAN),
        RecapColumn("Selisih", "Usulan kelurahan", 8, WHOLE),
        RecapColumn(
            "Total (Rp)", "Usulan kelurahan", 17, WHOLE, is_summed=True, query=_FROM_KELURAHAN
        ),
    )
    label_at = 2
    notes = (
        *_COUNTED_AS,
        "Maks: jumlah kuota semua RW kelurahan itu; kosong bila tidak ada kuota. Selisih: maks "
        "dikurangi usulan. Usulan kelurahan sendiri tidak dibatasi.",
    )

    def lines(self, chosen: Chosen) -> Iterator[Line]:
        found = by_key(grouped(chosen.rows, "kelurahan"), lambda row: row["kelurahan"])
        places = chosen.covered
        ceilings = {}
        if not {"opd", "bidang"} & chosen.filters.keys():
            ceilings = rw_ceilings(chosen.cycle, [place.kelurahan for place in places])
        for place in places:
            raw = found.get(place.kelurahan, [])
            cells = [place.code, place.kecamatan_name, place.name]
            cells += self._figures(raw, ceilings.get(place.kelurahan))
            yield (
                (_kecamatan(place),),
                RecapRow(cells, query=f"kecamatan={place.kecamatan}&kelurahan={place.kelurahan}"),
            )

    def _figures(self, raw: list[Raw], ceiling: int | None) -> list[Any]:
        count, value = measured(raw, "masuk", "rw")
        own, own_value = measured(raw, "masuk", "kelurahan")
        return [
            ceiling,
            count,
            None if ceiling is None else ceiling - count,
            value,
            *measured(raw, "kel-terima", "rw"),
            *measured(raw, "kel-tolak", "rw"),
            None,
            own,
            None,
            own_value,
        ]


class IssueRecap(Recap):
    """Every kamus item under its issue (SIENCANG's Rekap per isu)."""

    key = "isu"
    title = "Rekapitulasi Usulan per Isu"
    hint = "Per isu dan item kamus: usulan RW, diterima, ditolak, usulan kelurahan."
    columns = (
        RecapColumn("Isu", width=24, csv_only=True),
        RecapColumn("Kode", width=13),
        RecapColumn("Uraian", width=40),
        *figure_columns("Usulan RW", f"{_FROM_RW}masuk"),
        *figure_columns("Diterima", f"{_FROM_RW}kel-terima"),
        *figure_columns("Ditolak", f"{_FROM_RW}kel-tolak"),
        *figure_columns("Usulan kelurahan", _FROM_KELURAHAN),
    )
    label_at = 2
    has_headings = True
    splits = ("kecamatan", "kelurahan", "opd")
    notes = _COUNTED_AS

    def lines(self, chosen: Chosen) -> Iterator[Line]:
        keys = (
            "kamus_item__issue__name",
            "kamus_item__issue",
            "kamus_item__code",
            "kamus_item__name",
            "kamus_item",
        )
        found = by_key(grouped(chosen.rows, *keys), lambda row: tuple(row[key] for key in keys))
        # Databases differ in where they put what has no name.
        for ident, raw in sorted(found.items(), key=lambda pair: pair[0][0] is None):
            issue, issue_key, code, name, item = ident
            group = Group(issue or WITHOUT_KAMUS, f"kamus=isu-{issue_key}")
            query = f"kamus={item}"
            if item is None:
                group, query = Group(WITHOUT_KAMUS, f"kamus={NOTHING}"), f"kamus={NOTHING}"
            cells = [
                issue or WITHOUT_KAMUS,
                code,
                name or "Usulan bebas",
                *measured(raw, "masuk", "rw"),
                *measured(raw, "kel-terima", "rw"),
                *measured(raw, "kel-tolak", "rw"),
                *measured(raw, "masuk", "kelurahan"),
            ]
            yield (group,), RecapRow(cells, query=query)


class OpdRecap(Recap):
    """Every OPD with what the kecamatan sent it and what it decided (SIENCANG's Rekap OPD)."""

    key = "opd"
    title = "Rekapitulasi Usulan per Perangkat Daerah"
    hint = "Per Perangkat Daerah: usulan kecamatan, diterima, ditolak."
    columns = (
        RecapColumn("Kode", width=13),
        RecapColumn("Organisasi", width=56),
        *figure_columns("Usulan kecamatan", "rekap=opd-masuk"),
        *figure_columns("Diterima", "rekap=opd-terima"),
        *figure_columns("Ditolak", "rekap=opd-tolak"),
    )
    splits = ("kecamatan", "kelurahan")
    notes = (
        "Usulan kecamatan: yang disepakati kecamatan dan sampai di Perangkat Daerah, nilainya "
        "menurut kecamatan. Diterima: diakomodir atau lebih lanjut, nilainya menurut Perangkat "
        "Daerah.",
        "Ditolak: tidak diakomodir, dibatalkan, atau dialihkan ke sumber lain. Sisanya menunggu "
        "keputusan atau ditunda. Dana kelurahan tidak lewat Perangkat Daerah.",
    )

    def lines(self, chosen: Chosen) -> Iterator[Line]:
        routed = chosen.rows.filter(routed_at__isnull=False, opd__isnull=False)
        keys = ("opd__name", "opd__code", "opd")
        found = by_key(grouped(routed, *keys), lambda row: tuple(row[key] for key in keys))
        for (name, code, opd), raw in found.items():
            figures = [measured(raw, name) for name in ("opd-masuk", "opd-terima", "opd-tolak")]
            cells = [code, name, *(figure for pair in figures for figure in pair)]
            yield (), RecapRow(cells, query=f"opd={opd}")


class SipdRecap(Recap):
    """The table per kelurahan that SIPD prints: in, held, refused and passed on at every desk."""

    key = "sipd"
    title = "Rekapitulasi Usulan per Kelurahan (susunan SIPD)"
    hint = "Per kelurahan: belum, ditolak, diteruskan di setiap meja; rinciannya per item kamus."
    columns = (
        RecapColumn("No", width=5, number_format=YEAR),
        RecapColumn("Kecamatan", width=16),
        RecapColumn("Desa/Kelurahan", width=17),
        RecapColumn("Nama lurah", width=20),
        RecapColumn("Usulan masuk", "", 9, WHOLE, is_summed=True, query="rekap=masuk"),
        *(
            RecapColumn(title, group, 10, WHOLE, is_summed=True, query=f"rekap={key}-{suffix}")
            for group, key, first in (
                ("Mitra", "mitra", "Belum divalidasi"),
                ("Kecamatan", "kec", "Belum"),
                ("Forum SKPD", "pd", "Belum"),
            )
            for title, suffix in ((first, "belum"), ("Ditolak", "tolak"), ("Diteruskan", "terus"))
        ),
        RecapColumn("Total pagu diteruskan", "", 20, WHOLE, is_summed=True, query="rekap=pd-terus"),
    )
    label_at = 2
    notes = (
        "Kolom Mitra berisi verifikasi kelurahan, karena di portal ini kelurahan yang memeriksa "
        "lebih dahulu. Ditolak termasuk digabung, dibatalkan, dan dialihkan ke sumber lain.",
        "Dana kelurahan dihitung diteruskan sampai akhir, karena masuk Renja kecamatan. Total pagu "
        "diteruskan: nilai menurut penilaian terakhir dari yang diteruskan Forum SKPD.",
    )

    def lines(self, chosen: Chosen) -> Iterator[Line]:
        found = by_key(grouped(chosen.rows, "kelurahan"), lambda row: row["kelurahan"])
        names = lurah_names()
        detail = reverse("admin:desk_recap", args=["sipd-rinci"])
        for number, place in enumerate(chosen.covered, 1):
            raw = found.get(place.kelurahan, [])
            cells = [number, place.kecamatan_name, place.name, names.get(place.kelurahan, "")]
            for column in self.columns[4:-1]:
                cells.append(measured(raw, str(column.query).removeprefix("rekap="))[0])
            cells.append(measured(raw, "pd-terus")[1])
            narrowed = chosen.narrowed(kelurahan=str(place.kelurahan))
            yield (
                (_kecamatan(place),),
                RecapRow(
                    cells,
                    query=f"kecamatan={place.kecamatan}&kelurahan={place.kelurahan}",
                    address=f"{detail}?{narrowed.query}",
                ),
            )


def lurah_names() -> dict[int, str]:
    """The lurah in office, by kelurahan."""
    posts = Assignment.objects.active().filter(role=Role.LURAH).order_by("pk")
    return dict(posts.values_list("kelurahan", "user__full_name"))
