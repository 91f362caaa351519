"""The service worker, what a phone may keep and for whom, and the key that opens it."""

import base64
import json
import re
from contextlib import closing

import pytest
from django.urls import reverse

from kehoach import offline
from tests.factories import make_assignment, make_task
from tests.tasks.update_forms import form, urls_of


def test_worker_names_every_file_that_it_keeps_and_each_is_there(client, db):
    response = client.get("/sw.js")

    known = json.loads(re.search(r"self\.KEHOACH = (\{.*\});", response.content.decode())[1])
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Cache-Control"] == "no-cache"
    assert known["start"] == {"/": "/viec-cua-don-vi/"}
    for url in [*known["shell"], known["offline"]]:
        with closing(client.get(url)) as answer:
            assert answer.status_code == 200, url


def test_version_changes_with_the_content_of_a_file(client, monkeypatch, tmp_path):
    before = client.get("/sw.js").content
    changed = tmp_path / "site.css"
    changed.write_text("body {}")
    find = offline.finders.find
    monkeypatch.setattr(offline.finders, "find", lambda name: changed if name == "css/site.css" else find(name))

    assert client.get("/sw.js").content != before


def test_shell_holds_every_style_and_script_of_a_page(cast, as_user):
    html = as_user(cast.secretary).get("/viec-cua-don-vi/").content.decode()

    used = set(re.findall(r'(?:href|src)="/static/([^"]+\.(?:css|js))"', html))
    assert used - set(offline.SHELL) == set()


def test_page_says_whose_it_is_and_whether_a_phone_may_keep_it(assignment, cast, as_user):
    client = as_user(cast.secretary)
    pages = {
        "tasks:my_work": [],
        "tasks:blank_update": [],
        "queue": [],
        "tasks:assignment_detail": [assignment.pk],
        "tasks:update_create": [assignment.pk],
        "tasks:notice_list": [],
        "mfa_index": [],
    }

    answers = {name: client.get(reverse(name, args=args)) for name, args in pages.items()}

    assert {answer["Kehoach-Person"] for answer in answers.values()} == {str(cast.secretary.pk)}
    kept = [name for name, answer in answers.items() if "Kehoach-Keep" in answer]
    assert kept == ["tasks:my_work", "tasks:blank_update", "queue", "tasks:assignment_detail", "tasks:update_create"]
    assert all("no-store" in answer["Cache-Control"] for answer in answers.values())


def test_refusals_and_fragments_are_not_kept(assignment, cast, as_user):
    url = reverse("tasks:update_create", args=[assignment.pk])

    assert "Kehoach-Keep" not in as_user(cast.tracker).get(url)
    assert "Kehoach-Keep" not in as_user(cast.secretary).get(url, headers={"HX-Request": "true"})
    assert "Kehoach-Keep" not in as_user(cast.secretary).post(url, {})


def test_blank_form_speaks_of_no_task_and_of_nobody(plan, bloc, cast, as_user):
    make_assignment(make_task(plan, "Việc của riêng chi bộ"), bloc.base_cell)

    html = as_user(cast.secretary).get(reverse("tasks:blank_update")).content.decode()

    assert 'action="/phan-cong/0/cap-nhat/"' in html
    assert 'data-queue="Cập nhật tiến độ: "' in html
    assert "Việc của riêng" not in html


def test_key_is_the_persons_own_and_outlives_the_session(cast, as_user, settings):
    def session(person):
        return as_user(person).get(reverse("queue_session")).json()

    mine, again, other = session(cast.secretary), session(cast.secretary), session(cast.sibling_secretary)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    later = session(cast.secretary)

    assert mine["person"] == str(cast.secretary.pk)
    assert mine["keys"] == again["keys"] == later["keys"][1:]
    assert [len(base64.b64decode(key)) for key in later["keys"]] == [32, 32]
    assert not set(mine["keys"]) & set(other["keys"])


@pytest.mark.parametrize("name", ["queue", "queue_session"])
def test_without_a_session_neither_queue_nor_key_is_given(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap")


def test_page_without_a_line_names_nobody(cast, as_user):
    html = as_user(cast.secretary).get(reverse("offline")).content.decode()

    assert cast.secretary.get_full_name() not in html
    assert "csrfmiddlewaretoken" not in html


def test_a_page_fetched_ahead_leaves_the_message_to_the_page_that_is_seen(assignment, cast, as_user):
    client = as_user(cast.secretary)
    client.post(urls_of(assignment)[1], form(assignment))

    pages = [client.get("/viec-cua-don-vi/", headers=ahead) for ahead in ({"Kehoach-Ahead": "1"}, {})]

    assert ["Đã ghi cập nhật tiến độ." in page.content.decode() for page in pages] == [False, True]
