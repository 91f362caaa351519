"""Forms of an import: the upload, the head, a part, a line with who it is given to, and who a name means."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.layout import Column, Row
from django import forms
from django.db.models import QuerySet

from tasks.forms.indicators import IndicatorsField, StatedList
from tasks.importing import ACCEPTED, SUFFIXES
from tasks.importing.proposal import Assignee, Deadline, Head, Indicator, Item, Recipient, Section, Signer
from tasks.models import PeriodKind
from tasks.models.assignments import Role
from tasks.services.indicators import proposed, usual_adding
from units.forms.fields import DayInput, LinesField, UnitField, laid_out
from units.models import Unit

DEADLINES = (
    ("", "Không nêu thời hạn"),
    ("date", "Đến ngày"),
    ("range", "Trong khoảng"),
    ("yearly", "Hằng năm"),
    ("routine", "Thường xuyên"),
    ("other", "Theo việc khác"),
)
DATED = ("date", "range", "yearly")


class UploadForm(forms.Form):
    """A document and the committee that issued it."""

    file = forms.FileField(
        label="Tệp kế hoạch",
        help_text=f"{ACCEPTED}. Không nạp văn bản có dấu mật.",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
        error_messages={"empty": "Tệp rỗng, không có nội dung để đọc."},
    )
    issuer = forms.ModelChoiceField(label="Cấp ủy ban hành", queryset=Unit.objects.none(), empty_label=None)
    helper = laid_out("file", "issuer")

    def __init__(self, *args: Any, issuers: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["issuer"].queryset = issuers


class HeadForm(forms.Form):
    """What stands above the sections and below them, and how the work is reported on."""

    type = forms.CharField(label="Loại văn bản", max_length=60)
    number = forms.CharField(label="Số", max_length=20, required=False)
    symbol = forms.CharField(label="Ký hiệu", max_length=40, required=False)
    issued_on = forms.DateField(label="Ngày ban hành", widget=DayInput)
    place = forms.CharField(label="Địa danh", max_length=100, required=False)
    title = forms.CharField(label="Trích yếu", widget=forms.Textarea(attrs={"rows": 3}))
    superior = forms.CharField(label="Cơ quan cấp trên", max_length=255, required=False)
    issuer = forms.CharField(label="Cơ quan ban hành", max_length=255, required=False)
    bases = LinesField(label="Căn cứ", required=False, help_text="Mỗi dòng một căn cứ.")
    authority = forms.CharField(label="Thẩm quyền ký", max_length=120, required=False)
    post = forms.CharField(label="Chức vụ người ký", max_length=120, required=False)
    name = forms.CharField(label="Người ký", max_length=150, required=False)
    period_kind = forms.ChoiceField(
        label="Kỳ báo cáo",
        choices=PeriodKind.choices,
        help_text="Các đơn vị báo cáo theo kỳ này; có thể đổi cho từng phân công sau khi xác nhận.",
    )
    reports_from = forms.DateField(
        label="Báo cáo từ ngày",
        required=False,
        widget=DayInput,
        help_text="Để trống là từ ngày ban hành. Kế hoạch cũ nạp lại thì chọn ngày bắt đầu theo dõi.",
    )
    helper = laid_out(
        Row(Column("type"), Column("number"), Column("symbol")),
        "title",
        Row(Column("issued_on"), Column("place")),
        Row(Column("superior"), Column("issuer")),
        "bases",
        Row(Column("authority"), Column("post"), Column("name")),
        Row(Column("period_kind"), Column("reports_from")),
    )

    @staticmethod
    def initial_of(head: Head, signer: Signer) -> dict[str, Any]:
        return head.to_dict() | signer.to_dict() | {"issued_on": head.issued_on}

    def head(self, kept: Head) -> Head:
        data = self.cleaned_data
        names = ("type", "number", "symbol", "issued_on", "place", "title", "superior", "issuer")
        return Head(family=kept.family, bases=data["bases"], **{name: data[name] or None for name in names})

    def signer(self) -> Signer:
        return Signer(**{name: self.cleaned_data[name] or None for name in ("authority", "post", "name")})


class RecipientForm(forms.Form):
    """One line of Nơi nhận; an empty one is left out."""

    text = forms.CharField(label="Nơi nhận", max_length=255, required=False)
    report = forms.BooleanField(label="Để báo cáo", required=False)
    internal = forms.BooleanField(label="Lưu, đăng tải", required=False)


RecipientFormSet = forms.formset_factory(RecipientForm, extra=2)


def recipients_of(formset: Any) -> list[Recipient]:
    return [Recipient(**form.cleaned_data) for form in formset if form.cleaned_data.get("text")]


class PartForm(forms.Form):
    """The head of a section, or the title of a group of an annex."""

    numeral = forms.CharField(label="Số mục", max_length=20, required=False)
    title = forms.CharField(label="Tên mục", required=False)
    text = forms.CharField(label="Lời văn của mục", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    purpose = forms.BooleanField(
        label="Mục đích, yêu cầu", required=False, help_text="Mục này nêu mục đích, không giao việc."
    )
    helper = laid_out(Row(Column("numeral"), Column("title")), "text", "purpose")

    def apply(self, section: Section) -> None:
        """Write the values into the section; lines of a purpose are no tasks."""
        data = self.cleaned_data
        section.numeral, section.title = data["numeral"] or None, data["title"] or None
        section.text, section.purpose = data["text"], data["purpose"]


class LineForm(forms.Form):
    """One line of the document."""

    label = forms.CharField(label="Số thứ tự", max_length=20, required=False)
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 5}))
    is_task = forms.BooleanField(
        label="Là nhiệm vụ", required=False, help_text="Bỏ chọn nếu dòng này chỉ là lời dẫn, không giao việc."
    )
    kind = forms.ChoiceField(label="Thời hạn", choices=DEADLINES, required=False)
    on = forms.DateField(label="Hạn cuối", required=False, widget=DayInput)
    before = forms.BooleanField(label="Viết là “trước ngày”", required=False)
    when = forms.CharField(label="Thời hạn trong văn bản", max_length=255, required=False)
    period = forms.ChoiceField(
        label="Kỳ báo cáo", choices=(("", "Như cả kế hoạch"), *PeriodKind.choices), required=False
    )
    product = forms.CharField(label="Sản phẩm, kết quả", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    indicators = IndicatorsField()
    continues = forms.TypedChoiceField(
        label="Tiếp tục nhiệm vụ nào của bản đang thực hiện",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Dòng tiếp tục giữ nguyên tiến độ, thời hạn ban đầu và báo cáo đã gửi.",
    )

    def __init__(self, *args: Any, standing: Sequence[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        """Takes: standing: of a new version of a plan, the lines of the plan that this one may go on with."""
        super().__init__(*args, **kwargs)
        names = ["label", "text", "is_task", Row(Column("kind"), Column("on")), "before", "when"]
        names += ["period", "product", "indicators"]
        if standing is None:
            del self.fields["continues"]
        else:
            self.fields["continues"].choices = [("", "Không, đây là dòng mới"), *standing]
            names.append("continues")
        self.helper = laid_out(*names)

    @staticmethod
    def initial_of(item: Item) -> dict[str, Any]:
        due = item.deadline
        when = {"kind": due.kind, "on": due.on, "before": due.before, "when": due.text} if due else {}
        known = {"label": item.label, "text": item.text, "is_task": item.is_task, "product": item.product or ""}
        known |= {"period": item.period or "", "continues": item.continues}
        return known | when | {"indicators": StatedList(proposed(item))}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") in DATED and not data.get("on") and "on" not in self.errors:
            self.add_error("on", "Thời hạn theo ngày thì phải có ngày.")
        if data.get("on") and data.get("kind") not in DATED:
            self.add_error("kind", "Đã có ngày thì chọn loại thời hạn theo ngày.")
        return data

    def apply(self, item: Item) -> None:
        """Write the values into the line."""
        data = self.cleaned_data
        item.label, item.text, item.is_task = data["label"], data["text"], data["is_task"]
        item.product, item.period = data["product"] or None, data["period"] or None
        item.continues = data.get("continues")
        item.indicators = [
            Indicator(
                each.name,
                None if each.target is None else float(each.target),
                each.measure,
                each.at_least,
                each.adds_up if each.adds_up != usual_adding(each.measure) else None,
            )
            for each in data["indicators"]
        ]
        start = item.deadline.start if item.deadline and data["kind"] == "range" else None
        item.deadline = (
            Deadline(data["kind"], data["when"], start, data["on"], data["before"]) if data["kind"] else None
        )


class AssigneeForm(forms.Form):
    """One name a line gives work to; an empty one is left out."""

    name = forms.CharField(
        label="Tên đơn vị hoặc tập thể",
        max_length=255,
        required=False,
        widget=forms.TextInput(attrs={"list": "names"}),
    )
    role = forms.ChoiceField(label="Vai trò", choices=Role.choices, initial=Role.IMPLEMENT)


class BaseAssigneeFormSet(forms.BaseFormSet):
    def clean(self) -> None:
        roles = [form.cleaned_data.get("role") for form in self.forms if form.cleaned_data.get("name")]
        if roles.count(Role.LEAD) > 1:
            raise forms.ValidationError("Mỗi nhiệm vụ chỉ có một đơn vị chủ trì.")


AssigneeFormSet = forms.formset_factory(AssigneeForm, formset=BaseAssigneeFormSet, extra=2)


def assignees_of(formset: Any, kept: list[Assignee]) -> list[Assignee]:
    """The names of the rows; what the importer knew about a name is kept."""
    known = {each.name: each for each in kept}
    found: dict[str, Assignee] = {}
    for form in formset:
        if name := form.cleaned_data.get("name"):
            old = known.get(name)
            found[name] = Assignee(
                name, form.cleaned_data["role"], bool(old and old.collective), old.unit if old else None
            )
    return list(found.values())


class NewUnitForm(forms.Form):
    """A name means a unit that is to be made."""

    kind = forms.ChoiceField(label="Loại đơn vị", choices=Unit.Kind.choices, initial=Unit.Kind.PARTNER)
    helper = laid_out("kind")


class RenewalForm(forms.Form):
    """A new version of the document that a plan was made of."""

    file = UploadForm.base_fields["file"]
    helper = laid_out("file")


class CollectiveMeaningForm(forms.Form):
    """A name means all units of some kinds below a place."""

    place = UnitField(label="Trong phạm vi", help_text="Gõ mã hoặc tên đơn vị; chỉ tính các đơn vị ở dưới đơn vị này.")
    kinds = forms.MultipleChoiceField(
        label="Loại đơn vị", choices=Unit.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    helper = laid_out("place", "kinds")

    def __init__(self, *args: Any, issuer: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Unit.objects.below(issuer.path)
