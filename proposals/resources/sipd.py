"""The 26 columns of SIPD's "monitor usulan" in their order (domain page 2.3)."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from foundation.values import SERIAL, ValuesColumn
from proposals.resources.full import KIND, STATUS, WHOLE
from proposals.resources.reading import (
    PROPOSER,
    UsulanResource,
    figures_in_words,
    proposer_in_words,
    rts_in_words,
)

ADDRESS = ("address", "landmark", "located", "rw__label", "latitude", "longitude")


def figures(relation: str) -> tuple[str, ...]:
    """What ``figures_in_words`` needs of one office."""
    return ("unit", *(f"{relation}__{name}" for name in ("volume", "value", "note")))


def _first(one: str, other: str | None) -> str:
    return one or other or ""


def _both(code: str | None, name: str | None) -> str:
    return f"{code} {name}" if code else ""


def _day(submitted_at: datetime | None) -> date | None:
    # The portal has one clock; asking for that of the request costs more than all else here.
    zone = timezone.get_default_timezone()
    return submitted_at.astimezone(zone).date() if submitted_at else None


def _address(
    address: str, landmark: str, located: str | None, rw: str | None, *point: Decimal | None
) -> str:
    parts = [address, landmark and f"({landmark})"]
    if located:
        parts.append(f"RT {rts_in_words(located)}")
    if rw:
        parts.append(f"RW {rw}")
    if None not in point:
        parts.append(f"{point[0]},{point[1]}")
    return " ".join(filter(None, parts))


class SipdResource(UsulanResource):
    """As regional tools read it. Volume and Anggaran are the proposer's own.

    SIPD columns for which the portal holds nothing (mitra, TAPD, jenis belanja) stay empty. The
    point stands as ``lat,lng`` at the end of Alamat, where those tools look for it.
    """

    serial = ValuesColumn(SERIAL, "No", width=6, number_format="0")
    external_id = ValuesColumn(("external_id", "number"), "ID usulan", _first, width=26)
    submitted = ValuesColumn("submitted_at", "Tanggal usul", _day, width=12)
    proposer = ValuesColumn(PROPOSER, "Pengusul", proposer_in_words, width=24, wraps=True)
    profile = ValuesColumn("proposer_kind", "Profil", KIND, width=12)
    title = ValuesColumn("title", "Usulan", width=44, wraps=True)
    problem = ValuesColumn("problem", "Masalah", width=50, wraps=True)
    address = ValuesColumn(ADDRESS, "Alamat", _address, width=50, wraps=True)
    city = ValuesColumn("kelurahan__kecamatan__city__name", "Kabupaten/Kota", width=18)
    kecamatan = ValuesColumn("kelurahan__kecamatan__name_local", "Kecamatan", width=18)
    kelurahan = ValuesColumn("kelurahan__name_local", "Kelurahan", width=18)
    rank = ValuesColumn("rank", "Usulan ke", number_format="0")
    first_opd = ValuesColumn("first_opd__name", "OPD tujuan awal", width=32, wraps=True)
    opd = ValuesColumn("opd__name", "OPD tujuan akhir", width=32, wraps=True)
    status = ValuesColumn("status", "Status", STATUS, width=24)
    note = ValuesColumn("last_word", "Catatan", width=60, wraps=True)
    by_mitra = ValuesColumn((), "Rekomendasi mitra", width=18)
    by_kelurahan = ValuesColumn(
        figures("at_kelurahan"),
        "Rekomendasi kelurahan/desa",
        figures_in_words,
        width=40,
        wraps=True,
    )
    by_kecamatan = ValuesColumn(
        figures("at_kecamatan"), "Rekomendasi kecamatan", figures_in_words, width=40, wraps=True
    )
    by_opd = ValuesColumn(
        figures("at_opd"), "Rekomendasi SKPD", figures_in_words, width=40, wraps=True
    )
    by_tapd = ValuesColumn((), "Rekomendasi TAPD", width=18)
    volume = ValuesColumn("volume", "Volume")
    unit = ValuesColumn("unit", "Satuan")
    value = ValuesColumn("value", "Anggaran", width=18, number_format=WHOLE)
    spending = ValuesColumn((), "Jenis belanja", width=14)
    sub_kegiatan = ValuesColumn(
        ("sub_code", "sub_name"), "Sub kegiatan", _both, width=50, wraps=True
    )

    class Meta(UsulanResource.Meta):
        pass
