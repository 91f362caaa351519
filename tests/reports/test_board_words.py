"""Small words of the board's pages: percents, waiting, difficulties, what there is to urge."""

from datetime import timedelta

import pytest
from django.utils import timezone

from reports.templatetags.difficulties import in_passing
from reports.templatetags.percents import whole_percent
from tasks.templatetags.waiting import waited


@pytest.mark.parametrize(
    ("value", "shown"), [(0, 0), (0.2, 1), (41.1, 41), (86.7, 87), (99.8, 99), (100, 100), (100.0, 100)]
)
def test_percent_is_whole_and_never_all_unless_it_is(value, shown):
    assert whole_percent(value) == shown


def test_waiting_is_told_in_whole_days():
    now = timezone.now()
    assert waited(now) == "hôm nay"
    assert waited(now - timedelta(days=6)) == "chờ 6 ngày"


def test_difficulties_in_passing_leave_out_dash_task_and_day():
    text = "- Thiếu kinh phí. (Nhiệm vụ II.5, ngày 2/9/2026)\n- Thiếu người (hai tổ). (ngày 12/11/2026)"
    assert in_passing(text) == "Thiếu kinh phí. Thiếu người (hai tổ)."
