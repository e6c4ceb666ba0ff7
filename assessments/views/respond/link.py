"""The personal link: a page with the promise and a button. Looking at it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.links import invitation_of, was_link
from assessments.respondent import begin_session, keep_session, read_session
from assessments.services.answering import Refusal, accepts_answers, refusal_of
from assessments.views.respond.visitor import (
    Respondent,
    closed,
    for_respondents,
    private_page,
    respondent_named,
    respondent_of,
)
from assessments.ways import lead
from partnerships.limits import WRONG_LINKS, network_of


@private_page("GET", "POST")
def link(request: HttpRequest, token: str) -> HttpResponse:
    """GET says what is promised; POST begins the respondent's session in this browser."""
    now = timezone.now()
    invitation = invitation_of(token)
    respondent = respondent_named(invitation.selector) if invitation else None
    refusal = refusal_of(respondent.invitation, respondent.round, now) if respondent else None
    if respondent is None or refusal is Refusal.REVOKED:
        return _wrong_link(request, was_right=respondent is not None or was_link(token))
    return opened(request, respondent, begins=request.method == "POST")


def opened(request: HttpRequest, respondent: Respondent, *, begins: bool) -> HttpResponse:
    """The page that a link opens, or the code of a slip; the same for whoever has answered."""
    if not accepts_answers(respondent.round, timezone.now()):
        return closed(request, respondent)
    if begins:
        return _begin(request, respondent)
    return render(request, "assessments/answer/landing.html", {"respondent": respondent})


def _wrong_link(request: HttpRequest, *, was_right: bool) -> HttpResponse:
    """Only wrong links are counted, so that no right one is ever refused. Nor is one that was right
    before: whoever uses the number up would learn that a colleague has opened it.
    """
    if not was_right and not WRONG_LINKS.allows(network_of(request)):
        return render(request, "429.html", status=429)
    return render(request, "assessments/answer/wrong_link.html", status=404)


def _begin(request: HttpRequest, found: Respondent) -> HttpResponse:
    session = begin_session(found.invitation, read_session(request))
    response = lead(*_start_of(Respondent(found.invitation, session.origin)))
    keep_session(response, session)
    return response


def _start_of(respondent: Respondent) -> tuple[str, ...]:
    refusal = respondent.refusal(timezone.now())
    if refusal is Refusal.SENT:
        return ("answer_sent",)
    if refusal is Refusal.ELSEWHERE:
        return ("answer_code",)
    return start_of(respondent)


def start_of(respondent: Respondent) -> tuple[str, ...]:
    """Where somebody goes on who may answer: the first part with a gap, or the check."""
    part = respondent.next_part
    return ("answer_part", part.slug) if part else ("answer_check",)


@private_page("GET")
@for_respondents
def go_on(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """To wherever this respondent has something to do."""
    return lead(*start_of(respondent))


@private_page("GET")
def promise(request: HttpRequest) -> HttpResponse:
    """What is promised and how it holds; with the round's own terms for its respondents."""
    respondent = respondent_of(request)
    return render(request, "assessments/answer/promise.html", {"respondent": respondent})
