"""The sentences of reports, by code; `assessments.wording` says them.

Titles, notes and questions are ours, in the spirit of the ten practices: strengths first, cause
and not blame.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

PARTS: Mapping[str, Any] = {
    "number": "%(number)s",
    "points.precision": "±%(points)s",
    "report.kind.brief": _("Leaders' brief"),
    "report.kind.full": _("Full report"),
    "report.kind.deck": _("Meeting deck"),
    "report.kind.staff": _("Staff summary"),
    "report.kind.trend": _("Trend report"),
    "report.about.brief": _("Two pages to read before the alliance meeting."),
    "report.about.full": _("Everything that this round shows, with statements and methods."),
    "report.about.deck": _("Slides for the meeting, with questions in the speaker notes."),
    "report.about.staff": _("What everybody who was invited may read and pass on."),
    "report.about.trend": _("How the relationship has moved over the rounds."),
    "report.section.reading": _("The reading"),
    "report.section.lists": _("What to celebrate, talk about and raise next"),
    "report.section.standing": _("Where we stand"),
    "report.section.profile": _("Six elements of partnership"),
    "report.section.elements": _("Six elements of partnership"),
    "report.section.mirror": _("Ten practices, in the mirror"),
    "report.section.practices": _("Ten practices, in the mirror"),
    "report.section.change": _("Change since the last round"),
    "report.section.trend": _("The index, round by round"),
    "report.section.trend-elements": _("The six elements, round by round"),
    "report.section.human": _("Human measures"),
    "report.section.breakthrough": _("Breakthrough"),
    "report.section.stance": _("Contract or alliance model?"),
    "report.section.statements": _("Statement by statement"),
    "report.section.comments": _("In people's own words"),
    "report.section.commitments": _("What we do jointly"),
    "report.section.response": _("Who answered"),
    "report.section.questions": _("Questions to open the conversation"),
    "report.section.next": _("What happens now"),
    "report.section.methods": _("How these figures are made"),
    "report.section.absent": _("What this report cannot show"),
    "report.sheet.about": _("About"),
    "report.sheet.chart": _("%(name)s chart"),
    "report.sheet.reading": _("Reading"),
    "report.sheet.lists": _("Lists"),
    "report.sheet.standing": _("Index"),
    "report.sheet.profile": _("Elements"),
    "report.sheet.elements": _("Elements"),
    "report.sheet.mirror": _("Practices"),
    "report.sheet.practices": _("Practices"),
    "report.sheet.change": _("Change"),
    "report.sheet.trend": _("Trend"),
    "report.sheet.trend-elements": _("Trend of elements"),
    "report.sheet.human": _("Human measures"),
    "report.sheet.breakthrough": _("Breakthrough"),
    "report.sheet.stance": _("Model"),
    "report.sheet.statements": _("Statements"),
    "report.sheet.comments": _("Comments"),
    "report.sheet.commitments": _("Commitments"),
    "report.sheet.response": _("Response"),
    "report.sheet.questions": _("Questions"),
    "report.sheet.next": _("What happens now"),
    "report.sheet.methods": _("Methods"),
    "report.sheet.absent": _("Not shown"),
    "report.blank": _("An empty place means: not shown."),
    "report.contents": _("Contents"),
    "report.between": _("%(contractor)s and %(client)s"),
    "report.customer": _("Customer: %(customer)s"),
    "report.scope": _("Relationship: %(scope)s"),
    "report.closed": _("%(round)s, closed on %(closed)s"),
    "report.page": _("Page %(page)s of %(pages)s"),
    "report.hash": _("SHA-256 of the results: %(hash)s"),
    "report.box": _("\u25a1 stands for a character that the lettering of this file does not have."),
    "report.list.empty": _("Nothing stands out."),
    "report.split": "%(name)s: %(text)s",
}

TABLES: Mapping[str, Any] = {
    "report.scores": _("Scores of the six elements"),
    "report.in_words": _("In words"),
    "report.band": _("Band"),
    "report.inside": _("Inside each organization"),
    "report.precision": _("Precision, %(name)s"),
    "report.point": _("Point"),
    "report.state": _("State"),
    "report.how_far": _("How far"),
    "report.stance.score": _("All of these together"),
    "report.mirror.apart": _("Seen differently"),
    "report.round": _("Round"),
    "report.not_asked": _("not asked"),
    "report.trend.index": _("The index, round by round"),
    "report.trend.elements": _("Joint score of each element, round by round"),
    "report.trend.change": _("Joint, since the round before"),
    "report.trend.alt": ngettext_lazy(
        "The index of %(contractor)s, of %(client)s and of both together in %(count)s round. The"
        " table holds the same figures.",
        "The index of %(contractor)s, of %(client)s and of both together over %(count)s rounds."
        " The table holds the same figures.",
        "count",
    ),
    "report.trend.elements.alt": ngettext_lazy(
        "Six small charts, one for each element: %(contractor)s, %(client)s and both together in"
        " %(count)s round. The table holds the joint scores.",
        "Six small charts, one for each element: %(contractor)s, %(client)s and both together over"
        " %(count)s rounds. The table holds the joint scores.",
        "count",
    ),
    "report.points_of": _("%(name)s, points"),
    "report.commitment": _(
        "%(topic)s. %(contractor)s and %(client)s, until %(due)s. How we will know: %(measure)s"
    ),
    "report.commitment.promised": _("promised"),
    "report.commitment.moving": _("under way"),
    "report.commitment.kept": _("kept"),
    "report.commitment.let-go": _("let go"),
}

MISSING: Mapping[str, Any] = {
    "report.missing.earlier": _(
        "This is the first released round: there is nothing to compare it with yet."
    ),
    "report.missing.comments": _("There are no comments to show."),
    "report.missing.sections": _("Choose at least one section for the report."),
    "report.missing.all": _(
        "None of the chosen sections can be shown for this round: fewer than five answers, or it"
        " would reveal a smaller group. Choose the reading or the response as well."
    ),
}

NEXT: Mapping[str, Any] = {
    "report.next.meeting": _(
        "The leaders of both organizations read the same results at the same moment and talk about"
        " them at their next alliance meeting: first what goes well, then what is seen differently."
    ),
    "report.next.commit": _(
        "What they agree to do has one owner from each organization, so that both can be asked"
        " about it."
    ),
    "report.next.again": _(
        "The next round asks the same statements again. Nobody is followed from one round to the"
        " next, and nobody's answers can be told from anybody else's."
    ),
}

QUESTIONS: Mapping[str, Any] = {
    "report.questions.cause": _("We look for causes, not for somebody to blame."),
    "report.question.of": "%(name)s: %(question)s",
    "report.question.any": _("What have we each seen that makes us place “%(name)s” where we do?"),
    "report.question.general": _("What went well between us lately, and what made it possible?"),
    "report.question.trust": _(
        "When did we last rely on each other without checking, and what made that possible?"
    ),
    "report.question.values": _("Which value do both of us act on when nobody is looking?"),
    "report.question.culture": _(
        "What at home makes partnering easy for our people, and what makes it hard?"
    ),
    "report.question.resources": _(
        "What could the two of us build or share that neither can afford alone?"
    ),
    "report.question.learning": _(
        "What has one of us learned lately that the other would gain from?"
    ),
    "report.question.systems": _(
        "Which decision would be better if we made it, and answered for it, together?"
    ),
    "report.question.P1": _(
        "What works well inside our own organization that this alliance could build on?"
    ),
    "report.question.P2": _(
        "Where do people see our leaders working side by side, and where could they see it next?"
    ),
    "report.question.P3": _(
        "Which news came late last time, and what would help it to come earlier?"
    ),
    "report.question.P4": _(
        "When something goes wrong, what would help us to ask “why” before we ask “who”?"
    ),
    "report.question.P5": _(
        "What do we know of each other beyond the work, and what would we like to?"
    ),
    "report.question.P6": _("Which shared success deserves more attention than it has had?"),
    "report.question.P7": _("What would we say to each other if we were a little bolder?"),
    "report.question.P8": _("What did we try that did not work, and what did it teach us?"),
    "report.question.P9": _(
        "What do we count because it is easy, and what would the customer have us count?"
    ),
    "report.question.P10": _("When did we last enjoy working together, and what made it so?"),
}

METHODS: Mapping[str, Any] = {
    "report.method.scale": _(
        "Every score runs from 0, Vendor / Contractor, to 100, High Performance Partnership. The"
        " two ends are two legitimate ways to work together."
    ),
    "report.method.cells": _(
        "For each statement and each side, the score is the mean of what its people chose. “I"
        " can't say” and missing answers are left out and never count as zero. 95 and more reads"
        " “95+”, 5 and less reads “5-”, so that no group is ever quite of one mind."
    ),
    "report.method.elements": _(
        "A side's element score is the mean of that element's statements, if more than half of"
        " them are shown. Its index is the mean of its element scores."
    ),
    "report.method.peers": _(
        "The joint score lies half way between the two sides, however many people each has. The"
        " difference is contractor minus client."
    ),
    "report.method.bands": _(
        "The five bands, each twenty points wide, are a convention and not a norm."
    ),
    "report.method.words": _(
        "“Seen differently” means at least ten points apart, and further apart than the spread"
        " between people would explain; “perhaps” means at least ten points, without that"
        " certainty. With so many comparisons, one that looks clear by chance is to be expected:"
        " take each as something to talk about."
    ),
    "report.method.change": _(
        "A change is told only where the same statements are shown in both rounds. “Up” or “down”"
        " means at least five points, and more than the spread between people would explain."
    ),
    "report.method.inside": _(
        "From eight people on, a side's answers to an element read “one view”, “mixed views” or"
        " “split”, and the precision of its score is told in steps of five points; neither where"
        " slips of paper were drawn."
    ),
    "report.method.practices": _(
        "Each practice is rated twice by everybody: for their own organization and for the other."
        " So each organization sees itself, and is seen. The joint score is the mean of the four"
        " readings."
    ),
    "report.method.hidden": _(
        "No figure about fewer than %(k)s people is shown. Where one side is too small, the other"
        " is not shown either."
    ),
}

REPORTS: Mapping[str, Any] = {**PARTS, **TABLES, **MISSING, **NEXT, **QUESTIONS, **METHODS}
