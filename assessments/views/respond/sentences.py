"""What a page that was sent in is told, on paper and by script alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.answer import AnswerForm
from assessments.services.answering import Refusal

REFUSALS: Mapping[Refusal, Any] = {
    Refusal.CLOSED: gettext_lazy(
        "Not saved: the round has closed and takes no more answers. What you chose is still on "
        "this page."
    ),
    Refusal.SENT: gettext_lazy("Your answers have been sent already. Thank you."),
    Refusal.REVOKED: gettext_lazy(
        "Not saved: the personal link of this page is no longer valid. Open the newest mail that "
        "you got about this round."
    ),
    Refusal.ELSEWHERE: gettext_lazy(
        "Not saved: these answers are on another device now. Open your personal link in "
        "another tab, give the code that stands below each part there, then come back and press "
        "Continue."
    ),
    Refusal.NEWER: gettext_lazy(
        "This part has been changed in another tab or on another device since this page was "
        "opened. Here are the newer answers; nothing was overwritten."
    ),
    Refusal.EMPTY: gettext_lazy(
        "You have not answered anything yet. Answer what you can, then send; gaps are fine."
    ),
}


def refusal_sentence(refusal: Refusal) -> str:
    return str(REFUSALS[refusal])


def saved_sentence(code: str) -> str:
    return _("Saved. On another device you need code %(code)s.") % {"code": code}


def incomplete_sentence() -> str:
    return _("Not saved: this page is not complete. Open your personal link again.")


def form_sentence(form: AnswerForm) -> str:
    """The one thing to do about a page that cannot be saved."""
    if any(name in form.errors for name in form.hidden):
        return incomplete_sentence()
    if form.non_field_errors():
        return str(form.non_field_errors()[0])
    wrong = next(iter(form.errors), "")
    if wrong in form.part.prompt_codes:
        return _("Not saved. %(problem)s") % {"problem": form.errors[wrong][0]}
    return _("Not saved: one of the answers is not among those offered. Choose again where marked.")
