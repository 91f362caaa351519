"""Files of drafts: looked at when they are chosen, held for their writer alone, sent once, and gone with the draft."""

import json
import os
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tasks.models import Assignment, Draft, DraftFile, Evidence, Update
from tasks.services import drafts
from tasks.services.drafts import KEPT_FOR, check_draft_files, clear_leftovers, clear_old_drafts, keep_draft
from tasks.services.files import keep_files
from tests.factories import NOW, form_data
from tests.kehoach.lib.clamd_daemon import MALWARE, daemon
from tests.tasks.sample_files import DOCX, MACRO_DOCX, PDF, PNG, SECRET_PDF, upload
from units.models import Office

FORM = "/phan-cong/1/cap-nhat/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def keep(by, *files, page="a", form=FORM, now=NOW):
    checked = check_draft_files(form=form, files=[upload(name, content) for name, content in files], by=by)
    return keep_draft(
        form=form, page=page, draft=None, revision=0, based_on=0, fields={}, files=checked, by=by, now=now
    )


def names(person):
    return list(DraftFile.objects.visible_to(person).values_list("name", flat=True))


def on_disk(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.glob("drafts/*/*"))


def test_a_file_is_held_for_its_writer_alone(cast, own_files):
    draft = keep(cast.secretary, ("to.png", PNG))

    assert names(cast.secretary) == ["to.png"]
    assert names(cast.sibling_secretary) == names(cast.tracker) == names(cast.administrator) == []
    assert on_disk(own_files) == [DraftFile.objects.get().file.name]
    assert DraftFile.objects.get().file.name.startswith(f"drafts/{draft.pk}/")


def test_the_same_file_kept_twice_is_held_once(cast):
    keep(cast.secretary, ("to.png", PNG))
    keep(cast.secretary, ("to.png", PNG))

    assert names(cast.secretary) == ["to.png"]


@pytest.mark.parametrize(("name", "content"), [("a.docx", MACRO_DOCX), ("a.pdf", SECRET_PDF), ("a.exe", b"MZ" * 99)])
def test_what_no_evidence_may_be_is_not_held(cast, own_files, name, content):
    with pytest.raises(ValidationError):
        keep(cast.secretary, (name, content))

    assert [Draft.objects.count(), on_disk(own_files)] == [0, []]


def test_malware_is_not_held(cast, settings):
    with daemon() as settings.CLAMD_ADDRESS, pytest.raises(ValidationError, match="mã độc"):
        keep(cast.secretary, ("anh.png", PNG + MALWARE))


def test_a_form_holds_no_more_files_than_may_be_sent(cast):
    Office.objects.create(pk=1, max_files=1)
    keep(cast.secretary, ("to.png", PNG))

    with pytest.raises(ValidationError, match="chỉ gửi được 1 tệp"):
        keep(cast.secretary, ("a.pdf", PDF), page="b")


@pytest.mark.parametrize(("limit", "value"), [("MOST_FILES", 1), ("MOST_BYTES", len(PDF) + 1)])
def test_one_person_holds_so_many_files_and_so_much_in_all_forms(cast, monkeypatch, limit, value):
    monkeypatch.setattr(drafts, limit, value)
    keep(cast.secretary, ("a.pdf", PDF))
    keep(cast.sibling_secretary, ("a.pdf", PDF))

    with pytest.raises(ValidationError, match="quá nhiều"):
        keep(cast.secretary, ("a.docx", DOCX), form="/phan-cong/2/cap-nhat/")


def test_files_go_with_what_nobody_came_back_to(cast, own_files, django_capture_on_commit_callbacks):
    keep(cast.secretary, ("to.png", PNG), now=NOW - KEPT_FOR - timedelta(seconds=1))
    keep(cast.secretary, ("a.pdf", PDF), page="b")

    with django_capture_on_commit_callbacks(execute=True):
        cleared = [clear_old_drafts(now=NOW), clear_old_drafts(now=NOW)]

    assert cleared == [1, 0]
    assert names(cast.secretary) == ["a.pdf"]
    assert on_disk(own_files) == [DraftFile.objects.get().file.name]


def test_what_a_stop_of_the_machine_left_is_removed_when_it_is_old(cast, own_files):
    keep(cast.secretary, ("to.png", PNG))
    kept = DraftFile.objects.get().file.name
    for folder, age in (("901", timedelta(days=2)), ("902", timedelta(hours=1))):
        path = own_files / "drafts" / folder / "a"
        path.parent.mkdir(parents=True)
        path.write_bytes(b"a")
        os.utime(path, ((NOW - age).timestamp(),) * 2)

    assert [clear_leftovers(now=NOW), clear_leftovers(now=NOW)] == [1, 0]
    assert on_disk(own_files) == sorted([kept, "drafts/902/a"])


def test_without_any_file_there_is_nothing_left_over(db):
    assert clear_leftovers(now=NOW) == 0


def test_the_database_refuses_a_file_twice_in_a_draft(cast):
    draft = keep(cast.secretary, ("to.png", PNG))
    files = check_draft_files(form=FORM, files=[upload("to.png", PNG)], by=cast.secretary)
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_files(DraftFile, files, draft=draft)


