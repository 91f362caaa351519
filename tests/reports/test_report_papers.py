"""A unit's report on paper: in the Party's form, signed for the unit, and the receipt of its sending."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import docx
import pytest
import time_machine
from django.urls import reverse

from reports.models import IndicatorValue, UnitReport
from reports.services.report_documents import VOICES, report_document
from tasks.services.indicators import Stated, set_indicators
from tests.factories import NOW, make_line, make_period, make_report
from units.models import Unit
from units.selectors import get_office

TEXTS = {"leadership": "Đã quán triệt trong chi bộ.", "next_steps": "Tiếp tục tuyên truyền."}


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sent(plan, assignment, bloc, cast):
    type(cast.secretary).objects.filter(pk=cast.secretary.pk).update(post="Phó Bí thư chi bộ")
    set_indicators(task=assignment.task, stated=[Stated("tổ hợp tác", Decimal(10), "tổ")])
    report = make_report(make_period(plan), bloc.base_cell, "sent", **TEXTS)
    line = make_line(report, assignment, percent=40, difficulties="Thiếu kinh phí.")
    IndicatorValue.objects.create(line=line, indicator=assignment.task.indicators.get(), value=2)
    return UnitReport.objects.select_related("unit__parent", "period__plan__issuer", "sent_by").get(pk=report.pk)


def url(name, report):
    return reverse(f"reports:{name}", args=[report.pk])


def test_the_document_says_all_that_was_sent_in_the_order_of_the_form(sent):
    document = report_document(sent, get_office())

    assert [(part.numeral, part.title) for part in document.parts] == [
        ("I", "Đặc điểm tình hình; công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền"),
        ("II", "Kết quả thực hiện"),
        ("", "Mô hình, điển hình"),
        ("III", "Hạn chế, khó khăn, vướng mắc; nguyên nhân"),
        ("IV", "Phương hướng, nhiệm vụ kỳ tới"),
        ("V", "Kiến nghị, đề xuất"),
    ]
    [result] = document.parts[1].parts
    assert result.text.splitlines() == [
        "Tình hình: chưa bắt đầu, đã làm được 40 %.",
        "Tổ hợp tác: 2 tổ; lũy kế 2 tổ, đạt 20 % chỉ tiêu chung.",
        "Đã triển khai đến toàn thể đảng viên.",
        "Khó khăn, vướng mắc: Thiếu kinh phí.",
    ]
    assert (document.head.superior, document.head.issuer) == (get_office().name, "Chi bộ Công ty Ánh Sáng")
    assert (document.head.symbol, document.head.number, document.draft_mark) == ("BC/CB", None, None)
    signature = document.signature
    assert (signature.authority, signature.post, signature.name) == ("T/M CHI BỘ", "PHÓ BÍ THƯ", "Người bithu")
    assert list(document.recipients.lines) == ["Đảng bộ Khối thử nghiệm (báo cáo)", "Lưu chi bộ"]


def test_a_party_committee_speaks_for_its_organisation(sent, bloc):
    sent.unit, sent.unit_name = bloc.cell, bloc.cell.name
    assert report_document(sent, get_office()).head.superior == "Đảng ủy Sở Thử nghiệm"
    sent.unit, sent.unit_name = bloc.committee, bloc.committee.name
    document = report_document(sent, get_office())
    assert (document.head.issuer, document.head.symbol) == ("Đảng ủy Sở Thử nghiệm", "BC/ĐU")
    assert document.signature.authority == "T/M ĐẢNG ỦY"


def test_every_kind_of_unit_has_a_voice():
    assert set(VOICES) == set(Unit.Kind)


def test_the_name_is_left_to_be_written_when_somebody_else_sent_it(sent, cast):
    sent.sent_by.post = "Văn thư"

    assert report_document(sent, get_office()).signature.name == ""


def test_the_word_file_is_signed_for_the_cell(sent, cast, as_user):
    answer = as_user(cast.secretary).get(url("report_word", sent))

    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-CB02-20261114.docx"'
    document = docx.Document(BytesIO(answer.content))
    words = [paragraph.text for table in document.tables for paragraph in table._cells[-1].paragraphs]
    assert words[-3:] == ["T/M CHI BỘ", "PHÓ BÍ THƯ", "Người bithu"]
    assert "II- KẾT QUẢ THỰC HIỆN" in [paragraph.text for paragraph in document.paragraphs]


def test_the_paper_view_says_the_same(sent, cast, as_user):
    html = as_user(cast.tracker).get(url("report_paper", sent)).content.decode()

    assert "T/M CHI BỘ" in html
    assert "Tổ hợp tác: 2 tổ; lũy kế 2 tổ" in html


def test_the_receipt_says_when_and_what(sent, cast, as_user):
    html = as_user(cast.secretary).get(url("report_receipt", sent)).content.decode()

    assert f"{sent.pk:06d}/1" in html
    assert "10:00:00 ngày 16/11/2026" in html
    assert "đúng hạn" in html
    assert "tổ hợp tác: 2 tổ" in html
    assert "Công tác lãnh đạo, quán triệt, tuyên truyền: 27 ký tự" in html


def test_the_receipt_of_what_waited_for_a_line_says_when_it_was_pressed(sent, cast, as_user):
    UnitReport.objects.update(sent_at=datetime(2026, 11, 18, 1, 0, tzinfo=UTC))

    html = as_user(cast.secretary).get(url("report_receipt", sent)).content.decode()

    assert "08:00:00 ngày 18/11/2026" in html
    assert "đúng hạn (xét theo lúc bấm gửi, 10:00 16/11/2026)" in html


def test_what_is_back_with_the_unit_has_no_receipt(sent, cast, as_user):
    UnitReport.objects.update(state="returned")

    answer = as_user(cast.secretary).get(url("report_receipt", sent), follow=True)

    assert answer.redirect_chain == [(url("report_detail", sent), 302)]
    assert "chưa có biên nhận" in answer.content.decode()


@pytest.mark.parametrize("name", ["report_paper", "report_word", "report_receipt"])
def test_a_draft_is_read_by_its_unit_alone(plan, bloc, cast, as_user, name):
    draft = make_report(make_period(plan), bloc.base_cell, "draft")

    people = (cast.secretary, cast.tracker, cast.sibling_secretary)
    codes = [as_user(person).get(url(name, draft)).status_code for person in people]

    assert codes == [302 if name == "report_receipt" else 200, 403, 404]


def test_a_draft_says_that_it_is_one(plan, bloc, cast, as_user):
    draft = make_report(make_period(plan), bloc.base_cell, "draft")

    assert "<b>Dự thảo</b>" in as_user(cast.secretary).get(url("report_paper", draft)).content.decode()
