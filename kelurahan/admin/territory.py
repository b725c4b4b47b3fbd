"""Admin pages of territory: the city's by the administrator, RW and RT by their kelurahan."""

from typing import Any

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest

from kelurahan.admin.base import OfficeAdmin, OwnKelurahanFilter, RunningFilter
from kelurahan.forms.office import TerritoryForm
from kelurahan.models import OPD, RT, RW, Assignment, City, Kecamatan, Kelurahan, Organisation
from kelurahan.roles import Role


@admin.register(City)
class CityAdmin(OfficeAdmin):
    """Kota and kabupaten."""

    list_display = ("name_local", "name", "code", "valid_until")
    list_filter = (RunningFilter,)
    search_fields = ("name", "name_local", "code")


@admin.register(Kecamatan)
class KecamatanAdmin(OfficeAdmin):
    """Kecamatan of the city."""

    list_display = ("name_local", "name", "code", "city", "valid_until")
    list_filter = (RunningFilter,)
    list_select_related = ("city",)
    search_fields = ("name", "name_local", "code")
    autocomplete_fields = ("city",)


@admin.register(Kelurahan)
class KelurahanAdmin(OfficeAdmin):
    """Kelurahan of the city."""

    list_display = ("name_local", "name", "code", "kecamatan", "valid_until")
    list_filter = (RunningFilter, "kecamatan")
    list_select_related = ("kecamatan",)
    search_fields = ("name", "name_local", "code", "kecamatan__name_local")
    autocomplete_fields = ("kecamatan",)


@admin.register(OPD)
class OPDAdmin(OfficeAdmin):
    """Perangkat Daerah of the city."""

    list_display = ("name", "code", "kind", "kecamatan", "valid_until")
    list_filter = (RunningFilter, "kind")
    list_select_related = ("kecamatan",)
    search_fields = ("name", "code")
    autocomplete_fields = ("city", "kecamatan")


class KeptByKelurahan(OfficeAdmin):
    """RW, RT and organisations: each kelurahan keeps its own; a row never moves house."""

    parent: str
    head_role: Role | None = None

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if self.head_role is None:
            return rows
        place = {self.opts.model_name: OuterRef("pk")}
        heads = Assignment.objects.active().filter(role=self.head_role, **place)
        return rows.annotate(head_name=Subquery(heads.values("user__full_name")[:1]))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (self.parent,) if obj else ()

    @admin.display(description="ketua", ordering="head_name", empty_value="belum ada")
    def head(self, obj: Any) -> str | None:
        """Who heads it today."""
        return obj.head_name


class RTInline(admin.TabularInline):
    """The RT of an RW, entered together."""

    model = RT
    form = TerritoryForm
    fields = ("label", "valid_from", "valid_until")
    extra = 0
    can_delete = False


@admin.register(RW)
class RWAdmin(KeptByKelurahan):
    """RW with their RT."""

    form = TerritoryForm
    parent = "kelurahan"
    head_role = Role.RW
    scoped_choices = {"kelurahan": Kelurahan}
    fields = ("kelurahan", "label", "valid_from", "valid_until")
    list_display = ("__str__", "kelurahan", "head", "valid_until")
    list_filter = (RunningFilter, OwnKelurahanFilter)
    list_select_related = ("kelurahan",)
    search_fields = ("label", "kelurahan__name_local")
    inlines = (RTInline,)


@admin.register(RT)
class RTAdmin(KeptByKelurahan):
    """RT of all RW."""

    form = TerritoryForm
    parent = "rw"
    head_role = Role.RT
    scoped_choices = {"rw": RW}
    fields = ("rw", "label", "valid_from", "valid_until")
    list_display = ("__str__", "rw", "kelurahan", "head", "valid_until")
    list_filter = (RunningFilter, OwnKelurahanFilter)
    list_select_related = ("rw__kelurahan",)
    ordering = ("rw__kelurahan", "rw__label", "label")
    search_fields = ("label", "rw__label", "rw__kelurahan__name_local")
    autocomplete_fields = ("rw",)

    @admin.display(description="kelurahan", ordering="rw__kelurahan__name_local")
    def kelurahan(self, obj: RT) -> str:
        """The kelurahan it lies in."""
        return str(obj.rw.kelurahan)


@admin.register(Organisation)
class OrganisationAdmin(KeptByKelurahan):
    """Organisations that hand in usulan of their own."""

    parent = "kelurahan"
    scoped_choices = {"kelurahan": Kelurahan}
    fields = ("kelurahan", "kind", "name", "valid_from", "valid_until")
    list_display = ("name", "kind", "kelurahan", "valid_until")
    list_filter = (RunningFilter, "kind", OwnKelurahanFilter)
    list_select_related = ("kelurahan",)
    search_fields = ("name", "kelurahan__name_local")
