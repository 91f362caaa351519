"""What a phone sends later than the person pressed, because it had no line (static/js/queue.js).

The phone says for how long it waited rather than at what time it was pressed: the difference of two looks at the same
clock is right even where the clock is wrong, and can never lie in the future.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError

QUEUED = "Kehoach-Queued"  # the header of whatever the queue sends: how many seconds it has waited
AT_ONCE = timedelta(seconds=60)  # a slow line is no wait


def is_queued(headers: Mapping[str, str]) -> bool:
    return QUEUED in headers


def pressed_at(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """When the person pressed send; None for now.

    Errors: ValidationError: it waited longer than QUEUE_MAX_DAYS, or the phone says nonsense.
    """
    said = headers.get(QUEUED, "0")
    if not said.isascii() or not said.isdigit() or int(said) > settings.QUEUE_MAX_DAYS * 24 * 60 * 60:
        raise ValidationError(
            f"Nội dung này đã chờ trên máy quá {settings.QUEUE_MAX_DAYS} ngày nên không tự gửi được. "
            "Xin mở lại, xem còn đúng không rồi gửi như nội dung mới."
        )
    waited = timedelta(seconds=int(said))
    return now - waited if waited > AT_ONCE else None
