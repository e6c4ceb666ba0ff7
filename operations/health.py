"""Whether the server is alive, whether it can serve, and whether all that belongs to it runs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from operations.access import may_see_problems
from operations.checks import RUNNING, SERVING, Check, problems


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers."""
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready to serve: database, tables, keys of open rounds, disk (else 503). For a proxy, which
    must not turn people away because the worker stands still.
    """
    return _answer(SERVING)


@require_safe
def all_well(request: HttpRequest) -> HttpResponse:
    """Everything: the above, the worker, waiting mail, the age of the backup (else 503). For who
    asks on this machine or sends METRICS_TOKEN; 404 for strangers.
    """
    if not may_see_problems(request):
        raise Http404
    return _answer(RUNNING)


def _answer(checks: tuple[Check, ...]) -> HttpResponse:
    found = problems(checks, timezone.now())
    text = "".join(f"not ready: {problem}\n" for problem in found) or "ready\n"
    return HttpResponse(text, content_type="text/plain", status=503 if found else 200)
