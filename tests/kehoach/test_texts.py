"""Nobody meets English: every message that Django or a package can show on our pages is Vietnamese."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.contrib.auth import password_validation
from django.core import validators
from django.core.paginator import Paginator
from django.db import models
from django.forms.formsets import BaseFormSet
from django.utils.functional import Promise
from django.utils.translation import override

from tests.factories import PASSWORD

ROOT = Path(__file__).resolve().parents[2]


def messages_of(module: object, base: type) -> dict[str, object]:
    """The messages of all classes in a module that derive from one, named for the failure text."""
    classes = [item for _, item in inspect.getmembers(module, inspect.isclass) if issubclass(item, base)]
    found = {}
    for item in classes:
        for attribute in ("default_error_messages", "error_messages"):
            pairs = vars(item).get(attribute)
            if isinstance(pairs, dict):
                found |= {f"{item.__name__}.{code}": message for code, message in pairs.items()}
        if isinstance(vars(item).get("message"), Promise):
            found[f"{item.__name__}.message"] = item.message
    return found


def is_plain_text(message: object) -> bool:
    """Whether it is a text to translate that counts nothing; counted ones have a test of their own."""
    return isinstance(message, Promise) and message.__reduce__()[0].__name__ == "_lazy_proxy_unpickle"


MESSAGES = {
    **messages_of(forms.fields, forms.Field),
    **messages_of(forms.models, forms.Field),
    **messages_of(models.fields, models.Field),
    **messages_of(validators, object),
    **{f"paginator.{code}": text for code, text in Paginator.default_error_messages.items()},
    **{f"formset.{code}": text for code, text in BaseFormSet.default_error_messages.items()},
    **{f"allauth.{code}": text for code, text in DefaultAccountAdapter.error_messages.items()},
    **{f"allauth.mfa.{code}": text for code, text in DefaultMFAAdapter.error_messages.items()},
}


@pytest.mark.parametrize("name", sorted(name for name, message in MESSAGES.items() if is_plain_text(message)))
def test_a_message_is_vietnamese(name):
    said = []
    for language in ("vi", "en"):
        with override(language):
            said.append(str(MESSAGES[name]))
    assert said[0] != said[1]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (forms.CharField(max_length=3), "aaaaa"),
        (forms.CharField(min_length=3), "a"),
        (forms.DecimalField(max_digits=2), "12345"),
        (forms.DecimalField(decimal_places=1), "1.2345"),
    ],
)
def test_counted_messages_are_vietnamese(form, text):
    said = []
    for language in ("vi", "en"):
        with override(language):
            with pytest.raises(forms.ValidationError) as refusal:
                form.clean(text)
            said.append(refusal.value.messages)
    assert said[0] != said[1]


def test_password_rules_are_vietnamese():
    with pytest.raises(forms.ValidationError) as refusal:
        password_validation.validate_password("12345")
    assert refusal.value.messages == [
        "Mật khẩu quá ngắn, phải có ít nhất 15 ký tự.",
        "Mật khẩu này quá phổ biến.",
        "Mật khẩu chỉ gồm chữ số và các từ nhiều người hay dùng; xin thêm một vài từ của riêng mình.",
    ]


def test_a_wrong_password_is_answered_in_vietnamese(client, cast):
    response = client.post("/dang-nhap", {"login": "bithu", "password": "khong-phai"})
    assert response.context["form"].non_field_errors() == ["Tên đăng nhập hoặc mật khẩu không đúng."]


def test_mistakes_in_a_new_password_are_answered_in_vietnamese(as_user, cast):
    posted = {"oldpassword": "sai", "password1": "ba-chiec-thuyen-go-1", "password2": "ba-chiec-thuyen-go-2"}
    response = as_user(cast.stranger).post("/doi-mat-khau", posted)
    assert response.context["form"].errors == {
        "oldpassword": ["Mật khẩu đang dùng không đúng."],
        "password2": ["Hai lần nhập mật khẩu phải giống nhau."],
    }


def test_a_changed_password_is_told_in_vietnamese(as_user, cast):
    posted = {"oldpassword": PASSWORD, "password1": "ba-chiec-thuyen-go", "password2": "ba-chiec-thuyen-go"}
    response = as_user(cast.stranger).post("/doi-mat-khau", posted, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Đã đổi mật khẩu."]


def test_the_texts_are_compiled():
    done = subprocess.run([sys.executable, str(ROOT / "bin" / "compile_texts.py"), "--check"], capture_output=True)
    assert done.returncode == 0, done.stdout
