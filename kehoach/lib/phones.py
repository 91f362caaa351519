"""Telephone numbers as people of one country write them."""

import re

LENGTHS = range(9, 12)  # digits of a number in Viet Nam, with the leading zero


def phone_digits(text: str) -> str:
    """ "+84 912 345 678" and "0912.345.678" are both "0912345678"; empty for what is not one number."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("84") and (text.strip().startswith("+") or len(digits) == max(LENGTHS)):
        digits = f"0{digits[2:]}"
    return digits if len(digits) in LENGTHS else ""
