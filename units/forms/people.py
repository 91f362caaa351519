"""Forms of the pages of people and their roles."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from units.forms.fields import DayInput, PersonField, UnitField, laid_out
from units.models import Membership, Unit, User
from units.services.people import FACT_NAMES, mark_of

ROLE_CHOICES = [("", "Chọn vai trò"), *Membership.Role.choices]


class PeopleFilter(forms.Form):
    """What every list of people is narrowed by."""

    q = forms.CharField(label="Họ tên, tài khoản, chức vụ", required=False, max_length=100)
    unit = UnitField(label="Đơn vị và cấp dưới", required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = Unit.objects.visible_to(user)

    @property
    def active(self) -> int:
        return sum(bool(self.data.get(name)) for name in self.fields)


class UserFilter(PeopleFilter):
    role = forms.ChoiceField(label="Vai trò", required=False, choices=[("", "Mọi vai trò"), *Membership.Role.choices])
    state = forms.ChoiceField(
        label="Tài khoản",
        required=False,
        choices=[("", "Tất cả"), ("open", "Đang mở"), ("locked", "Đã khóa")],
    )


class InvitationFilter(PeopleFilter):
    """Which of the people who have never been in are shown."""

    mail = forms.ChoiceField(
        label="Thư điện tử",
        required=False,
        choices=[("", "Tất cả"), ("without", "Không có địa chỉ thư"), ("with", "Có địa chỉ thư")],
    )
    invited = forms.ChoiceField(
        label="Đã mời", required=False, choices=[("", "Tất cả"), ("no", "Chưa mời lần nào"), ("yes", "Đã mời")]
    )

    def narrow(self, users: QuerySet[User], today: date) -> QuerySet[User]:
        """The people that were asked for; all of them where a condition could not be read."""
        wanted = self.cleaned_data if self.is_valid() else {}
        users = users.search(wanted.get("q", ""))
        if wanted.get("unit"):
            users = users.acting_in(wanted["unit"].path, today)
        if wanted.get("mail"):
            users = users.filter(email="") if wanted["mail"] == "without" else users.exclude(email="")
        if wanted.get("invited"):
            users = users.filter(invited_at__isnull=wanted["invited"] == "no")
        return users


class UserForm(forms.ModelForm):
    """The facts of a person; of an account that exists also `seen`, the mark of those that the form showed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = FACT_NAMES
        labels = {"username": "Tên đăng nhập"}
        help_texts = {
            "username": "Chữ không dấu, chữ số và các dấu @ . + - _; không phân biệt chữ hoa, chữ thường.",
            "email": "Thư nhắc việc gửi về địa chỉ này. Để trống thì chỉ nhắc trong chương trình.",
        }
        error_messages = {
            "username": {
                "unique": "Tên đăng nhập này đã có người dùng.",
                "invalid": "Tên đăng nhập chỉ gồm chữ, chữ số và các dấu @ . + - _.",
            }
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "off"
        if self.instance.pk:
            self.initial["seen"] = mark_of(self.instance)
        else:
            del self.fields["seen"]
        names = ["seen", "full_name", "post", "username", "email", "phone"]
        self.helper = laid_out(*(name for name in names if name in self.fields))

    def clean_username(self) -> str:
        return self.cleaned_data["username"].lower()

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def facts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in FACT_NAMES}


class RoleForm(forms.Form):
    """One role at one unit, from a day."""

    role = forms.ChoiceField(label="Vai trò", choices=ROLE_CHOICES)
    unit = UnitField(label="Đơn vị", help_text="Gõ mã hoặc tên; không cần gõ dấu.")
    from_on = forms.DateField(label="Từ ngày", widget=DayInput())
    to_on = forms.DateField(
        label="Đến hết ngày", widget=DayInput(), required=False, help_text="Để trống nếu chưa biết ngày thôi."
    )

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"from_on": today, **kwargs.pop("initial", {})}, **kwargs)
        self.fields["unit"].queryset = Unit.objects.administered_by(user).filter(closed_on=None)
        self.helper = laid_out("role", "unit", "from_on", "to_on")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        from_on, to_on = cleaned.get("from_on"), cleaned.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", "Ngày kết thúc vai trò không được trước ngày bắt đầu.")
        return cleaned


class LendRoleForm(forms.Form):
    """Who acts in one's place, from a day to the end of another."""

    user = PersonField(
        label="Người làm thay", help_text="Gõ tên đăng nhập hoặc họ tên; người này phải có tài khoản.", max_length=200
    )
    from_on = forms.DateField(label="Từ ngày", widget=DayInput())
    to_on = forms.DateField(label="Đến hết ngày", widget=DayInput(), help_text="Hết ngày này thì quyền tự hết.")

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"from_on": today}, **kwargs)
        self.fields["user"].queryset = User.objects.visible_to(user).filter(is_active=True)
        self.helper = laid_out("user", "from_on", "to_on")


class HandOverForm(forms.Form):
    """Who takes over from a person that leaves, and the last day of the one who leaves."""

    successor = PersonField(
        label="Người kế nhiệm", help_text="Gõ tên đăng nhập hoặc họ tên; người này phải có tài khoản.", max_length=200
    )
    last_on = forms.DateField(
        label="Người cũ giữ vai trò đến hết ngày", widget=DayInput(), help_text="Người kế nhiệm nhận từ ngày hôm sau."
    )
    reason = forms.CharField(
        label="Lý do, căn cứ", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000
    )

    def __init__(self, *args: Any, user: User, person: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"last_on": today}, **kwargs)
        self.fields["successor"].queryset = User.objects.visible_to(user).filter(is_active=True).exclude(pk=person.pk)
        self.helper = laid_out("successor", "last_on", "reason")


class EndRoleForm(forms.Form):
    """From which day the person no longer holds the role; today ends it at once."""

    ends_on = forms.DateField(
        label="Thôi từ ngày", widget=DayInput(), help_text="Chọn hôm nay thì quyền hết ngay khi lưu."
    )
    reason = forms.CharField(
        label="Lý do, căn cứ", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=1000
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"ends_on": today}, **kwargs)
        self.helper = laid_out("ends_on", "reason")
