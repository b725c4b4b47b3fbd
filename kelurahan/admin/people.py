"""Admin pages of accounts and posts; what is done there is done by the services."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import path, reverse

from kelurahan.admin import desk
from kelurahan.admin.base import OfficeAdmin, RunningFilter
from kelurahan.forms.office import AccountForm
from kelurahan.models import Assignment, User
from kelurahan.phones import spoken_phone
from kelurahan.roles import PROPOSER_ROLES, Role
from kelurahan.scope import scope_of
from kelurahan.selectors import (
    accounts_for,
    assignments_for,
    kelurahan_in_charge,
    with_running_posts,
)

MOST_CARDS = 300


class ActivatedFilter(admin.SimpleListFilter):
    """Whether the holder has set a password."""

    title = "aktivasi"
    parameter_name = "aktivasi"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("belum", "Belum diaktifkan"), ("sudah", "Sudah aktif")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        waiting = {"password__startswith": UNUSABLE_PASSWORD_PREFIX}
        if self.value() == "belum":
            return queryset.filter(**waiting)
        return queryset.exclude(**waiting) if self.value() == "sudah" else queryset


class RoleFilter(admin.SimpleListFilter):
    """By role, among those the visitor may see."""

    title = "peran"
    parameter_name = "peran"
    path = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        shown = Role if scope_of(request.user).everything else PROPOSER_ROLES
        return [(role.value, role.label) for role in Role if role in shown]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(role=self.value()) if self.value() else queryset


class HeldRoleFilter(RoleFilter):
    """Accounts by a role they hold today."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        holders = Assignment.objects.active().filter(role=self.value())
        return queryset.filter(pk__in=holders.values("user"))


class RunningPostFilter(RunningFilter):
    """Posts that are held, or were."""

    title = "masa tugas"
    until_field = "until"
    words = ("Masih bertugas", "Sudah berakhir")


@admin.register(User)
class AccountAdmin(OfficeAdmin):
    """Accounts: a kelurahan keeps those of its own RT, RW, Pamor and organisations."""

    form = AccountForm
    fields = ("username", "full_name", "phone", "is_active")
    list_display = ("full_name", "username", "posts", "phone_spoken", "activated")
    list_filter = (HeldRoleFilter, ActivatedFilter)
    search_fields = ("full_name", "username", "phone", "assignments__territory_name")
    actions = ("print_cards",)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return with_running_posts(accounts_for(request.user)).order_by("full_name", "pk")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return () if scope_of(request.user).everything else ("username", "is_active")

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        views = [
            path(route, wrap(view.as_view(model_admin=self)), name=f"kelurahan_user_{name}")
            for route, view, name in (
                ("tugaskan/", desk.NewPost, "appoint"),
                ("dari-tabel/", desk.FromTable, "table"),
                ("kartu/", desk.Cards, "cards"),
            )
        ]
        return [*views, *super().get_urls()]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A kelurahan makes an account together with its post."""
        if kelurahan_in_charge(request.user):
            return HttpResponseRedirect(reverse("admin:kelurahan_user_appoint"))
        return super().add_view(request, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"keeps_kelurahan": bool(kelurahan_in_charge(request.user))}
        return super().changelist_view(request, context | (extra_context or {}))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    @admin.action(description="Cetak kartu aktivasi baru", permissions=["change"])
    def print_cards(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Go to the page that asks once more and then prints."""
        chosen = list(queryset.values_list("pk", flat=True)[: MOST_CARDS + 1])
        if len(chosen) > MOST_CARDS:
            self.message_user(
                request, f"Pilih paling banyak {MOST_CARDS} akun sekaligus.", messages.ERROR
            )
            return None
        query = QueryDict(mutable=True)
        query.setlist("akun", chosen)
        return HttpResponseRedirect(f"{reverse('admin:kelurahan_user_cards')}?{query.urlencode()}")

    @admin.display(description="penugasan sekarang", empty_value="tidak ada")
    def posts(self, obj: User) -> str | None:
        """Role and territory of every running post."""
        return "; ".join(str(post) for post in obj.running) or None

    @admin.display(description="telepon", ordering="phone")
    def phone_spoken(self, obj: User) -> str:
        """The number as people write it."""
        return spoken_phone(obj.phone)

    @admin.display(description="akun")
    def activated(self, obj: User) -> str:
        """Whether the card has been used."""
        if not obj.is_active:
            return "Ditutup"
        return "Aktif" if obj.has_usable_password() else "Belum diaktifkan"


@admin.register(Assignment)
class AssignmentAdmin(OfficeAdmin):
    """Who serves where, now and before. Offices are filled by the administrator."""

    list_display = ("territory_name", "role", "user", "since", "until")
    list_filter = (RunningPostFilter, RoleFilter)
    list_select_related = ("user",)
    search_fields = ("territory_name", "user__full_name", "user__username")
    autocomplete_fields = (
        "user", "city", "kecamatan", "kelurahan", "rw", "rt", "organisation", "opd"
    )  # fmt: skip
    fields = ("user", "role", *autocomplete_fields[1:], "since", "until")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return assignments_for(request.user).order_by(*self.opts.ordering, "pk")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "role", "territory_name", "since", "until") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("user", "role", "territory_name") if obj else ()

    def get_autocomplete_fields(self, request: HttpRequest) -> Any:
        return self.autocomplete_fields

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        views = [
            path(
                f"<int:pk>/{route}/",
                wrap(view.as_view(model_admin=self)),
                name=f"kelurahan_assignment_{name}",
            )
            for route, view, name in (
                ("akhiri", desk.EndPost, "end"),
                ("ganti", desk.ReplaceHolder, "replace"),
            )
        ]
        return [*views, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **kw: Any
    ) -> HttpResponse:
        if obj:
            context["is_running"] = obj.until is None
            context["is_proposer_post"] = obj.role in PROPOSER_ROLES
        return super().render_change_form(request, context, *args, obj=obj, **kw)
