"""Where the addresses of those asked on a side are: somebody real among people whom the facilitator
has invented can see that colleagues are missing.
"""

from collections import Counter

from assessments.models import Round


def shared_domains(round: Round, side: str, least: int) -> list[str]:
    """The mail domains that at least so many of those asked by name on this side share, whoever has
    answered; one query.
    """
    asked = round.invitations.filter(side=side, revoked=False, membership__isnull=False)
    # Not as somebody has written it first, perhaps in another partnership
    addresses = asked.values_list("membership__person__email_key", flat=True)
    people = Counter(address.rpartition("@")[2] for address in addresses)
    return sorted(domain for domain, number in people.items() if number >= least)
