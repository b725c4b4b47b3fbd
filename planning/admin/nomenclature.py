"""Nomenclature by version, and which OPD carries which bidang urusan."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from planning.models import CodeChange, Nomenclature, NomenclatureVersion, OPDMandate

CITY_LEVELS = ("", "kab/kota")
"""Rows that a city may budget under; others are for provinces with a status of their own."""


@admin.register(Nomenclature)
class NomenclatureAdmin(admin.ModelAdmin):
    """Urusan to sub kegiatan."""

    list_display = ("code", "name", "level", "unit", "version")
    list_display_links = ("code", "name")
    list_filter = ("version", "level", "applies_to")
    list_select_related = ("version",)
    search_fields = ("code", "name", "indicator")
    autocomplete_fields = ("parent",)
    ordering = ("-version", "code")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A field for a sub kegiatan is offered those of a city only."""
        if request.GET.get("field_name") == "sub_kegiatan":
            queryset = queryset.filter(
                level=Nomenclature.Level.SUB_KEGIATAN, applies_to__in=CITY_LEVELS
            )
        return super().get_search_results(request, queryset, search_term)


@admin.register(NomenclatureVersion)
class NomenclatureVersionAdmin(admin.ModelAdmin):
    """Editions of the code tables."""

    list_display = ("code", "note")


@admin.register(CodeChange)
class CodeChangeAdmin(admin.ModelAdmin):
    """What became of the codes of older editions."""

    list_display = ("old_code", "old_version", "successor", "note")
    list_filter = ("old_version",)
    list_select_related = ("successor",)
    search_fields = ("old_code", "successor__code", "successor__name")
    autocomplete_fields = ("successor",)


@admin.register(OPDMandate)
class OPDMandateAdmin(admin.ModelAdmin):
    """Which OPD carries which bidang urusan."""

    list_display = ("opd", "bidang_code")
    list_filter = ("bidang_code",)
    list_select_related = ("opd",)
    search_fields = ("opd__name", "opd__code", "bidang_code")
    autocomplete_fields = ("opd",)
