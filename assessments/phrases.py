"""What pages say, by code: one table for each part. `wording.say` puts figures and names in."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

FIGURES: Mapping[str, Any] = {
    "nothing": "",
    "name": "%(name)s",
    "points": "%(points)s",
    "points.signed": "%(signed)s",
    "points.precise": _("%(points)s ± %(precision)s"),
    "points.highest": "%(points)s+",
    "points.lowest": "%(points)s-",
    "hidden": _("Not shown: fewer than five answers, or it would reveal a smaller group."),
    "hidden.cell": _("not shown"),
    "joint": _("Joint"),
    "index": _("Index"),
    "everyone": _("Everyone together"),
    "element": _("Element"),
    "practice": _("Practice"),
    "difference": _("Difference"),
    "target": _("Target"),
    "precision": _("Precision"),
    "precision.of": "%(name)s ± %(precision)s",
    "precision.all": "%(sides)s",
    "statement": _("Statement"),
    "statement.pair": "%(vendor)s \u2192 %(partnership)s",
    "inside": _("Inside %(name)s"),
    "list.and": _("%(first)s and %(last)s"),
    "list.comma": _("%(first)s, %(last)s"),
}

WORDS: Mapping[str, Any] = {
    "pole.vendor": _("Vendor / Contractor"),
    "pole.partnership": _("High Performance Partnership"),
    "band.vendor": _("Vendor / Contractor"),
    "band.mostly_vendor": _("Mostly vendor"),
    "band.in_between": _("In between"),
    "band.mostly_partnership": _("Mostly partnership"),
    "band.partnership": _("High Performance Partnership"),
    "in.vendor": _("Vendor / Contractor"),
    "in.mostly_vendor": _("mostly vendor"),
    "in.in_between": _("in between"),
    "in.mostly_partnership": _("mostly partnership"),
    "in.partnership": _("High Performance Partnership"),
    "gap.clear": _("seen differently"),
    "gap.possible": _("perhaps seen differently"),
    "gap.none": _("no clear difference"),
    "mirror.self_higher": _("sees itself higher"),
    "mirror.seen_higher": _("is seen higher"),
    "mirror.possible": _("perhaps seen differently"),
    "mirror.none": _("no clear difference"),
    "change.up": _("up"),
    "change.down": _("down"),
    "change.none": _("no clear change"),
    "change.not_comparable": _("not comparable"),
    "agreement.one_view": _("one view"),
    "agreement.mixed": _("mixed views"),
    "agreement.split": _("split"),
    "model.contract": _("Contract model"),
    "model.in_transition": _("In transition"),
    "model.alliance": _("Alliance model"),
}

CHARTS: Mapping[str, Any] = {
    "standing.title": _("Where we stand"),
    "standing.whose": _("Who"),
    "standing.apart": _("The two sides"),
    "standing.label": "%(name)s %(points)s",
    "standing.everyone": _("Everyone together %(points)s"),
    "standing.alt": _(
        "The index on the scale from 0, Vendor / Contractor, to 100, High Performance"
        " Partnership: %(contractor)s %(contractor_points)s, %(client)s %(client_points)s."
    ),
    "standing.alt.everyone": _(
        "The index on the scale from 0, Vendor / Contractor, to 100, High Performance"
        " Partnership: everyone together %(points)s."
    ),
    "standing.alt.hidden": _(
        "The scale from 0, Vendor / Contractor, to 100, High Performance Partnership."
        " The index is not shown."
    ),
    "profile.title": _("Six elements of partnership"),
    "profile.clear": _("Seen differently: %(elements)s."),
    "profile.possible": _("Perhaps seen differently: %(elements)s."),
    "profile.none": _("No element that is shown is clearly seen differently."),
    "profile.alt": _(
        "Maturity profile: six elements as %(contractor)s and %(client)s place them, from"
        " Vendor / Contractor to High Performance Partnership. The table holds the same figures."
    ),
    "profile.alt.everyone": _(
        "Maturity profile: six elements as everyone together places them, from Vendor /"
        " Contractor to High Performance Partnership. The table holds the same figures."
    ),
    "mirror.finding.clear": _("Seen differently: %(practices)s."),
    "mirror.finding.possible": _("Perhaps seen differently: %(practices)s."),
    "mirror.finding.none": _("Nothing that is shown is clearly seen differently."),
    "mirror.title": _("Ten practices, in the mirror"),
    "mirror.alt": _(
        "Ten practices: %(contractor)s and %(client)s, each as it sees itself and as the other"
        " sees it. The table holds the same figures."
    ),
    "mirror.low": _("0 not at all"),
    "mirror.high": _("fully 100"),
    "mirror.head.self": _("%(name)s sees itself"),
    "mirror.head.seen": _("%(rater)s sees %(name)s"),
    "mirror.head.word": _("%(name)s in words"),
    "key.previous": _("hollow: last round"),
    "key.target": _("agreed target"),
    "key.precision": _("line: how precise a score is"),
    "key.clear": _("seen differently"),
    "key.possible": _("perhaps seen differently"),
    "key.answered_by": _("answered by %(name)s"),
    "tip.element": _("%(element)s, as %(name)s places it: %(points)s"),
    "tip.everyone": _("%(element)s, as everyone together places it: %(points)s"),
    "tip.self": _("%(practice)s: %(name)s sees itself at %(points)s"),
    "tip.seen": _("%(practice)s: %(rater)s sees %(name)s at %(points)s"),
    "tip.previous": _("%(element)s, as %(name)s placed it in %(previous)s: %(points)s"),
    "tip.target": _("%(element)s: agreed target %(points)s"),
}

CHANGES: Mapping[str, Any] = {
    "change.title": _("Change since the last round"),
    "change.cell": _("%(points)s, %(word)s"),
}

RESPONSE: Mapping[str, Any] = {
    "response.of": _("%(answered)s of %(invited)s answered"),
    "response.answered": ngettext_lazy("%(count)s answered", "%(count)s answered", "count"),
    "response.few": _("fewer than %(k)s answered"),
}

READING: Mapping[str, Any] = {
    "reading.band.vendor": _(
        "Taken together, the two organizations place the relationship close to vendor and"
        " contractor."
    ),
    "reading.band.mostly_vendor": _(
        "Taken together, the two organizations place the relationship nearer to vendor than to"
        " partnership."
    ),
    "reading.band.in_between": _(
        "Taken together, the two organizations place the relationship between vendor and"
        " partnership."
    ),
    "reading.band.mostly_partnership": _(
        "Taken together, the two organizations place the relationship nearer to partnership than"
        " to vendor."
    ),
    "reading.band.partnership": _(
        "Taken together, the two organizations place the relationship close to a high"
        " performance partnership."
    ),
    "reading.band.hidden": _(
        "For this round there is no joint index, because fewer than five of the six elements can"
        " be shown."
    ),
    "reading.gap.clear": _("%(lower)s is more reserved than %(higher)s."),
    "reading.gap.clear.about": _(
        "%(lower)s is more reserved than %(higher)s, most of all about %(element)s."
    ),
    "reading.gap.possible": _("%(lower)s is perhaps more reserved than %(higher)s."),
    "reading.gap.possible.about": _(
        "%(lower)s is perhaps more reserved than %(higher)s, most of all about %(element)s."
    ),
    "reading.gap.none": _("Between the two there is no clear difference."),
    "reading.gap.none.about": _(
        "Overall there is no clear difference between the two, but %(element)s is seen differently."
    ),
    "reading.gap.hidden": _("Whether the two differ overall is not shown."),
    "reading.gap.hidden.about": _(
        "Whether the two differ overall is not shown; %(element)s is seen differently."
    ),
    "reading.change.up": _("Since %(previous)s the joint index has risen."),
    "reading.change.down": _("Since %(previous)s the joint index has fallen."),
    "reading.change.none": _("Since %(previous)s there is no clear change."),
    "reading.change.none.up": _(
        "Since %(previous)s there is no clear change overall, but %(up)s rose."
    ),
    "reading.change.none.down": _(
        "Since %(previous)s there is no clear change overall, but %(down)s fell."
    ),
    "reading.change.none.up.down": _(
        "Since %(previous)s there is no clear change overall, but %(up)s rose and %(down)s fell."
    ),
    "reading.change.not_comparable": _(
        "The joint index cannot be compared with %(previous)s, because not the same statements"
        " are shown in both."
    ),
    "reading.change.hidden": _("What has changed since %(previous)s is not shown."),
    "reading.first": _("This is the first round."),
    "reading.last_round": _("the last round"),
    "reading.everyone": _(
        "One side had too few answers to stand alone, so this round shows everyone together,"
        " without telling the two organizations apart."
    ),
    "reading.everyone.vendor": _(
        "Together, people place the relationship close to vendor and contractor."
    ),
    "reading.everyone.mostly_vendor": _(
        "Together, people place the relationship nearer to vendor than to partnership."
    ),
    "reading.everyone.in_between": _(
        "Together, people place the relationship between vendor and partnership."
    ),
    "reading.everyone.mostly_partnership": _(
        "Together, people place the relationship nearer to partnership than to vendor."
    ),
    "reading.everyone.partnership": _(
        "Together, people place the relationship close to a high performance partnership."
    ),
    "reading.everyone.hidden": _("There is no index, because too few elements can be shown."),
    "reading.nothing": _("Too few people answered for results to be shown."),
    "reading.nothing.next": _(
        "Nobody's answers are wasted: what is missing is more voices, and the next round can"
        " bring them."
    ),
}

LISTS: Mapping[str, Any] = {
    "list.celebrate": _("Celebrate"),
    "list.strongest_so_far": _("Strongest so far"),
    "list.talk_about": _("Talk about"),
    "list.raise_next": _("Raise next"),
    "topic.apart": _("%(points)s apart"),
    "tenths": "%(number)s",
    "rounding": _(
        "Differences are taken before rounding: for %(name)s, %(higher)s less %(lower)s is"
        " %(apart)s, which reads %(points)s."
    ),
    "rounding.plain": _(
        "Differences are taken before rounding, so their last digit can be one off."
    ),
    "tag.clear": _("seen differently"),
    "tag.possible": _("perhaps seen differently"),
    "tag.split": _("split inside %(name)s"),
    "tag.self_higher": _("%(name)s sees itself higher"),
    "tag.seen_higher": _("%(name)s is seen higher"),
    "tag.up": _("up since the last round"),
    "tag.target": _("target %(points)s"),
}

DETAIL: Mapping[str, Any] = {
    "hint.index": _("Joint index %(points)s, %(band)s"),
    "hint.joint": _("Joint %(points)s, %(band)s"),
    "hint.apart": _("%(points)s apart, %(word)s"),
    "poles.title": _("Its statements, between their two poles"),
    "practice.statement": _("“This organization %(statement)s.”"),
    "hint.everyone": _("Everyone together %(points)s, %(band)s"),
    "hint.missing": _("without %(elements)s, which is not shown"),
    "hint.change.more": _("%(points)s more than in %(previous)s, %(word)s"),
    "hint.change.less": _("%(points)s less than in %(previous)s, %(word)s"),
    "hint.change.same": _("the same as in %(previous)s, %(word)s"),
    "hint.change.word": _("since %(previous)s: %(word)s"),
    "fact.model": _("%(model)s, %(points)s"),
    "fact.breakthrough": _("%(met)s of %(all)s points reached"),
    "fact.breakthrough.reached": _("Reached: all %(all)s points"),
    "fact.breakthrough.hidden": _("%(met)s of %(all)s points reached, %(hidden)s not shown"),
    "fact.human.fun": _("Fun %(points)s"),
    "fact.human.candor": _("candor %(points)s"),
    "fact.human.customer": _("what the customer gets %(points)s"),
    "breakthrough": _("Breakthrough"),
    "human": _("Human measures"),
    "response": _("Who answered"),
    "human.fun": _("Fun"),
    "human.candor": _("Candor"),
    "human.customer": _("What the customer gets"),
    "human.placed": "%(name)s %(points)s",
    "human.mirror": _("%(name)s: itself %(self_points)s, seen %(seen_points)s"),
    "stance.title": _("Contract or alliance model?"),
    "mirror.sentence": _(
        "%(name)s sees itself at %(self_points)s, %(rater)s sees %(name)s at %(seen_points)s."
    ),
    "breakthrough.trust_both": _(
        "Each side trusts the other always to act in its best interest (75 or more)"
    ),
    "breakthrough.index": _("The joint index is 80 or more"),
    "breakthrough.elements": _("Neither side places any element below 60"),
    "breakthrough.gaps": _("No element is seen differently"),
    "breakthrough.trust_both.how_far": _(
        "%(contractor)s %(contractor_points)s, %(client)s %(client_points)s"
    ),
    "breakthrough.index.how_far": _("now %(points)s"),
    "breakthrough.elements.how_far": _("lowest: %(element)s, %(name)s %(points)s"),
    "breakthrough.gaps.how_far": _("seen differently: %(elements)s"),
    "breakthrough.gaps.how_far.none": _("none is"),
    "met.yes": _("reached"),
    "met.no": _("not yet"),
    "met.hidden": _("not shown"),
}

PARTS = (FIGURES, WORDS, CHARTS, CHANGES, RESPONSE, READING, LISTS, DETAIL)
PHRASES: Mapping[str, Any] = {code: text for part in PARTS for code, text in part.items()}
