"""What a password may be."""

import hashlib

import pytest
from django.core.exceptions import ValidationError

from kehoach.lib.passwords import CommonVietnamesePasswordValidator, LeakedPasswordValidator
from tests.factories import make_user
from tests.kehoach.getting_in import OWN_PASSWORD


@pytest.mark.parametrize(
    "password", ["dangcongsanvietnam2026", "Mật khẩu 123456789", "quantri-quantri-1", "aaaaaaaaaaaaaaaa"]
)
def test_password_of_common_words_is_refused(password: str):
    with pytest.raises(ValidationError, match="nhiều người hay dùng"):
        CommonVietnamesePasswordValidator().validate(password)


@pytest.mark.parametrize("password", [OWN_PASSWORD, "kehoach-minh-hoa", "correct horse battery"])
def test_password_of_ones_own_words_is_taken(password: str):
    CommonVietnamesePasswordValidator().validate(password)


@pytest.mark.parametrize("count", [1, 2, 50])
def test_leaked_password_is_refused_wherever_it_stands_in_the_list(tmp_path, count: int):
    leaked = [f"mật khẩu đã lộ {number}" for number in range(count)]
    hashes = sorted(hashlib.sha1(password.encode()).hexdigest().upper() for password in leaked)  # noqa: S324
    path = tmp_path / "leaked.txt"
    path.write_text("".join(f"{digest}:{number * 37}\r\n" for number, digest in enumerate(hashes)))
    validator = LeakedPasswordValidator(str(path))

    for password in leaked:
        with pytest.raises(ValidationError, match="đã bị lộ"):
            validator.validate(password)
    for number in range(50):
        validator.validate(f"mật khẩu của riêng mình {number}")


def test_password_typed_in_pieces_is_the_same(db):
    user = make_user("bithu")
    user.set_password("Đồng lúa chín vàng")

    assert user.check_password("Đồng lúa chín vàng")
