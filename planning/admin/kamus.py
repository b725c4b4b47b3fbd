"""The kamus usulan with its measures, its issue groups and everyday words."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest

from planning.explain import price_sentence
from planning.forms import KamusItemForm
from planning.models import IssueGroup, KamusItem, KamusVariable, Synonym


class KamusVariableInline(admin.TabularInline):
    """The figures that a proposer fills in."""

    model = KamusVariable
    fields = ("order", "name", "unit", "minimum", "maximum")
    extra = 0


@admin.register(KamusItem)
class KamusItemAdmin(admin.ModelAdmin):
    """What may be proposed, for what price, with which proofs."""

    form = KamusItemForm
    inlines = (KamusVariableInline,)
    list_display = ("name", "code", "price", "opd", "is_active")
    list_filter = (
        "cycle",
        "bidang",
        "issue",
        "is_active",
        "price_is_example",
        "kelurahan_fund_allowed",
    )
    list_select_related = ("opd",)
    search_fields = ("code", "name", "issue__name", "synonyms", "definition")
    autocomplete_fields = ("issue", "opd", "sub_kegiatan")
    save_as = True
    fieldsets = (
        (None, {"fields": ("cycle", "code", "issue", "bidang", "name", "definition", "criteria")}),
        (
            "Harga",
            {"fields": ("unit", "unit_price", "price_source", "price_year", "price_is_example")},
        ),
        ("Pelaksana", {"fields": ("opd", "sub_kegiatan")}),
        (
            "Yang diminta dari pengusul",
            {
                "fields": (
                    "min_photos",
                    "needs_point",
                    "needs_land_status",
                    "documents",
                    "proposer_kinds",
                )
            },
        ),
        ("Dana kelurahan", {"fields": ("kelurahan_fund_allowed", "kelurahan_fund_group")}),
        ("Pencarian", {"fields": ("synonyms", "is_active")}),
    )

    @admin.display(description="harga satuan", ordering="unit_price")
    def price(self, item: KamusItem) -> str:
        """Price per unit, in words."""
        return price_sentence(item)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "unit_price" in form.changed_data:
            messages.info(
                request,
                "Harga satuan berubah. Usulan yang sudah ditulis tetap memakai harga lamanya.",
            )


@admin.register(IssueGroup)
class IssueGroupAdmin(admin.ModelAdmin):
    """Headings of the kamus."""

    search_fields = ("name",)


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    """Everyday words, spelling mistakes included, and what the kamus calls the thing."""

    list_display = ("word", "means")
    search_fields = ("word", "means")
