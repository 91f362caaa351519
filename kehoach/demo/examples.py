"""Good ways of working of the demo's units, and who takes them up. All invented."""

import random
import uuid
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from kehoach.lib.days import VIETNAM
from reports.models import Example
from reports.services.examples import adopt_example, decline_example, propose_example, verify_example
from tasks.models import Assignment, Plan
from units.models import Unit

if TYPE_CHECKING:
    from kehoach.demo.load import World

VERIFIED, DECLINED, WAITING = "verified", "declined", "waiting"

# By period, the earliest first: (title, text, what the board answers).
NAMED = (
    (
        (
            "Bếp ăn mua rau của hợp tác xã",
            "Công đoàn đứng ra ký đặt rau theo tuần với một hợp tác xã trong tỉnh. Bếp ăn 140 suất mỗi ngày, giá giữ "
            "ổn định cả quý.\nMỗi tháng bếp trưởng và hợp tác xã ngồi lại một lần để chỉnh số lượng.",
            VERIFIED,
        ),
        (
            "Ba đảng viên giúp một tổ hợp tác",
            "Chi bộ phân ba đảng viên kèm một tổ hợp tác: một đồng chí giúp sổ sách, một đồng chí giúp hồ sơ vay, một "
            "đồng chí giúp bán hàng. Sau bốn tháng tổ đã có phương án lên hợp tác xã.",
            VERIFIED,
        ),
    ),
    (
        (
            "Buổi sinh hoạt tại ruộng",
            "Sinh hoạt chuyên đề quý tổ chức ngay tại hợp tác xã dừa, nghe xã viên kể việc được, việc chưa được. Có 46 "
            "lượt người dự, 9 câu hỏi được trả lời tại chỗ.",
            VERIFIED,
        ),
        (
            "Một trang giấy về hợp tác xã",
            "Tờ gấp một trang: hợp tác xã là gì, vào được lợi gì, hỏi ai. Phát cùng bảng lương tháng, ai cũng đọc.",
            VERIFIED,
        ),
        ("Treo pa-nô tuyên truyền", "Treo hai pa-nô ở cổng cơ quan.", DECLINED),
    ),
    (
        (
            "Quầy hàng thứ Sáu",
            "Chiều thứ Sáu hằng tuần, năm tổ hợp tác thay nhau bày hàng ở sân cơ quan. Người bán không phải trả tiền "
            "chỗ; người mua đặt trước qua nhóm tin nhắn của công đoàn.",
            VERIFIED,
        ),
        (
            "Lớp kế toán buổi tối",
            "Hai kế toán của đơn vị mở lớp buổi tối cho người giữ sổ của tổ hợp tác, mỗi khóa sáu buổi. Khóa đầu có 11 "
            "người học, 9 người tự lập được báo cáo.",
            VERIFIED,
        ),
    ),
    (
        (
            "Tổ góp ý hồ sơ trong ngày",
            "Hồ sơ của hợp tác xã gửi đến trước 9 giờ thì được góp ý xong trong ngày. Tháng đầu nhận 14 bộ.",
            WAITING,
        ),
        (
            "Hai đơn vị cùng đỡ đầu một hợp tác xã",
            "Hai chi bộ gần nhau cùng nhận giúp một hợp tác xã thủy sản, một bên lo kỹ thuật, một bên lo đầu ra.",
            WAITING,
        ),
    ),
)
REASON = "Đề nghị nêu rõ cách làm và kết quả cụ thể để đơn vị khác học được."
NOTES = ("Làm từ tháng này, thử ở một phòng trước.", "Có sửa lại cho hợp với đơn vị.", "")


def name_examples(world: "World", plan: Plan, first: date, last: date, number: int) -> None:
    """What units named in this period, what the board said two days later, and who takes it up since.

    Has dice of its own, so that all else in the demo stays as it is.
    """
    dice = random.Random(f"mô hình {world.today} {number}")  # noqa: S311  a demo, not a secret
    work = Assignment.objects.in_force().filter(plan=plan, unit__kind="base_cell", unit__in=world.secretaries)
    units = list(Unit.objects.filter(pk__in=work.values("unit")).order_by("path"))
    tasks = [given.task for given in work.filter(unit=units[0]).select_related("task").order_by("task__position")]
    for unit, (title, text, answer) in zip(dice.sample(units, len(NAMED[number])), NAMED[number], strict=True):
        day = first + timedelta(days=dice.randrange(max(1, (last - first).days)))
        example = propose_example(
            plan=plan,
            unit=unit,
            task=dice.choice([None, *tasks]),
            key=_key(dice),
            title=title,
            text=text,
            by=world.secretaries[unit.pk],
            now=_at(world, day, 10),
        )
        if answer != WAITING:
            _answer(world, example, answer, _at(world, day + timedelta(days=2), 15))
        if answer == VERIFIED:
            _follow(world, dice, example, [other for other in units if other != unit], day + timedelta(days=3))


def _answer(world: "World", example: Example, answer: str, now: datetime) -> None:
    by = world.people["tuyengiao"]
    if answer == DECLINED:
        decline_example(example=example, reason=REASON, version=example.version, by=by, now=now)
    else:
        verify_example(example=example, version=example.version, by=by, now=now)


def _follow(world: "World", dice: random.Random, example: Example, units: list[Unit], since: date) -> None:
    for unit in dice.sample(units, dice.randrange(6)):
        now, by = _at(world, since + timedelta(days=dice.randrange(20)), 14), world.secretaries[unit.pk]
        adopt_example(example=example, unit=unit, on=now.date(), note=dice.choice(NOTES), by=by, now=now)


def _at(world: "World", day: date, hour: int) -> datetime:
    """That hour of the day, never later than the demo's now."""
    return min(datetime.combine(min(day, world.today), time(hour), VIETNAM), world.now)


def _key(dice: random.Random) -> uuid.UUID:
    return uuid.UUID(int=dice.getrandbits(128), version=4)
