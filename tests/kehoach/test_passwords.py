"""What a password may be."""

import pytest
from django.core.exceptions import ValidationError

from kehoach.lib.passwords import CommonVietnamesePasswordValidator
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


def test_password_typed_in_pieces_is_the_same(db):
    user = make_user("bithu")
    user.set_password("Đồng lúa chín vàng")

    assert user.check_password("Đồng lúa chín vàng")
