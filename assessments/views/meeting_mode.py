"""The meeting mode: one document of stages for a big screen, and what is entered there."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from assessments.access import meeting_room_or_404
from assessments.forms.meeting_mode import AgreedForm, GuessesForm
from assessments.forms.meetings import VersionedForm
from assessments.meeting_mode import GUESSES
from assessments.meeting_room import Entry, Room
from assessments.services.guesses import reveal_profile, write_guesses
from assessments.services.meeting_notes import write_note
from assessments.services.meetings import MeetingError, NewerError
from partnerships.access import SignedInRequest
from partnerships.models import MeetingGuesses, MeetingNote, Side

Write = Callable[[VersionedForm], MeetingGuesses | MeetingNote]


def _room(request: SignedInRequest, slug: str, number: int) -> Room:
    return Room(*meeting_room_or_404(request.user, slug, number))


@require_safe
@login_required
def mode(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """All stages; `stage` names the one that is seen first, and the only one without script."""
    return _page(request, _room(request, slug, number), request.GET.get("stage", ""), {})


def _page(
    request: HttpRequest, room: Room, stage: str, entered: Mapping[str, Entry]
) -> HttpResponse:
    """`entered`: what could not be saved, by prefix."""
    return render(request, "assessments/mode/mode.html", room.context(stage, entered))


@require_POST
@login_required
def guess(request: SignedInRequest, slug: str, number: int, side: str) -> HttpResponse:
    """Keep what one side guesses of the other."""
    room = _room(request, slug, number)
    if side not in Side.values or not room.guessed:
        raise Http404(_("There is nothing to guess here."))
    form = GuessesForm(request.POST.dict(), elements=room.guessed, prefix=side)

    def write(form: Any) -> MeetingGuesses:
        base = form.cleaned_data["base"]
        return write_guesses(meeting=room.meeting, side=side, values=form.values, base=base)

    return _saved(request, room, form, write, GUESSES)


@require_POST
@login_required
def agree(request: SignedInRequest, slug: str, number: int, code: str) -> HttpResponse:
    """Keep what was agreed about one element."""
    room = _room(request, slug, number)
    if code not in room.elements:
        raise Http404(_("This round has no such element."))
    form = AgreedForm(request.POST.dict(), prefix=code)

    def write(form: Any) -> MeetingNote:
        said = form.cleaned_data
        now = timezone.now()
        return write_note(meeting=room.meeting, topic=code, by=request.user, now=now, **said)

    return _saved(request, room, form, write, "agreed")


@require_POST
@login_required
def show(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Show the profile: whatever is guessed until then stays as it is."""
    room = _room(request, slug, number)
    reveal_profile(meeting=room.meeting, by=request.user, now=timezone.now())
    if _wants_json(request):
        return JsonResponse({"version": 1, "sentence": _("Saved.")})
    return redirect(_stage(room, "profile"))


def _saved(
    request: HttpRequest, room: Room, form: VersionedForm, write: Write, stage: str
) -> HttpResponse:
    """What was saved, or why it was not; then the input is kept and nothing is overwritten."""
    newer = ""
    if form.is_valid():
        try:
            row = write(form)
        except MeetingError as problem:
            form.add_error(None, str(problem))
        except NewerError as problem:
            newer = room.told(problem.row)
            form.take_over(problem.row.version)
        else:
            return _kept(request, room, row.version, stage)
    if _wants_json(request):
        sentence = " ".join(str(one) for errors in form.errors.values() for one in errors[:1])
        reply = {"sentence": sentence, "newer": newer, "version": form["base"].value()}
        return JsonResponse(reply, status=409 if newer else 400)
    return _page(request, room, stage, {str(form.prefix): Entry(form, newer)})


def _kept(request: HttpRequest, room: Room, version: int, stage: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"version": version, "sentence": _("Saved.")})
    return redirect(_stage(room, stage))


def _stage(room: Room, stage: str) -> str:
    path = reverse("meeting_mode", args=[room.meeting.partnership.slug, room.meeting.pk])
    return f"{path}?stage={stage}"


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"
