"""Mô hình, điển hình: a unit names a good way of working, the tracker verifies it, other units take it up."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from reports.models import Adoption, ExampleFile
from tests.factories import NOW, TODAY, make_example

# --- What the database refuses ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("proposed", {"title": ""}),
        ("proposed", {"text": ""}),
        ("proposed", {"decided_at": NOW}),
        ("verified", {"decided_at": None}),
        ("verified", {"decided_by": None}),
        ("verified", {"decision_reason": "Chỉ không xác nhận mới có lý do."}),
        ("declined", {"decision_reason": ""}),
    ],
)
def test_half_told_rows_are_refused(plan, bloc, cast, state, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_example(plan, bloc.base_cell, state, **fields)


def test_who_named_it_cannot_decide(plan, bloc, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_example(plan, bloc.board, "verified", proposed_by=cast.tracker, decided_by=cast.tracker)


def test_one_form_one_row(plan, bloc, cast):
    key = uuid.uuid4()
    make_example(plan, bloc.base_cell, key=key)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_example(plan, bloc.base_cell, key=key)


def test_a_unit_takes_it_up_once(plan, bloc, cast):
    row = {"example": make_example(plan, bloc.base_cell, "verified"), "unit": bloc.sibling, "on": TODAY, "at": NOW}
    Adoption.objects.create(**row, by=cast.sibling_secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Adoption.objects.create(**row, by=cast.sibling_secretary)


def test_the_same_file_is_kept_once(plan, bloc, cast):
    file = {"example": make_example(plan, bloc.base_cell), "name": "a.png", "size": 1, "sha256": "0" * 64}
    ExampleFile.objects.create(**file)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExampleFile.objects.create(**file)
