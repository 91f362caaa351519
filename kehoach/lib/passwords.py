"""Passwords that everybody tries first (NIST SP 800-63B-4, 3.1.1.2), as people here write them; Django has English."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from kehoach.lib.vietnamese import fold

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
