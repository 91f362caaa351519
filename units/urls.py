from django.urls import path

from units.views import invitations, ledger, office, people, register, reorganisations, units

app_name = "units"
urlpatterns = [
    path("", units.unit_list, name="unit_list"),
    path("goi-y/", units.unit_options, name="unit_options"),
    path("them/", units.unit_create, name="unit_create"),
    path("nap/", register.register_import, name="register_import"),
    path("nap/xac-nhan/", register.register_confirm, name="register_confirm"),
    path("nap/mau/", register.register_template, name="register_template"),
    path("tai-ve/", register.register_export, name="register_export"),
    path("<int:pk>/", units.unit_detail, name="unit_detail"),
    path("<int:pk>/sua/", units.unit_edit, name="unit_edit"),
    path("sap-xep/", reorganisations.reorganisation_list, name="reorganisation_list"),
    path("sap-xep/moi/<str:kind>/", reorganisations.reorganisation_create, name="reorganisation_create"),
    path("sap-xep/<int:pk>/", reorganisations.reorganisation_detail, name="reorganisation_detail"),
    path("sap-xep/<int:pk>/sua/", reorganisations.reorganisation_edit, name="reorganisation_edit"),
    path("sap-xep/<int:pk>/xac-nhan/", reorganisations.reorganisation_confirm, name="reorganisation_confirm"),
    path("sap-xep/<int:pk>/huy/", reorganisations.reorganisation_undo, name="reorganisation_undo"),
    path("nguoi-dung/", people.user_list, name="user_list"),
    path("nguoi-dung/them/", people.user_create, name="user_create"),
    path("nguoi-dung/moi/", invitations.invitations, name="invitations"),
    path("nguoi-dung/<int:pk>/", people.user_detail, name="user_detail"),
    path("nguoi-dung/<int:pk>/sua/", people.user_edit, name="user_edit"),
    path("nguoi-dung/<int:pk>/khoa/", people.user_disable, name="user_disable"),
    path("nguoi-dung/<int:pk>/ban-giao/", people.user_hand_over, name="user_hand_over"),
    path("nguoi-dung/<int:pk>/ma/", people.user_code, name="user_code"),
    path("nguoi-dung/<int:pk>/lop-hai/", people.user_second_factor, name="user_second_factor"),
    path("nguoi-dung/<int:pk>/tai-khoan-chung/", people.user_identities, name="user_identities"),
    path("nguoi-dung/<int:pk>/vai-tro/", people.role_grant, name="role_grant"),
    path("vai-tro/<int:pk>/uy-quyen/", people.role_lend, name="role_lend"),
    path("vai-tro/<int:pk>/thoi/", people.role_end, name="role_end"),
    path("thiet-lap/", office.office, name="office"),
    path("nhat-ky/", ledger.ledger, name="ledger"),
    path("nhat-ky/xuat/", ledger.ledger_export, name="ledger_export"),
]
