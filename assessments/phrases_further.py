"""What pages and files say about what a partnership asked beyond the instrument."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FURTHER: Mapping[str, Any] = {
    "further.own.title": _("Our own measures, in the mirror"),
    "further.own.alt": _(
        "Our own measures: %(contractor)s and %(client)s, each as it sees itself and as the other"
        " sees it. The table holds the same figures."
    ),
    "further.own-measures": _("Our own measures, between two poles"),
    "further.commitments": _("How far our commitments were kept"),
    "further.kept": _("Kept, as people of both sides see it"),
    "further.measure": _("Measure"),
    "further.moved": _("Change since the last round, in points"),
    "further.moved.readings": _("Change of the readings since the last round, in points"),
    "report.section.own": _("Our own measures"),
    "report.section.kept": _("Did we keep our word?"),
    "report.sheet.own": _("Own measures"),
    "report.sheet.kept": _("Kept"),
}
