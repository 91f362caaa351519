"""Forms of an act on the organisation: what the decision says, and what becomes of each thing that units hold."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from units.forms.fields import DayInput, LinesField, UnitField, laid_out, unit_text
from units.models import Reorganisation, ReorganisedUnit, Unit, User
from units.policy import Act
from units.querysets import PATH_STEP, scope_of
from units.services.reorganisations.handover import ALL, END, Holding, HoldingGroup
from units.services.reorganisations.rules import Outcome

Kind = Reorganisation.Kind
SIDE = ReorganisedUnit.Side
DECISION = ("number", "decided_on", "effective_on", "reason")
NEW_UNIT = ("parent", "name", "short_name", "code", "unit_kind")
# What each kind of act asks beside the decision.
ASKED: dict[str, tuple[str, ...]] = {
    Kind.FOUND: NEW_UNIT,
    Kind.DISSOLVE: ("unit", "receiver"),
    Kind.MERGE: ("units", "receiver", *NEW_UNIT),
    Kind.SPLIT: ("unit", "goes_on", "new_units", "unit_kind", "parent"),
    Kind.RENAME: ("unit", "name", "short_name"),
    Kind.CONVERT: ("unit", "unit_kind", "name", "short_name"),
    Kind.TRANSFER: ("units", "parent"),
}
MAY_STAY_EMPTY = {
    Kind.MERGE: {"receiver", *NEW_UNIT},
    Kind.DISSOLVE: {"receiver"},
}
# How the part of the form is called that names a unit to be founded.
FOUNDED = defaultdict(lambda: "Đơn vị mới", {Kind.MERGE: "Đơn vị mới, nếu hợp nhất"})
RECEIVERS = {
    Kind.MERGE: "Sáp nhập vào đơn vị đang có; để trống nếu hợp nhất thành đơn vị mới ghi ở dưới.",
    Kind.DISSOLVE: "Nếu quyết định giao việc còn lại cho đơn vị nào thì ghi đơn vị đó.",
}


class UnitsField(LinesField):
    """Units, one a line, each by code or name, chosen among `queryset` only. Gives: list[Unit]."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset = Unit.objects.none()

    def prepare_value(self, value: Any) -> Any:
        shown = [unit_text(item) if isinstance(item, Unit) else item for item in value or ()]
        return super().prepare_value(shown) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Unit]:
        finder = UnitField(queryset=self.queryset)
        return list(dict.fromkeys(finder.clean(line) for line in super().clean(value)))


class NewUnitsField(LinesField):
    """Units to be founded, one a line: the code, then the name. Gives: list of (code, name)."""

    def clean(self, value: Any) -> list[tuple[str, str]]:
        return [self._read(line) for line in super().clean(value)]

    def _read(self, line: str) -> tuple[str, str]:
        code, _, name = line.partition(" ")
        if not name.strip(" –-;"):
            raise ValidationError(f"“{line}”: hãy ghi mã, dấu cách, rồi tên. Ví dụ: CB12 Chi bộ Kho bạc.")
        return code.rstrip(";,"), name.strip(" –-;")


