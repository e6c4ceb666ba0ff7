from datetime import datetime

from django.db import models

WORKER = "worker"


class Heartbeat(models.Model):
    """When a process that works in the background last said that it lives."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


def beat(name: str, *, now: datetime) -> None:
    """Note that a process lives."""
    Heartbeat.objects.update_or_create(name=name, defaults={"at": now})