# --- At the address of the form --------------------------------------------------------------------------------------


@pytest.fixture
def choose(as_user, assignment):
    """What the page of a form sends when a person chooses a file, or takes one out."""

    def send(person, *files, page="a", **values):
        data = {"page": page, "revision": 0, "based_on": 0, "fields_typed": json.dumps({}), **values}
        data["files"] = [upload(name, content) for name, content in files]
        return as_user(person).post(address(assignment), data, headers={"X-Draft": "1"})

    return send


def address(assignment):
    return reverse("tasks:update_create", args=[assignment.pk])


def send(client, assignment, **values):
    data = form_data(client.get(address(assignment)).context["form"])
    held = list(DraftFile.objects.values_list("pk", flat=True))
    return client.post(address(assignment), data | {"draft_files": held} | values)


def test_a_chosen_file_stands_in_the_form_wherever_it_is_opened(choose, assignment, cast, as_user):
    answer = choose(cast.secretary, ("Ảnh họp.png", PNG)).json()

    assert answer["said"] == "Đã lưu nháp lúc 10:00."
    assert "Ảnh họp.png" in answer["files"]
    html = as_user(cast.secretary).get(address(assignment)).content.decode()
    assert f'name="draft_files" value="{DraftFile.objects.get().pk}"' in html
    assert not Evidence.objects.exists()


def test_a_refused_file_says_why_and_nothing_is_kept(choose, cast):
    answer = choose(cast.secretary, ("a.docx", MACRO_DOCX))

    assert answer.status_code == 422
    assert "macro" in answer.json()["said"]
    assert not Draft.objects.exists()


def test_nobody_adds_to_a_form_that_is_not_theirs(choose, cast):
    answers = [choose(person, ("to.png", PNG)) for person in (cast.sibling_secretary, cast.tracker)]

    assert [answer.status_code for answer in answers] == [404, 403]
    assert not DraftFile.objects.exists()


def test_sending_the_form_makes_its_files_evidence_once(
    choose, assignment, cast, as_user, own_files, django_capture_on_commit_callbacks
):
    choose(cast.secretary, ("to.png", PNG))
    client = as_user(cast.secretary)
    data = form_data(client.get(address(assignment)).context["form"]) | {"draft_files": [DraftFile.objects.get().pk]}

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(address(assignment), data) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    [evidence] = Update.objects.get().evidence.all()
    assert [evidence.name, evidence.file.read()[:4], on_disk(own_files)] == ["to.png", b"\x89PNG", []]
    evidence.file.close()


def test_a_file_that_is_chosen_and_held_too_is_sent_once(choose, assignment, cast, as_user):
    choose(cast.secretary, ("to.png", PNG))

    send(as_user(cast.secretary), assignment, files=[upload("to.png", PNG)])

    assert [file.name for file in Update.objects.get().evidence.all()] == ["to.png"]


def test_a_removed_file_is_gone_from_every_page(
    choose, assignment, cast, as_user, own_files, django_capture_on_commit_callbacks
):
    choose(cast.secretary, ("to.png", PNG))
    choose(cast.secretary, ("to.png", PNG), page="b")

    with django_capture_on_commit_callbacks(execute=True):
        answer = choose(cast.secretary, removed_files=DraftFile.objects.first().pk)

    assert "to.png" not in answer.json()["files"]
    assert [names(cast.secretary), on_disk(own_files)] == [[], []]


def test_a_form_is_sent_without_what_was_ticked_to_go(choose, assignment, cast, as_user):
    choose(cast.secretary, ("to.png", PNG))

    send(as_user(cast.secretary), assignment, result="Đã họp", removed_files=[DraftFile.objects.get().pk])

    assert [Update.objects.get().result, Evidence.objects.count()] == ["Đã họp", 0]


def test_a_file_that_is_held_no_longer_is_asked_for_again(choose, assignment, cast, as_user, own_files):
    choose(cast.secretary, ("to.png", PNG))
    (own_files / DraftFile.objects.get().file.name).unlink()

    answer = send(as_user(cast.secretary), assignment, result="Đã họp")

    assert answer.status_code == 422
    assert "Xin chọn lại tệp" in answer.content.decode()
    assert not Update.objects.exists()


def test_nobody_sends_a_file_of_somebody_elses_draft(cast, choose, assignment, as_user):
    keep(cast.sibling_secretary, ("rieng.pdf", PDF))

    answer = send(as_user(cast.secretary), assignment, result="Đã họp")

    assert answer.status_code == 422
    assert not Evidence.objects.exists()
    assert names(cast.sibling_secretary) == ["rieng.pdf"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_asks_once_for_its_files(choose, assignment, cast, as_user, django_assert_num_queries, count):
    client = as_user(cast.secretary)
    client.get(address(assignment))
    for number in range(count):
        choose(cast.secretary, (f"{number}.png", PNG), page=str(number))
    assert Assignment.objects.count() == 1

    with django_assert_num_queries(7):
        client.get(address(assignment))
