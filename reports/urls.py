"""Addresses of reports: the board's side, then the units' side."""

from django.urls import path

from reports.views import (
    board,
    comments,
    directions,
    examples,
    periods,
    picture,
    report_edit,
    report_papers,
    reviews,
    rollups,
    unit_reports,
    urges,
)

app_name = "reports"

BOARD = [
    path("tong-quan/", board.board, name="board"),
    path("tong-quan/don-vi/", board.board_units, name="board_units"),
    path("tong-quan/don-vi/<int:pk>/", board.unit_status, name="unit_status"),
    path("toan-canh/", picture.picture, name="picture"),
    path("xem-xet/", reviews.review_queue, name="review_queue"),
    path("xem-xet/xac-nhan/", reviews.accept_many, name="accept_many"),
    path("xem-xet/<int:pk>/", reviews.review, name="review"),
    path("xem-xet/<int:pk>/huy/", reviews.review_undo, name="review_undo"),
    path("xem-xet/cau-co-san/<int:pk>/", reviews.phrases, name="phrases"),
    path("bao-cao/<int:pk>/trao-doi/", comments.comment_on_report, name="comment_on_report"),
    path("phan-cong/<int:pk>/trao-doi/", comments.comment_on_assignment, name="comment_on_assignment"),
    path("don-doc/", urges.urge, name="urge"),
    path("ky-bao-cao/", periods.period_list, name="period_list"),
    path("ky-bao-cao/moi/", periods.period_create, name="period_create"),
    path("ky-bao-cao/<int:pk>/khoa/", periods.period_lock, name="period_lock"),
    path("ky-bao-cao/<int:pk>/mo-lai/", periods.period_unlock, name="period_unlock"),
    path("ky-bao-cao/<int:pk>/mo-lai-don-vi/", periods.period_reopen, name="period_reopen"),
    path("bao-cao/<int:pk>/dong-lai/", periods.report_close, name="report_close"),
    path("chi-dao/", directions.direction_list, name="direction_list"),
    path("chi-dao/moi/", directions.direction_create, name="direction_create"),
    path("chi-dao/<int:pk>/giao-viec/", directions.direction_task, name="direction_task"),
]

UNITS = [
    path("bao-cao/<int:pk>/", unit_reports.report_detail, name="report_detail"),
    path("bao-cao/<int:pk>/lap/", report_edit.report_edit, name="report_edit"),
    path("bao-cao/<int:pk>/bat-dau/", unit_reports.report_start, name="report_start"),
    path("bao-cao/<int:pk>/nap/", report_edit.report_pull, name="report_pull"),
    path("bao-cao/<int:pk>/kiem-tra/", unit_reports.report_check, name="report_check"),
    path("bao-cao/<int:pk>/ban-in/", report_papers.report_paper, name="report_paper"),
    path("bao-cao/<int:pk>/word/", report_papers.report_word, name="report_word"),
    path("bao-cao/<int:pk>/bien-nhan/", report_papers.report_receipt, name="report_receipt"),
    path("bao-cao/<int:pk>/gui/", unit_reports.report_send, name="report_send"),
]

EXAMPLES = [
    path("mo-hinh/", examples.example_list, name="example_list"),
    path("mo-hinh/moi/", examples.example_create, name="example_create"),
    path("mo-hinh/<int:pk>/", examples.example_detail, name="example_detail"),
    path("mo-hinh/<int:pk>/sua/", examples.example_edit, name="example_edit"),
    path("mo-hinh/<int:pk>/xac-nhan/", examples.example_verify, name="example_verify"),
    path("mo-hinh/<int:pk>/khong-xac-nhan/", examples.example_decline, name="example_decline"),
    path("mo-hinh/<int:pk>/huy-tra-loi/", examples.example_undo, name="example_undo"),
    path("mo-hinh/<int:pk>/lam-theo/", examples.example_adopt, name="example_adopt"),
    path("mo-hinh/lam-theo/<int:pk>/rut/", examples.adoption_withdraw, name="adoption_withdraw"),
    path("mo-hinh/tep/<int:pk>/", examples.example_file, name="example_file"),
    path("bao-cao/<int:pk>/mo-hinh/", examples.example_from_report, name="example_from_report"),
]

ROLLUPS = [
    path("tong-hop/", rollups.rollup_list, name="rollup_list"),
    path("tong-hop/lap/", rollups.rollup_compile, name="rollup_compile"),
    path("tong-hop/<int:pk>/", rollups.rollup_detail, name="rollup_detail"),
    path("tong-hop/<int:pk>/tong-hop-lai/", rollups.rollup_recompile, name="rollup_recompile"),
    path("tong-hop/<int:pk>/sua/", rollups.rollup_edit, name="rollup_edit"),
    path("tong-hop/<int:pk>/ban-hanh/", rollups.rollup_issue, name="rollup_issue"),
    path("tong-hop/<int:pk>/thoi-ban-hanh/", rollups.rollup_take_back, name="rollup_take_back"),
    path("tong-hop/<int:pk>/tep/", rollups.rollup_files_state, name="rollup_files"),
    path("tong-hop/<int:pk>/dinh-chinh/", rollups.rollup_correct, name="rollup_correct"),
    path("tong-hop/<int:pk>/<str:kind>/", rollups.rollup_file, name="rollup_file"),
]

urlpatterns = [*UNITS, *BOARD, *EXAMPLES, *ROLLUPS]
