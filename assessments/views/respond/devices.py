"""Going on with a draft on another device, beginning anew there, and leaving a device."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms.answer import CodeForm
from assessments.respondent import (
    holds_trace,
    keep_session,
    leave_no_trace,
    new_origin,
    selector_of_form,
)
from assessments.services.answering import Refusal, RefusedError
from assessments.services.drafts import CODE_TRIES, resume_draft, start_anew
from assessments.views.respond.link import start_of
from assessments.views.respond.sending import other_link_sentence
from assessments.views.respond.visitor import (
    Respondent,
    private_page,
    respondent_of,
    session_of,
    turned_away,
)
from assessments.ways import lead

Handler = Callable[[HttpRequest, Respondent], HttpResponse]


def _elsewhere(request: HttpRequest, handle: Handler) -> HttpResponse:
    """Only for somebody whose draft is that of another device."""
    respondent = respondent_of(request)
    refusal = respondent.refusal(timezone.now()) if respondent else Refusal.REVOKED
    if respondent and refusal is Refusal.ELSEWHERE:
        return handle(request, respondent)
    if respondent and refusal is None:
        return lead(*start_of(respondent))
    return turned_away(request, respondent, refusal or Refusal.REVOKED)


@private_page("GET", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits, or say that there are no tries left."""
    return _elsewhere(request, _resume if request.method == "POST" else _code_page)


@private_page("GET", "POST")
def anew(request: HttpRequest) -> HttpResponse:
    """Ask whether the earlier answers shall be deleted, and do it."""
    return _elsewhere(request, _start_anew if request.method == "POST" else _anew_page)


@private_page("GET", "POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Make this browser forget whose answers these are; the answers stay."""
    if request.method != "POST":
        return lead("answer_left")
    response = lead("answer_left")
    leave_no_trace(response)
    return response


@private_page("GET")
def left(request: HttpRequest) -> HttpResponse:
    """Says so only where it is true: anybody may be sent to this address, or go back to it."""
    if holds_trace(request):
        return lead("answer")
    return render(request, "assessments/answer/left.html")


def _code_page(
    request: HttpRequest, respondent: Respondent, form: CodeForm | None = None
) -> HttpResponse:
    tries = CODE_TRIES - (respondent.draft.code_tries if respondent.draft else 0)
    context = {"respondent": respondent, "form": form or CodeForm(), "tries": tries}
    status = 200 if form is None else 403 if tries <= 0 else 400
    page = render(request, "assessments/answer/code.html", context, status=status)
    keep_session(page, session_of(respondent))
    return page


def _resume(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    form = CodeForm(request.POST)
    if not _is_own(request, respondent):
        form.add_error(None, other_link_sentence())
    if not form.is_valid():
        return _code_page(request, respondent, form)
    try:
        is_right = resume_draft(
            invitation=respondent.invitation,
            code=form.cleaned_data["code"],
            origin=respondent.origin,
            now=timezone.now(),
        )
    except RefusedError as error:
        return turned_away(request, respondent, error.refusal)
    if not is_right:
        form.add_error("code", _("This code is not right."))
        return _code_page(request, respondent.read_anew(respondent.origin), form)
    return _go_on(respondent, respondent.origin)


def _anew_page(request: HttpRequest, respondent: Respondent, sentence: str = "") -> HttpResponse:
    context = {"respondent": respondent, "sentence": sentence}
    status = 409 if sentence else 200
    return render(request, "assessments/answer/anew.html", context, status=status)


def _start_anew(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    if not _is_own(request, respondent):
        return _anew_page(request, respondent, other_link_sentence())
    origin = new_origin()
    try:
        start_anew(invitation=respondent.invitation, origin=origin, now=timezone.now())
    except RefusedError as error:
        return turned_away(request, respondent, error.refusal)
    return _go_on(respondent, origin)


def _go_on(respondent: Respondent, origin: str) -> HttpResponse:
    now_known = respondent.read_anew(origin)
    response = lead(*start_of(now_known))
    keep_session(response, session_of(now_known))
    return response


def _is_own(request: HttpRequest, respondent: Respondent) -> bool:
    selector = selector_of_form(request.POST.get("invitation", ""))
    return selector == respondent.invitation.selector
