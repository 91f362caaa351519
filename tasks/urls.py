"""Addresses of plans, work and notices."""

from django.urls import path

from tasks.views import notices, updates, work

app_name = "tasks"
urlpatterns = [
    # Work
    path("viec-cua-don-vi/", work.my_work, name="my_work"),
    path("nhiem-vu/<int:pk>/", work.task_detail, name="task_detail"),
    path("phan-cong/<int:pk>/", work.assignment_detail, name="assignment_detail"),
    path("phan-cong/<int:pk>/cap-nhat/", updates.update_create, name="update_create"),
    path("phan-cong/<int:pk>/xac-nhan/", updates.confirm, name="confirm_done"),
    path("phan-cong/<int:pk>/lam-lai/", updates.return_work, name="send_back"),
    path("phan-cong/<int:pk>/hoan-tac/", updates.undo_decision, name="undo_decision"),
    path("tep/<int:pk>/", updates.evidence, name="evidence"),
    path("nhac-viec/", notices.notice_list, name="notice_list"),
    path("nhac-viec/da-doc/", notices.notice_read_all, name="notice_read_all"),
    path("nhac-viec/<int:pk>/", notices.notice_open, name="notice_open"),
]
