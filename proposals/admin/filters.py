"""What the list of usulan can be narrowed by; the choices come from rows the visitor can see."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models.kamus import Bidang, ProposerKind
from proposals.admin.choices import Choice, FromAddress, KeyChoice, is_key
from proposals.admin.reads import (
    Choices,
    chosen_cycle,
    cycles_of,
    facets_of,
    looks_beyond_one_kelurahan,
)
from proposals.ladder import ORIGINS, STANDINGS
from proposals.review import NOTHING, STAGE_GROUPS
from proposals.statuses import FUNNEL, UNANSWERED, Answer, FunnelStage, Status
from proposals.waiting import LATE, SOON, TOGETHER, WAITS, WAITS_BY_NAME, late_in, soon_in

ALL = "semua"


class StatusFilter(Choice):
    """By status, with how many of each there are."""

    title = "status"
    parameter_name = "status"

    def offered(self) -> Choices:
        counts = facets_of(self.request).counts
        return [
            (status.value, f"{status.label} ({counts[status]})")
            for status in Status
            if counts.get(status)
        ]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(status=value)


class StageFilter(Choice):
    """By stage; without one only what was handed in is listed, unless a status is chosen."""

    title = "tahap"
    parameter_name = "tahap"
    is_rare = True
    unset = "Semua yang sudah diajukan"

    def offered(self) -> Choices:
        return [
            *((stage.value, stage.label) for stage in FunnelStage),
            *((key, label) for key, (label, _) in STAGE_GROUPS.items()),
            (ALL, "Semua, termasuk draf"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() is None and not request.GET.get(StatusFilter.parameter_name):
            return queryset.filter(submitted_at__isnull=False)
        return super().queryset(request, queryset)

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == ALL:
            return rows
        stages: Iterable[FunnelStage] = ()
        if value in STAGE_GROUPS:
            stages = STAGE_GROUPS[value][1]
        elif value in FunnelStage.values:
            stages = [FunnelStage(value)]
        return rows.filter(status__in=[s for stage in stages for s in FUNNEL[stage]])


class WaitFilter(Choice):
    """By the office whose answer is waited for, and by whether its date has gone by."""

    title = "menunggu"
    parameter_name = "menunggu"
    is_rare = True
    when = {LATE: "Lewat tanggal", SOON: "Batasnya dalam 3 hari"}

    def offered(self) -> Choices:
        names = [
            *((wait.key, wait.label) for wait in WAITS),
            *((key, label) for key, (label, _) in TOGETHER.items()),
        ]
        return [
            *self.when.items(),
            *names,
            *((f"{key}-{LATE}", f"{label}, lewat tanggal") for key, label in names),
            *((f"{key}-{SOON}", f"{label}, batasnya dalam 3 hari") for key, label in names),
        ]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        """Lateness depends on the windows of the cycle that the list shows."""
        key, _, when = ("", "", value) if value in self.when else value.partition("-")
        waits = WAITS_BY_NAME.get(key, ())
        if (key and not waits) or when not in ("", *self.when):
            return rows.none()
        if not when:
            return rows.filter(status__in=[status for wait in waits for status in wait.statuses])
        of_cycles = late_in if when == LATE else soon_in
        return rows.filter(of_cycles(self._cycles(self.request), *waits))

    def _cycles(self, request: HttpRequest) -> list[Any]:
        cycle = chosen_cycle(request)
        return [cycle] if cycle else cycles_of(request)


class KamusFilter(Choice):
    """By kamus item, or by a whole issue group (``isu-3``)."""

    title = "item kamus"
    parameter_name = "kamus"

    def offered(self) -> Choices:
        return facets_of(self.request).items

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value == NOTHING:
            return rows.not_in_kamus()
        kind, _, issue = value.rpartition("isu-")
        if not is_key(issue):
            return rows.none()
        is_group = value != issue and not kind
        return rows.filter(**{"kamus_item__issue" if is_group else "kamus_item": issue})


class RWFilter(Choice):
    """By RW; the usulan of organisations and of the office itself have none."""

    title = "RW atau lembaga"
    parameter_name = "rw"
    kinds = {
        "lembaga": (ProposerKind.ORGANISATION, "Lembaga"),
        "kantor": (ProposerKind.KELURAHAN, "Usulan kelurahan"),
    }

    def offered(self) -> Choices:
        kelurahan = self.asked.get(KelurahanFilter.parameter_name, "")
        if not is_key(kelurahan) and looks_beyond_one_kelurahan(self.request):
            return []
        kinds = [(key, label) for key, (_, label) in self.kinds.items()]
        return [*facets_of(self.request).rws, *kinds]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value in self.kinds:
            return rows.filter(proposer_kind=self.kinds[value][0])
        return rows.filter(rw=value) if is_key(value) else rows.none()


class FlagFilter(Choice):
    """By what an officer should look at twice."""

    title = "tanda"
    parameter_name = "tanda"

    def offered(self) -> Choices:
        return [
            ("kamus", "Tidak ada di kamus"),
            ("lahan", "Lahan belum jelas"),
            ("harga", "Harga jauh dari kamus"),
            ("kuota", "Melebihi kuota"),
            ("lengkap", "Belum lengkap: foto masih di perangkat"),
        ]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        match value:
            case "kamus":
                return rows.not_in_kamus()
            case "lahan":
                return rows.land_unclear()
            case "harga":
                return rows.price_far_from_kamus()
            case "kuota":
                return rows.filter(over_quota=True)
            case "lengkap":
                return rows.filter(files_awaited__gt=0)
        return rows.none()


class ResultFilter(Choice):
    """Finished work by what its proposer says of it."""

    title = "tanggapan pengusul"
    parameter_name = "hasil"
    is_rare = True

    def offered(self) -> Choices:
        return [
            (Answer.DISPUTED.value, "Dibantah pengusul"),
            (Answer.CONFIRMED.value, "Dikonfirmasi pengusul"),
            (UNANSWERED, "Selesai, belum ditanggapi"),
        ]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value not in (UNANSWERED, *Answer.values):
            return rows.none()
        answer = {"confirmation": None} if value == UNANSWERED else {"confirmation__answer": value}
        return rows.filter(status=Status.REALISED, **answer)


class BidangFilter(Choice):
    """By the three fields of Musrenbang."""

    title = "bidang"
    parameter_name = "bidang"
    is_rare = True

    def offered(self) -> Choices:
        return [*Bidang.choices, (NOTHING, "Tidak ada di kamus")]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.not_in_kamus() if value == NOTHING else rows.filter(kamus_item__bidang=value)


class OPDFilter(KeyChoice):
    """By the OPD that would carry it out."""

    title = "Perangkat Daerah"
    parameter_name = "opd"
    column = "opd"
    is_rare = True

    def offered(self) -> Choices:
        is_opd = scope_of(self.request.user).roles == {Role.OPD}
        return [] if is_opd else facets_of(self.request).opds


class OriginFilter(FromAddress):
    """By RW or kelurahan, as recaps set them side by side."""

    title = "asal"
    parameter_name = "asal"

    def offered(self) -> Choices:
        return [(key, label) for key, (label, _) in ORIGINS.items()]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        if value not in ORIGINS:
            return rows.none()
        return rows.filter(proposer_kind__in=ORIGINS[value][1])


class StandingFilter(FromAddress):
    """By the heading of a recap under which usulan stand."""

    title = "hitungan rekap"
    parameter_name = "rekap"

    def offered(self) -> Choices:
        return [(key, standing.label) for key, standing in STANDINGS.items()]

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(STANDINGS[value].condition()) if value in STANDINGS else rows.none()


class KecamatanFilter(Choice):
    """By kecamatan, for offices above it."""

    title = "kecamatan"
    parameter_name = "kecamatan"

    def offered(self) -> Choices:
        found = {(str(row[2]), row[3]) for row in facets_of(self.request).places}
        return sorted(found, key=lambda choice: choice[1])

    def narrow(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(kelurahan__kecamatan=value) if is_key(value) else rows.none()


class KelurahanFilter(KeyChoice):
    """By kelurahan, for offices above it."""

    title = "kelurahan"
    parameter_name = "kelurahan"
    column = "kelurahan"

    def offered(self) -> Choices:
        kecamatan = self.asked.get(KecamatanFilter.parameter_name, "")
        return [
            (str(row[0]), row[1])
            for row in facets_of(self.request).places
            if not kecamatan or str(row[2]) == kecamatan
        ]


class YearFilter(Choice):
    """By cycle; without a choice the running one."""

    title = "tahun"
    parameter_name = "tahun"
    is_rare = True
    unset = "Tahun berjalan"

    def offered(self) -> Choices:
        years = [(str(cycle.fiscal_year), str(cycle)) for cycle in cycles_of(self.request)]
        return [*years, (ALL, "Semua tahun")] if len(years) > 1 else years

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        cycle = chosen_cycle(request)
        return queryset.filter(cycle=cycle) if cycle else queryset


class OrderChoice(Choice):
    """In which order; the order itself is ``reads.ordering_of``."""

    title = "urutan"
    parameter_name = "urut"
    is_rare = True
    unset = "Biasa"

    def offered(self) -> Choices:
        return [
            ("kamus", "Item kamus, RW, urutan"),
            ("wilayah", "Wilayah, urutan kelurahan"),
            ("lama", "Paling lama menunggu"),
            ("nilai", "Nilai terbesar"),
            ("nomor", "Nomor"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


FILTERS = (
    StatusFilter,
    KamusFilter,
    RWFilter,
    FlagFilter,
    KecamatanFilter,
    KelurahanFilter,
    StageFilter,
    WaitFilter,
    ResultFilter,
    BidangFilter,
    OPDFilter,
    OriginFilter,
    StandingFilter,
    OrderChoice,
    YearFilter,
)
