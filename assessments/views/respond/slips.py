"""The code of a slip, typed by somebody who has no camera at hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from assessments.forms.answer import SlipForm
from assessments.links import invitation_of_code
from assessments.respondent import (
    forget_typed,
    holds_trace,
    keep_typed,
    leave_no_trace,
    read_typed,
    selector_of_form,
)
from assessments.views.respond.link import opened
from assessments.views.respond.visitor import Respondent, private_page, respondent_of
from assessments.ways import lead
from partnerships.limits import WRONG_LINKS, network_of


@private_page("GET", "POST")
def enter(request: HttpRequest) -> HttpResponse:
    """From the code to the page that its QR code opens. It is kept out of addresses, which the
    history lists, and of what the tab would send again for whoever goes back in it.
    """
    form = SlipForm(request.POST or None)
    if not form.is_valid():
        return _ask(request, form, status=400 if form.errors else 200)
    code = form.cleaned_data["slip"]
    if invitation_of_code(code) is None and not WRONG_LINKS.allows(network_of(request)):
        return render(request, "429.html", status=429)
    response = lead("answer_begin")
    keep_typed(response, code)
    return response


@private_page("GET", "POST")
def begin(request: HttpRequest) -> HttpResponse:
    """What the code that was typed here opens; POST begins, and only the session knows it then."""
    code = read_typed(request)
    respondent = respondent_of(request) if code is None else _respondent_with(code)
    if respondent is None or not respondent.has_slip:
        return _ask_again(request, code)
    if request.method != "POST":
        return opened(request, respondent, begins=False)
    if selector_of_form(request.POST.get("invitation", "")) != respondent.invitation.selector:
        return _ask(request, SlipForm(), _other_slip_sentence(), status=409)
    response = opened(request, respondent, begins=True)
    forget_typed(response)
    return response


@private_page("GET", "POST")
def finish(request: HttpRequest) -> HttpResponse:
    """Make this browser forget that anybody has answered here, and say so once it has."""
    if request.method != "POST":
        if holds_trace(request):
            return lead("answer")
        return render(request, "assessments/answer/finished.html")
    response = lead("answer_finished")
    leave_no_trace(response)
    return response


def _respondent_with(code: str) -> Respondent | None:
    invitation = invitation_of_code(code)
    return Respondent(invitation) if invitation else None


def _ask_again(request: HttpRequest, code: str | None) -> HttpResponse:
    """Beside what was typed if no slip has this code; None: nothing is kept."""
    if code is None:
        sentence = _(
            "This browser keeps no code of a slip now: please type it. It is kept for 15 minutes "
            "at most, and forgotten as soon as you begin to answer."
        )
        return _ask(request, SlipForm(), sentence, status=403)
    form = SlipForm({"slip": code})
    form.add_error("slip", _("No slip has this code: look at each letter and type it again."))
    return _ask(request, form, status=404)


def _other_slip_sentence() -> str:
    return _(
        "Nothing was done: another slip has been opened in this browser since. Please type the "
        "code of yours again."
    )


def _ask(
    request: HttpRequest, form: SlipForm, sentence: str = "", *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "sentence": sentence}
    return render(request, "assessments/answer/slip.html", context, status=status)
