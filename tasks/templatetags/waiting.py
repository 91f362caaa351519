"""How long something has waited, in whole days as people count them."""

from datetime import datetime

from django import template
from django.utils import timezone

from kehoach.lib.days import day_of

register = template.Library()


@register.filter
def waited(asked_at: datetime) -> str:
    """Chờ 6 ngày; what came in today says so."""
    days = (timezone.localdate() - day_of(asked_at)).days
    return f"chờ {days} ngày" if days > 0 else "hôm nay"
