"""Addresses: Vietnamese words without accents, because people read them."""

from allauth.account import views as account
from allauth.mfa.base import views as second_factor
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.contrib import admin
from django.urls import include, path

from kehoach import health, home, offline, sign_on
from units.views import accounts, passkeys

urlpatterns = [
    path("", home.home, name="home"),
    path("dang-nhap", sign_on.login, name="account_login"),
    path("dang-nhap/tai-khoan-chung", sign_on.start, name="sign_on"),
    path("dang-nhap/tai-khoan-chung/xong", sign_on.finish, name="sign_on_finish"),
    path("dang-xuat", sign_on.logout, name="account_logout"),
    path("doi-mat-khau", account.password_change, name="account_change_password"),
    path("quen-mat-khau", account.password_reset, name="account_reset_password"),
    path("quen-mat-khau/da-gui", account.password_reset_done, name="account_reset_password_done"),
    path("mat-khau-moi/xong", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path(
        "mat-khau-moi/<slug:uidb36>.<path:key>/",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("dang-nhap/lop-hai", second_factor.authenticate, name="mfa_authenticate"),
    path("xac-nhan-lai", sign_on.reauthenticate, name="account_reauthenticate"),
    path("xac-nhan-lai/lop-hai", second_factor.reauthenticate, name="mfa_reauthenticate"),
    path("xac-nhan-lai/khoa-truy-cap", passkeys.reauthenticate, name="mfa_reauthenticate_webauthn"),
    path("tai-khoan", accounts.my_account, name="mfa_index"),  # the name that allauth comes back to
    path("tai-khoan/cac-phien/ket-thuc", accounts.end_other_sessions, name="end_other_sessions"),
    path("tai-khoan/lop-hai", totp.activate_totp, name="mfa_activate_totp"),
    path("tai-khoan/lop-hai/tat", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("tai-khoan/khoa-truy-cap/them", passkeys.add, name="mfa_add_webauthn"),
    path("tai-khoan/khoa-truy-cap/<int:pk>/doi-ten", passkeys.rename, name="mfa_edit_webauthn"),
    path("tai-khoan/khoa-truy-cap/<int:pk>/go", passkeys.remove, name="mfa_remove_webauthn"),
    path("tai-khoan/ma-du-phong", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("tai-khoan/ma-du-phong/moi", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("don-vi/", include("units.urls")),
    path("", include("tasks.urls")),
    path("", include("reports.urls")),
    path("quan-tri-du-lieu/", admin.site.urls),
    path("sw.js", offline.service_worker, name="service_worker"),
    path("ngoai-tuyen/", offline.offline, name="offline"),
    path("cho-gui/", offline.queue, name="queue"),
    path("cho-gui/phien/", offline.queue_session, name="queue_session"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "kehoach.errors.bad_request"
handler403 = "kehoach.errors.permission_denied"
handler404 = "kehoach.errors.not_found"
handler500 = "kehoach.errors.server_error"
