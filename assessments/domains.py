"""Where the addresses of those asked on a side are: somebody real among people whom the facilitator
has invented can see that colleagues are missing.
"""

from django.db.models import Count, F, Value
from django.db.models.functions import StrIndex, Substr

from assessments.models import Round


def shared_domains(round: Round, side: str, least: int) -> list[str]:
    """The mail domains that at least so many of those asked by name on this side share, whoever has
    answered; one query.
    """
    # Not as somebody has written it first, perhaps in another partnership
    address = F("membership__person__email_key")
    asked = round.invitations.filter(side=side, revoked=False, membership__isnull=False).annotate(
        domain=Substr(address, StrIndex(address, Value("@")) + 1)
    )
    named = asked.values("domain").annotate(people=Count("pk"))
    shared = named.filter(people__gte=least).order_by("domain")
    return list(shared.values_list("domain", flat=True))
