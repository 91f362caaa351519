"""A report as a district-size bloc would send it; every name and figure is invented."""

from datetime import date

from kehoach.lib.office_files.tables import Align, Column, Table
from reports.documents.data import Head, Part, Recipients, RollupDocument, Signature

RESULT_COLUMNS = (
    Column("TT", 0.6, Align.CENTER),
    Column("Đơn vị", 3.2),
    Column("Số buổi", 1.1, Align.RIGHT),
    Column("Lượt người", 1.3, Align.RIGHT),
    Column("Tỷ lệ (%)", 1.1, Align.RIGHT),
    Column("Tình trạng", 2),
)
UNITS = ("Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Tòa án nhân dân tỉnh", "Ngân hàng Nhà nước chi nhánh tỉnh")
LEADERSHIP = (
    "Ban Thường vụ Đảng ủy ban hành Kế hoạch và tổ chức hội nghị trực tuyến quán triệt đến 62 tổ chức cơ sở đảng; phân"
    " công từng đồng chí Ủy viên Ban Thường vụ phụ trách, theo dõi, đôn đốc việc thực hiện tại cơ sở.\n"
    "Các cấp ủy, chi bộ đưa nội dung vào sinh hoạt thường kỳ, sinh hoạt chuyên đề; gắn việc học tập với nhiệm vụ chuyên"
    " môn, đánh giá, xếp loại cán bộ, đảng viên cuối năm."
)
RESULT = (
    "Có 58/62 đơn vị gửi báo cáo (93,55%), trong đó 51 đơn vị gửi đúng hạn. Các đơn vị tổ chức 214 buổi sinh hoạt"
    " chuyên đề với 9.480 lượt cán bộ, đảng viên tham dự.\n"
    "- Công tác tuyên truyền trên trang thông tin điện tử được duy trì thường xuyên, đăng 326 tin, bài; nhiều đơn vị có"
    " cách làm mới, ngắn gọn, dễ nhớ, phù hợp với đặc điểm của cơ quan.\n"
    "- Việc lồng ghép nội dung vào phong trào thi đua còn chưa đồng đều giữa các loại hình tổ chức cơ sở đảng."
)


def result_table() -> Table:
    rows = [
        (order, unit, 3 + order, 1040 + 97 * order, 90.5 + order, "Đã báo cáo đúng hạn")
        for order, unit in enumerate(UNITS, 1)
    ]
    return Table(
        title="Kết quả sinh hoạt chuyên đề",
        columns=RESULT_COLUMNS,
        rows=rows,
        totals=(None, "Tổng cộng", 30, 6655, 93.55, None),
        note="Số liệu của 5/5 đơn vị được giao; chốt đến ngày 14/02/2026.",
    )


def status_annex(count: int = 62) -> Table:
    columns = (
        Column("TT", 0.5, Align.CENTER),
        Column("Đơn vị", 3),
        Column("Loại hình", 1.6),
        Column("Được giao", 1, Align.RIGHT),
        Column("Hoàn thành", 1, Align.RIGHT),
        Column("Ngày gửi", 1.2, Align.CENTER),
        Column("Khó khăn, vướng mắc chính", 4),
    )
    rows = [
        (
            order,
            f"Chi bộ cơ sở {UNITS[order % len(UNITS)]}",
            "Chi bộ cơ sở",
            7,
            order % 8,
            date(2026, 2, 1 + order % 20) if order % 9 else None,
            "Cán bộ phụ trách kiêm nhiệm nhiều việc, thời gian dành cho công tác tuyên truyền còn ít." * (order % 3),
        )
        for order in range(1, count + 1)
    ]
    return Table("Tình hình gửi báo cáo của các đơn vị", columns, rows, landscape=True, note="Từ 58/62 đơn vị.")


def sample_report(**changes: object) -> RollupDocument:
    tasks = [
        Part(
            str(order),
            f"Nhiệm vụ {order}: tuyên truyền, quán triệt nội dung Kết luận đến cán bộ, đảng viên và người lao động",
            RESULT,
            tables=[result_table()] if order == 1 else (),
            parts=[Part(f"{order}.1", "Đối với các chi ủy, đảng ủy cơ sở", RESULT)] if order == 2 else (),
        )
        for order in (1, 2, 3, 4)
    ]
    fields: dict[str, object] = {
        "head": Head(
            superior="Đảng bộ tỉnh Bến Tre",
            issuer="Đảng ủy Khối các cơ quan tỉnh",
            number=5,
            symbol="BC/ĐUK",
            place="Bến Tre",
            day=date(2026, 2, 5),
        ),
        "abstract": "kết quả thực hiện Kế hoạch số 21-KH/ĐUK về phát triển\nkinh tế tập thể, quý I/2026",
        "opening": "Thực hiện Kế hoạch số 21-KH/ĐUK, ngày 15/9/2025 của Ban Thường vụ Đảng ủy Khối các cơ quan tỉnh,"
        " Ban Thường vụ Đảng ủy báo cáo kết quả thực hiện quý I/2026 như sau:",
        "parts": (
            Part("I", "Đặc điểm tình hình; công tác lãnh đạo, chỉ đạo, quán triệt, tuyên truyền", LEADERSHIP),
            Part("II", "Kết quả thực hiện", "", parts=tasks),
            Part(
                "",
                "Mô hình, điển hình",
                'Mô hình "Mỗi tuần một câu hỏi" của Chi bộ Sở Nội vụ: 48 kỳ, 2.130 lượt trả lời.',
            ),
            Part(
                "III",
                "Hạn chế, khó khăn, vướng mắc; nguyên nhân",
                parts=[
                    Part("1", "Hạn chế, khó khăn, vướng mắc", LEADERSHIP),
                    Part(
                        "2", "Nguyên nhân", parts=[Part("a", "Khách quan", RESULT), Part("b", "Chủ quan", LEADERSHIP)]
                    ),
                ],
            ),
            Part("IV", "Phương hướng, nhiệm vụ kỳ tới", RESULT),
            Part("V", "Kiến nghị, đề xuất", LEADERSHIP),
        ),
        "signature": Signature("T/M Ban Thường vụ", "Phó Bí thư", "Nguyễn Văn An"),
        "recipients": Recipients.from_text(
            "- Ban Thường vụ Tỉnh ủy (báo cáo),\n- Ban Tuyên giáo và Dân vận Tỉnh ủy,\n"
            "- Các đồng chí Ủy viên Ban Chấp hành Đảng bộ,\n- Các tổ chức cơ sở đảng trực thuộc,\n- Lưu Văn phòng."
        ),
        "annexes": (result_table(), status_annex()),
        "integrity_line": "Mã đối chiếu lịch sử: " + "3f9c" * 16,
    }
    return RollupDocument(**(fields | changes))  # type: ignore[arg-type]
