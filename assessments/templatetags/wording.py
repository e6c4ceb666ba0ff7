"""Figures and sentences in templates: the one place where a page turns numbers into text."""

from django import template

from assessments.charts.messages import Message
from assessments.charts.messages import cell_points as cell_message
from assessments.charts.messages import points as points_message
from assessments.scoring.terms import Score
from assessments.wording import say

register = template.Library()


@register.filter
def said(message: Message | None) -> str:
    """A message in the reader's language; nothing for None."""
    return message.said(say) if message else ""


@register.filter
def points(score: Score) -> str:
    """A score in whole points, or that it is not shown."""
    return points_message(score).said(say)


@register.filter
def cell_points(score: Score) -> str:
    """The score of one statement, whose coded ends read "95+" and "5-"."""
    return cell_message(score).said(say)
