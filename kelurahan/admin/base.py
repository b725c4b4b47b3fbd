"""What all admin pages here share: scoped rows, foreign rows not found, nothing deleted."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from kelurahan.models import RT, Kelurahan
from kelurahan.selectors import kelurahan_in_charge, still_valid, territory_for


class OfficeAdmin(admin.ModelAdmin):
    """Shows what the visitor's office looks over; a foreign row does not exist for it."""

    show_full_result_count = False
    scoped_choices: dict[str, type[Model]] = {}
    """Foreign keys whose choices are the visitor's own territory."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        related = self.list_select_related
        rows = territory_for(self.model, request.user)
        rows = rows.select_related(*related) if related else rows
        return rows.order_by(*self.get_ordering(request) or self.opts.ordering)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if model := self.scoped_choices.get(db_field.name):
            rows = still_valid(territory_for(model, request.user))
            kwargs["queryset"] = rows
            own = list(rows.values_list("pk", flat=True)[:2])
            kwargs.setdefault("initial", own[0] if len(own) == 1 else None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RunningFilter(admin.SimpleListFilter):
    """Running or ended, by the date field that ``until_field`` names."""

    title = "masa berlaku"
    parameter_name = "masa"
    until_field = "valid_until"
    words = ("Masih berlaku", "Sudah berakhir")

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(zip(("berjalan", "berakhir"), self.words, strict=True))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        ended = {f"{self.until_field}__lt": timezone.localdate()}
        if self.value() == "berakhir":
            return queryset.filter(**ended)
        if self.value() == "berjalan":
            return queryset.exclude(**ended)
        return queryset


class OwnKelurahanFilter(admin.SimpleListFilter):
    """By kelurahan, for those who look over a city."""

    title = "kelurahan"
    parameter_name = "kelurahan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if kelurahan_in_charge(request.user):
            return []
        rows = territory_for(Kelurahan, request.user).order_by("name_local")
        return [(str(pk), name) for pk, name in rows.values_list("pk", "name_local")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not (self.value() or "").isdigit():
            return queryset
        path = "rw__kelurahan" if queryset.model is RT else "kelurahan"
        return queryset.filter(**{path: self.value()})
