from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tasks.models.plans import PeriodKind, Plan, Task
from tasks.querysets import OPEN_STATES, AssignmentQuerySet, OfPlanQuerySet
from units.models import Unit


class Role(models.TextChoices):
    LEAD = "lead", "Chủ trì"
    IMPLEMENT = "implement", "Thực hiện"
    SUPPORT = "support", "Phối hợp"
    TRACKER = "tracker", "Theo dõi"


class Collective(models.Model):
    """One task given to all units of some kinds under one place: "các chi ủy, đảng ủy cơ sở" (rule 6).

    It fans out to one assignment a unit; a unit that joins later is offered it while it is open.
    Written by: tasks.services.assignments.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="collectives")
    task = models.ForeignKey(Task, models.PROTECT, related_name="collectives")
    place = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="trong phạm vi")
    kinds = models.JSONField("loại đơn vị")
    phrase = models.CharField("cách gọi trong văn bản", max_length=255, blank=True)
    role = models.CharField("vai trò", max_length=10, choices=Role, default=Role.IMPLEMENT)
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind)
    closed_on = models.DateField("ngừng từ ngày", null=True, blank=True)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công tập thể"
        verbose_name_plural = "phân công tập thể"
        ordering = ["plan", "task", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=Role.LEAD),
                name="tasks_collective_does_not_lead",
                violation_error_message="Chỉ một đơn vị được chủ trì; tập thể thì thực hiện hoặc phối hợp.",
            )
        ]

    def __str__(self) -> str:
        return self.phrase or f"Tập thể {self.pk}"


class Assignment(models.Model):
    """One task given to one unit, with a role; the unit's progress on it as it stands.

    Written by: tasks.services.assignments (who, role, day) and tasks.services.updates (state, percent).
    Routine when due_on is empty: then it is never overdue (rule 1). `first_due_on` never changes (rule 7).
    `declared_on` is the day on which the unit said it was done; a person then confirms it (rule 4).
    """

    class State(models.TextChoices):
        NOT_STARTED = "not_started", "Chưa bắt đầu"
        IN_PROGRESS = "in_progress", "Đang thực hiện"
        PAUSED = "paused", "Tạm hoãn"
        AWAITING = "awaiting", "Chờ xác nhận"
        DONE = "done", "Hoàn thành"

    Role = Role

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="assignments")
    task = models.ForeignKey(Task, models.PROTECT, related_name="assignments", verbose_name="nhiệm vụ")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="assignments", verbose_name="đơn vị")
    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+", editable=False)
    collective = models.ForeignKey(Collective, models.PROTECT, related_name="assignments", null=True, blank=True)
    role = models.CharField("vai trò", max_length=10, choices=Role)
    period_kind = models.CharField("kỳ báo cáo", max_length=12, choices=PeriodKind)
    starts_on = models.DateField("giao từ ngày")
    due_on = models.DateField("hạn hoàn thành", null=True, blank=True)
    first_due_on = models.DateField("hạn ban đầu", null=True, blank=True, editable=False)
    state = models.CharField("trạng thái", max_length=12, choices=State, default=State.NOT_STARTED)
    percent = models.PositiveSmallIntegerField("phần trăm", null=True, blank=True)
    declared_on = models.DateField("ngày báo hoàn thành", null=True, blank=True)
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True)
    last_update_at = models.DateTimeField("cập nhật gần nhất", null=True, blank=True)
    ended_on = models.DateField("thôi giao từ ngày", null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "phân công"
        verbose_name_plural = "phân công"
        ordering = ["plan", "task__position", "unit__path"]
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="tasks_assignment_unit"),
            models.Index(
                fields=["plan", "branch", "state", "due_on", "declared_on"],
                condition=Q(ended_on=None),
                name="tasks_assignment_counts",
            ),
            models.Index(
                fields=["plan", "due_on", "unit", "branch"],
                condition=Q(ended_on=None, state__in=OPEN_STATES),
                name="tasks_assignment_plan_late",
            ),
            models.Index(
                fields=["branch", "due_on", "id"],
                condition=Q(ended_on=None, state__in=OPEN_STATES),
                name="tasks_assignment_branch_late",
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(ended_on=None, state__in=OPEN_STATES),
                name="tasks_assignment_due",
            ),
            models.Index(
                fields=["declared_on", "id"],
                condition=Q(ended_on=None, state="awaiting"),
                name="tasks_assignment_awaiting",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "unit"],
                condition=Q(ended_on=None),
                name="tasks_assignment_once",
                violation_error_message="Đơn vị này đã được giao nhiệm vụ đó.",
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(ended_on=None, role=Role.LEAD),
                name="tasks_assignment_one_lead",
                violation_error_message="Nhiệm vụ này đã có đơn vị chủ trì.",
            ),
            models.CheckConstraint(
                condition=Q(percent=None) | Q(percent__lte=100),
                name="tasks_assignment_percent_in_range",
                violation_error_message="Phần trăm phải từ 0 đến 100.",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(first_due_on__isnull=False),
                name="tasks_assignment_keeps_first_due",
                violation_error_message="Hạn ban đầu phải được giữ lại.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["awaiting", "done"], declared_on__isnull=False)
                | Q(state__in=OPEN_STATES, declared_on=None),
                name="tasks_assignment_declared_when_finished",
                violation_error_message="Việc báo hoàn thành phải có ngày báo hoàn thành.",
            ),
            models.CheckConstraint(
                condition=Q(state="done", confirmed_at__isnull=False) | ~Q(state="done") & Q(confirmed_at=None),
                name="tasks_assignment_done_takes_two",
                violation_error_message="Việc hoàn thành phải được xác nhận.",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("starts_on")),
                name="tasks_assignment_ends_after_start",
                violation_error_message="Ngày thôi giao không được trước ngày giao.",
            ),
        ]

    def __str__(self) -> str:
        """As the ledger names it. Queries: none where unit and task are selected with it."""
        return f"{self.get_role_display()}: {self.unit.label} – {self.task}"

    @property
    def is_routine(self) -> bool:
        return self.due_on is None

    def is_overdue(self, today: date) -> bool:
        """Open after its day; what waits for confirmation stands apart (rule 2)."""
        return bool(self.due_on and self.due_on < today and self.state in OPEN_STATES and not self.ended_on)

    def days_late(self, today: date) -> int:
        """Age of the lateness in days, 0 when not late."""
        return max(0, ((self.declared_on or today) - self.due_on).days) if self.due_on else 0

    def bucket(self, today: date, due_soon_days: int) -> str:
        """Where lists put it: overdue, due_soon, in_term, routine, awaiting, done_on_time or done_late."""
        if self.state == self.State.DONE:
            return "done_late" if self.due_on and self.declared_on > self.due_on else "done_on_time"
        if self.state == self.State.AWAITING:
            return "awaiting"
        if self.due_on is None:
            return "routine"
        if self.is_overdue(today):
            return "overdue"
        return "due_soon" if (self.due_on - today).days <= due_soon_days else "in_term"


class Tally(models.Model):
    """Derived: how many assignments in force a task has, by branch and due day (empty: routine). Can be rebuilt.

    Written by: tasks.services.tallies, in the transaction that changes the assignment. Keyed by due day so that a count
    of what is overdue is right on any day without touching a row.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="tallies")
    task = models.ForeignKey(Task, models.CASCADE, related_name="tallies")
    branch = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    due_on = models.DateField(null=True)
    not_started = models.IntegerField(default=0)
    in_progress = models.IntegerField(default=0)
    paused = models.IntegerField(default=0)
    awaiting_on_time = models.IntegerField(default=0)
    awaiting_late = models.IntegerField(default=0)
    done_on_time = models.IntegerField(default=0)
    done_late = models.IntegerField(default=0)
    percent_sum = models.BigIntegerField(default=0)
    percent_count = models.IntegerField(default=0)

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "bảng đếm"
        verbose_name_plural = "bảng đếm"
        constraints = [
            models.UniqueConstraint(
                fields=["task", "branch", "due_on"], condition=Q(due_on__isnull=False), name="tasks_tally_dated_once"
            ),
            models.UniqueConstraint(
                fields=["task", "branch"], condition=Q(due_on=None), name="tasks_tally_routine_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id}/{self.branch_id}/{self.due_on}"
