"""A cycle with its windows and priorities; quota, pagu, more time, reasons."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from foundation.indonesia import number, rupiah
from kelurahan.models import Kelurahan
from kelurahan.roles import Role
from kelurahan.scope import scope_of
from kelurahan.selectors import still_valid, territory_for
from planning.forms import GraceForm, PaguForm, QuotaRuleForm
from planning.models import (
    CityPriority,
    Cycle,
    Pagu,
    QuotaRule,
    ReasonCode,
    StageWindow,
    WindowGrace,
)
from planning.selectors import current_cycle, stages_out_of_order
from planning.services import LURAH_STAGES, may_grant_grace


class StageWindowInline(admin.TabularInline):
    """When each stage opens and closes."""

    model = StageWindow
    fields = ("stage", "opens_at", "closes_at")
    extra = 0


class CityPriorityInline(admin.TabularInline):
    """The city's priorities of that year."""

    model = CityPriority
    extra = 0


class QuotaRuleInline(admin.TabularInline):
    """Quota of that year, from the whole city down to one RW."""

    model = QuotaRule
    form = QuotaRuleForm
    autocomplete_fields = ("kelurahan", "rw", "opd")
    extra = 0


@admin.register(Cycle)
class CycleAdmin(admin.ModelAdmin):
    """A planning year and everything that is set for it once."""

    list_display = ("__str__", "theme", "is_current")
    inlines = (StageWindowInline, CityPriorityInline, QuotaRuleInline)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for sentence in stages_out_of_order(form.instance):
            messages.warning(request, sentence)
        if current_cycle() is None:
            messages.warning(
                request,
                "Sekarang tidak ada tahun perencanaan yang berjalan: tidak seorang pun dapat "
                "mengajukan usulan.",
            )


@admin.register(WindowGrace)
class WindowGraceAdmin(admin.ModelAdmin):
    """More time for one kelurahan; a lurah gives it to the own one, and only gives."""

    form = GraceForm
    list_display = ("kelurahan", "window", "closes_at", "reason", "granted_by", "granted_at")
    list_filter = ("window__cycle", "window__stage")
    list_select_related = ("kelurahan", "window__cycle", "granted_by")
    search_fields = ("kelurahan__name_local", "reason")
    readonly_fields = ("granted_by", "granted_at")
    fields = ("window", "kelurahan", "closes_at", "reason", "granted_by", "granted_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[WindowGrace]:
        own = territory_for(Kelurahan, request.user).values("pk")
        return super().get_queryset(request).filter(kelurahan__in=own)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and may_grant_grace(request.user)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else self.fields[:4]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "kelurahan":
            kwargs["queryset"] = rows = _kelurahan_of(request)
            own = list(rows[:2])
            kwargs["initial"] = own[0] if len(own) == 1 else None
        if db_field.name == "window":
            kwargs["queryset"] = _windows_of(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[ModelForm]:
        form = super().get_form(request, obj, **kwargs)
        return type(form.__name__, (form,), {"actor": request.user})

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.granted_by = request.user
        super().save_model(request, obj, form, change)


def _kelurahan_of(request: HttpRequest) -> QuerySet[Kelurahan]:
    rows = still_valid(territory_for(Kelurahan, request.user)).order_by("name_local")
    scope = scope_of(request.user)
    if scope.everything or Role.BAPPEDA in scope.roles:
        return rows
    return rows.filter(pk__in=scope.ids(Role.LURAH))


def _windows_of(request: HttpRequest) -> QuerySet[StageWindow]:
    rows = StageWindow.objects.select_related("cycle").order_by("-cycle__fiscal_year", "opens_at")
    scope = scope_of(request.user)
    if scope.everything or Role.BAPPEDA in scope.roles:
        return rows
    return rows.filter(stage__in=LURAH_STAGES, cycle__is_current=True)


@admin.register(QuotaRule)
class QuotaRuleAdmin(admin.ModelAdmin):
    """All quota rules, to be found by kelurahan or OPD."""

    form = QuotaRuleForm
    list_display = ("cycle", "scope", "kind", "limit", "kelurahan", "rw", "opd", "enforced")
    list_filter = ("cycle", "scope", "kind", "enforced")
    list_select_related = ("cycle", "kelurahan", "rw", "opd")
    search_fields = ("kelurahan__name_local", "opd__name")
    autocomplete_fields = ("kelurahan", "rw", "opd")

    @admin.display(description="batas", ordering="value")
    def limit(self, rule: QuotaRule) -> str:
        """Usulan or rupiah."""
        is_amount = rule.kind == QuotaRule.Kind.AMOUNT
        return rupiah(rule.value) if is_amount else f"{number(rule.value)} usulan"


@admin.register(Pagu)
class PaguAdmin(admin.ModelAdmin):
    """Ceilings of kelurahan, kecamatan and OPD."""

    form = PaguForm
    list_display = ("__str__", "cycle", "ceiling")
    list_filter = ("cycle",)
    list_select_related = ("cycle", "kelurahan", "kecamatan", "opd")
    search_fields = ("kelurahan__name_local", "kecamatan__name_local", "opd__name")
    autocomplete_fields = ("kelurahan", "kecamatan", "opd")

    @admin.display(description="pagu", ordering="amount")
    def ceiling(self, pagu: Pagu) -> str:
        """In rupiah."""
        return rupiah(pagu.amount)


@admin.register(ReasonCode)
class ReasonCodeAdmin(admin.ModelAdmin):
    """Why a usulan is returned, declined or deferred, in the words its proposer and all read."""

    list_display = ("code", "public_sentence", "fixable", "needs_target", "is_active")
    list_filter = ("is_active", "fixable", "at_kelurahan", "at_kecamatan", "at_opd", "at_city")
    search_fields = ("code", "public_sentence", "internal_note")
