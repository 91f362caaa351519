"""Pages of long lists."""

import pytest

from kehoach.lib.paging import KeyPaginator
from tests.factories import make_unit
from units.models import Unit

pytestmark = pytest.mark.django_db


def test_key_paginator_keeps_order():
    units = [make_unit(f"u{number}") for number in range(5)]
    pages = KeyPaginator(Unit.objects.select_related("parent").order_by("-pk"), 2)

    shown = [list(pages.page(number)) for number in pages.page_range]

    assert [[unit.pk for unit in page] for page in shown] == [
        [units[4].pk, units[3].pk],
        [units[2].pk, units[1].pk],
        [units[0].pk],
    ]
