"""The filters of the board, kept in the query string."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django import forms

from reports.selectors.counts import PARTS
from reports.selectors.look import Look, branches_for, default_period, default_plan
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
UNITS = [("", "Tên lúc báo cáo"), ("now", "Đơn vị hiện nay")]
LABEL_LENGTH = 90


def short_name(plan: Plan) -> str:
    """The plan's name, cut to what a select can show."""
    return plan.name if len(plan.name) <= LABEL_LENGTH else f"{plan.name[: LABEL_LENGTH - 1].rstrip()}…"


class PlanChoice(forms.ModelChoiceField):
    def label_from_instance(self, plan: Plan) -> str:
        return short_name(plan)


class BoardFilter(forms.Form):
    """What to look at. Choices that belong to another plan than the chosen one fall away without a complaint.

    Takes: any_plan: plan and period may stay open; else the newest plan and its period stand in.
    Queries: 1 for each field that offers rows; nothing more to check or to draw them.
    """

    plan = forms.TypedChoiceField(label="Kế hoạch", required=False)
    section = forms.TypedChoiceField(label="Mục", required=False)
    kind = forms.ChoiceField(label="Loại đơn vị", choices=[("", "Tất cả"), *Unit.Kind.choices], required=False)
    branch = forms.TypedChoiceField(label="Nhánh", required=False)
    period = forms.TypedChoiceField(label="Kỳ báo cáo", required=False)
    state = forms.ChoiceField(label="Tình trạng đơn vị", choices=STATES, required=False)
    units = forms.ChoiceField(label="Tính theo", choices=UNITS, required=False)

    def __init__(
        self,
        data: Any,
        *,
        user: User,
        today: date,
        without: Collection[str] = (),
        any_plan: bool = False,
        by_unit: bool = False,
    ) -> None:
        self.user = user
        self._narrowing = ("section", "kind", "branch", "state", "units", *(["plan", "period"] if any_plan else []))
        super().__init__({name: data.get(name, "") for name in self.base_fields})
        for name in [*without, *([] if by_unit else ["units"])]:
            del self.fields[name]
        self.plans = list(Plan.objects.visible_to(user).exclude(state="draft").select_related("issuer"))
        default = None if any_plan else default_plan(self.plans)
        self.plan: Plan | None = self._offer("plan", self.plans, short_name, default=default)
        if self.plans:
            self._offer("branch", branches_for(user))
        if self.plan:
            self._offer("section", Section.objects.filter(plan=self.plan, purpose=False).order_by("position"))
        if self.plan and "period" in self.fields:
            periods = list(self.plan.periods.order_by("-ends_on", "-pk"))
            self._offer("period", periods, default=None if any_plan else default_period(periods, today))
        elif any_plan:
            del self.fields["period"]
        for name in ("kind", "state", "units"):
            if name in self.fields and not self.fields[name].valid_value(self.data[name]):
                self.data[name] = ""
        self.full_clean()

    def _offer(self, name: str, rows: Iterable[Any], label: Any = str, *, default: Any = None) -> Any:
        """The rows to choose from; a value that is not among them gives way to the default. Gives: the chosen row."""
        if name not in self.fields:
            return None
        field: Any = self.fields[name]
        found = {str(row.pk): row for row in rows}
        everything = [] if default else [("", "Tất cả")]
        field.choices = [*everything, *((pk, label(row)) for pk, row in found.items())]
        field.coerce, field.empty_value = found.get, None
        chosen = found.get(self.data[name], default)
        self.data[name] = str(chosen.pk) if chosen else ""
        return chosen

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
            as_now=chosen.get("units") == "now",
        )

    @property
    def active(self) -> int:
        """How many filters are set, beyond a plan and a period that must be chosen."""
        return sum(bool(self.cleaned_data.get(name)) for name in self._narrowing)
