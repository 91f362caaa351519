"""The real plan beside the repository (../shared/plans), when it is there, with what a person reads in it.

Only its labels are kept here; its words stay in its own file.
"""

import re
from pathlib import Path

PLAN = Path(__file__).resolve().parents[5] / "shared" / "plans" / "ke-hoach-kl70.md"
_LABELS = {  # by paragraph of the file
    3: "§ I | purpose",
    4: "1 -",
    5: "1 -",
    6: "§ II",
    7: "1 1",
    8: "1 2 | implement cấp ủy cơ sở",
    9: "2 -",
    10: "2 -",
    11: "+",
    12: "2 -",
    13: "2 -",
    14: "1 3 | lead Liên minh Hợp tác xã tỉnh",
    15: "1 4 | implement Các đoàn thể",
    16: "§ III",
    17: "1 1 | implement Các chi ủy, đảng ủy cơ sở",
    18: "1 2 | implement Ban Thường vụ Đoàn Khối + Công đoàn Viên chức + Công đoàn các Khu công nghiệp",
    19: "1 3 | tracker Ban Tuyên giáo Đảng ủy Khối",
}
_TITLE, _RECIPIENTS = 0, 21


def source() -> tuple[str, str]:
    """(name, text) of the real plan in the form of source.py."""
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", PLAN.read_text(encoding="utf-8")) if part.strip()]
    _, *title = paragraphs[_TITLE].replace("**", "").splitlines()
    lines = [
        ":form md",
        ":family party",
        ":type KẾ HOẠCH",
        ":issuer Ban Thường vụ Đảng ủy Khối Cơ quan - Doanh nghiệp tỉnh",
        ":title " + " ".join(line.strip() for line in title),
        ":signer T/M BAN THƯỜNG VỤ / BÍ THƯ / Võ Văn Kiệt",
        *map(_recipient, paragraphs[_RECIPIENTS].splitlines()),
    ]
    for number, paragraph in enumerate(paragraphs):
        lines.append(re.sub(r"^#+ ", "", " ".join(paragraph.split())))
        if number in _LABELS:
            lines.append(f"  = {_LABELS[number]}")
    return PLAN.stem, "\n".join(lines)


def _recipient(line: str) -> str:
    text = line.strip().removeprefix("- ").rstrip(",.")
    told = text.removesuffix(" (báo cáo)")
    kind = "report " if told != text else "internal " if text.startswith(("Lưu", "Đăng")) else ""
    return f":to {kind}{told}"
