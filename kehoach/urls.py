"""Addresses: Vietnamese words without accents, because people read them."""

from allauth.account import views as account
from django.contrib import admin
from django.urls import include, path

from kehoach import health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap", account.login, name="account_login"),
    path("dang-xuat", account.logout, name="account_logout"),
    path("doi-mat-khau", account.password_change, name="account_change_password"),
    path("don-vi/", include("units.urls")),
    path("", include("tasks.urls")),
    path("", include("reports.urls")),
    path("quan-tri-du-lieu/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "kehoach.errors.bad_request"
handler403 = "kehoach.errors.permission_denied"
handler404 = "kehoach.errors.not_found"
handler500 = "kehoach.errors.server_error"
