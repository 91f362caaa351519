"""Addresses of plans, work and notices."""

from django.urls import path

from tasks.views import (
    assignments,
    extensions,
    import_acts,
    import_forms,
    import_versions,
    imports,
    notices,
    plans,
    updates,
    work,
)

app_name = "tasks"
urlpatterns = [
    # Plans
    path("ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/nap/", imports.plan_import, name="plan_import"),
    path("ke-hoach/nap/<int:pk>/", imports.import_detail, name="import_detail"),
    path("ke-hoach/nap/<int:pk>/trang-thai/", imports.import_state, name="import_state"),
    path("ke-hoach/nap/<int:pk>/phan-dau/", import_forms.import_head, name="import_head"),
    path("ke-hoach/nap/<int:pk>/muc/<str:address>/", import_forms.import_part, name="import_part"),
    path("ke-hoach/nap/<int:pk>/dong/<str:address>/", import_forms.import_line, name="import_line"),
    path("ke-hoach/nap/<int:pk>/sua/", import_acts.import_act, name="import_act"),
    path("ke-hoach/nap/<int:pk>/hoan-tac/", import_acts.import_undo, name="import_undo"),
    path("ke-hoach/nap/<int:pk>/tep/", imports.import_file, name="import_file"),
    path("ke-hoach/nap/<int:pk>/khac-biet/", import_versions.import_difference, name="import_difference"),
    path("ke-hoach/nap/<int:pk>/ten/<int:number>/", import_forms.import_name, name="import_name"),
    path("ke-hoach/nap/<int:pk>/xac-nhan/", imports.import_confirm, name="import_confirm"),
    path("ke-hoach/nap/<int:pk>/bo/", imports.import_discard, name="import_discard"),
    path("ke-hoach/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:pk>/ban-moi/", import_versions.plan_renew, name="plan_renew"),
    path("ke-hoach/<int:pk>/sua/", plans.plan_edit, name="plan_edit"),
    path("ke-hoach/<int:pk>/ket-thuc/", plans.plan_close, name="plan_close"),
    path("ke-hoach/<int:pk>/mo-lai/", plans.plan_reopen, name="plan_reopen"),
    path("ke-hoach/<int:pk>/nhiem-vu-moi/", plans.task_create, name="task_create"),
    path("nhiem-vu/<int:pk>/sua/", plans.task_edit, name="task_edit"),
    path("ke-hoach/<int:pk>/phan-cong/", assignments.assignment_editor, name="assignment_editor"),
    path("ke-hoach/<int:pk>/phan-cong/sua/", assignments.assignments_change, name="assignments_change"),
    path("nhiem-vu/<int:pk>/giao/", assignments.assignment_add, name="assignment_add"),
    path("tap-the/<int:pk>/tham-gia/", assignments.collective_join, name="collective_join"),
    path("tap-the/<int:pk>/ngung/", assignments.collective_close, name="collective_close"),
    path("phan-cong/<int:pk>/lich-su/", assignments.assignment_history, name="assignment_history"),
    # Work
    path("viec-cua-don-vi/", work.my_work, name="my_work"),
    path("nhiem-vu/<int:pk>/", work.task_detail, name="task_detail"),
    path("phan-cong/<int:pk>/", work.assignment_detail, name="assignment_detail"),
    path("phan-cong/<int:pk>/cap-nhat/", updates.update_create, name="update_create"),
    path("phan-cong/<int:pk>/xac-nhan/", updates.confirm, name="confirm_done"),
    path("phan-cong/<int:pk>/lam-lai/", updates.return_work, name="send_back"),
    path("phan-cong/<int:pk>/hoan-tac/", updates.undo_decision, name="undo_decision"),
    path("phan-cong/<int:pk>/gia-han/", extensions.extension_ask, name="extension_ask"),
    path("gia-han/", extensions.extension_list, name="extension_list"),
    path("gia-han/<int:pk>/tra-loi/", extensions.extension_decide, name="extension_decide"),
    path("gia-han/<int:pk>/rut/", extensions.extension_withdraw, name="extension_withdraw"),
    path("tep/<int:pk>/", updates.evidence, name="evidence"),
    path("nhac-viec/", notices.notice_list, name="notice_list"),
    path("nhac-viec/da-doc/", notices.notice_read_all, name="notice_read_all"),
    path("nhac-viec/<int:pk>/", notices.notice_open, name="notice_open"),
]
