"""The respondent of a request: who it is, what they have answered, and when to turn them away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Concatenate, ParamSpec
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.additions import Added, told_of
from assessments.ballots import DraftContent
from assessments.closing import closing_moment
from assessments.domains import shared_domains
from assessments.frozen import promise_of, questionnaire_in
from assessments.models import Draft, Invitation, Round
from assessments.parts import Part, minutes_of, parts_of
from assessments.promise import Promise
from assessments.questionnaire.schema import Questionnaire
from assessments.respondent import (
    RespondentSession,
    form_token,
    keep_session,
    read_session,
    resume_code,
)
from assessments.scoring.terms import Side, Sides
from assessments.services.answering import Refusal, refusal_of
from assessments.services.drafts import content_of
from assessments.views.respond.length import of_one_length
from assessments.ways import lead
from partnerships.querysets import one_or_none

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponse]
AnsweringView = Callable[Concatenate[HttpRequest, "Respondent", Arguments], HttpResponse]


@dataclass(frozen=True, repr=False)
class Respondent:
    """An invitation with its round; `origin` as in the session, empty for a mere form."""

    invitation: Invitation
    origin: str = ""

    @property
    def round(self) -> Round:
        return self.invitation.round

    @cached_property
    def promise(self) -> Promise:
        return promise_of(self.round)

    @cached_property
    def added(self) -> list[Added]:
        return told_of(self.round, self.promise)

    @cached_property
    def asks_by_slips(self) -> bool:
        """Whether the round asks people by slips of paper, too."""
        return self.round.invitations.filter(by_slip=True).exists()

    @cached_property
    def domains(self) -> list[str]:
        """Those that a smallest group of the addresses asked on the own side share."""
        return shared_domains(self.round, self.side, self.promise.k)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return questionnaire_in(self.round)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.questionnaire, with_comments=self.promise.comments)

    @property
    def minutes(self) -> int:
        return minutes_of(self.questionnaire, with_comments=self.promise.comments)

    @property
    def side(self) -> Side:
        return Side(self.invitation.side)

    @property
    def has_slip(self) -> bool:
        """Whether nobody knows who this is: the invitation is that of a slip of paper."""
        return self.invitation.by_slip

    @property
    def organizations(self) -> Sides[str]:
        return Sides(self.promise.contractor, self.promise.client)

    @property
    def organization(self) -> str:
        return self.organizations.of(self.side)

    @property
    def closes(self) -> datetime:
        return closing_moment(self.round).astimezone(ZoneInfo(self.round.time_zone))

    @property
    def closed(self) -> datetime:
        """When the round really closed, or else is to close, as the clocks of its zone show."""
        return (self.round.closed_at or self.closes).astimezone(ZoneInfo(self.round.time_zone))

    @property
    def draft(self) -> Draft | None:
        """Read when it is first asked for, which takes longer where there is one: only what may be
        answered here asks.
        """
        return getattr(self.invitation, "draft", None)

    @property
    def draft_is_elsewhere(self) -> bool:
        return self.draft is not None and self.draft.origin != self.origin

    @cached_property
    def content(self) -> DraftContent:
        return content_of(self.invitation, self.draft)

    @property
    def version(self) -> int:
        return self.content.version

    @property
    def form_token(self) -> str:
        return form_token(self.invitation.selector)

    @property
    def code(self) -> str:
        """The resume code as people read it."""
        digits = resume_code(self.invitation.selector, self.origin)
        return f"{digits[:3]} {digits[3:]}"

    def refusal(self, now: datetime) -> Refusal | None:
        """Why there is nothing to answer here, if so."""
        refusal = refusal_of(self.invitation, self.round, now)
        return refusal or (Refusal.ELSEWHERE if self.draft_is_elsewhere else None)

    def has_saved(self, now: datetime) -> bool:
        """Whether there is a draft here with which another device may go on."""
        return bool(self.origin) and self.refusal(now) is None and self.draft is not None

    def read_anew(self, origin: str) -> "Respondent":
        """The same one after something was stored or refused, with the draft as it has become."""
        return respondent_named(self.invitation.selector, origin) or self

    def answered(self, part: Part) -> int:
        return sum(code in self.content.answers.placed for code in part.codes)

    @property
    def next_part(self) -> Part | None:
        """The first part in which something is not answered."""
        return next((part for part in self.parts if self.answered(part) < len(part.codes)), None)


def respondent_named(selector: str, origin: str = "") -> Respondent | None:
    """The respondent of an invitation, with the round; one query."""
    found = one_or_none(Invitation.objects.filter(selector=selector).select_related("round__key"))
    return Respondent(found, origin) if found else None


def respondent_of(request: HttpRequest) -> Respondent | None:
    """Whose session this browser holds; None also if the link has been replaced since."""
    session = read_session(request)
    respondent = respondent_named(session.selector, session.origin) if session else None
    if session is None or respondent is None:
        return None
    is_current = respondent.invitation.link_version == session.link_version
    return respondent if is_current else None


def session_of(respondent: Respondent) -> RespondentSession:
    invitation = respondent.invitation
    return RespondentSession(invitation.selector, invitation.link_version, respondent.origin)


def private_page(*methods: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """A page that no cache keeps, no search engine lists, and nobody knows by its size.

    Whoever may look may ask for the headers alone, as scanners of mail do.
    """
    allowed = {*methods, *(["HEAD"] if "GET" in methods else [])}

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponse:
            if request.method in allowed:
                response = view(request, *args, **kwargs)
            else:
                response = render(request, "assessments/answer/wrong_method.html", status=405)
                response["Allow"] = ", ".join(methods)
            response["X-Robots-Tag"] = "noindex"
            return response

        return of_one_length(guarded)

    return decorate


def for_respondents(view: AnsweringView[Arguments]) -> View[Arguments]:
    """A page for people who may answer now; everybody else is told in one sentence why not."""

    @wraps(view)
    def guarded(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponse:
        respondent = respondent_of(request)
        if respondent is None:
            return turned_away(request, None, Refusal.REVOKED)
        refusal = respondent.refusal(timezone.now())
        if refusal is not None:
            return turned_away(request, respondent, refusal)
        response = view(request, respondent, *args, **kwargs)
        if request.method == "GET":
            keep_session(response, session_of(respondent))
        return response

    return guarded


def turned_away(
    request: HttpRequest, respondent: Respondent | None, refusal: Refusal
) -> HttpResponse:
    """The page that tells why somebody cannot answer here."""
    if respondent is None or refusal is Refusal.REVOKED:
        return render(request, "assessments/answer/unknown.html", status=403)
    if refusal is Refusal.SENT:
        return lead("answer_sent")
    if refusal is Refusal.ELSEWHERE:
        return lead("answer_code")
    return closed(request, respondent)


def closed(request: HttpRequest, respondent: Respondent) -> HttpResponse:
    """The round takes no more answers."""
    return render(request, "assessments/answer/closed.html", {"respondent": respondent}, status=410)
