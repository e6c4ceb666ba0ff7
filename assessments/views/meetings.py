"""Meetings: the list, planning one, its page, its agenda and its minutes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments.access import leaders_partnership_or_404, meeting_or_404
from assessments.commitments_page import views as commitment_views
from assessments.forms.meetings import TEXTS, MeetingForm, NoteForm, meeting_initial
from assessments.meeting_mode import guessed_rows
from assessments.meeting_page import (
    agenda_items,
    agenda_text,
    groups_of,
    notes_of,
    titles_of,
    views,
)
from assessments.queries import (
    commitments_of,
    names_of,
    released_steps,
    topic_names,
    usual_zone,
)
from assessments.questionnaire.load import breakthrough_1
from assessments.services.meeting_notes import write_note
from assessments.services.meetings import (
    MeetingError,
    NewerError,
    call_off_meeting,
    change_meeting,
    may_meet,
    meeting_rounds,
    people_of,
    plan_meeting,
)
from partnerships.access import SignedInRequest
from partnerships.models import Meeting, MeetingNote, Partnership
from partnerships.viewer import Viewer


@require_safe
@login_required
def meetings(request: SignedInRequest, slug: str) -> HttpResponse:
    """Those to come, the next one first; then those held, the latest first."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    titles = titles_of(meeting_rounds(partnership))
    found = views(partnership.meetings.all(), titles, timezone.now())
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "coming": [one for one in reversed(found) if not one.is_held],
        "held": [one for one in found if one.is_held],
    }
    return render(request, "assessments/meetings/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: SignedInRequest, slug: str) -> HttpResponse:
    """Plan a meeting."""
    partnership, viewer = leaders_partnership_or_404(request.user, slug)
    rounds, last = meeting_rounds(partnership), partnership.meetings.first()
    zone = last.time_zone if last else usual_zone(partnership, request.user)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        partnership=partnership,
        rounds=rounds,
        button=_("Plan the meeting"),
        back=reverse("meetings", args=[slug]),
        propose_zone=zone is None,
        initial={
            "time": "10:00",
            "time_zone": zone or "UTC",
            "round_number": rounds[0].number if rounds else None,
            "participants": list(may_meet(partnership)),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            meeting = plan_meeting(
                partnership=partnership, by=request.user, now=timezone.now(), **form.values
            )
        except MeetingError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The meeting is planned."))
            return redirect("meeting", slug, meeting.pk)
    return _form_page(request, form, partnership, viewer, _("Plan a meeting"))


def _form_page(
    request: SignedInRequest, form: Any, partnership: Partnership, viewer: Viewer, title: str
) -> HttpResponse:
    context = {"partnership": partnership, "viewer": viewer, "form": form, "title": title}
    return render(request, "assessments/meetings/form.html", context)


@require_safe
@login_required
def meeting(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """When and with whom, what about, and what became of it."""
    found, viewer = meeting_or_404(request.user, slug, number)
    partnership, notes = found.partnership, notes_of(found)
    steps, today = released_steps(partnership), timezone.localdate()
    names = topic_names(steps[-1].questionnaire if steps else breakthrough_1())
    made = [one for one in commitments_of(partnership) if one.meeting_id == found.pk]
    (view,) = views([found], titles_of(meeting_rounds(partnership)), timezone.now())
    context = {
        "partnership": partnership,
        "viewer": viewer,
        "view": view,
        "groups": groups_of(people_of(found)),
        "agenda": agenda_items(found, steps, notes),
        "minutes": notes.get(MeetingNote.MINUTES),
        "agreed": [(name, notes[code]) for code, name in names.items() if code in notes],
        "guessed": guessed_rows(found, steps, names_of(partnership)),
        "promises": commitment_views(made, steps, names, today),
        "latest": steps[-1].snapshot.number if steps else None,
        "is_released": any(step.snapshot.number == found.round_number for step in steps),
    }
    return render(request, "assessments/meetings/one.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Another time or place, other people."""
    found, viewer = meeting_or_404(request.user, slug, number)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        partnership=found.partnership,
        rounds=meeting_rounds(found.partnership),
        button=_("Save"),
        back=reverse("meeting", args=[slug, number]),
        initial=meeting_initial(found, people_of(found)),
    )
    if request.method == "POST" and form.is_valid():
        try:
            change_meeting(meeting=found, by=request.user, now=timezone.now(), **form.values)
        except MeetingError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The meeting is changed."))
            return redirect("meeting", slug, number)
    return _form_page(request, form, found.partnership, viewer, _("Change the meeting"))


@require_POST
@login_required
def call_off(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """It will not be held."""
    found, _viewer = meeting_or_404(request.user, slug, number)
    try:
        call_off_meeting(meeting=found, by=request.user, now=timezone.now())
    except MeetingError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The meeting is called off; those chosen are told."))
    return redirect("meeting", slug, number)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def text(request: SignedInRequest, slug: str, number: int, topic: str) -> HttpResponse:
    """Write the agenda or the minutes."""
    found, viewer = meeting_or_404(request.user, slug, number)
    if topic not in TEXTS:
        raise Http404(_("A meeting has no such text."))
    form = _note_form(request, found, topic)
    newer = None
    if request.method == "POST" and form.is_valid():
        try:
            write_note(
                meeting=found, topic=topic, by=request.user, now=timezone.now(), **form.cleaned_data
            )
            return redirect("meeting", slug, number)
        except MeetingError as problem:
            form.add_error(None, str(problem))
        except NewerError as problem:
            newer = problem.row
            form.take_over(newer.version)
    context = {"partnership": found.partnership, "viewer": viewer, "meeting": found}
    return render(
        request, "assessments/meetings/text.html", context | {"form": form, "newer": newer}
    )


def _note_form(request: SignedInRequest, meeting: Meeting, topic: str) -> NoteForm:
    note = meeting.notes.filter(topic=topic).first()
    text = note.text if note else ""
    if topic == MeetingNote.AGENDA and not text:
        text = agenda_text(meeting, released_steps(meeting.partnership), {})
    return NoteForm(
        request.POST.dict() if request.method == "POST" else None,
        topic=topic,
        back=reverse("meeting", args=[meeting.partnership.slug, meeting.pk]),
        initial={"text": text, "base": note.version if note else 0},
    )
