from django import template

from assessments import ways

register = template.Library()
register.simple_tag(ways.way)
