"""How often something may be tried, counted in the cache; no limit shuts out whom it protects, and
no name of a count tells by trying whose it is.
"""

import ipaddress
from dataclasses import dataclass
from secrets import token_hex

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUSEHOLD = 56


@dataclass(frozen=True)
class Limit:
    """At most `number` times in `seconds`, counted from the first one."""

    name: str
    number: int
    seconds: int

    def allows(self, *what: object) -> bool:
        """Count one more try of this; False when there were too many.

        Each count has a name of its own, which ends before it: Redis makes a count that ends while
        it is raised anew, without an end, and nobody asks for that name again.
        """
        said = salted_hmac(self.name, "|".join(map(str, what)), algorithm="sha256").hexdigest()
        key = f"limit:{self.name}:{said}"
        count = f"{key}:{cache.get_or_set(key, token_hex, self.seconds)}"
        cache.add(count, 0, self.seconds)
        try:
            return int(cache.incr(count)) <= self.number
        except ValueError:  # it ran out since
            return True


SIGN_IN_FROM = Limit("sign-in-from", 60, 60)
SIGN_IN_HERE = Limit("sign-in-here", 6, 30 * 60)
SIGN_IN_AS = Limit("sign-in-as", 40, 60 * 60)
SIGN_IN_KNOWN = Limit("sign-in-known", 5, 60)
SIGN_IN_KNOWN_LONG = Limit("sign-in-known-long", 30, 60 * 60)
CODE_TRIES = Limit("code-tries", 5, 60 * 60)
TEST_MAILS = Limit("test-mails", 5, 60 * 60)
WRONG_LINKS = Limit("wrong-links", 60, 60)


def network_of(request: HttpRequest) -> str:
    """The network address that a request comes from; of IPv6 the part that one household has."""
    found = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(ipaddress.ip_network(f"{found}/{HOUSEHOLD}", strict=False))
