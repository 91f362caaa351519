"""Numbers and targets on pages."""

from django import template

from kehoach.lib.numbers import number_text
from tasks.services.indicators import target_text

register = template.Library()
register.filter("target_of", target_text)
register.filter("number", number_text)
