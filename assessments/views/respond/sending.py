"""Checking one's answers, sending them, and what happens next."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.parts import Part
from assessments.respondent import keep_session, selector_of_form
from assessments.services.answering import Refusal, RefusedError
from assessments.services.submission import submit
from assessments.views.respond.sentences import refusal_sentence
from assessments.views.respond.visitor import (
    Respondent,
    for_respondents,
    private_page,
    respondent_of,
    session_of,
    turned_away,
)
from assessments.ways import lead


@dataclass(frozen=True)
class PartCheck:
    """`missing`: the number on its page of each statement without an answer.
    `written`: how many of its questions have words.
    """

    part: Part
    missing: tuple[int, ...]
    written: int


@private_page("GET")
@for_respondents
def check(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """What is answered and what is not, and the button that sends."""
    return _check_page(request, respondent)


@private_page("GET", "POST")
def send(request: HttpRequest) -> HttpResponse:
    return _send(request) if request.method == "POST" else lead("answer_check")


@for_respondents
def _send(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    selector = selector_of_form(request.POST.get("invitation", ""))
    if selector != respondent.invitation.selector:
        return _check_page(request, respondent, other_link_sentence(), 409)
    try:
        submit(invitation=respondent.invitation, origin=respondent.origin, now=timezone.now())
    except RefusedError as error:
        if error.refusal is Refusal.EMPTY:
            return _check_page(request, respondent, refusal_sentence(Refusal.EMPTY), 400)
        return turned_away(request, respondent, error.refusal)
    return lead("answer_sent")


@private_page("GET")
def sent(request: HttpRequest) -> HttpResponse:
    """The receipt, also for everybody who comes back."""
    respondent = respondent_of(request)
    refusal = respondent.refusal(timezone.now()) if respondent else Refusal.REVOKED
    if respondent and refusal is Refusal.SENT:
        page = render(request, "assessments/answer/sent.html", {"respondent": respondent})
        keep_session(page, session_of(respondent))
        return page
    if refusal is None:
        return lead("answer_check")
    return turned_away(request, respondent, refusal)


def other_link_sentence() -> str:
    return _(
        "Nothing was done: that page belonged to another personal link than the one that is open "
        "in this browser now."
    )


def _check_page(
    request: HttpRequest, respondent: Respondent, sentence: str = "", status: int = 200
) -> HttpResponse:
    answers = respondent.content.answers
    placed = answers.placed
    checks = [
        PartCheck(
            part,
            tuple(n for n, code in enumerate(part.codes, start=1) if code not in placed),
            sum(code in answers.comments for code in part.prompt_codes),
        )
        for part in respondent.parts
    ]
    context = {"respondent": respondent, "checks": checks, "sentence": sentence}
    return render(request, "assessments/answer/check.html", context, status=status)
