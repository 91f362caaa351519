"""The ready sentences of a committee's trackers."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from kehoach.lib.conflicts import Conflict
from kehoach.lib.secrecy import REFUSAL
from reports.models import Phrases
from reports.selectors.phrases import FIRST, phrases_of
from reports.services.phrases import keep_phrases
from tests.factories import NOW, make_period, make_report
from units.models import Change


def keep(issuer, by, *texts, version=0):
    return keep_phrases(issuer=issuer, texts=texts, version=version, by=by, now=NOW)


def test_the_first_sentences_stand_until_others_are_kept(bloc, cast):
    assert phrases_of(bloc.root).texts == list(FIRST)
    row = keep(bloc.root, cast.tracker, " Thiếu  ảnh. ", "Thiếu ảnh.", "", "Sai số liệu.")
    assert (phrases_of(bloc.root).texts, row.version) == (["Thiếu ảnh.", "Sai số liệu."], 1)
    assert Change.objects.of(row).get().before == {"texts": list(FIRST)}
    assert keep(bloc.root, cast.tracker, version=1).texts == []


def test_two_who_edit_at_once_do_not_lose_the_others_words(bloc, cast):
    keep(bloc.root, cast.tracker, "Của người này.")
    with pytest.raises(Conflict):
        keep(bloc.root, cast.tracker, "Của người kia.")
    assert phrases_of(bloc.root).texts == ["Của người này."]


@pytest.mark.parametrize("texts", [["x" * 301], [f"Câu {number}" for number in range(31)]])
def test_they_are_few_and_short(bloc, cast, texts):
    with pytest.raises(ValidationError):
        keep(bloc.root, cast.tracker, *texts)


@pytest.mark.parametrize("who", ["secretary", "standing", "administrator", "inspector", "stranger"])
def test_only_trackers_keep_and_see_them(bloc, cast, who):
    keep(bloc.root, cast.tracker, "Thiếu ảnh.")
    with pytest.raises(PermissionDenied):
        keep(bloc.root, getattr(cast, who), "x", version=1)
    assert not Phrases.objects.visible_to(getattr(cast, who)).exists()
    assert Phrases.objects.visible_to(cast.tracker).count() == 1


def test_the_page_keeps_them_and_the_review_offers_them(plan, bloc, cast, as_user):
    report = make_report(make_period(plan), bloc.base_cell, "sent")
    client, url = as_user(cast.tracker), reverse("reports:phrases", args=[bloc.root.pk])
    assert client.post(url, {"version": 0, "texts": "Thiếu ảnh.\nSai số liệu."}).status_code == 302
    page = client.get(reverse("reports:review", args=[report.pk])).content.decode()
    assert '<option value="Thiếu ảnh."></option>' in page
    again = client.post(url, {"version": 0, "texts": "Của tôi."})
    assert again.status_code == 422
    assert "Bản đang lưu: Thiếu ảnh.; Sai số liệu." in again.content.decode()
    assert client.post(url, {"version": 1, "texts": "Của tôi."}).status_code == 302


def test_a_secrecy_mark_is_refused(bloc, cast, as_user):
    response = as_user(cast.tracker).post(
        reverse("reports:phrases", args=[bloc.root.pk]), {"version": 0, "texts": "MẬT"}
    )
    assert response.status_code == 422
    assert REFUSAL in response.content.decode()
