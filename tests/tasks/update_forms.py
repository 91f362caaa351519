"""What a secretary's browser sends when progress is logged, and where to."""

import uuid
from typing import Any

from django.urls import reverse

from tasks.models import Assignment
from tests.factories import TODAY

HTMX = {"HX-Request": "true"}


def form(assignment: Assignment, **values: Any) -> dict[str, Any]:
    return {
        "version": assignment.version,
        "key": str(uuid.uuid4()),
        "state": "in_progress",
        "percent": "40",
        "result": "Đã họp chi bộ",
        "on": TODAY.isoformat(),
    } | values


def urls_of(assignment: Assignment) -> tuple[str, str]:
    """The assignment's page, and the address that logs."""
    return reverse("tasks:assignment_detail", args=[assignment.pk]), reverse(
        "tasks:update_create", args=[assignment.pk]
    )
