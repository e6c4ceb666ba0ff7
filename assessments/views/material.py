"""What facilitators and leaders hand out before people answer. None of it holds a result."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.access import leaders_partnership_or_404
from assessments.agreed import asked_next
from assessments.material import (
    data_sheet,
    intranet_text,
    plain,
    scale_text,
    statement_sections,
)
from assessments.models import Round
from assessments.parts import minutes_of
from assessments.queries import asked_in, round_to_come
from assessments.questionnaire.load import with_sections
from assessments.questionnaire.schema import Questionnaire
from assessments.reports.document.parts import Section, Style, Text
from assessments.reports.handout import handout
from assessments.sample import sample_dashboard
from assessments.services.instruments import latest_instrument, questionnaire_of
from assessments.wording import say
from partnerships.access import SignedInRequest
from partnerships.models import Partnership

STATEMENTS, SHEET = "statements", "data-protection"


@require_safe
@login_required
def material(request: SignedInRequest, slug: str) -> HttpResponse:
    """All of it, with what each is for."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    current = round_to_come(partnership)
    context = {"partnership": partnership, "viewer": viewer, "round": current}
    context["intranet"] = intranet_text(partnership, _minutes(partnership, current))
    return render(request, "assessments/material/material.html", context)


@require_safe
@login_required
def sheet(request: SignedInRequest, slug: str) -> HttpResponse:
    """What is stored, how long, and who sees what."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "sheet": data_sheet(partnership, round_to_come(partnership)),
    }
    return render(request, "assessments/material/sheet.html", context)


@require_safe
@login_required
def sample(request: SignedInRequest, slug: str) -> HttpResponse:
    """A dashboard of invented answers."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    found = sample_dashboard()
    context = {"partnership": partnership, "viewer": viewer, "page": found.page}
    context["summary"] = found.summary
    return render(request, "assessments/material/sample.html", context)


@require_safe
@login_required
def file(request: SignedInRequest, slug: str, what: str) -> HttpResponse:
    """The statements, or the sheet, as PDF."""
    partnership, _viewer = leaders_partnership_or_404(request.user, slug)
    current = round_to_come(partnership)
    makers = {STATEMENTS: _statements, SHEET: _sheet}
    if what not in makers:
        raise Http404(_("There is no such material."))
    content = makers[what](partnership, current)
    name = f"{partnership.slug}-{what}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)


def _statements(partnership: Partnership, current: Round | None) -> bytes:
    asked = _asked(partnership, current)
    asks_comments = current is not None and current.asks_comments
    sections = statement_sections(asked, asks_comments=asks_comments)
    first = Section("scale", plain(_("How you answer")), (scale_text(),))
    return _pdf(_("The statements"), partnership, (first, *sections))


def _minutes(partnership: Partnership, current: Round | None) -> int:
    asks_comments = current is not None and current.asks_comments
    return minutes_of(_asked(partnership, current), with_comments=asks_comments)


def _asked(partnership: Partnership, current: Round | None) -> Questionnaire:
    """What the round that is open or planned asks; otherwise what the next one would."""
    if current is not None:
        return asked_in(current)
    return with_sections(questionnaire_of(latest_instrument()), asked_next(partnership))


def _sheet(partnership: Partnership, current: Round | None) -> bytes:
    found = data_sheet(partnership, current)
    vow = Section("vow", plain(_("The promise")), (Text(plain(found.vow), Style.LEDE),))
    title = _("Data protection on one page")
    return _pdf(title, partnership, (vow, *found.sections), pages=1)


def _pdf(
    title: str, partnership: Partnership, sections: tuple[Section, ...], pages: int | None = None
) -> bytes:
    about = [
        _("%(contractor)s and %(client)s")
        % {"contractor": partnership.contractor, "client": partnership.client}
    ]
    if partnership.scope:
        about.append(_("Relationship: %(scope)s") % {"scope": partnership.scope})
    day = timezone.localdate()
    return handout(title, partnership.name, about, sections, say, day=day, pages=pages)
