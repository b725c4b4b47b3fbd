"""Where a usulan can stand, and the stage that follows from it (domain page 13)."""

from django.db import models


class Status(models.TextChoices):
    """The one status field of a usulan."""

    DRAFT = "draft", "Draf"
    SUBMITTED = "submitted", "Diajukan"
    RETURNED = "returned", "Perlu diperbaiki"
    WITHDRAWN = "withdrawn", "Dicabut"
    VERIFIED = "verified", "Terverifikasi kelurahan"
    REJECTED = "rejected", "Tidak diteruskan kelurahan"
    MERGED = "merged", "Digabung"
    PRIORITISED = "prioritised", "Prioritas kelurahan"
    RESERVE = "reserve", "Cadangan kelurahan"
    KELURAHAN_FUNDED = "kelurahan_funded", "Dibiayai dana kelurahan"
    FORWARDED = "forwarded", "Diteruskan ke kecamatan"
    AGREED = "agreed", "Disepakati kecamatan"
    NOT_AGREED = "not_agreed", "Belum disepakati kecamatan"
    ACCOMMODATED = "accommodated", "Diakomodir"
    DEFERRED = "deferred", "Ditunda"
    DECLINED = "declined", "Tidak diakomodir"
    IN_RKPD = "in_rkpd", "Masuk rancangan RKPD"
    IN_APBD = "in_apbd", "Masuk APBD"
    REALISED = "realised", "Terlaksana"
    CANCELLED = "cancelled", "Dibatalkan"
    DIVERTED = "diverted", "Dialihkan ke sumber lain"


class FunnelStage(models.TextChoices):
    """The stages in which dashboards count usulan; every status belongs to exactly one."""

    WRITING = "writing", "Sedang ditulis"
    WAITING = "waiting", "Menunggu verifikasi"
    RETURNED = "returned", "Perlu diperbaiki"
    KELURAHAN = "kelurahan", "Diproses kelurahan"
    KECAMATAN = "kecamatan", "Di kecamatan"
    OPD = "opd", "Di Perangkat Daerah"
    ACCOMMODATED = "accommodated", "Diakomodir atau dana kelurahan"
    RKPD = "rkpd", "RKPD dan APBD"
    REALISED = "realised", "Terlaksana"
    ENDED = "ended", "Tidak dilanjutkan"


FUNNEL: dict[FunnelStage, tuple[Status, ...]] = {
    FunnelStage.WRITING: (Status.DRAFT,),
    FunnelStage.WAITING: (Status.SUBMITTED,),
    FunnelStage.RETURNED: (Status.RETURNED,),
    FunnelStage.KELURAHAN: (Status.VERIFIED, Status.PRIORITISED, Status.RESERVE),
    FunnelStage.KECAMATAN: (Status.FORWARDED,),
    FunnelStage.OPD: (Status.AGREED, Status.DEFERRED),
    FunnelStage.ACCOMMODATED: (Status.ACCOMMODATED, Status.KELURAHAN_FUNDED),
    FunnelStage.RKPD: (Status.IN_RKPD, Status.IN_APBD),
    FunnelStage.REALISED: (Status.REALISED,),
    FunnelStage.ENDED: (
        Status.WITHDRAWN,
        Status.REJECTED,
        Status.MERGED,
        Status.NOT_AGREED,
        Status.DECLINED,
        Status.CANCELLED,
        Status.DIVERTED,
    ),
}

STAGE_OF_STATUS = {status: stage for stage, statuses in FUNNEL.items() for status in statuses}

EDITABLE = frozenset({Status.DRAFT, Status.RETURNED})
"""The owner may change the content only while it is with them."""


class LandStatus(models.TextChoices):
    """Whose land the work stands on: the second of the three gates."""

    GOVERNMENT = "pemda", "Milik pemerintah kota"
    HANDED_OVER = "fasos_fasum", "Fasos-fasum sudah diserahkan ke kota"
    NOT_HANDED_OVER = "fasos_fasum_belum", "Fasos-fasum belum diserahkan"
    OTHER_AGENCY = "instansi_lain", "Milik instansi lain"
    RESIDENTS = "warga", "Milik warga"
    UNKNOWN = "belum_tahu", "Belum tahu"


CLEAR_LAND = frozenset({LandStatus.GOVERNMENT, LandStatus.HANDED_OVER})


class FundingSource(models.TextChoices):
    """Where the money comes from (domain page 3.7)."""

    APBD = "apbd_kota", "APBD Kota"
    KELURAHAN_FUND = "dana_kelurahan", "Dana kelurahan"
    PROVINCE = "apbd_provinsi", "APBD Provinsi"
    NATIONAL = "apbn", "APBN"
    POKIR = "pokir", "Pokok pikiran DPRD"
    COMMUNITY = "swadaya", "Swadaya masyarakat"
    CSR = "csr", "CSR perusahaan"
    OTHER = "lainnya", "Sumber lain"


class Level(models.TextChoices):
    """The offices that assess a usulan, each with figures of its own."""

    KELURAHAN = "kelurahan", "Kelurahan"
    KECAMATAN = "kecamatan", "Kecamatan"
    OPD = "opd", "Perangkat Daerah"


class AttachmentKind(models.TextChoices):
    """What an attachment shows."""

    PHOTO = "foto", "Foto keadaan sekarang"
    LAND = "lahan", "Bukti status lahan"
    DOCUMENT = "dokumen", "Dokumen pendukung"
    REALISATION = "realisasi", "Foto hasil pekerjaan"
    CONFIRMATION = "konfirmasi", "Foto hasil dari pengusul"


class Answer(models.TextChoices):
    """What the proposer says of work that was reported finished."""

    CONFIRMED = "benar", "Sudah selesai dan benar"
    DISPUTED = "dibantah", "Belum sesuai"


UNANSWERED = "belum"
"""In an address and in open data: finished work of which its proposer has said nothing yet."""
