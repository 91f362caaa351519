"""What each kind of act asks for: how many units before and after, and what may be said of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from units.models import Reorganisation, Unit

Kind = Reorganisation.Kind


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One unit after an act. Takes: unit: one there is, or None to found one with this code.

    The rest is written as WRITES says, and on a new unit all of it.
    """

    unit: Unit | None = None
    code: str = ""
    name: str = ""
    short_name: str = ""
    kind: str = ""
    parent: Unit | None = None


# What an act writes on a unit that goes on.
WRITES: dict[str, tuple[str, ...]] = {
    Kind.RENAME: ("name", "short_name"),
    Kind.CONVERT: ("name", "short_name", "kind"),
    Kind.TRANSFER: ("parent",),
}


def check_act(*, kind: str, before: Sequence[Unit], outcomes: Sequence[Outcome], day: date) -> None:
    """Errors: ValidationError in words that say what to change."""
    for unit in [*before, *(item.unit for item in outcomes if item.unit)]:
        _require_open(unit)
    leaving = [unit for unit in before if unit not in [item.unit for item in outcomes]]
    _require_numbers(kind, before, outcomes)
    for unit in leaving:
        if unit.parent_id is None:
            raise ValidationError(f"{unit} là đơn vị cao nhất nên không kết thúc được.")
        if unit.opened_on > day:
            raise ValidationError({"effective_on": f"Ngày có hiệu lực không được trước ngày thành lập của {unit}."})
    for item in outcomes:
        _require_place(item, leaving)
    _require_new_codes([item.code for item in outcomes if item.unit is None])
    _require_change(kind, outcomes)


def _require_open(unit: Unit) -> None:
    if unit.closed_on:
        raise ValidationError(f"{unit} đã kết thúc hoạt động.")


def _require_numbers(kind: str, before: Sequence[Unit], outcomes: Sequence[Outcome]) -> None:
    old = [item for item in outcomes if item.unit]
    if kind == Kind.MERGE:
        together = {unit.pk for unit in before} | {item.unit.pk for item in old if item.unit}
        if len(together) < 2 or len(outcomes) != 1:
            raise ValidationError({"units": "Sáp nhập, hợp nhất cần ít nhất hai đơn vị và một đơn vị nhận."})
    if kind == Kind.SPLIT and (len(outcomes) < 2 or len(old) == len(outcomes)):
        raise ValidationError("Chia tách phải lập ít nhất một đơn vị mới, và sau khi chia có ít nhất hai đơn vị.")
    if kind == Kind.DISSOLVE and [item.unit for item in old] == list(before):
        raise ValidationError({"receiver": "Đơn vị nhận việc phải là một đơn vị khác."})


def _require_place(item: Outcome, leaving: Sequence[Unit]) -> None:
    """No unit after may lie within one that closes, nor below itself."""
    place = item.parent or (item.unit.parent if item.unit else None)
    if item.parent:
        _require_open(item.parent)
        if item.unit and item.parent.path.startswith(item.unit.path):
            raise ValidationError({"parent": f"Không thể chuyển {item.unit} vào chính nó hoặc vào cấp dưới của nó."})
    inside = next((unit for unit in leaving if place and place.path.startswith(unit.path)), None)
    if inside:
        raise ValidationError(
            f"{item.unit or item.name} nằm trong {inside}, là đơn vị sẽ kết thúc; hãy chuyển ra trước."
        )


def _require_new_codes(codes: Sequence[str]) -> None:
    taken = Unit.objects.filter(code__in=codes).values_list("code", flat=True).first()
    if taken or len(set(codes)) < len(codes):
        raise ValidationError(f"Mã “{taken or codes[0]}” đã có đơn vị khác dùng.")


def _require_change(kind: str, outcomes: Sequence[Outcome]) -> None:
    for item in outcomes:
        fields = WRITES.get(kind, ()) if item.unit else ()
        if fields and all(getattr(item, name) == getattr(item.unit, name) for name in fields):
            raise ValidationError(f"Thông tin mới của {item.unit} giống hệt thông tin hiện nay.")
