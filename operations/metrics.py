"""Figures for a monitoring system in Prometheus' text format; none of them is about a person."""

from datetime import datetime
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, Gauge, generate_latest

from assessments.models import Outbox, Round
from assessments.services.held import rounds_under_way
from assessments.services.letters import Kind
from operations.access import may_see_figures
from operations.checks import RUNNING, free_space, oldest_due_mail, problems
from operations.models import WORKER, Heartbeat

TEN_MEGABYTES = 10_000_000
"""A change of less would tell that somebody has stored something."""


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures, for who sends METRICS_TOKEN as a bearer token; where none is set, 404."""
    if not may_see_figures(request):
        raise Http404
    return HttpResponse(_figures(timezone.now()), content_type="text/plain; version=0.0.4")


def _figures(now: datetime) -> bytes:
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float, **labels: Any) -> None:
        made = gauges.get(name) or Gauge(name, meaning, list(labels), registry=registry)
        gauges[name] = made
        (made.labels(**labels) if labels else made).set(value)

    gauges: dict[str, Gauge] = {}
    gauge("alongside_problems", "What is wrong now", len(problems(RUNNING, now)))
    free = free_space() // TEN_MEGABYTES * TEN_MEGABYTES
    gauge("alongside_disk_free_bytes", "Free space for the database, in tens of megabytes", free)
    # Not the reminders, which go slowly on purpose
    waiting = Outbox.objects.filter(sent_on=None, held=False).exclude(kind=Kind.REMINDER)
    gauge("alongside_mail_waiting", "Mails not sent yet", waiting.count())
    gauge("alongside_mail_held", "Mails held after a restore", _held())
    gauge(
        "alongside_mail_oldest_seconds", "Age of the oldest due mail", _age(oldest_due_mail(), now)
    )
    beat = Heartbeat.objects.filter(name=WORKER).values_list("at", flat=True).first()
    gauge("alongside_worker_silent_seconds", "Since the worker's last sign", _age(beat, now))
    for state, number in _rounds_by_state().items():
        gauge("alongside_rounds", "Rounds by state", number, state=state)
    held = rounds_under_way(held=True).count()
    gauge("alongside_rounds_held", "Rounds that wait since a restore", held)
    return generate_latest(registry)


def _held() -> int:
    return Outbox.objects.filter(held=True).exclude(kind=Kind.REMINDER).count()


def _age(moment: datetime | None, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds()) if moment else 0.0


def _rounds_by_state() -> dict[str, int]:
    found = dict(Round.objects.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in Round.State.values}
