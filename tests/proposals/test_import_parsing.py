"""What the texts of a SIPD list say, one kind of cell after the other."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables import Row
from kelurahan.labels import normalise_label
from kelurahan.models.territory import OrganisationKind
from proposals.imports.layouts import RECAP
from proposals.imports.outcomes import status_of
from proposals.imports.parsing import (
    moment_of,
    name_key,
    organisation_kind,
    owner_in,
    owner_named,
    point_in,
    proposer_named,
    volume_and_unit,
    without_office,
)
from proposals.imports.places import Place, places_in
from proposals.imports.rows import RowProblem, read_row
from proposals.statuses import Status
from tests.proposals.sipd_files import recap_row

JAKARTA = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT 02, 03, 10 RW 01", [("001", "002 003 010")]),
        ("RT 1,2,3 RW 4", [("004", "001 002 003")]),
        ("RT 1 dan 2 RW 4", [("004", "001 002")]),
        ("RT 02, 03 dan 04 RW 01 No. 5", [("001", "002 003 004")]),
        ("RW IV", [("004", "")]),
        ("Rt 32/16", [("016", "032")]),
        ("RT 01/02/03 RW 05", [("005", "001 002 003")]),
        ("RT 03 RW 01, Kota Contoh", [("001", "003")]),
        ("RT 01-07 RW 02", [("002", "001 002 003 004 005 006 007")]),
        ("RT 01 s/d 03 RW 02", [("002", "001 002 003")]),
        ("RT 01 sampai dengan 03 RW 02", [("002", "001 002 003")]),
        ("RT 1-99 RW 2", [("002", "001 099")]),
        ("RT 07-02 RW 2", [("002", "007 002")]),
        ("RT 01-05/09", [("009", "001 002 003 004 005")]),
        ("RT/RW 003/005", [("005", "003")]),
        ("RW/RT 05/03", [("005", "003")]),
        ("RT.003/RW.005", [("005", "003")]),
        ("R.T. 03 R.W. 05", [("005", "003")]),
        ("RT01/RW02", [("002", "001")]),
        ("RT 5A RW 6b", [("006B", "005A")]),
        ("RW 02 RT 01, 03", [("002", "001 003")]),
        ("RW 02 RT 01 RW 03 RT 04", [("002", "001"), ("003", "004")]),
        ("RT 01 RW 02 dan RT 03 RW 04", [("002", "001"), ("004", "003")]),
        ("RT 01, RT 02 RW 05", [("005", "001 002")]),
        ("RW 01, 02 dan 03", [("001", ""), ("002", ""), ("003", "")]),
        ("Gang 6, Jalan Contoh 2 RT 01 RW 09 (Depan Pos)", [("009", "001")]),
        ("RT 05, 10 m RW 1", [("001", "005")]),
        ("RT 03, 2 unit", [(None, "003")]),
        ("RT 00 RW 00", []),
        ("SMART 3, START 05, Jalan Contoh 7", []),
        ("", []),
    ],
)
def test_places(text, expected):
    assert places_in(text) == tuple(Place(rw, tuple(rts.split())) for rw, rts in expected)


@given(st.text(alphabet="RTWrtw0123456789 ,./-IVXdan()", max_size=80))
def test_places_are_always_labels(text):
    for place in places_in(text):
        for label in (*place.rts, *([place.rw] if place.rw else [])):
            assert normalise_label(label) == label


@given(
    st.lists(st.integers(1, 99), min_size=1, max_size=8, unique=True),
    st.integers(1, 99),
    st.sampled_from([", ", ",", " dan ", " & ", "; ", "/"]),
)
def test_listed_rts_come_back(rts, rw, separator):
    listed = separator.join(f"{rt:02d}" for rt in rts)
    expected = Place(f"{rw:03d}", tuple(f"{rt:03d}" for rt in rts))
    assert places_in(f"Jalan Contoh RT {listed} RW {rw:02d}, Kota Contoh") == (expected,)


@pytest.mark.parametrize(
    ("text", "who", "rank", "rest"),
    [
        ("Jalan rusak (RW 05 P2)", "RW 005", 2, "Jalan rusak"),
        ("Jalan rusak,, (RW IV P1)", "RW 004", 1, "Jalan rusak"),
        ("Jalan rusak (RW 05/P12)", "RW 005", 12, "Jalan rusak"),
        ("Jalan rusak (RW05P2)", "RW 005", 2, "Jalan rusak"),
        ("Jalan rusak (RW 05, Prioritas 3)", "RW 005", 3, "Jalan rusak"),
        ("Jalan rusak [rw 05 p2].", "RW 005", 2, "Jalan rusak"),
        ("Jalan rusak RW 05 P2", "RW 005", 2, "Jalan rusak"),
        ("Jalan rusak (RT 03 RW 05 P1)", "RT 003/RW 005", 1, "Jalan rusak"),
        ("Jalan rusak (RT 03/05 P1)", "RT 003/RW 005", 1, "Jalan rusak"),
        ("Jalan rusak (RW 05)", "RW 005", None, "Jalan rusak"),
        ("Melatih (umum) (Forum Anak P1)", "Forum Anak", 1, "Melatih (umum)"),
        ("Skrining (15-59 Tahun) (PKK Pokja 4 P1)", "PKK Pokja 4", 1, None),
        ("Melatih (Karang Werda P3)", "Karang Werda", 3, "Melatih"),
        ("Melatih (Sanggar Melati P1)", "Sanggar Melati", 1, "Melatih"),
        ("(RW 05 P2)", "RW 005", 2, ""),
    ],
)
def test_owner_mark(text, who, rank, rest):
    owner, problem = owner_in(text)
    assert owner is not None
    territory = f"RT {owner.rt}/RW {owner.rw}" if owner.rt else f"RW {owner.rw}"
    assert (owner.organisation or territory, owner.rank) == (who, rank)
    assert rest is None or problem == rest


@pytest.mark.parametrize(
    "text",
    [
        "Penguatan Kelompok Informasi Masyarakat (KIM)",
        "Pemberdayaan Kesejahteraan Keluarga (PKK)",
        "Skrining usia produktif (15-59 Tahun)",
        "Jalan rusak (RW 05 dan RW 06 P1)",
        "Jalan rusak (depan RW 05)",
        "Jalan rusak (P2)",
        "Jalan rusak",
        "",
    ],
)
def test_no_owner_mark(text):
    assert owner_in(text) == (None, text)


@given(st.text(max_size=300))
def test_owner_of_any_text(text):
    owner, problem = owner_in(text)
    assert text.startswith(problem) if owner else problem == text


@pytest.mark.parametrize(
    ("proposer", "profile", "expected"),
    [
        ("Ketua RW 05", "", "005"),
        ("RT 003/RW 005", "RT", "005/003"),
        ("Karang Taruna Mawar", "", "Karang Taruna Mawar"),
        ("Sanggar  Melati", "Lembaga", "Sanggar Melati"),
        ("Sanggar Melati", "Individual", None),
        ("Lurah Mawar", "Lembaga", None),
        ("Kelurahan Mawar", "Kelurahan", None),
        ("", "", None),
    ],
)
def test_owner_by_the_columns_of_sipd(proposer, profile, expected):
    owner = proposer_named(proposer, profile)
    found = owner and (owner.organisation or "/".join(filter(None, (owner.rw, owner.rt))))
    assert found == expected


def test_two_owners_are_none():
    assert owner_named("RW 05 dan RW 06") is None
    assert owner_named("RT 01, 02 RW 06") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("PKK Pokja 1", OrganisationKind.PKK_POKJA),
        ("PKK Bidum", OrganisationKind.PKK),
        ("Karang Taruna", OrganisationKind.KARANG_TARUNA),
        ("LPMK", OrganisationKind.LPM),
        ("Kader Lingkungan", OrganisationKind.ENVIRONMENT),
        ("Posyandu Melati 2", OrganisationKind.POSYANDU),
        ("Sanggar Melati", OrganisationKind.OTHER),
    ],
)
def test_kind_of_organisation(name, kind):
    assert organisation_kind(name) == kind


@pytest.mark.parametrize(
    ("text", "volume", "unit"),
    [
        ("35 orang", "35", "orang"),
        ("60 m", "60", "m"),
        ("60m", "60", "m"),
        ("1 Paket", "1", "Paket"),
        ("250 m2", "250", "m2"),
        ("569.5 m", "569.5", "m"),
        ("1.234,5 m2", "1234.5", "m2"),
        ("1 (paket)", "1", "paket"),
        ("± 60 m", "60", "m"),
        ("10 m'", "10", "m'"),
        ("35", "35", ""),
    ],
)
def test_volume(text, volume, unit):
    assert volume_and_unit(text) == (Decimal(volume), unit)


@pytest.mark.parametrize(
    "text", ["", "m", "0 m", "-1 m", "3 x 4 m", "1,234 5 m x", "9" * 12, "0,001"]
)
def test_unreadable_volume(text):
    with pytest.raises(ValueError, match=r"\.$"):
        volume_and_unit(text)


@pytest.mark.parametrize(
    ("text", "address", "latitude", "longitude"),
    [
        ("Gang A RW 01 -6.25, 107.0", "Gang A RW 01", "-6.25", "107"),
        ("Gang A, -6.25,107.01", "Gang A", "-6.25", "107.01"),
        ("Gang A (-6.2512349, 107.01)", "Gang A", "-6.251235", "107.01"),
        ("Gang A lat: -6.2 long: 107.1", "Gang A", "-6.2", "107.1"),
        ("-6.2;106.9", "", "-6.2", "106.9"),
    ],
)
def test_point(text, address, latitude, longitude):
    assert point_in(text) == (address, Decimal(latitude), Decimal(longitude))


@pytest.mark.parametrize("text", ["Gang 1.5, 2.5", "Gang A -6.25", "Gang A 107.0, -6.25", ""])
def test_no_point(text):
    assert point_in(text) == (text, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023-01-19", datetime(2023, 1, 19, tzinfo=JAKARTA)),
        ("2023-01-19 20:14:00", datetime(2023, 1, 19, 20, 14, tzinfo=JAKARTA)),
        ("19/01/2023 20:14", datetime(2023, 1, 19, 20, 14, tzinfo=JAKARTA)),
        ("19-01-2023", datetime(2023, 1, 19, tzinfo=JAKARTA)),
        ("19 Januari 2023", datetime(2023, 1, 19, tzinfo=JAKARTA)),
        ("19 Agt 2023 pukul 20.14 WIB", datetime(2023, 8, 19, 20, 14, tzinfo=JAKARTA)),
    ],
)
def test_day(text, expected):
    assert moment_of(text) == expected


@pytest.mark.parametrize("text", ["31-02-2023", "19-13-2023", "kemarin", "19 Foo 2023", "1"])
def test_no_day(text):
    with pytest.raises(ValueError, match="bukan tanggal"):
        moment_of(text)


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Diakomodir", Status.ACCOMMODATED),
        ("TIDAK  DIAKOMODIR", Status.DECLINED),
        ("Pengajuan Usulan", Status.SUBMITTED),
        ("Pengajuan Usulan||Ditolak", Status.REJECTED),
        ("Validasi Mitra Bappeda", Status.FORWARDED),
        ("Validasi Mitra Bappeda||Ditolak", Status.NOT_AGREED),
        ("Diteruskan ke Musrenbang Kecamatan", Status.FORWARDED),
        ("Verifikasi Kecamatan||Ditolak", Status.NOT_AGREED),
        ("Diteruskan ke Forum SKPD", Status.AGREED),
        ("Forum SKPD || Ditolak", Status.DECLINED),
        ("Diteruskan ke Musrenbang Provinsi/Kabupaten/Kota", Status.ACCOMMODATED),
        ("Dibatalkan", Status.WITHDRAWN),
        ("Verifikasi Kecamatan||Dikembalikan", Status.RETURNED),
        ("Terverifikasi kelurahan", Status.VERIFIED),
        ("Ditunda", Status.DEFERRED),
    ],
)
def test_outcome(text, status):
    assert status_of(text) == status


@pytest.mark.parametrize(
    "text", ["Entah", "Diakomodir||Ditolak", "Verifikasi Kecamatan||Entah", ""]
)
def test_unknown_outcome(text):
    with pytest.raises(ValueError, match="tidak dikenal"):
        status_of(text)


def test_title_and_key():
    assert without_office("Rabat beton(Kecamatan Contoh)") == "Rabat beton"
    assert without_office("Pipa (diameter 30 cm)") == "Pipa (diameter 30 cm)"
    assert name_key("Pembangunan/pem eliharaan MCK") == name_key("Pembangunan/pemeliharaan  mck")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"id_usulan": ""}, "external_id"),
        ({"id_usulan": "9" * 41}, "external_id"),
        ({"usulan": "undefined"}, "title"),
        ({"usulan": "u" * 201}, "title"),
        ({"permasalahan": "p" * 2001}, "problem"),
        ({"permasalahan": "p" * 90_000}, "problem"),
        ({"permasalahan": f"Gelap ({'l' * 120} P1)"}, "problem"),
        ({"alamat": "a" * 301}, "address"),
        ({"koefisien": "banyak"}, "volume"),
        ({"koefisien": "5 " + "s" * 41}, "unit"),
        ({"anggaran": "murah"}, "value"),
        ({"anggaran": "-1"}, "value"),
        ({"anggaran": str(10**18)}, "value"),
        ({"keterangan": "entah"}, "status"),
        ({"keterangan": ""}, "status"),
        ({"tahun": "2022"}, "year"),
        ({"permasalahan": "Gelap", "rw": "timur"}, "rw"),
    ],
)
def test_refused_cell(cells, column):
    row = Row(2, {name: str(cell) for name, cell in recap_row(**cells).items()})
    with pytest.raises(RowProblem) as refused:
        read_row(RECAP, row, fiscal_year=2024)
    assert refused.value.column == column
    assert str(refused.value).endswith(".")


def test_figures_are_the_files_own():
    row = Row(2, recap_row(koefisien="3 m", anggaran="Rp.100 jt", permasalahan="Gelap", rw="5"))
    entry = read_row(RECAP, row, fiscal_year=2024)
    assert (entry.value, entry.volume, entry.unit_price) == (100_000_000, 3, 33_333_333)
    assert entry.owner.rw == "005"
    assert "dibulatkan" in " ".join(entry.remarks)
