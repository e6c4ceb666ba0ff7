"""Where the floor writes; the other sites have models of their own."""

from django.db import models


class Line(models.Model):
    """One row, as large as a draft of ours."""

    data = models.TextField()

    objects: models.Manager["Line"] = models.Manager()

    class Meta:
        app_label = "floor"

    def __str__(self) -> str:
        return str(self.pk)
