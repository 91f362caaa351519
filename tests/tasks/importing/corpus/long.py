"""A plan of some sixty pages, made from word lists with a fixed seed, so that its labels are known by construction."""

import random

_SECTORS = (
    "nông nghiệp sạch", "du lịch sinh thái", "chuyển đổi số", "giáo dục nghề nghiệp", "y tế cơ sở", "văn hóa cơ sở",
    "hạ tầng giao thông", "nước sạch nông thôn", "bảo vệ rừng", "kinh tế biển", "cải cách hành chính", "an sinh xã hội",
)  # fmt: skip
_BODIES = (
    "Sở Nội vụ", "Sở Tài chính", "Sở Y tế", "Sở Giáo dục và Đào tạo", "Sở Nông nghiệp và Môi trường",
    "Sở Khoa học và Công nghệ", "Sở Văn hóa, Thể thao và Du lịch", "Công an tỉnh", "Liên đoàn Lao động tỉnh",
    "Hội Nông dân tỉnh", "Tỉnh đoàn", "Ngân hàng Chính sách xã hội tỉnh",
)  # fmt: skip
_WORKS = (
    "rà soát, bổ sung quy hoạch", "xây dựng đề án phát triển", "tổ chức tập huấn về", "hoàn thiện cơ sở dữ liệu về",
    "kiểm tra việc thực hiện quy định về", "huy động nguồn lực cho", "nhân rộng mô hình", "đánh giá thực trạng",
)  # fmt: skip
_TAILS = (
    "gắn với chức năng, nhiệm vụ được giao và điều kiện của từng địa phương, bảo đảm thiết thực, tiết kiệm, không"
    " hình thức, có người chịu trách nhiệm và có kết quả kiểm đếm được",
    "trên cơ sở kế thừa kết quả đã đạt được, khắc phục những việc còn chậm, phát huy vai trò của người đứng đầu và"
    " sự tham gia của nhân dân ở cơ sở",
    "theo hướng công khai, minh bạch, dễ làm, dễ kiểm tra; lấy sự hài lòng của người dân và doanh nghiệp làm thước đo"
    " chất lượng công việc của từng cơ quan",
)
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_HEAD = """\
:form docx
:family state
:type CHƯƠNG TRÌNH
:number 88
:symbol CTr-UBND
:place Đông Hải
:issued_on 2026-01-20
:issuer ỦY BAN NHÂN DÂN TỈNH ĐÔNG HẢI
:title Phát triển kinh tế - xã hội tỉnh giai đoạn 2026 - 2030
:signer TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH / Đinh Công Trứ
:to Các sở, ban, ngành tỉnh
:to internal Lưu: VT, TH
:list x I. 1. a) -
[columns]
ỦY BAN NHÂN DÂN || **CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**
**TỈNH ĐÔNG HẢI** || **Độc lập - Tự do - Hạnh phúc**
Số: 88/CTr-UBND || Đông Hải, ngày 20 tháng 01 năm 2026
[/]
^ **CHƯƠNG TRÌNH**
^ **Phát triển kinh tế - xã hội tỉnh giai đoạn 2026 - 2030**
Căn cứ Nghị quyết số 15/NQ-HĐND ngày 10/12/2025 của Hội đồng nhân dân tỉnh;
Ủy ban nhân dân tỉnh ban hành Chương trình như sau:"""
_END = """\
[columns]
Nơi nhận: || **TM. ỦY BAN NHÂN DÂN**
- Các sở, ban, ngành tỉnh; || **CHỦ TỊCH**
- Lưu: VT, TH. || 
 || **Đinh Công Trứ**
[/]"""  # noqa: W291


def source() -> tuple[str, str]:
    """(name, text) of the document in the form of source.py."""
    chance = random.Random(2026)  # noqa: S311 a fixed seed, no secret
    lines = [_HEAD]
    for numeral, sector in zip(_ROMANS, _SECTORS, strict=True):
        lines += [f"{{x.0}} **PHÁT TRIỂN {sector.upper()}**", f"  = § {numeral}"]
        for number in range(1, 6):
            lines += [f"{{x.1}} Về {sector} ở nhóm địa bàn thứ {number}", f"  = 1 {number} no"]
            for letter in "abcd":
                lines += _task(chance, sector, letter)
    return "60-chuong-trinh-ubnd-tinh", "\n".join([*lines, _END])


def _task(chance: random.Random, sector: str, letter: str) -> list[str]:
    lead, support = chance.sample(_BODIES, 2)
    year = chance.randint(2026, 2030)
    quarter = chance.randint(1, 4)
    when, told = chance.choice(
        (
            (f", hoàn thành trước ngày 30/11/{year}", f" | date {year}-11-30 before"),
            (
                f", hoàn thành trong Quý {_ROMANS[quarter - 1]}/{year}",
                f" | range {year}-{3 * quarter - 2:02d}-01 {year}-{3 * quarter:02d}-{(31, 30, 30, 31)[quarter - 1]}",
            ),
            ("", ""),
        )
    )
    work, tail = chance.choice(_WORKS), chance.choice(_TAILS)
    text = f"{lead} chủ trì, phối hợp với {support} {work} {sector} {tail}{when}."
    lines = [f"{{x.2}} {text}", f"  = 2 {letter} | lead {lead} | support {support}{told}"]
    for _ in range(chance.choice((0, 0, 2, 3))):
        lines += [
            f"{{x.3}} {chance.choice(_WORKS).capitalize()} {sector} ở {chance.randint(2, 90)} xã"
            f" {chance.choice(_TAILS)}.",
            "  = 3 -",
        ]
    return lines
