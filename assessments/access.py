"""Who may see and do what with a round: strangers get 404, insiders without the right 403."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from assessments.holders import holds_key, own_holders
from assessments.models import Comment, Invitation, Round
from partnerships.access import partnership_or_404
from partnerships.models import Commitment, Meeting, Membership, Partnership, Person, Side, Win
from partnerships.texts import number_in
from partnerships.viewer import READERS, Role, Viewer


def round_or_404(person: Person, slug: str, number: int) -> tuple[Round, Viewer]:
    """The round, for anybody of its partnership; 404 for everybody else.

    Its partnership with both organizations is already loaded.
    """
    partnership, viewer = partnership_or_404(person, slug)
    found = partnership.rounds.filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such round."))
    found.partnership = partnership
    return found, viewer


def released_round_or_404(person: Person, slug: str, number: int) -> tuple[Round, Viewer]:
    """The round, once both keys have released it; before that it has no results to anybody."""
    found, viewer = round_or_404(person, slug, number)
    if found.state != Round.State.RELEASED:
        raise Http404(_("The results of this round have not been released."))
    return found, viewer


def results_or_404(person: Person, slug: str, number: int) -> tuple[Round, Viewer]:
    """The released round, for those entitled to all of its results and not the summary alone."""
    found, viewer = released_round_or_404(person, slug, number)
    if not viewer.may_see_results:
        raise PermissionDenied(
            _("Leaders and facilitators have all of the results; ask one of them for a copy.")
        )
    return found, viewer


def rounds_read_by(person: Person) -> QuerySet[Round]:
    """The released rounds of which a person may see all results, or could while having the place
    and the role: anywhere and by any address of one mailbox, to keep one file from being brought
    along twice.
    """
    places = Membership.objects.filter(
        Q(ended_on=None, role__in=READERS) | Q(read_until__gte=OuterRef("released_at")),
        partnership=OuterRef("partnership"),
        person__twin_key=person.twin_key,
    )
    return Round.objects.filter(Exists(places), state=Round.State.RELEASED)


def leaders_partnership_or_404(person: Person, slug: str) -> tuple[Partnership, Viewer]:
    """The partnership, for those who meet about it: leaders and facilitators."""
    partnership, viewer = partnership_or_404(person, slug)
    if not viewer.may_see_results:
        raise PermissionDenied(
            _("This is for the leaders and facilitators of both sides: ask one of yours.")
        )
    return partnership, viewer


def commitment_or_404(partnership: Partnership, number: int) -> Commitment:
    """One of the partnership's commitments."""
    found = partnership.commitments.select_related("contractor_owner", "client_owner")
    commitment = found.filter(pk=number).first()
    if commitment is None:
        raise Http404(_("There is no such commitment."))
    return commitment


def own_win_or_404(partnership: Partnership, viewer: Viewer, number: int) -> Win:
    """One of the partnership's wins, for whoever wrote it."""
    win = partnership.wins.filter(pk=number, writer=viewer.person_id).first()
    if win is None:
        raise Http404(_("There is no such entry, or somebody else wrote it."))
    return win


def meeting_or_404(person: Person, slug: str, number: int) -> tuple[Meeting, Viewer]:
    """One of the partnership's meetings, for those who meet about it, chosen for it or not."""
    partnership, viewer = leaders_partnership_or_404(person, slug)
    meeting = partnership.meetings.filter(pk=number).first()
    if meeting is None:
        raise Http404(_("There is no such meeting."))
    meeting.partnership = partnership
    return meeting, viewer


def meeting_room_or_404(person: Person, slug: str, number: int) -> tuple[Meeting, Round, Viewer]:
    """A meeting that can be held, and the released round that it is about."""
    meeting, viewer = meeting_or_404(person, slug, number)
    if meeting.called_off or meeting.round_number is None:
        raise Http404(_("This meeting was called off, or is about no results."))
    round, _viewer = results_or_404(person, slug, meeting.round_number)
    return meeting, round, viewer


def meeting_named(partnership: Partnership, number: str) -> Meeting | None:
    """The meeting that an address names, if it is one of the partnership's; else none."""
    return partnership.meetings.filter(pk=number_in(number)).first()


STAFF_REPORT = "staff"
LEADERS_REPORT = "brief"


def may_get_report(viewer: Viewer, kind: str) -> bool:
    """A member gets the staff summary alone."""
    return viewer.may_see_results or kind == STAFF_REPORT


def report_round_or_404(person: Person, slug: str, number: int, kind: str) -> tuple[Round, Viewer]:
    """The released round, for those entitled to this kind of report on it."""
    found, viewer = released_round_or_404(person, slug, number)
    if not may_get_report(viewer, kind):
        raise PermissionDenied(
            _(
                "Everybody can save the staff summary; the other reports are for leaders and"
                " facilitators: ask one of them for a copy."
            )
        )
    return found, viewer


