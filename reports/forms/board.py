"""The filters of the board, kept in the query string."""

from datetime import date
from typing import Any

from django import forms

from reports.models import Period
from reports.selectors.counts import PARTS
from reports.selectors.look import Look, default_period, default_plan
from tasks.models import Plan, Section
from units.models import Unit, User

STATES = [
    ("", "Tất cả"),
    ("Phân công", [*PARTS, ("due_soon", "Sắp đến hạn")]),
    (
        "Báo cáo của kỳ",
        [
            ("missing", "Chưa gửi báo cáo"),
            ("sent", "Chờ xem xét"),
            ("returned", "Bị trả lại"),
            ("accepted", "Đã xác nhận"),
        ],
    ),
]
LABEL_LENGTH = 90


class PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, plan: Plan) -> str:
        return plan.name if len(plan.name) <= LABEL_LENGTH else f"{plan.name[: LABEL_LENGTH - 1].rstrip()}…"


class BoardFilter(forms.Form):
    """What to look at. Choices that belong to another plan than the chosen one fall away without a complaint."""

    plan = PlanChoice(Plan.objects.none(), label="Kế hoạch", empty_label=None, required=False)
    section = forms.ModelChoiceField(Section.objects.none(), label="Mục", empty_label="Tất cả", required=False)
    kind = forms.ChoiceField(label="Loại đơn vị", choices=[("", "Tất cả"), *Unit.Kind.choices], required=False)
    branch = forms.ModelChoiceField(Unit.objects.none(), label="Nhánh", empty_label="Tất cả", required=False)
    period = forms.ModelChoiceField(Period.objects.none(), label="Kỳ báo cáo", empty_label=None, required=False)
    state = forms.ChoiceField(label="Tình trạng (lọc danh sách đơn vị)", choices=STATES, required=False)

    def __init__(self, data: Any, *, user: User, today: date, without: tuple[str, ...] = ()) -> None:
        self.user = user
        plans = Plan.objects.visible_to(user).exclude(state="draft").select_related("issuer")
        asked = data.get("plan", "")
        self.plan = plans.filter(pk=asked).first() if asked.isdigit() else default_plan(plans)
        given = {name: data.get(name, "") for name in self.base_fields}
        if self.plan:
            given["plan"] = str(self.plan.pk)
        super().__init__(given)
        for name in without:
            del self.fields[name]
        self._offer("plan", plans)
        self._offer("section", Section.objects.filter(plan=self.plan, purpose=False))
        self._offer("branch", Unit.objects.visible_to(user).filter(depth=1, closed_on=None).order_by("sort_key"))
        self._offer("period", Period.objects.filter(plan=self.plan))
        if self.plan and "period" in self.fields and not given["period"]:
            given["period"] = str(getattr(default_period(self.plan, today), "pk", ""))
        if "state" in self.fields and not self.fields["state"].valid_value(given["state"]):
            given["state"] = ""
        if "kind" in self.fields and given["kind"] not in Unit.Kind.values:
            given["kind"] = ""
        self.data = given
        self.full_clean()

    def _offer(self, name: str, rows: Any) -> None:
        """The rows to choose from, read once; a value that is not among them falls away."""
        if name not in self.fields:
            return
        field: Any = self.fields[name]
        field.queryset = rows
        if not self.data[name].isdigit() or not rows.filter(pk=self.data[name]).exists():
            self.data[name] = ""

    @property
    def look(self) -> Look:
        """What the person looks at; only where there is a plan."""
        chosen = self.cleaned_data
        return Look(
            user=self.user,
            plan=self.plan,
            section=chosen.get("section"),
            kind=chosen.get("kind", ""),
            branch=chosen.get("branch"),
        )

    @property
    def active(self) -> int:
        """How many filters are set beyond the plan and the period."""
        return sum(bool(self.cleaned_data.get(name)) for name in ("section", "kind", "branch", "state"))
