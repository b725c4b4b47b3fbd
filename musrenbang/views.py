"""The front door and the health page."""

from functools import lru_cache

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from foundation.reading import read_only
from kelurahan.scope import scope_of
from musrenbang.help import help_steps
from musrenbang.replica.choice import REPLICA
from musrenbang.replica.monitor import health as replica_health
from planning.models import Stage
from planning.selectors import current_cycle, window_for


@read_only
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


@read_only
def help_page(request: HttpRequest) -> HttpResponse:
    """How to write a usulan and what becomes of it, for everybody."""
    return render(request, "help.html", {"steps": help_steps()})


@read_only
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Whether the database answers and all migrations are in: 200, else 503.

    A replica is only told of: without it the pages read the primary, and the portal goes on.
    """
    told = {"replica": replica_health()} if REPLICA in settings.DATABASES else {}
    try:
        pending = _last_migrations() - set(MigrationRecorder(connection).applied_migrations())
    except Error:
        return JsonResponse(
            {"database": "mati", "migrations": "tidak diketahui", **told}, status=503
        )
    state = "tertinggal" if pending else "lengkap"
    return JsonResponse(
        {"database": "hidup", "migrations": state, **told}, status=503 if pending else 200
    )


@lru_cache(maxsize=1)
def _last_migrations() -> frozenset[tuple[str, str]]:
    """The newest migration of every app; what stands on the disk does not change while we run."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