def report_by_mail(person: Person, round: Round) -> str | None:
    """The kind of report that goes to somebody with the notice of release; None for whoever has
    no place in the partnership any more."""
    try:
        _found, viewer = released_round_or_404(person, round.partnership.slug, round.number)
    except Http404:
        return None
    return LEADERS_REPORT if viewer.may_see_results else STAFF_REPORT


def comments_readable_by(viewer: Viewer) -> tuple[str | None, ...]:
    """The sides whose comments somebody may read after release, None for those without a side:
    leaders and neutral facilitators all, a side's facilitator not those of the other side."""
    if not viewer.may_see_results:
        return ()
    if viewer.role is Role.LEADER or viewer.is_neutral:
        return (*Side.values, None)
    return (viewer.side, None)


def comments_on_desk(viewer: Viewer) -> tuple[str | None, ...]:
    """The sides whose comments somebody reads before release, None for those without a side: a
    neutral facilitator all, a side's facilitator not those of the other side, nobody else any."""
    return comments_readable_by(viewer) if viewer.may_run_rounds else ()


def desk_comment_or_404(round: Round, viewer: Viewer, pk: UUID) -> Comment:
    """One of the comments on this viewer's desk."""
    found = round.comments.filter(pk=pk).first()
    if found is None or found.side not in comments_on_desk(viewer):
        raise Http404(_("There is no such comment."))
    return found


def log_or_404(person: Person, slug: str) -> tuple[Partnership, Viewer]:
    """The partnership, for those of both sides who read its shared log."""
    partnership, viewer = partnership_or_404(person, slug)
    if not viewer.may_see_results:
        raise PermissionDenied(_("Leaders and facilitators of both sides read the log."))
    return partnership, viewer


def managed_round_or_404(person: Person, slug: str, number: int) -> tuple[Round, Viewer]:
    """The round, for its facilitators."""
    found, viewer = round_or_404(person, slug, number)
    check_may_run_rounds(viewer)
    return found, viewer


def managed_side_or_404(person: Person, slug: str, number: int, side: str) -> tuple[Round, Viewer]:
    """The round, for facilitators who choose the people of this side; 404 for the others."""
    found, viewer = managed_round_or_404(person, slug, number)
    if side not in Side.values or not viewer.may_manage_people(side):
        raise Http404(_("There is no such side, or its people are chosen there."))
    return found, viewer


def managed_partnership_or_404(person: Person, slug: str) -> tuple[Partnership, Viewer]:
    """The partnership, for its facilitators."""
    partnership, viewer = partnership_or_404(person, slug)
    check_may_run_rounds(viewer)
    return partnership, viewer


def neutral_partnership_or_404(person: Person, slug: str) -> tuple[Partnership, Viewer]:
    """The partnership, for its neutral facilitators."""
    partnership, viewer = managed_partnership_or_404(person, slug)
    if not viewer.is_neutral:
        raise PermissionDenied(
            _("This concerns both sides: ask a neutral facilitator of your partnership.")
        )
    return partnership, viewer


def check_may_run_rounds(viewer: Viewer) -> None:
    """PermissionDenied for everybody but a facilitator."""
    if not viewer.may_run_rounds:
        raise PermissionDenied(_("Only a facilitator can do this: ask one of yours."))


def may_turn_key(round: Round, viewer: Viewer, side: str) -> bool:
    """A leader or facilitator of the side, or the neutral facilitator to whom a leader of each
    side agreed, who was that when the round was opened and still is.
    """
    return holds_key(round, side, viewer.person_id)


def may_answer_additions(round: Round, person_id: int, side: str) -> bool:
    """Whether somebody speaks for a side about people added to an open round: one of it who holds
    its key since the opening."""
    return any(one.person_id == person_id for one in own_holders(round, side))


def may_agree_to_key_holder(round: Round, viewer: Viewer) -> bool:
    """A leader, while a draft names a neutral facilitator who would hold both keys."""
    is_asked = round.state == Round.State.DRAFT and round.key_holder_id is not None
    return is_asked and viewer.role is Role.LEADER


def may_follow(round: Round, viewer: Viewer) -> bool:
    """Whoever it is once a round was opened; facilitators and leaders asked to agree before."""
    was_opened = round.imported or round.opened_at is not None
    return was_opened or viewer.may_run_rounds or may_agree_to_key_holder(round, viewer)


def check_may_follow(round: Round, viewer: Viewer) -> None:
    """404 for a round that the viewer does not know of yet."""
    if not may_follow(round, viewer):
        raise Http404(_("There is no such round."))


def managed_invitations(round: Round, viewer: Viewer) -> list[Invitation]:
    """The invitations of the sides whose people this viewer chooses, by name."""
    invitations = round.invitations.select_related("membership__person").order_by("pk")
    mine = [one for one in invitations if one.membership and viewer.may_manage_people(one.side)]
    return sorted(mine, key=lambda one: str(one.membership and one.membership.display_name))


def managed_invitation_or_404(round: Round, viewer: Viewer, number: int) -> Invitation:
    """One of them; 404 for one of the other side or of another round."""
    for invitation in managed_invitations(round, viewer):
        if invitation.pk == number:
            return invitation
    raise Http404(_("There is no such invitation."))
