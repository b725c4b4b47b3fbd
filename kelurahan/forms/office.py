"""Forms by which a kelurahan keeps its territory, accounts and posts."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError

from foundation.tables import Table, TableError, read_table
from kelurahan.labels import normalise_label
from kelurahan.models import RT, RW, Assignment, Organisation, User
from kelurahan.phones import normalise_phone, spoken_phone
from kelurahan.roles import PROPOSER_ROLES, TERRITORY_OF_ROLE, Role
from kelurahan.selectors import accounts_for, still_valid, territory_for
from kelurahan.services import (
    create_account,
    end_assignment,
    last_day_before_now,
    register,
    replace_holder,
)
from kelurahan.services.accounts import appoint


def take_error(form: forms.BaseForm, error: ValidationError) -> None:
    """Show what a service refused: beside its field where the form has that field."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {None: [error]}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


class PhoneField(forms.CharField):
    """An Indonesian telephone number in any spelling; empty becomes ``None``."""

    def prepare_value(self, value: Any) -> Any:
        return spoken_phone(value) if str(value or "").startswith("+62") else value

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        try:
            return normalise_phone(text) if text else None
        except ValueError as error:
            raise ValidationError(str(error)) from error


def phone_field() -> PhoneField:
    """The telephone field of every form here."""
    return PhoneField(
        label="Nomor telepon",
        required=False,
        max_length=25,
        widget=AdminTextInputWidget(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="Boleh kosong. Dapat dipakai untuk masuk. Tidak pernah tampil di halaman umum.",
    )


class AccountForm(forms.ModelForm):
    """Name, telephone and, for the administrator, user name and whether the account is open."""

    phone = phone_field()

    class Meta:
        model = User
        fields = ("username", "full_name", "phone", "is_active")

    def clean_username(self) -> str:
        name = self.cleaned_data["username"].strip().lower()
        if User.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError("Nama pengguna ini sudah dipakai. Pilih yang lain.")
        return name


class TerritoryForm(forms.ModelForm):
    """A territory that its kelurahan keeps; it ends only when nobody serves there any more."""

    def clean_label(self) -> str:
        try:
            return normalise_label(self.cleaned_data["label"])
        except ValueError as error:
            raise ValidationError(str(error)) from error

    def clean_valid_until(self) -> Any:
        day = self.cleaned_data["valid_until"]
        if not day or not self.instance.pk:
            return day
        place = {self.instance._meta.model_name: self.instance}
        if Assignment.objects.filter(until=None, **place).exists():
            raise ValidationError("Masih ada yang bertugas di sini. Akhiri dulu penugasannya.")
        if isinstance(self.instance, RW) and self.instance.rts.filter(valid_until=None).exists():
            raise ValidationError("Masih ada RT yang berlaku di RW ini. Akhiri dulu RT itu.")
        return day


class DeedForm(forms.Form):
    """A form that stands for one deed of a service."""

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.saved: Any = None

    def carry_out(self) -> bool:
        """Do the deed; where the service refuses, the reason then stands in the form."""
        try:
            self.saved = self.store()
        except ValidationError as error:
            take_error(self, error)
        return not self.errors

    def store(self) -> Any:
        """Call the service; raises ``ValidationError``."""
        raise NotImplementedError


class NewHolderForm(DeedForm):
    """Who: someone with an account already, or a new person."""

    user = forms.ModelChoiceField(
        label="Orang yang sudah punya akun",
        queryset=User.objects.none(),
        required=False,
        empty_label="Bukan, ini orang baru",
        help_text="Pilih bila orangnya sudah punya akun di kelurahan ini.",
    )
    full_name = forms.CharField(
        label="Nama lengkap",
        required=False,
        max_length=120,
        widget=AdminTextInputWidget(attrs={"autocomplete": "off"}),
        help_text="Untuk orang baru.",
    )
    phone = phone_field()
    username = forms.CharField(
        label="Nama pengguna",
        required=False,
        max_length=60,
        widget=AdminTextInputWidget(attrs={"autocapitalize": "none", "autocomplete": "off"}),
        help_text="Kosongkan saja: dibuatkan dari wilayahnya, misalnya rt003rw005.pengasinan.",
    )

    def __init__(self, *args: Any, actor: User, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, **kwargs)
        self.fields["user"].queryset = accounts_for(actor).filter(is_active=True)
        self.fields["user"].label_from_instance = lambda user: f"{user} ({user.username})"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("user") and not cleaned.get("full_name"):
            self.add_error("full_name", "Isi nama lengkap, atau pilih orang yang sudah punya akun.")
        elif cleaned.get("user") and cleaned.get("full_name"):
            self.add_error("full_name", "Kosongkan nama bila memilih orang yang sudah punya akun.")
        return cleaned

    @property
    def new_person(self) -> dict[str, str]:
        """What a new account needs."""
        cleaned = self.cleaned_data
        return {
            "full_name": cleaned["full_name"],
            "phone": cleaned["phone"] or "",
            "username": cleaned["username"],
        }


class NewPostForm(NewHolderForm):
    """Gives a post of RT, RW, Pamor or organisation; makes the account where needed."""

    role = forms.ChoiceField(
        label="Peran", choices=[(role.value, role.label) for role in Role if role in PROPOSER_ROLES]
    )
    rt = forms.ModelChoiceField(
        label="RT", queryset=RT.objects.none(), required=False, help_text="Untuk ketua RT."
    )
    rw = forms.ModelChoiceField(
        label="RW",
        queryset=RW.objects.none(),
        required=False,
        help_text="Untuk ketua RW dan Pamor.",
    )
    organisation = forms.ModelChoiceField(
        label="Lembaga",
        queryset=Organisation.objects.none(),
        required=False,
        help_text="Untuk pengurus lembaga.",
    )

    field_order = ("role", "rt", "rw", "organisation", "user", "full_name", "phone", "username")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, model, related in (
            ("rt", RT, "rw__kelurahan"),
            ("rw", RW, "kelurahan"),
            ("organisation", Organisation, "kelurahan"),
        ):
            rows = still_valid(territory_for(model, self.actor)).select_related(related)
            order = ("rw__label", "label") if name == "rt" else ()
            self.fields[name].queryset = rows.order_by(*order) if order else rows
            self.fields[name].label_from_instance = lambda territory: territory.in_words

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("role"):
            return cleaned
        role = Role(cleaned["role"])
        wanted = TERRITORY_OF_ROLE[role]
        if not cleaned.get(wanted) and wanted not in self.errors:
            self.add_error(wanted, f"Pilih {self.fields[wanted].label} untuk {role.label}.")
        for name in {"rt", "rw", "organisation"} - {wanted}:
            if cleaned.get(name) and not _is_parent(cleaned.get(wanted), cleaned[name]):
                self.add_error(name, f"Kosongkan: {role.label} tidak memakai isian ini.")
        return cleaned

    def store(self) -> User:
        role = Role(self.cleaned_data["role"])
        territory = self.cleaned_data[TERRITORY_OF_ROLE[role]]
        if user := self.cleaned_data["user"]:
            appoint(actor=self.actor, user=user, role=role, territory=territory)
            return user
        return create_account(actor=self.actor, role=role, territory=territory, **self.new_person)


def _is_parent(territory: Any, other: Any) -> bool:
    """Whoever appoints the head of an RT may well pick its RW too."""
    return isinstance(territory, RT) and territory.rw == other


class ReplaceForm(NewHolderForm):
    """Ends a post and gives it to someone else."""

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment

    def store(self) -> User:
        return replace_holder(
            assignment=self.assignment,
            actor=self.actor,
            user=self.cleaned_data["user"],
            **self.new_person,
        )


class EndForm(DeedForm):
    """The last day of a post."""

    last_day = forms.DateField(
        label="Hari terakhir bertugas",
        widget=AdminDateWidget(),
        help_text="Sampai akhir hari itu yang bersangkutan masih dapat masuk. "
        "Isi tanggal kemarin bila harus berhenti sekarang juga.",
    )

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        self.fields["last_day"].initial = last_day_before_now(assignment)

    def store(self) -> Assignment:
        return end_assignment(
            assignment=self.assignment, actor=self.actor, last_day=self.cleaned_data["last_day"]
        )


class TableForm(forms.Form):
    """A spreadsheet with one account per row."""

    file = forms.FileField(label="Berkas tabel (.xlsx atau .csv)")

    def clean_file(self) -> Table:
        upload = self.cleaned_data["file"]
        try:
            return read_table(
                upload,
                filename=upload.name,
                required=register.REQUIRED,
                aliases=register.ALIASES,
                max_rows=register.MOST_ROWS,
            )
        except TableError as error:
            raise ValidationError(str(error)) from error
