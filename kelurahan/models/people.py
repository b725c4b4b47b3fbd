"""People who log in, what they are assigned to, and the card that lets them in first."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.contrib.auth.models import UserManager as DjangoUserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kelurahan.models.territory import OPD, RT, RW, City, Kecamatan, Kelurahan, Organisation
from kelurahan.roles import TERRITORY_FIELDS, TERRITORY_OF_ROLE, Role

phone_validator = RegexValidator(
    r"^\+62\d{8,12}$", "Tulis nomor telepon Indonesia, misalnya 0812 3456 7890."
)


class UserManager(DjangoUserManager):
    """Accounts need no e-mail address."""

    def create_superuser(
        self, username: str, email: str | None = None, password: str | None = None, **extra: Any
    ) -> "User":
        return super().create_superuser(username, email, password, **extra)


class User(AbstractUser):
    """A person with an account. Known by one full name; deactivated, never deleted."""

    first_name = None
    last_name = None
    full_name = models.CharField("nama lengkap", max_length=120)
    phone = models.CharField(
        "nomor telepon",
        max_length=16,
        null=True,
        blank=True,
        unique=True,
        validators=[phone_validator],
        help_text="Boleh dipakai untuk masuk. Tidak pernah tampil di halaman umum.",
    )

    objects = UserManager()
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        ordering = ("full_name",)
        verbose_name = "akun"
        verbose_name_plural = "akun"

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] if self.full_name else self.username

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refused: history names people. Deactivate the account instead."""
        raise ValidationError("Akun tidak dihapus. Nonaktifkan saja.")


def _exactly_the_territory_of_the_role() -> Q:
    """One territory column filled, and it is the one the role calls for."""
    rule = Q(pk__in=[])
    for role, field in TERRITORY_OF_ROLE.items():
        filled = {f"{name}__isnull": name != field for name in TERRITORY_FIELDS}
        rule |= Q(role=role.value, **filled)
    return rule


def _held_once() -> list[models.UniqueConstraint]:
    """The same role over the same territory once per user at a time."""
    return [
        models.UniqueConstraint(
            fields=["user", "role", field],
            condition=Q(until=None),
            name=f"assignment_once_per_{field}",
            violation_error_message="Penugasan ini sudah ada.",
        )
        for field in TERRITORY_FIELDS
    ]


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Reads of assignments by date."""

    def active(self, on=None) -> "AssignmentQuerySet":
        """Those that hold on the day ``on`` (today without it)."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Assignment(models.Model):
    """A role that a user holds over one territory, from one day until another.

    A head who leaves is ended (``until``), not deleted: what they did stays theirs.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name="akun"
    )
    role = models.CharField("peran", max_length=12, choices=Role.choices)
    city = models.ForeignKey(City, models.PROTECT, null=True, blank=True, verbose_name="kota")
    kecamatan = models.ForeignKey(Kecamatan, models.PROTECT, null=True, blank=True)
    kelurahan = models.ForeignKey(Kelurahan, models.PROTECT, null=True, blank=True)
    rw = models.ForeignKey(RW, models.PROTECT, null=True, blank=True, verbose_name="RW")
    rt = models.ForeignKey(RT, models.PROTECT, null=True, blank=True, verbose_name="RT")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, verbose_name="lembaga"
    )
    opd = models.ForeignKey(
        OPD, models.PROTECT, null=True, blank=True, verbose_name="Perangkat Daerah"
    )
    territory_name = models.CharField("wilayah", max_length=200, editable=False)
    since = models.DateField("mulai", default=timezone.localdate)
    until = models.DateField("sampai", null=True, blank=True, help_text="Kosong: masih menjabat.")

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("role", "territory_name", "-since")
        verbose_name = "penugasan"
        verbose_name_plural = "penugasan"
        constraints = [
            models.CheckConstraint(
                condition=_exactly_the_territory_of_the_role(),
                name="assignment_territory_fits_role",
                violation_error_message="Pilih tepat satu wilayah yang sesuai dengan peran.",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="assignment_ends_after_start",
                violation_error_message="Tanggal selesai tidak boleh sebelum tanggal mulai.",
            ),
            models.UniqueConstraint(
                fields=["rt"],
                condition=Q(role=Role.RT, until=None),
                name="one_head_per_rt",
                violation_error_message="RT ini sudah punya ketua. Akhiri dulu penugasannya.",
            ),
            models.UniqueConstraint(
                fields=["rw"],
                condition=Q(role=Role.RW, until=None),
                name="one_head_per_rw",
                violation_error_message="RW ini sudah punya ketua. Akhiri dulu penugasannya.",
            ),
            *_held_once(),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.territory_name}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.territory_name = territory_name(self)
        super().save(*args, **kwargs)


def territory_name(assignment: Assignment) -> str:
    """The territory in words, copied into histories: ``RT 003/RW 005 Pengasinan``."""
    field = TERRITORY_OF_ROLE.get(assignment.role)
    territory = getattr(assignment, field) if field else None
    return str(getattr(territory, "in_words", territory) or "")


class ActivationCard(models.Model):
    """A printed card with a one-time code, handed over at the kelurahan.

    Only a hash of the code is kept. Issuing a new card voids the earlier ones of the account.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="cards")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-issued_at",)
        verbose_name = "kartu aktivasi"
        verbose_name_plural = "kartu aktivasi"
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(used_at=None, voided_at=None),
                name="one_open_card_per_account",
            )
        ]

    def __str__(self) -> str:
        return f"Kartu {self.user_id}"
