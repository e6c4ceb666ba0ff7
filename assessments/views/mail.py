"""What the mails of a round say: a word of one's own, a preview, and a test to oneself."""

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import managed_round_or_404
from assessments.forms.mail import MailForm, mail_initial
from assessments.models import Round
from assessments.services.letters import PERSONAL, as_html, sample_letter, style_of_letters
from assessments.services.outbox import queue_sample
from assessments.services.rounds import RoundError, set_mail
from assessments.wording import moment_text
from partnerships.access import SignedInRequest
from partnerships.limits import TEST_MAILS
from partnerships.models import Side
from partnerships.viewer import Viewer

WRITTEN = (Round.State.DRAFT, Round.State.OPEN)


def _written_round_or_404(request: SignedInRequest, slug: str, number: int) -> tuple[Round, Viewer]:
    """A round whose mails still go out; 404 for one that is over."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if found.state not in WRITTEN or found.closes_at is None:
        raise Http404(_("This round sends no invitations any more."))
    return found, viewer


def _side_of(viewer: Viewer) -> str:
    return viewer.side or Side.CONTRACTOR


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mail(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Write what a draft's mails say besides; read them as they will go out."""
    found, viewer = _written_round_or_404(request, slug, number)
    back = reverse("round", args=[slug, number])
    form = MailForm(request.POST or None, back=back, initial=mail_initial(found))
    if request.method == "POST" and form.is_valid():
        try:
            set_mail(round=found, **form.cleaned_data)
            messages.success(request, _("The mail is saved."))
            return redirect("round_mail", slug, number)
        except RoundError as problem:
            form.add_error(None, str(problem))
    side = _side_of(viewer)
    letters = [
        (kind, sample_letter(kind, round=found, reader=request.user, side=side))
        for kind in PERSONAL
    ]
    context = {
        "round": found,
        "partnership": found.partnership,
        "viewer": viewer,
        "form": form,
        "letters": letters,
        "address": request.user.email,
    }
    return render(request, "assessments/manage/mail.html", context)


@csp_replace({"style-src": [style_of_letters()]})  # type: ignore[arg-type]
@require_safe
@login_required
def look(request: SignedInRequest, slug: str, number: int, kind: str) -> HttpResponse:
    """A mail as a mail program shows its HTML: it brings its own style, and no other is used."""
    found, viewer = _written_round_or_404(request, slug, number)
    if kind not in PERSONAL:
        raise Http404
    side = _side_of(viewer)
    letter = sample_letter(kind, round=found, reader=request.user, side=side)
    return HttpResponse(as_html(letter, kind))


@require_POST
@login_required
def test(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Mail the invitation to whoever asks, with a link under which nothing is stored."""
    found, viewer = _written_round_or_404(request, slug, number)
    if TEST_MAILS.allows(request.user.pk):
        queue_sample(round=found, reader=request.user, side=_side_of(viewer), now=timezone.now())
        messages.success(request, _("A test is on its way to %(to)s.") % {"to": request.user.email})
    else:
        messages.error(request, _("You had five tests within an hour: look at those, or wait."))
    return redirect("round_mail", slug, number)


@require_safe
@login_required
def trial(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Where the link of a test leads: what people see first, without a way to answer."""
    found, viewer = _written_round_or_404(request, slug, number)
    context = {
        "round": found,
        "partnership": found.partnership,
        "organization": found.partnership.organization_of(_side_of(viewer)),
        "closes": moment_text(found.closes_at, found.time_zone) if found.closes_at else "",
    }
    return render(request, "assessments/manage/try.html", context)
