"""What carries a secrecy mark does not belong here. Source: product.md, rule 14 (Luật 117/2025/QH15)."""

import re
from collections.abc import Iterable

from kehoach.lib.vietnamese import normalize

REFUSAL = (
    "Nội dung có dấu chỉ độ mật nên không được đưa vào hệ thống; tài liệu mật phải được quản lý theo quy định riêng."
)
# Also stretched, as stamps are: M Ậ T. "Tối mật" and "tuyệt mật" alone on a line can be nothing else, in any case;
# "mật" has other uses (a cell of a table on honey): it is a mark in capitals only, or after "độ mật:".
_HIGH = r"(?i:(?:T\s*U\s*Y\s*Ệ\s*T|T\s*Ố\s*I)\s*M\s*Ậ\s*T)"
_DEGREE = rf"(?:{_HIGH}|M\s*Ậ\s*T)"
_MARK = re.compile(rf"[\W_]*(?:{_DEGREE}|(?i:(?:dấu |mức )?độ mật\s*:?\s*{_DEGREE}))[\W_]*")


def is_marked_secret(lines: Iterable[str]) -> bool:
    """Whether one of the lines is a secrecy mark: the stamp stands alone, the word inside a sentence says nothing.

    Columns printed side by side on one line are parted by a tab.
    """
    return any(_MARK.fullmatch(column) for line in lines for column in normalize(line).split("\t"))
