"""The invented bloc: its units, as an administrator would enter them. Every name of a place or body is made up."""

from datetime import date

from units.services.tree import NewUnit, UnitFacts

OPENED_ON = date(2015, 6, 1)

ROOT = UnitFacts(
    code="DUK",
    name="Đảng bộ Khối Cơ quan - Doanh nghiệp tỉnh An Sơn",
    short_name="Đảng ủy Khối",
    aliases=["Đảng ủy Khối Cơ quan - Doanh nghiệp tỉnh", "Đảng bộ Khối"],
    kind="committee",
    opened_on=OPENED_ON,
)

RECIPIENTS = (
    "Thường trực Tỉnh ủy (báo cáo)",
    "Ban Tuyên giáo Tỉnh ủy (báo cáo)",
    "Các chi, đảng bộ cơ sở",
    "Lưu VP, BTG",
)

# (code, name, short name, kind); other names that documents use are in ALIASES.
BODIES = (
    ("BTV", "Ban Thường vụ Đảng ủy Khối", "BTV Đảng ủy Khối", "standing"),
    ("VP", "Văn phòng Đảng ủy Khối", "VP", "board"),
    ("BTG", "Ban Tuyên giáo Đảng ủy Khối", "BTG", "board"),
    ("BTC", "Ban Tổ chức Đảng ủy Khối", "BTC", "board"),
    ("UBKT", "Ủy ban Kiểm tra Đảng ủy Khối", "UBKT", "board"),
    ("DTN", "Đoàn Thanh niên Khối", "Đoàn Khối", "mass"),
    ("CDVC", "Công đoàn Viên chức tỉnh An Sơn", "Công đoàn Viên chức", "mass"),
    ("CDKCN", "Công đoàn các Khu công nghiệp tỉnh An Sơn", "Công đoàn các Khu công nghiệp", "mass"),
    ("HCCB", "Hội Cựu chiến binh Khối", "Hội CCB Khối", "mass"),
    ("LMHTX", "Liên minh Hợp tác xã tỉnh An Sơn", "Liên minh HTX tỉnh", "partner"),
)

ALIASES = {"DTN": ["Ban Thường vụ Đoàn Khối", "BTV Đoàn Khối"], "LMHTX": ["Liên minh Hợp tác xã tỉnh"]}

COMMITTEES = (
    "Sở Nông nghiệp và Môi trường",
    "Sở Công Thương",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Khoa học và Công nghệ",
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Thanh tra tỉnh",
    "Văn phòng Ủy ban nhân dân tỉnh",
    "Tòa án nhân dân tỉnh",
    "Viện kiểm sát nhân dân tỉnh",
    "Kho bạc Nhà nước khu vực An Sơn",
    "Thuế tỉnh An Sơn",
    "Bảo hiểm xã hội tỉnh An Sơn",
    "Ngân hàng Nhà nước khu vực An Sơn",
    "Bưu điện tỉnh An Sơn",
    "Điện lực An Sơn",
    "Trường Cao đẳng An Sơn",
    "Bệnh viện Đa khoa tỉnh",
    "Công ty Xổ số kiến thiết An Sơn",
    "Công ty Cấp nước An Sơn",
    "Công ty Dừa Sông Mơ",
    "Công ty Thủy sản Cửa Lạch",
)

CELLS = ("Văn phòng", "Nghiệp vụ 1", "Nghiệp vụ 2", "Các đơn vị trực thuộc")
COMMITTEES_WITH_CELLS = 9

