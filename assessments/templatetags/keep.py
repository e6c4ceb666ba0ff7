"""Markup that is made once: what stands inside may depend on nothing but what the tag names."""

from django import template
from django.conf import settings
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from assessments.kept import Kept

register = template.Library()

MARKUP: Kept[SafeString] = Kept(400)


class KeepNode(template.Node):
    def __init__(self, inside: NodeList, named: list[FilterExpression]) -> None:
        self.inside, self.named = inside, named

    def render(self, context: Context) -> SafeString:
        if settings.DEBUG:
            return self.inside.render(context)
        values = tuple(one.resolve(context, ignore_failures=True) for one in self.named)
        key = (self, get_language(), values)
        return MARKUP.of(key, lambda: self.inside.render(context))


@register.tag
def keep(parser: Parser, token: Token) -> KeepNode:
    """`{% keep chart.spec page.round %} ... {% endkeep %}`; in each reader's language."""
    named = [parser.compile_filter(one) for one in token.split_contents()[1:]]
    inside = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(inside, named)
