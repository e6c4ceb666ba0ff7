"""The code of a slip, typed by somebody who has no camera at hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.forms.answer import SlipForm
from assessments.links import invitation_of_code
from assessments.respondent import leave_no_trace
from assessments.views.respond.link import opened
from assessments.views.respond.visitor import Respondent, private_page
from partnerships.limits import WRONG_LINKS, network_of


@private_page("GET", "POST")
def enter(request: HttpRequest) -> HttpResponse:
    """From the code to the page that its QR code opens, and on. The link stays out of the address:
    a browser lists it in its history, where the next person at this device could open it.
    """
    form = SlipForm(request.POST or None)
    if form.is_valid():
        code = form.cleaned_data["slip"]
        invitation = invitation_of_code(code)
        if invitation is not None:
            begins = "begins" in request.POST
            return opened(request, Respondent(invitation), begins=begins, slip=code)
        if not WRONG_LINKS.allows(network_of(request)):
            return render(request, "429.html", status=429)
        form.add_error("slip", _("No slip has this code: look at each letter and type it again."))
    status = 400 if form.errors else 200
    return render(request, "assessments/answer/slip.html", {"form": form}, status=status)


@private_page("GET", "POST")
def finish(request: HttpRequest) -> HttpResponse:
    """Make this browser forget that anybody has answered here."""
    if request.method != "POST":
        return render(request, "assessments/answer/finished.html")
    response = redirect("answer_finished")
    leave_no_trace(response)
    return response
