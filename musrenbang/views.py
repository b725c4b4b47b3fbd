"""The front door and the health page."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kelurahan.scope import scope_of
from planning.models import Stage
from planning.selectors import current_cycle, window_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's own work; visitors see what the portal is for."""
    scope = scope_of(request.user)
    if scope.is_office:
        return redirect("admin:index")
    if scope.is_proposer:
        return redirect("proposals:mine")
    cycle = current_cycle()
    window = window_for(cycle, Stage.INTAKE) if cycle else None
    return render(request, "home.html", {"cycle": cycle, "window": window})


@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether the database answers and all migrations are in: 200, else 503."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"database": "mati", "migrations": "tidak diketahui"}, status=503)
    state = "tertinggal" if pending else "lengkap"
    return JsonResponse({"database": "hidup", "migrations": state}, status=503 if pending else 200)
