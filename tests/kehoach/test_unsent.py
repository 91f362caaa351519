"""A form without a valid session or token comes back with its text; only a form of this site, and never a password."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from tests.tasks.sample_files import PNG

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
OURS = {"Origin": "http://testserver"}
ELSEWHERE = {"Origin": "https://noi-khac.example"}
TEXT = "Đã họp chi bộ ngày 5/11, có <b>12</b> đồng chí dự."


def echo(request):
    return HttpResponse(f"{request.user}: {request.POST.get('result', '')}")


class Urls:
    """The addresses of the program, and one that says what it got."""

    urlpatterns = [path("thu/echo", echo), path("", include("kehoach.urls"))]


@pytest.fixture
def client(settings) -> Client:
    settings.ROOT_URLCONF = Urls
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def signed_in(client: Client, cast) -> Client:
    client.force_login(cast.secretary, backend=BACKEND)
    return client


def texts(page) -> list[str]:
    return [
        unescape(text).strip() for text in re.findall(r"<textarea[^>]*>(.*?)</textarea>", page.content.decode(), re.S)
    ]


def hidden(page) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.content.decode()))


def test_text_of_a_stale_form_is_shown_and_can_be_sent_again(signed_in: Client, cast):
    page = signed_in.post("/thu/echo?a=1", {"result": TEXT, "percent": "40"}, headers=OURS)

    assert (page.status_code, texts(page), hidden(page)["percent"]) == (403, [TEXT], "40")
    assert 'action="/thu/echo?a=1"' in page.content.decode()
    assert cast.secretary.full_name in page.content.decode()
    again = signed_in.post("/thu/echo?a=1", hidden(page) | {"result": texts(page)[0]}, headers=OURS)
    assert again.content.decode() == f"{cast.secretary}: {TEXT}"


def test_text_sent_after_the_session_ended_is_kept_until_one_has_logged_in(client: Client, cast):
    token = hidden(client.post("/thu/echo", {"result": TEXT}, headers=OURS))["csrfmiddlewaretoken"]

    page = client.post("/thu/echo", {"result": TEXT, "csrfmiddlewaretoken": token}, headers=OURS)

    assert (page.status_code, texts(page)) == (403, [TEXT])
    assert 'href="/dang-nhap"' in page.content.decode()
    client.force_login(cast.secretary, backend=BACKEND)
    again = client.post("/thu/echo", hidden(page) | {"result": TEXT}, headers=OURS)
    assert again.content.decode() == f"{cast.secretary}: {TEXT}"


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, ELSEWHERE])
def test_words_of_another_site_are_not_shown(signed_in: Client, headers: dict[str, str]):
    page = signed_in.post("/thu/echo", {"result": TEXT}, headers=headers)

    assert (page.status_code, texts(page)) == (403, [])
    assert "<form" not in page.content.decode()


@pytest.mark.parametrize("headers", [{}, ELSEWHERE])
def test_without_a_session_a_request_of_elsewhere_is_led_to_the_login(settings, headers: dict[str, str]):
    settings.ROOT_URLCONF = Urls

    response = Client().post("/thu/echo", {"result": TEXT}, headers=headers)

    assert (response.status_code, response["Location"]) == (302, "/dang-nhap?next=/thu/echo")


def test_password_is_never_shown(client: Client):
    page = client.post("/dang-nhap", {"login": "bi thu", "password": "mat khau bi mat"}, headers=OURS)

    assert (page.status_code, texts(page), hidden(page)) == (403, [], {})
    assert "mat khau" not in page.content.decode()


def test_files_are_asked_for_again(signed_in: Client):
    file = SimpleUploadedFile("to.png", PNG, "image/png")

    page = signed_in.post("/thu/echo", {"result": TEXT, "evidence": file}, headers=OURS)

    assert 'type="file" name="evidence"' in page.content.decode()
    assert 'enctype="multipart/form-data"' in page.content.decode()


@pytest.mark.parametrize(
    ("referrer", "back"),
    [
        ("http://testserver/viec-cua-don-vi/?group=overdue", 'href="/viec-cua-don-vi/?group=overdue"'),
        ("https://noi-khac.example//evil.example/x", None),
        ("http://testserver/thu/echo", None),
    ],
)
def test_way_back_stays_on_this_site(signed_in: Client, referrer: str, back: str | None):
    page = signed_in.post("/thu/echo", {"result": TEXT}, headers=OURS | {"Referer": referrer}).content.decode()

    assert back in page if back else "evil" not in page and "về trang trước" not in page


def test_address_with_two_slashes_stays_on_this_site(signed_in: Client):
    page = signed_in.post("//evil.example/x", {"result": TEXT}, headers=OURS).content.decode()

    assert 'action="//' not in page


def test_page_that_sends_by_itself_gets_a_fresh_token_from_this_site_only(signed_in: Client):
    ask = {"HX-Request": "true"}

    token = signed_in.post("/thu/echo", {"result": TEXT}, headers=ask | OURS)["X-CSRFToken"]

    assert signed_in.post("/thu/echo", {"result": TEXT}, headers=ask | OURS | {"X-CSRFToken": token}).status_code == 200
    assert not signed_in.post("/thu/echo", {}, headers=ask | ELSEWHERE).has_header("X-CSRFToken")
