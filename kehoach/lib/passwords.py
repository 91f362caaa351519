"""Passwords that everybody tries first (NIST SP 800-63B-4, 3.1.1.2), as people here write them; Django has English."""

import hashlib
import re
from os import SEEK_END
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError

from kehoach.lib.vietnamese import fold, normalize

# Without marks and spaces. A password made only of these and of digits is refused.
COMMON = """
    admin abc anhyeuem asdfgh bacho bimat bithu chaomung chibo chinhphu chiuy congsan dang dangbo dangnhap
    dangvien danguy doanket dongchi giadinh hanhphuc hochiminh iloveyou kehoach khoi kiemtra matkhau muaxuan nam
    ngay nguyen password quanly quantri qwerty taikhoan thang thuongvu tinhuy toiyeu tuyengiao tuyentruyen
    vietnam xahoichunghia xinchao yeuem zxcvbn
"""
LEAST_OF_ONES_OWN = 4  # letters beside the common words
_COMMON_PARTS = re.compile("|".join(sorted(COMMON.split(), key=len, reverse=True)))


class CommonVietnamesePasswordValidator:
    """Refuses what is put together from common words, digits and one letter again and again."""

    def validate(self, password: str, user: Any = None) -> None:
        letters = re.sub(r"[^a-z]", "", fold(password))
        own = _COMMON_PARTS.sub("", letters)
        if len(own) < LEAST_OF_ONES_OWN or len(set(own)) == 1:
            raise ValidationError(
                "Mật khẩu chỉ gồm chữ số và các từ nhiều người hay dùng; xin thêm một vài từ của riêng mình.",
                code="password_too_common_here",
            )

    def get_help_text(self) -> str:
        return "Không chỉ gồm chữ số và các từ nhiều người hay dùng."


class LeakedPasswordValidator:
    """Refuses what stands in a list of leaked passwords that lies on the machine; nobody outside is asked.

    Takes: path: lines that begin with a SHA-1 in capitals and are sorted by it, as haveibeenpwned.com gives them out.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    def validate(self, password: str, user: Any = None) -> None:
        digest = hashlib.sha1(normalize(password).encode(), usedforsecurity=False).hexdigest().upper()
        with open(self.path, "rb") as lines:
            if _holds(lines, digest.encode()):
                message = "Mật khẩu này đã bị lộ ở nơi khác nên người lạ có thể đoán ra; xin chọn mật khẩu khác."
                raise ValidationError(message, code="password_leaked")

    def get_help_text(self) -> str:
        return "Không phải mật khẩu đã bị lộ ở nơi khác."


def _holds(lines: BinaryIO, start: bytes) -> bool:
    """Whether a line of the sorted file begins so; looks at some 35 places of tens of gigabytes."""
    low, high = 0, lines.seek(0, SEEK_END)
    while low < high:
        middle = (low + high) // 2
        line = _line_from(lines, middle)
        if line and line < start:
            low = middle + 1
        else:
            high = middle
    return _line_from(lines, low).startswith(start)


def _line_from(lines: BinaryIO, place: int) -> bytes:
    """The first whole line that begins there or later; empty at the end."""
    lines.seek(max(place - 1, 0))
    if place:
        lines.readline()
    return lines.readline()
