"""What carries a secrecy mark does not belong here. Source: product.md, rule 14 (Luật 117/2025/QH15)."""

import re
from collections.abc import Iterable

REFUSAL = (
    "Nội dung có dấu chỉ độ mật nên không được đưa vào hệ thống; tài liệu mật phải được quản lý theo quy định riêng."
)
_MARK = re.compile(r"[\s(\[]*(?:ĐỘ MẬT\s*:?\s*)?(?:TUYỆT MẬT|TỐI MẬT|MẬT)[\s)\].]*")


def is_marked_secret(lines: Iterable[str]) -> bool:
    """Whether one of the lines is a secrecy mark: the stamp stands alone, the word inside a sentence says nothing."""
    return any(_MARK.fullmatch(line) for line in lines)