BASE_CELLS = (
    "Ban Dân tộc và Tôn giáo tỉnh",
    "Ban Quản lý các Khu công nghiệp",
    "Báo và Đài Phát thanh, Truyền hình An Sơn",
    "Bảo tàng tỉnh An Sơn",
    "Thư viện tỉnh An Sơn",
    "Chi cục Thống kê An Sơn",
    "Chi cục Hải quan Cửa Lạch",
    "Hội Nông dân tỉnh",
    "Hội Liên hiệp Phụ nữ tỉnh",
    "Hội Chữ thập đỏ tỉnh",
    "Hội Văn học nghệ thuật tỉnh",
    "Hội Luật gia tỉnh",
    "Hội Người cao tuổi tỉnh",
    "Liên hiệp các Hội Khoa học và Kỹ thuật",
    "Liên hiệp các tổ chức hữu nghị",
    "Quỹ Đầu tư phát triển tỉnh",
    "Quỹ Bảo vệ môi trường tỉnh",
    "Trung tâm Xúc tiến đầu tư",
    "Trung tâm Khuyến nông",
    "Trung tâm Dịch vụ việc làm",
    "Trung tâm Hành chính công",
    "Trung tâm Kỹ thuật tài nguyên",
    "Trung tâm Kiểm soát bệnh tật",
    "Trường Trung cấp nghề Sông Mơ",
    "Trường Năng khiếu thể thao",
    "Nhà hát Cải lương An Sơn",
    "Vườn ươm doanh nghiệp An Sơn",
    "Cảng vụ Cửa Lạch",
    "Bến xe An Sơn",
    "Công ty In An Sơn",
    "Công ty Sách và Thiết bị trường học",
    "Công ty Môi trường đô thị",
    "Công ty Dược phẩm An Sơn",
    "Công ty May Sông Mơ",
    "Công ty Vật liệu xây dựng Ba Gò",
    "Công ty Lương thực An Sơn",
    "Công ty Vận tải thủy Cửa Lạch",
    "Công ty Bảo hiểm chi nhánh An Sơn",
    "Ngân hàng Chính sách chi nhánh An Sơn",
    "Ngân hàng Hợp tác chi nhánh An Sơn",
    "Quỹ Tín dụng Ba Gò",
    "Công ty Công trình đô thị",
)


def units() -> list[NewUnit]:
    """Everything below the root: bodies, 26 base committees (some with cells), 42 base cells."""
    rows = [
        NewUnit(
            code=code,
            name=name,
            short_name=short,
            aliases=ALIASES.get(code, ()),
            kind=kind,
            opened_on=OPENED_ON,
            position=number,
        )
        for number, (code, name, short, kind) in enumerate(BODIES, start=1)
    ]
    for number, name in enumerate(COMMITTEES, start=1):
        code = f"DB{number:02d}"
        rows.append(
            NewUnit(
                code=code,
                name=f"Đảng bộ {name}",
                aliases=[name],
                kind="base_committee",
                opened_on=OPENED_ON,
                position=100 + number,
            )
        )
        if number <= COMMITTEES_WITH_CELLS:
            rows += [
                NewUnit(
                    code=f"{code}.{place}",
                    name=f"Chi bộ {cell}, {name}",
                    short_name=f"Chi bộ {cell}",
                    kind="cell",
                    opened_on=OPENED_ON,
                    position=place,
                    parent_code=code,
                )
                for place, cell in enumerate(CELLS, start=1)
            ]
    rows += [
        NewUnit(
            code=f"CB{number:02d}", name=f"Chi bộ {name}", kind="base_cell", opened_on=OPENED_ON, position=200 + number
        )
        for number, name in enumerate(BASE_CELLS, start=1)
    ]
    return rows


FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
MIDDLE_NAMES = ("Văn", "Thị", "Minh", "Thanh", "Hoàng", "Ngọc", "Quốc", "Hữu", "Thu", "Đức", "Mỹ", "Kim", "Xuân", "Bảo")
GIVEN_NAMES = (
    "An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Hải", "Hiền", "Hòa", "Hùng", "Hương", "Khánh", "Lan", "Liên", "Long",
    "Mai", "Nam", "Nga", "Phúc", "Phương", "Quang", "Sơn", "Tâm", "Thảo", "Thắng", "Trang", "Trung", "Tuấn", "Vân",
)  # fmt: skip
