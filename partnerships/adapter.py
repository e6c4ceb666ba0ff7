"""How people get an account: somebody enters them; nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for people who are known, and for nobody else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are entered by those who run a partnership."""
        return False
