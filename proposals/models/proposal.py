"""The usulan itself."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from kelurahan.models import OPD, RT, RW, Kelurahan, Organisation
from planning.models import CityPriority, Cycle, KamusItem
from planning.models.cycle import rupiah_validators
from planning.models.kamus import ProposerKind
from proposals.scope import ProposalQuerySet
from proposals.statuses import CLEAR_LAND, STAGE_OF_STATUS, FundingSource, LandStatus, Status

MAX_VOLUME = Decimal("9999999999.99")


def price_is_far(
    value: int | None, volume: Decimal | None, kamus_price: int | None, tolerance: int
) -> bool:
    """Whether ``value`` is more than ``tolerance`` per cent away from volume x kamus price."""
    if value is None or volume is None or kamus_price is None:
        return False
    expected = volume * kamus_price
    return abs(value - expected) * 100 > expected * tolerance


LAPSED = "Lewat batas perbaikan"


def is_lapsed(status: str, due: date | None) -> bool:
    """Whether a usulan of that status had until ``due`` to be mended, and was not."""
    return status == Status.RETURNED and due is not None and due < timezone.localdate()


class Proposal(models.Model):
    """One usulan: one work, at one place, with one volume, in the name of one proposer.

    The figures here are the proposer's own and stay so; each office's view of them is an
    ``Assessment``. ``status`` is written by ``proposals.workflow`` alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="proposals", verbose_name="tahun")
    number = models.CharField("nomor", max_length=40, null=True, unique=True, editable=False)
    tracking_code = models.CharField(
        "kode lacak",
        max_length=20,
        null=True,
        unique=True,
        editable=False,
        help_text="Given along with the number: opens the public page of this usulan.",
    )
    status = models.CharField(
        "status", max_length=20, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts changes of content: a stale form is noticed."
    )

    # Who: the row carries plain territory keys so that a border is one indexed comparison.
    kelurahan = models.ForeignKey(Kelurahan, models.PROTECT, related_name="proposals")
    rw = models.ForeignKey(
        RW, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="RW"
    )
    rt = models.ForeignKey(
        RT, models.PROTECT, null=True, blank=True, related_name="proposals", verbose_name="RT"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="lembaga"
    )
    proposer_kind = models.CharField("pengusul", max_length=10, choices=ProposerKind.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: it came out of a file that no account of the portal handed in.",
    )
    assisted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="dibantu oleh",
    )

    # What
    kamus_item = models.ForeignKey(
        KamusItem, models.PROTECT, null=True, blank=True, verbose_name="item kamus"
    )
    title = models.CharField("judul usulan", max_length=200, blank=True)
    public_title = models.CharField(
        "judul untuk umum",
        max_length=200,
        blank=True,
        editable=False,
        help_text="Written by the office where the own title names somebody; empty: the own one.",
    )
    opd = models.ForeignKey(
        OPD,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="Perangkat Daerah",
    )
    first_opd = models.ForeignKey(
        OPD,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="Perangkat Daerah pertama",
    )
    routed_at = models.DateTimeField("sampai di Perangkat Daerah", null=True, blank=True)
    city_priority = models.ForeignKey(
        CityPriority, models.PROTECT, null=True, blank=True, verbose_name="prioritas kota"
    )

    # Where
    rts = models.ManyToManyField(
        RT, blank=True, related_name="located_proposals", verbose_name="RT lokasi"
    )
    address = models.CharField("alamat", max_length=300, blank=True)
    landmark = models.CharField("patokan", max_length=200, blank=True)
    latitude = models.DecimalField(
        "lintang",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        "bujur",
        max_digits=9,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    land_status = models.CharField(
        "status lahan", max_length=20, choices=LandStatus.choices, blank=True
    )

    # How much
    measures = models.JSONField(
        "ukuran",
        default=list,
        blank=True,
        help_text='[{"name": "panjang", "unit": "m", "value": "120"}, …] as the kamus item asked',
    )
    volume = models.DecimalField(
        "volume",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(MAX_VOLUME)],
    )
    unit = models.CharField("satuan", max_length=40, blank=True)
    unit_price = models.BigIntegerField(
        "harga satuan (Rp)", null=True, blank=True, validators=rupiah_validators
    )
    value = models.BigIntegerField(
        "nilai (Rp)", null=True, blank=True, validators=rupiah_validators
    )

    # Why
    problem = models.TextField("permasalahan", blank=True, max_length=2000)
    urgency = models.TextField("alasan mendesak", blank=True, max_length=2000)
    benefit = models.TextField("manfaat", blank=True, max_length=2000)
    people = models.PositiveIntegerField("penerima manfaat (jiwa)", null=True, blank=True)
    households = models.PositiveIntegerField("penerima manfaat (KK)", null=True, blank=True)
    contribution = models.CharField("swadaya warga", max_length=300, blank=True)

    # Standing
    rank = models.PositiveIntegerField("urutan pengusul", null=True, blank=True)
    kelurahan_rank = models.PositiveIntegerField("urutan kelurahan", null=True, blank=True)
    over_quota = models.BooleanField("melebihi kuota", default=False, editable=False)
    files_awaited = models.PositiveSmallIntegerField(
        "berkas yang ditunggu",
        default=0,
        editable=False,
        help_text="Files that the device declared and that have not arrived: complete at zero.",
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged_proposals"
    )
    carried_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="carried_to"
    )
    diverted_to = models.CharField(
        "dialihkan ke", max_length=15, choices=FundingSource.choices, blank=True
    )
    due = models.DateField("diperbaiki paling lambat", null=True, blank=True)
    realised_on = models.DateField("selesai dikerjakan", null=True, blank=True)
    realised_volume = models.DecimalField(
        "volume terbangun", max_digits=12, decimal_places=2, null=True, blank=True
    )
    external_id = models.CharField("ID SIPD", max_length=40, blank=True)

    created_at = models.DateTimeField("dibuat", default=timezone.now, editable=False)
    updated_at = models.DateTimeField("diubah", auto_now=True)
    submitted_at = models.DateTimeField("diajukan", null=True, blank=True, editable=False)
    status_since = models.DateTimeField("status sejak", default=timezone.now, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-id")
        verbose_name = "usulan"
        verbose_name_plural = "usulan"
        permissions = [("export_proposal", "Boleh mengunduh daftar usulan")]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "kelurahan", "kelurahan_rank"],
                name="kelurahan_rank_once",
                violation_error_message="Urutan ini sudah dipakai usulan lain.",
            ),
            models.UniqueConstraint(
                fields=["cycle", "rw", "rank"],
                condition=Q(organisation=None),
                name="rw_rank_once",
            ),
            models.UniqueConstraint(
                fields=["cycle", "organisation", "rank"], name="organisation_rank_once"
            ),
            models.UniqueConstraint(
                fields=["cycle", "kelurahan", "external_id"],
                condition=~Q(external_id=""),
                name="external_id_once",
            ),
            models.UniqueConstraint(
                fields=["carried_from", "cycle"],
                condition=~Q(status=Status.WITHDRAWN),
                name="carried_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="proposal_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(proposer_kind=ProposerKind.RT, rt__isnull=False, rw__isnull=False)
                | Q(proposer_kind=ProposerKind.RW, rt=None, rw__isnull=False)
                | Q(proposer_kind=ProposerKind.ORGANISATION, organisation__isnull=False)
                | Q(proposer_kind=ProposerKind.KELURAHAN, organisation=None),
                name="proposer_fits_kind",
            ),
        ]
        indexes = [
            # What the head of a list counts and offers is read from this index alone.
            models.Index(
                fields=["cycle", "kelurahan", "status"],
                include=["submitted_at", "kamus_item", "opd", "rw"],
                name="proposal_by_kelurahan",
            ),
            models.Index(fields=["cycle", "status"], name="proposal_by_status"),
            models.Index(fields=["cycle", "opd", "status"], name="proposal_by_opd"),
            models.Index(fields=["cycle", "rw", "rank"], name="proposal_by_rw"),
            models.Index(fields=["latitude", "longitude"], name="proposal_by_point"),
            # The orders of the list of usulan; that by value has an index on PostgreSQL alone.
            models.Index(
                fields=["cycle", "kelurahan", "kelurahan_rank", "number"], name="proposal_by_place"
            ),
            models.Index(fields=["cycle", "status_since", "id"], name="proposal_by_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'Draf'} {self.title}".strip()

    def get_absolute_url(self) -> str:
        return reverse("proposals:detail", args=[self.pk])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: a usulan is withdrawn or refused with a reason, never lost."""
        raise ValidationError("Usulan tidak dihapus. Cabut saja usulan ini.")

    @property
    def stage(self):
        """The funnel stage that follows from the status."""
        return STAGE_OF_STATUS[Status(self.status)]

    @property
    def is_lapsed(self) -> bool:
        """Returned, and not sent again by its date: the office gives more time or closes it."""
        return is_lapsed(self.status, self.due)

    @property
    def status_words(self) -> str:
        """The status as people read it; one that lapsed no longer asks to be mended."""
        return LAPSED if self.is_lapsed else self.get_status_display()

    @property
    def answer(self):
        """What its proposer says of the finished work (``Confirmation``), if anything."""
        return getattr(self, "confirmation", None)

    @property
    def is_disputed(self) -> bool:
        """Reported finished, and its proposer says that it is not so."""
        if self.status != Status.REALISED or self.answer is None:
            return False
        return not self.answer.is_confirmed

    @property
    def is_complete(self) -> bool:
        """*Lengkap*: every photo and paper that the device declared has arrived."""
        return not self.files_awaited

    @property
    def not_in_kamus(self) -> bool:
        return self.kamus_item_id is None

    @property
    def land_unclear(self) -> bool:
        return bool(self.land_status) and self.land_status not in CLEAR_LAND

    @property
    def price_is_far(self) -> bool:
        """What ``price_far_from_kamus`` finds, of this usulan."""
        price = self.kamus_item.unit_price if self.kamus_item else None
        return price_is_far(self.value, self.volume, price, self.cycle.price_tolerance_percent)

    @property
    def proposer_name(self) -> str:
        """In whose name the usulan stands: ``RT 003/RW 005``, an organisation, the kelurahan."""
        match self.proposer_kind:
            case ProposerKind.RT:
                return f"{self.rt}/{self.rw}"
            case ProposerKind.RW:
                return str(self.rw)
            case ProposerKind.ORGANISATION:
                return str(self.organisation)
            case _:
                return f"Kelurahan {self.kelurahan}"


class NumberSequence(models.Model):
    """The last running number given out in one kelurahan and cycle, and when it last changed.

    The row is the lock that every deed there takes (``proposals.stamp``); ``version`` moves with
    each.
    """

    cycle = models.ForeignKey(Cycle, models.CASCADE)
    kelurahan = models.ForeignKey(Kelurahan, models.CASCADE)
    last = models.PositiveIntegerField(default=0)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cycle", "kelurahan"], name="one_sequence")]

    def __str__(self) -> str:
        return f"{self.cycle_id}/{self.kelurahan_id}: {self.last}"
