"""The mails that the demo would have sent: they never leave the machine. Only in the demo."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments.models import Outbox
from assessments.services.letters import Kind

MAILS_ON_A_PAGE = 25
INVENTED = ".example"


@dataclass(frozen=True)
class Line:
    """`path` is there where the line is a link to this site."""

    text: str
    path: str = ""


@dataclass(frozen=True)
class Mail:
    recipient: str
    subject: str
    sent_on: date | None
    lines: list[Line]


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    if not settings.DEMO:
        raise Http404
    kept = Outbox.objects.exclude(sent_on=None).exclude(body="").order_by("-pk")
    # A code for signing in is shown for invented people alone
    kept = kept.filter(~Q(kind=Kind.SIGN_IN) | Q(recipient__iendswith=INVENTED))
    page = Paginator(kept, MAILS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "mails": [readable(row) for row in page.object_list]}
    return render(request, "demo/mail.html", context)


def readable(row: Outbox) -> Mail:
    lines = [line_of(text) for text in row.body.splitlines()]
    return Mail(row.recipient, row.subject, row.sent_on, lines)


def line_of(text: str) -> Line:
    """A link of ours is followed on this very site, whatever its address is just now."""
    own = text.startswith(f"{settings.SITE_URL}/")
    return Line(text, text.removeprefix(settings.SITE_URL) if own else "")
