"""The sentences of trends and of the map of difference and agreement, by code."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

TREND: Mapping[str, Any] = {
    "sentences": "%(first)s %(then)s",
    "trend.index": _("The index, round by round"),
    "trend.elements": _("The six elements, round by round"),
    "trend.practices": _("Joint score of the ten practices, round by round"),
    "trend.of": _("%(topic)s, round by round"),
    "trend.alt": _("%(title)s. %(finding)s The table holds the same figures."),
    "trend.round": _("Round"),
    "trend.change": _("Joint, since the round before"),
    "trend.row": _("%(topic)s, %(round)s"),
    "trend.row.head": _("Element and round"),
    "trend.tip": _("%(round)s, %(name)s: %(points)s"),
    "key.changed": _("from here on, other statements were asked"),
    "trend.the_index": _("The joint index"),
    "trend.rounds": ngettext_lazy("%(count)s round", "%(count)s rounds", "count"),
    "trend.up": _("%(topic)s rose clearly in %(rounds)s."),
    "trend.down": _("%(topic)s fell clearly in %(rounds)s."),
    "trend.none": _("%(topic)s shows no clear change from any round to the next."),
    "trend.apart": _("No comparison with the round before is possible for %(rounds)s."),
    "trend.no_pair": _("No two rounds in a row can be compared yet."),
    "trend.elements.up": _("In %(round)s, up since the round before: %(elements)s."),
    "trend.elements.down": _("In %(round)s, down since the round before: %(elements)s."),
    "trend.elements.none": _(
        "In %(round)s, no element shows a clear change since the round before."
    ),
    "trend.practices.ends": _(
        "In %(round)s, %(high)s stands highest at %(high_points)s and %(low)s lowest at"
        " %(low_points)s."
    ),
    "trend.practices.level": _("In %(round)s, all practices stand at %(high_points)s."),
}

BREAKTHROUGH: Mapping[str, Any] = {
    "breakthrough.history": _("Breakthrough, round by round"),
    "breakthrough.head.trust_both": _("Trust on both sides"),
    "breakthrough.head.index": _("Joint index"),
    "breakthrough.head.elements": _("Lowest element"),
    "breakthrough.head.gaps": _("Seen differently"),
    "breakthrough.head.met": _("Points reached"),
    "breakthrough.cell": _("%(state)s: %(how_far)s"),
    "breakthrough.met": _("%(met)s of %(all)s"),
}

MAP: Mapping[str, Any] = {
    "map.title": _("How far apart, and how much of one mind"),
    "map.alt": _(
        "Each element by how far apart the two organizations are, and by how far each agrees"
        " inside. %(finding)s The table holds the same figures."
    ),
    "map.alike": _("aligned: less than 10 points apart"),
    "map.apart": _("10 points apart and more"),
    "map.lane.one_view": _("Each side of one view"),
    "map.lane.mixed": _("Mixed views inside a side"),
    "map.lane.split": _("Split inside a side"),
    "map.lane.untold": _("Fewer than eight answers: agreement is not told"),
    "map.label": "%(element)s: %(figures)s",
    "map.figures": _("%(place)s, %(apart)s apart, joint %(points)s"),
    "map.place": _("Place on the map"),
    "map.apart.head": _("Points apart"),
    "map.place.strong": _("strong and aligned"),
    "map.place.weak": _("weak and aligned"),
    "map.place.difference": _("honest difference"),
    "map.place.split": _("split inside a side"),
    "map.finding.strong": _("Strong and aligned: %(elements)s."),
    "map.finding.weak": _("Weak and aligned: %(elements)s."),
    "map.finding.difference": _("Honest difference: %(elements)s."),
    "map.finding.split": _("Split inside a side: %(elements)s."),
    "key.strong": _("joint score 60 or more"),
    "key.weak": _("joint score below 60"),
}

PROMISES: Mapping[str, Any] = {
    "since": _("Joint %(then)s in %(round)s, when it was agreed; %(now)s now."),
    "since.word": _("Joint %(then)s in %(round)s, when it was agreed; %(now)s now: %(word)s."),
    "since.apart": _("What it asked has changed since %(round)s, so there is no comparison."),
    "promises.none": _("None yet"),
    "promises.made": _("%(count)s agreed on %(day)s: %(states)s"),
    "promises.kept": ngettext_lazy("%(count)s kept", "%(count)s kept", "count"),
    "promises.moving": ngettext_lazy("%(count)s under way", "%(count)s under way", "count"),
    "promises.promised": ngettext_lazy("%(count)s promised", "%(count)s promised", "count"),
    "promises.let_go": ngettext_lazy("%(count)s let go", "%(count)s let go", "count"),
    "promises.carried": ngettext_lazy("%(count)s carried over", "%(count)s carried over", "count"),
}

ANSWERS: Mapping[str, Any] = {
    "answers.first": _("This is the first round: the next one will tell."),
    "answers.moved": "%(name)s: %(change)s",
    "answers.level": _("No element has clearly changed."),
    "answers.scores": "%(contractor)s %(contractor_points)s, %(client)s %(client_points)s",
    "answers.split": _("Split inside %(names)s"),
    "answers.perhaps": _("Perhaps: %(figures)s"),
}

PARTS = (TREND, BREAKTHROUGH, MAP, PROMISES, ANSWERS)
OVER_TIME: Mapping[str, Any] = {code: text for part in PARTS for code, text in part.items()}
