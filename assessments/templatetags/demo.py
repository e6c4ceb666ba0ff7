"""What the demo's door shows of live rounds."""

from typing import Any

from django import template
from django.conf import settings

from assessments.services.demo_round import free_links

register = template.Library()


@register.simple_tag
def unused_links() -> list[dict[str, Any]]:
    """Links to answer by, with whose they are; none outside the demo."""
    if not settings.DEMO:
        return []
    return [
        {
            "path": path,
            "name": invitation.membership and invitation.membership.display_name,
            "organization": invitation.round.partnership.organization_of(invitation.side),
            "partnership": invitation.round.partnership,
        }
        for invitation, path in free_links()
    ]