class ActForm(forms.Form):
    """The decision, and the units before and after it, as far as this kind of act asks for them."""

    number = forms.CharField(label="Số quyết định", max_length=60, help_text="Ví dụ: 125-QĐ/ĐUK.")
    decided_on = forms.DateField(label="Ngày quyết định", widget=DayInput())
    effective_on = forms.DateField(
        label="Có hiệu lực từ ngày",
        widget=DayInput(),
        help_text="Nếu là ngày sau hôm nay, việc tự thực hiện khi đến ngày.",
    )
    reason = forms.CharField(
        label="Nội dung, lý do", required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="Cơ quan ban hành."
    )
    unit = UnitField(label="Đơn vị", help_text="Gõ mã hoặc tên; không cần gõ dấu.")
    units = UnitsField(label="Các đơn vị", help_text="Mỗi dòng một đơn vị, ghi mã hoặc tên.")
    receiver = UnitField(label="Đơn vị nhận")
    goes_on = forms.BooleanField(
        label="Đơn vị cũ tiếp tục hoạt động", required=False, help_text="Tách một phần; bỏ chọn nếu chia hết."
    )
    new_units = NewUnitsField(
        label="Đơn vị mới", help_text="Mỗi dòng một đơn vị: mã, dấu cách, rồi tên. Ví dụ: CB12 Chi bộ Kho bạc."
    )
    name = forms.CharField(label="Tên mới", max_length=255)
    short_name = forms.CharField(label="Tên viết tắt", max_length=120, required=False)
    code = Unit._meta.get_field("code").formfield(label="Mã")
    unit_kind = forms.ChoiceField(label="Loại", choices=[("", "Chọn loại"), *Unit.Kind.choices])
    parent = UnitField(label="Đơn vị cấp trên", help_text="Gõ mã hoặc tên; không cần gõ dấu.")

    def __init__(self, *args: Any, kind: str, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        asked, optional = ASKED[kind], MAY_STAY_EMPTY.get(kind, set())
        for name in set(self.fields) - {*DECISION, *asked}:
            del self.fields[name]
        for name in optional:
            self.fields[name].required = False
        allowed = Unit.objects.administered_by(user).filter(closed_on=None)
        for name in {"unit", "units", "receiver", "parent"} & set(self.fields):
            self.fields[name].queryset = allowed if name == "parent" else _placeable(allowed, user)
        if "receiver" in self.fields:
            self.fields["receiver"].help_text = RECEIVERS[kind]
        founded = asked if kind == Kind.FOUND else NEW_UNIT if kind == Kind.MERGE else ()
        parts = {
            "Đơn vị": [name for name in asked if name not in founded],
            FOUNDED[kind]: founded,
            "Quyết định": DECISION,
        }
        self.helper = laid_out(*(Fieldset(title, *names) for title, names in parts.items() if names))

    def clean(self) -> dict[str, Any]:
        """A merger goes into a unit there is, or into a new one that is named whole."""
        data = super().clean() or {}
        if self.kind == Kind.MERGE and not data.get("receiver"):
            for name in ("parent", "name", "code", "unit_kind"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Hãy ghi đơn vị nhận, hoặc ghi đủ về đơn vị mới.")
        return data

    def decision(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in DECISION}

    def before(self) -> list[Unit]:
        data = self.cleaned_data
        units = data.get("units") or ([data["unit"]] if data.get("unit") else [])
        return [unit for unit in units if unit != data.get("receiver") or self.kind == Kind.DISSOLVE]

    def outcomes(self) -> list[Outcome]:
        data, unit = self.cleaned_data, self.cleaned_data.get("unit")
        names = {"name": data.get("name", ""), "short_name": data.get("short_name", "")}
        if data.get("receiver"):
            return [Outcome(unit=data["receiver"])]
        if self.kind in (Kind.FOUND, Kind.MERGE):
            return [Outcome(code=data["code"], kind=data["unit_kind"], parent=data["parent"], **names)]
        if self.kind == Kind.SPLIT:
            stays = [Outcome(unit=unit)] if data["goes_on"] else []
            facts = {"kind": data["unit_kind"], "parent": data["parent"]}
            return stays + [Outcome(code=code, name=name, **facts) for code, name in data["new_units"]]
        if self.kind == Kind.TRANSFER:
            return [Outcome(unit=each, parent=data["parent"]) for each in data["units"]]
        kind = data.get("unit_kind") or (unit.kind if unit else "")
        return [Outcome(unit=unit, kind=kind, **names)] if self.kind != Kind.DISSOLVE else []


def _placeable(units: QuerySet[Unit], user: User) -> QuerySet[Unit]:
    """Those whose place is the person's to change: not the top of their own part of a tree (can_place_unit)."""
    return units.exclude(path__in=[path for path in scope_of(user).paths(Act.ADMINISTER) if len(path) > PATH_STEP])


def initial_of_unit(unit: Unit | None, kind: str) -> dict[str, Any]:
    """What the form shows first for an act that starts from a unit's page."""
    if unit is None:
        return {}
    if kind in (Kind.RENAME, Kind.CONVERT):
        return {"unit": unit, "name": unit.name, "short_name": unit.short_name, "unit_kind": unit.kind}
    if kind == Kind.SPLIT:
        return {"unit": unit, "unit_kind": unit.kind, "parent": unit.parent}
    return {"unit": unit, "units": [unit]}


def initial_of_act(act: Reorganisation) -> dict[str, Any]:
    """What was written of an act, for the form again."""
    parts = list(act.units.select_related("unit", "parent"))
    before = [part.unit for part in parts if part.side == SIDE.BEFORE]
    after = [part for part in parts if part.side == SIDE.AFTER]
    founded = [part for part in after if part.unit is None]
    values: dict[str, Any] = {name: getattr(act, name) for name in DECISION}
    values |= {"units": before, "unit": before[0] if before else None}
    values["new_units"] = [f"{part.code} {part.name}" for part in founded]
    values["goes_on"] = len(founded) < len(after)
    shown = founded or (after if act.kind in (Kind.RENAME, Kind.CONVERT, Kind.TRANSFER) else [])
    if shown:
        values |= {name: getattr(shown[0], name) for name in ("code", "name", "short_name", "parent")}
        values["unit_kind"] = shown[0].kind
    elif after:
        values["receiver"] = after[0].unit
    return values


@dataclass(frozen=True)
class ChoiceRow:
    """One thing and the field that says where it goes, where there is a choice."""

    item: Holding
    field: forms.BoundField | None


@dataclass(frozen=True)
class ChoiceGroup:
    """A group with its common choice; `field` is None where there is nothing to choose: all goes to `usual`."""

    group: HoldingGroup
    usual: str
    field: forms.BoundField | None
    rows: list[ChoiceRow]


class ChoicesForm(forms.Form):
    """Where each thing goes: a choice for each group, and another for single things where a person wants one."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, act: Reorganisation, groups: list[HoldingGroup], **kwargs: Any) -> None:
        super().__init__(*args, initial={"version": act.version}, **kwargs)
        self.groups = groups
        parts = list(act.units.all())
        before = {part.unit_id for part in parts if part.side == SIDE.BEFORE}
        after = [part for part in parts if part.side == SIDE.AFTER]
        heirs = [(str(part.pk), part.name) for part in after]
        stays = any(part.unit_id in before for part in after)
        usual = "Để lại đơn vị cũ" if stays else heirs[0][1] if heirs else ""
        self.usual = {group.code: usual or group.end or "Đơn vị cấp trên trực tiếp" for group in groups}
        for group in groups:
            end = [(END, group.end)] if group.end else []
            first = ("", self.usual[group.code])
            others = [heir for heir in heirs if heir[1] != usual] + end
            if not others or not heirs:
                continue
            self._ask(group.code, [first, *others], act.choices.get(group.code, {}).get(ALL, ""), group.title)
            for item in group.items:
                chosen = act.choices.get(group.code, {}).get(str(item.pk), "")
                options = [("", "Như lựa chọn chung"), *heirs, *end]
                self._ask(f"{group.code}-{item.pk}", options, chosen, item.name)

    def _ask(self, name: str, options: list[tuple[str, str]], chosen: str, label: str) -> None:
        widget = forms.Select(attrs={"class": "form-select", "aria-label": f"Nơi nhận: {label}"})
        self.fields[name] = forms.ChoiceField(choices=options, required=False, initial=chosen, widget=widget)

    def shown(self) -> Iterator[ChoiceGroup]:
        for group in self.groups:
            asked = group.code in self.fields
            rows = [ChoiceRow(item, self[f"{group.code}-{item.pk}"] if asked else None) for item in group.items]
            yield ChoiceGroup(group, self.usual[group.code], self[group.code] if asked else None, rows)

    def chosen(self) -> dict[str, dict[str, str]]:
        """As Reorganisation.choices keeps it; what goes the usual way is left out."""
        choices: dict[str, dict[str, str]] = {}
        for group in self.groups:
            values = {ALL: self.cleaned_data.get(group.code, "")}
            values |= {str(item.pk): self.cleaned_data.get(f"{group.code}-{item.pk}", "") for item in group.items}
            if kept := {key: value for key, value in values.items() if value}:
                choices[group.code] = kept
        return choices
