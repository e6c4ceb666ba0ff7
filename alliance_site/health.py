"""Whether the server is alive, and whether it can do its work."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from assessments.ballots import RoundKeyError, open_private_key
from assessments.models import RoundKey


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: the database answers and has the tables that this version needs, and the key of each
    open round can be opened (else 503)."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        get_user_model().objects.exists()
    except DatabaseError:
        return _not_ready("the database does not answer")
    except ImproperlyConfigured:
        return _not_ready("the settings are wrong")
    if missing:
        return _not_ready("migrations are missing: run manage.py migrate")
    try:
        for key in RoundKey.objects.all():
            open_private_key(key)
    except RoundKeyError:
        return _not_ready("the key of an open round cannot be opened: MASTER_KEY is not its own")
    return HttpResponse("ready\n", content_type="text/plain")


def _not_ready(reason: str) -> HttpResponse:
    return HttpResponse(f"not ready: {reason}\n", content_type="text/plain", status=503)
