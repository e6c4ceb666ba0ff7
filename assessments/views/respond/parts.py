"""One page for each part, saved by its buttons and, with script, on every change."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.forms.answer import AnswerForm, initial_of
from assessments.parts import Part, Progress, part_named, progress_of
from assessments.respondent import selector_of_form
from assessments.services.answering import Refusal, RefusedError
from assessments.services.drafts import Edit, save_part
from assessments.views.respond.length import ACKNOWLEDGEMENT_BYTES
from assessments.views.respond.sentences import (
    form_sentence,
    incomplete_sentence,
    refusal_sentence,
    saved_sentence,
)
from assessments.views.respond.visitor import (
    Respondent,
    for_respondents,
    private_page,
    respondent_named,
    respondent_of,
    turned_away,
)
from assessments.ways import lead, way

PAGE_BYTES = 12
BEAT_SECONDS = 20
"""How often a page for words is saved, whatever is written on it."""
STATUS = {Refusal.CLOSED: 410, Refusal.REVOKED: 403}


@dataclass(frozen=True, repr=False)
class Attempt:
    """What became of a page that was sent in; `owner` is whose page it is.

    Without a sentence all is well and `version` is the draft's from now on.
    """

    owner: Respondent
    form: AnswerForm
    status: int = 200
    sentence: str = ""
    refusal: Refusal | None = None
    version: int = 0


@private_page("GET", "POST")
def answer_part(request: HttpRequest, slug: str) -> HttpResponse:
    return _save_and_go(request, slug) if request.method == "POST" else _show(request, slug)


@for_respondents
def _show(request: HttpRequest, respondent: Respondent, slug: str) -> HttpResponse:
    form = _saved_form(respondent, _part_or_404(respondent, slug))
    return _page(request, respondent, form)


def _save_and_go(request: HttpRequest, slug: str) -> HttpResponse:
    attempt = _attempt(request, slug, timezone.now())
    if attempt is None:
        return turned_away(request, None, Refusal.REVOKED)
    if attempt.refusal is Refusal.SENT:
        return turned_away(request, attempt.owner, Refusal.SENT)
    if attempt.sentence:
        return _page(request, attempt.owner, attempt.form, attempt)
    progress = progress_of(attempt.owner.parts, attempt.form.part, 0)
    if request.POST.get("go") == "back" and progress.previous:
        return lead("answer_part", progress.previous)
    return HttpResponseRedirect(_onward(progress))


@private_page("POST")
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """What the page's script calls on every change; JSON with a sentence to show."""
    attempt = _attempt(request, slug, timezone.now())
    if attempt is None:
        return JsonResponse({"sentence": refusal_sentence(Refusal.REVOKED)}, status=403)
    # As long as a page, like a reply that holds newer words: that there are some must not show
    filled = {"fill": "0" * ACKNOWLEDGEMENT_BYTES} if attempt.form.part.prompts else {}
    if not attempt.sentence:
        sentence = saved_sentence(attempt.owner.code)
        return JsonResponse({"sentence": sentence, "version": attempt.version} | filled)
    body: dict[str, object] = {"sentence": attempt.sentence, **filled}
    if attempt.refusal is Refusal.SENT:
        body |= {"goal": way("answer_sent")}
    if attempt.refusal is Refusal.NEWER:
        body |= {"version": attempt.owner.version, "answers": attempt.form.initial}
    return JsonResponse(body, status=attempt.status)


def _attempt(request: HttpRequest, slug: str, now: datetime) -> Attempt | None:
    """Save a page that was sent in; None if we neither know the browser nor made the page."""
    visitor = respondent_of(request)
    selector = selector_of_form(request.POST.get("invitation", ""))
    is_own = visitor is not None and visitor.invitation.selector == selector
    owner = visitor if is_own or selector is None else respondent_named(selector)
    if owner is None:
        return None
    form = _form(owner, _part_or_404(owner, slug), request.POST)
    if selector is None:
        return Attempt(owner, form, 400, incomplete_sentence())
    return _save(owner, form, now) if is_own else Attempt(owner, form, *_whose_page_it_is(visitor))


def _whose_page_it_is(visitor: Respondent | None) -> tuple[int, str]:
    if visitor is None:
        return 403, _(
            "Not saved: this browser has been left, or two weeks have passed. Open your personal "
            "link again in another tab, then come back and press Continue: what you chose is "
            "still here."
        )
    return 409, _(
        "Not saved: another personal link has been opened in this browser since. Open the link "
        "of this page again in another tab, then come back and press Continue: what you chose is "
        "still here."
    )


def _save(owner: Respondent, form: AnswerForm, now: datetime) -> Attempt:
    if not form.is_valid():
        return Attempt(owner, form, 400, form_sentence(form))
    edit = Edit(
        part=form.part.slug,
        codes=(*form.part.codes, *form.part.prompt_codes),
        placed=form.placed,
        comments=form.words,
        base=form.cleaned_data["base"],
        page=form.cleaned_data["page"],
        turn=form.cleaned_data["turn"] or 0,
    )
    try:
        version = save_part(invitation=owner.invitation, origin=owner.origin, edit=edit, now=now)
    except RefusedError as error:
        refusal = error.refusal
        shown = form
        if refusal is Refusal.NEWER:
            owner = owner.read_anew(owner.origin)
            shown = _saved_form(owner, form.part)
            shown.keep_beside(form.words)
        status = STATUS.get(refusal, 409)
        return Attempt(owner, shown, status, refusal_sentence(refusal), refusal)
    return Attempt(owner, form, version=version)


def _onward(progress: Progress) -> str:
    """Where somebody goes on from a part: to the next one, or to the check."""
    return way("answer_part", progress.next) if progress.next else way("answer_check")


def _part_or_404(respondent: Respondent, slug: str) -> Part:
    part = part_named(respondent.parts, slug)
    if part is None:
        raise Http404(_("There is no such part."))
    return part


def _saved_form(respondent: Respondent, part: Part) -> AnswerForm:
    page = {
        "invitation": respondent.form_token,
        "base": respondent.version,
        "page": secrets.token_urlsafe(PAGE_BYTES),
    }
    return _form(respondent, part, initial={**page, **initial_of(part, respondent.content)})


def _form(respondent: Respondent, part: Part, *args: QueryDict, **kwargs: Any) -> AnswerForm:
    return AnswerForm(part, respondent.side, respondent.organizations, *args, **kwargs)


def _page(
    request: HttpRequest, respondent: Respondent, form: AnswerForm, attempt: Attempt | None = None
) -> HttpResponse:
    progress = progress_of(respondent.parts, form.part, respondent.minutes)
    context = {
        "respondent": respondent,
        "form": form,
        "part": form.part,
        "progress": progress,
        "onward": _onward(progress),
        "beat": BEAT_SECONDS,
        "has_saved": respondent.has_saved(timezone.now()),
        "sentence": attempt.sentence if attempt else "",
        "is_closed": attempt is not None and attempt.refusal is Refusal.CLOSED,
    }
    status = attempt.status if attempt else 200
    return render(request, "assessments/answer/part.html", context, status=status)
