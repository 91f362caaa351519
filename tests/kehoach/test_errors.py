"""Every refusal is a whole Vietnamese page, with the code of what happened."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from kehoach.lib.conflicts import Conflict


def raiser(error):
    def view(request):
        raise error

    return view


def echo(request):
    return HttpResponse(request.POST.get("text", ""))


class ErrorUrls:
    """The addresses of the program, and some that fail."""

    handler400 = "kehoach.errors.bad_request"
    handler403 = "kehoach.errors.permission_denied"
    handler404 = "kehoach.errors.not_found"
    handler500 = "kehoach.errors.server_error"
    urlpatterns = [
        path("thu/400", raiser(SuspiciousOperation("bad"))),
        path("thu/403", raiser(PermissionDenied("Chỉ người theo dõi được xác nhận."))),
        path("thu/409", raiser(Conflict(None))),
        path("thu/500", raiser(ValueError("broken"))),
        path("thu/echo", echo),
        path("", include("kehoach.urls")),
    ]


@pytest.fixture
def stranger(cast, settings):
    """A client of somebody without any role, which lets the error pages show instead of the errors."""
    settings.ROOT_URLCONF = ErrorUrls
    client = Client(raise_request_exception=False)
    client.force_login(cast.stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (400, "Yêu cầu không hợp lệ"),
        (403, "Chỉ người theo dõi được xác nhận."),
        (404, "Không tìm thấy trang"),
        (409, "Nội dung vừa được người khác thay đổi"),
        (500, "Máy chủ gặp lỗi"),
    ],
)
def test_an_error_shows_a_friendly_page(stranger, code, title):
    response = stranger.get(f"/thu/{code}")
    text = response.content.decode()
    assert response.status_code == code
    assert title in text
    assert f"Mã: {code}" in text
    assert "Traceback" not in text


def test_an_address_that_takes_forms_only_says_so(stranger):
    response = stranger.get("/nhac-viec/da-doc/")
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "Mã: 405" in response.content.decode()


def test_a_form_from_before_the_login_gets_a_friendly_page(cast):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/dang-nhap", {"login": "bithu", "password": "x"})
    assert response.status_code == 403
    assert "Nội dung chưa được gửi" in response.content.decode()


def test_too_many_fields_show_the_page_about_size(stranger, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = stranger.post("/thu/echo", {f"field{n}": n for n in range(5)})
    assert response.status_code == 413
    assert "Tệp hoặc nội dung quá lớn" in response.content.decode()


def test_too_long_a_text_shows_the_page_about_size(stranger, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = stranger.post("/thu/echo", {"text": "a" * 2000})
    assert response.status_code == 413


def test_a_request_above_the_limit_is_refused_unread(stranger, settings):
    settings.UPLOAD_MAX_MB = 1
    response = stranger.post("/thu/echo", {"text": "a" * (1024 * 1024 + 1)})
    assert response.status_code == 413
    assert "Tệp hoặc nội dung quá lớn" in response.content.decode()
    assert response["Content-Security-Policy"]


def test_a_request_below_the_limit_passes(stranger, settings):
    settings.UPLOAD_MAX_MB = 1
    assert stranger.post("/thu/echo", {"text": "nội dung"}).content.decode() == "nội dung"


def test_pages_of_a_signed_in_person_are_kept_by_no_cache(stranger):
    assert "no-store" in stranger.get("/thu/echo")["Cache-Control"]
