"""The names of time zones that clocks here know."""

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NO_ZONE_OF_ONES_OWN = "UTC"


@cache
def known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def check_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError(
            _("No time zone is called “%(name)s”: write one like Europe/Berlin, or UTC."),
            params={"name": name},
        )
