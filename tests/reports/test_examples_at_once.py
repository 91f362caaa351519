"""The same example named ten times at the very same moment, with a file that its draft held."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from reports.models import Example
from reports.services.examples import propose_example
from tasks.models import DraftFile
from tasks.services.drafts import check_draft_files, forget_drafts, keep_draft
from tests.at_once import at_once
from tests.factories import NOW
from tests.tasks.sample_files import PNG, upload
from units.models import Change

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/mo-hinh/moi/"


def test_an_example_named_ten_times_at_once_is_one_with_its_file(bloc, cast, assignment):
    checked = check_draft_files(form=FORM, files=[upload("bep.png", PNG)], by=cast.secretary)
    page = {"page": "a", "draft": None, "revision": 0, "based_on": 0, "fields": {}}
    keep_draft(form=FORM, files=checked, by=cast.secretary, now=NOW, **page)
    key, held = uuid4(), DraftFile.objects.get().pk

    def name(wait: Callable[[], object]) -> Example:
        words = {"title": "Bữa trưa hợp tác", "text": "Bếp ăn dùng rau của hợp tác xã.", "draft_files": [held]}
        wait()
        example = propose_example(
            plan=assignment.plan, unit=bloc.base_cell, key=key, by=cast.secretary, now=NOW, **words
        )
        forget_drafts(form=FORM, by=cast.secretary)
        return example

    outcomes = at_once([name] * 10)

    example = Example.objects.get()
    assert outcomes == [example] * 10
    assert [file.name for file in example.files.all()] == ["bep.png"]
    assert Change.objects.of(example).count() == 1
