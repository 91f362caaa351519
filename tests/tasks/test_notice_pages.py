"""Nhắc việc: one's own, newest first; opening one marks it read."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tasks.models import Notice
from tasks.services.notices import owe_notices
from tests.factories import NOW

LIST = reverse("tasks:notice_list")


def owe(person, key="a", **fields):
    fields = {"kind": "urged", "subject": key, "title": f"Đôn đốc {key}", "link": MY_WORK, "now": NOW} | fields
    owe_notices(people=[person], key=key, **fields)
    return Notice.objects.get(person=person, key=key)


MY_WORK = reverse("tasks:my_work")


def test_own_notices_newest_first(cast, as_user):
    first, second = owe(cast.secretary), owe(cast.secretary, "b", now=NOW + timedelta(hours=1))
    owe(cast.sibling_secretary, "c")

    page = as_user(cast.secretary).get(LIST)

    assert list(page.context["page_obj"]) == [second, first]
    assert page.context["unread"] == 2
    assert page.content.decode().count("Chưa đọc") == 2


def test_notice_of_a_unit_no_longer_in_scope_is_hidden(bloc, cast, as_user):
    notice = owe(cast.secretary, unit=bloc.sibling)
    client = as_user(cast.secretary)

    assert list(client.get(LIST).context["page_obj"]) == []
    assert client.get(reverse("tasks:notice_open", args=[notice.pk])).status_code == 404


def test_opening_marks_it_read_and_goes_to_its_link(cast, as_user):
    notice = owe(cast.secretary)

    response = as_user(cast.secretary).get(reverse("tasks:notice_open", args=[notice.pk]))

    assert (response.status_code, response["Location"]) == (302, MY_WORK)
    notice.refresh_from_db()
    assert notice.read_at is not None


@pytest.mark.parametrize("link", ["", "https://example.com/", "//example.com/", "javascript:alert(1)"])
def test_notice_never_leads_out_of_the_site(cast, as_user, link):
    notice = owe(cast.secretary, link=link)

    assert as_user(cast.secretary).get(reverse("tasks:notice_open", args=[notice.pk]))["Location"] == LIST


def test_notice_of_somebody_else_is_not_found(cast, as_user):
    notice = owe(cast.secretary)

    assert as_user(cast.sibling_secretary).get(reverse("tasks:notice_open", args=[notice.pk])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_are_marked_read_by_one_press(cast, as_user):
    owe(cast.secretary), owe(cast.secretary, "b"), owe(cast.sibling_secretary, "c")
    client = as_user(cast.secretary)

    assert client.get(reverse("tasks:notice_read_all")).status_code == 405
    client.post(reverse("tasks:notice_read_all"))

    assert set(Notice.objects.filter(read_at=None).values_list("person__username", flat=True)) == {"bithu2"}


def test_nobody_told_anything_reads_so(cast, as_user):
    assert "Chưa có nhắc việc nào." in as_user(cast.stranger).get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_one_notice_as_for_three(bloc, cast, as_user, django_assert_num_queries, count):
    for key in range(count):
        owe(cast.secretary, str(key), unit=bloc.base_cell)
    client = as_user(cast.secretary)

    with django_assert_num_queries(7):
        client.get(LIST)
