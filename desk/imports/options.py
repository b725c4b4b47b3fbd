"""What can be chosen beside the file; every maker is asked for the user who chooses.

A choice is stored as it was sent and read again, with the same field, when the import runs: a
kelurahan that the user has lost meanwhile is no choice any more.
"""

from collections.abc import Callable

from django import forms

from kelurahan.models import City, Kelurahan, User
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from planning.models import Cycle, NomenclatureVersion


def cycle(user: User) -> forms.Field:
    """A planning year, the running one first."""
    return forms.ModelChoiceField(
        Cycle.objects.order_by("-is_current", "-fiscal_year"),
        label="Tahun perencanaan",
        empty_label=None,
        error_messages={"invalid_choice": "Pilih tahun perencanaan yang ada di portal."},
    )


def nomenclature_version(user: User) -> forms.Field:
    """One of the versions that are loaded; the latest where none is chosen."""
    return forms.ModelChoiceField(
        NomenclatureVersion.objects.order_by("-code"),
        label="Versi nomenklatur",
        required=False,
        empty_label="yang terbaru",
        help_text="Kode sub kegiatan di berkas dicari dalam versi ini.",
    )


def new_version(user: User) -> forms.Field:
    """The name of a version that the file holds, made when it is new."""
    return forms.RegexField(
        r"^[A-Za-z0-9._-]{1,20}\Z",
        label="Versi nomenklatur",
        help_text="Ditulis pendek, misalnya 2027. Versi yang belum ada akan dibuat.",
        error_messages={"invalid": "Versi ditulis pendek tanpa spasi, misalnya 2027."},
    )


def kelurahan(user: User) -> forms.Field:
    """The kelurahan of the list: staff choose among their own, Bappeda may leave it to the file."""
    found = Kelurahan.objects.filter(valid_until=None).select_related("kecamatan").order_by("code")
    scope = scope_of(user)
    for_all = scope.everything or Role.BAPPEDA in scope.roles
    if not scope.everything:
        below = scope.kelurahan_below if for_all else frozenset()
        found = found.filter(pk__in=scope.ids(Role.STAFF) | below)
    return _KelurahanField(
        found,
        label="Kelurahan",
        required=not for_all,
        empty_label="menurut kolom Kelurahan di berkas" if for_all else None,
        error_messages={"invalid_choice": "Pilih kelurahan yang ada dalam wilayah Anda."},
    )


def yes_no(label: str, help_text: str = "") -> Callable[[User], forms.Field]:
    """A box to tick."""

    def make(user: User) -> forms.Field:
        return forms.BooleanField(label=label, help_text=help_text, required=False)

    return make


class _KelurahanField(forms.ModelChoiceField):
    """Two kelurahan of a city may share a name; the kecamatan tells them apart."""

    def label_from_instance(self, obj: Kelurahan) -> str:
        return f"{obj}, Kecamatan {obj.kecamatan}"


def old_version(user: User) -> forms.Field:
    """The name of an older edition; it need not be loaded."""
    return forms.RegexField(
        r"^[A-Za-z0-9._-]{1,20}\Z",
        label="Versi lama",
        help_text="Asal kode lama, misalnya 2021. Nomenklatur versi itu tidak perlu dimuat.",
        error_messages={"invalid": "Versi ditulis pendek tanpa spasi, misalnya 2021."},
    )


def loaded_version(user: User) -> forms.Field:
    """The edition that holds the new codes."""
    return forms.ModelChoiceField(
        NomenclatureVersion.objects.order_by("-code"),
        label="Versi baru",
        empty_label=None,
        help_text="Kode baru di berkas harus ada di versi ini.",
    )


def kamus_to_renew(user: User) -> forms.Field:
    """The year whose kamus goes along with the new codes."""
    return forms.ModelChoiceField(
        Cycle.objects.order_by("-is_current", "-fiscal_year"),
        label="Pindahkan juga kamus tahun",
        required=False,
        empty_label="jangan pindahkan",
        help_text="Item kamus dengan kode lama yang punya satu pengganti memakai kode barunya.",
    )


def city(user: User) -> forms.Field:
    """A city that the user plans for."""
    found = City.objects.filter(valid_until=None).order_by("code")
    if not scope_of(user).everything:
        found = found.filter(pk__in=scope_of(user).ids(Role.BAPPEDA))
    return forms.ModelChoiceField(found, label="Kota/kabupaten", empty_label=None)
