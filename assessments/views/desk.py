"""The desk on which a facilitator reads comments between sealing and release."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments.access import comments_on_desk, desk_comment_or_404, managed_round_or_404
from assessments.checklist import key_action, read_text
from assessments.desk_page import CARDS_OF_A_PAGE, cards_of, groups_of, next_unread
from assessments.forms.desk import BACK, HOLD, MASK, READ, DeskForm
from assessments.models import Comment, Round
from assessments.queries import desk_comments, desk_progress
from assessments.sealed_words import SealedWordsError
from assessments.services.comments import (
    hold_back,
    is_desk_open,
    mark_read,
    mask_words,
    put_back,
)
from assessments.services.releasing import missing_keys
from assessments.services.rounds import RoundError
from assessments.views.manage_steps import gone_on
from partnerships.access import SignedInRequest
from partnerships.viewer import Viewer

View = Callable[..., HttpResponse]

ACTS: Mapping[str, Callable[..., None]] = {
    READ: mark_read,
    HOLD: hold_back,
    BACK: put_back,
    MASK: mask_words,
}


def _told_if_sealed(view: View) -> View:
    """Where the words cannot be opened, the page of the round says so."""

    @wraps(view)
    def told(request: SignedInRequest, slug: str, number: int, **more: UUID) -> HttpResponse:
        try:
            return view(request, slug, number, **more)
        except SealedWordsError as problem:
            messages.error(request, str(problem))
            return redirect("round", slug, number)

    return told


@require_safe
@login_required
@_told_if_sealed
def comments(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """The comments on the viewer's desk, by question, with how many have been read."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if not is_desk_open(found):
        return gone_on(request, found)
    shown = desk_comments(found, comments_on_desk(viewer))
    page = Paginator(shown, CARDS_OF_A_PAGE).get_page(request.GET.get("page"))
    context = _context(found, viewer) | {
        "page": page,
        "groups": groups_of(cards_of(found, list(page.object_list))),
        "key": None if found.imported else key_action(found, viewer, missing_keys(found)),
    }
    return render(request, "assessments/manage/comments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@_told_if_sealed
def comment(request: SignedInRequest, slug: str, number: int, comment: UUID) -> HttpResponse:
    """One comment, word by word: mark it as read, mask words, hold it back or put it back."""
    found, viewer = managed_round_or_404(request.user, slug, number)
    if not is_desk_open(found):
        return gone_on(request, found)
    one = desk_comment_or_404(found, viewer, comment)
    if request.method == "POST":
        return _act(request, found, viewer, one)
    context = _context(found, viewer) | {"card": cards_of(found, [one])[0]}
    return render(request, "assessments/manage/comment.html", context)


def _context(round: Round, viewer: Viewer) -> dict[str, Any]:
    progress = desk_progress(round, comments_on_desk(viewer))
    return {
        "round": round,
        "partnership": round.partnership,
        "viewer": viewer,
        "progress": progress,
        "read": read_text(progress),
    }


def _act(request: SignedInRequest, round: Round, viewer: Viewer, comment: Comment) -> HttpResponse:
    """Do what the page asked for, and show the comment again or, once it is read, the next one."""
    form = DeskForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page is not complete: open it again."))
        return _back_to(round, comment)
    act, seen = form.cleaned_data["act"], form.cleaned_data["seen"]
    words = {"words": form.cleaned_data["words"]} if act == MASK else {}
    try:
        ACTS[act](comment=comment, seen=seen, by=request.user, now=timezone.now(), **words)
    except RoundError as problem:
        messages.error(request, str(problem))
        return _back_to(round, comment)
    if act in (MASK, BACK):
        done = _("The words are masked.") if act == MASK else _("The comment is put back.")
        messages.success(request, done)
        return _back_to(round, comment)
    return _on_to(round, viewer, comment)


def _back_to(round: Round, comment: Comment) -> HttpResponseRedirect:
    return redirect("round_comment", round.partnership.slug, round.number, comment.pk)


def _on_to(round: Round, viewer: Viewer, after: Comment) -> HttpResponseRedirect:
    """To the next comment that nobody has read, on its page of the desk."""
    desk = reverse("round_comments", args=[round.partnership.slug, round.number])
    found = next_unread(desk_comments(round, comments_on_desk(viewer)), after)
    if found is None:
        return redirect(desk)
    number, comment = found
    return redirect(f"{desk}?page={number // CARDS_OF_A_PAGE + 1}#c-{comment.pk}")
