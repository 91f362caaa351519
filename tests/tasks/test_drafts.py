"""Drafts: what is typed is kept for its writer alone, no page writes over another, and it goes when it was sent."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from tasks.models import Draft
from tasks.services.drafts import KEPT_FOR, MOST, clear_old_drafts, forget_drafts, keep_draft
from tests.factories import NOW

FORM = "/phan-cong/1/cap-nhat/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def keep(by, page="a", draft=None, *, now=NOW, form=FORM, **fields):
    known = {"draft": draft.pk, "revision": draft.revision} if draft else {"draft": None, "revision": 0}
    return keep_draft(form=form, page=page, based_on=0, fields=fields, by=by, now=now, **known)


def kept(person):
    return [draft.fields for draft in Draft.objects.visible_to(person).order_by("pk")]


def test_a_page_goes_on_writing_its_own_draft(cast):
    first = keep(cast.secretary, result="Đã")
    keep(cast.secretary, result="Đã họp", percent="40")
    keep(cast.secretary, result="Đã họp.")

    assert kept(cast.secretary) == [{"result": "Đã họp.", "percent": "40"}]
    assert Draft.objects.get().pk == first.pk


def test_a_page_takes_over_what_it_showed(cast):
    shown = keep(cast.secretary, "a", result="Đã họp")

    keep(cast.secretary, "b", shown, percent="40")

    assert kept(cast.secretary) == [{"result": "Đã họp", "percent": "40"}]


def test_two_pages_that_go_on_from_one_draft_part_into_two(cast):
    shown = keep(cast.secretary, "a", result="Đã họp")
    keep(cast.secretary, "b", shown, result="Đã họp hai buổi")
    keep(cast.secretary, "a", shown, result="Đã họp ba buổi")

    assert kept(cast.secretary) == [{"result": "Đã họp hai buổi"}, {"result": "Đã họp ba buổi"}]


def test_a_draft_is_its_writers_alone(cast):
    mine = keep(cast.secretary, result="Của tôi")
    keep(cast.sibling_secretary, "a", mine, result="Của tôi")
    forget_drafts(form=FORM, by=cast.sibling_secretary)

    assert kept(cast.secretary) == [{"result": "Của tôi"}]
    assert kept(cast.sibling_secretary) == kept(cast.administrator) == []


def test_only_the_newest_drafts_of_a_form_are_kept(cast):
    for number in range(MOST + 2):
        keep(cast.secretary, str(number), now=NOW + timedelta(minutes=number), result=str(number))

    assert [draft["result"] for draft in kept(cast.secretary)] == [str(number) for number in range(2, MOST + 2)]


def test_what_nobody_came_back_to_is_let_go(cast):
    keep(cast.secretary, now=NOW - KEPT_FOR - timedelta(seconds=1), result="Cũ")
    keep(cast.secretary, "b", now=NOW - KEPT_FOR, result="Mới")

    assert [clear_old_drafts(now=NOW), clear_old_drafts(now=NOW)] == [1, 0]
    assert kept(cast.secretary) == [{"result": "Mới"}]


def test_the_database_refuses_two_drafts_of_one_page(cast):
    draft = keep(cast.secretary, result="Đã họp")
    draft.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save(force_insert=True)
