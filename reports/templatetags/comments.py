"""What a unit and the board wrote to each other, on the pages of a report and of an assignment."""

from typing import Any

from django import template
from django.urls import reverse

from reports.forms.comments import CommentForm
from reports.models import UnitReport
from reports.permissions import comments as takes_part
from reports.selectors.comments import comments_about
from tasks.models import Assignment
from tasks.views import drafts

register = template.Library()


@register.inclusion_tag("reports/_comments.html", takes_context=True)
def comments_on(context: dict[str, Any], about: UnitReport | Assignment) -> dict[str, Any]:
    """The comments, and for who takes part the form with what they left typed in it.

    Takes: about: with its unit and plan. Queries: 1, or 2 with the form.
    """
    user, is_report = context["request"].user, isinstance(about, UnitReport)
    plan, name = (about.period.plan, "report") if is_report else (about.plan, "assignment")
    action, form, drafted = reverse(f"reports:comment_on_{name}", args=[about.pk]), None, None
    if takes_part(user, about.unit, plan):
        form, drafted = CommentForm(), drafts.drafted(context["request"], address=action)
        drafted.fill(form)
    return {
        "comments": comments_about(about, user),
        "form": form,
        "drafted": drafted,
        "action": action,
        "csrf_token": context.get("csrf_token", ""),
    }
