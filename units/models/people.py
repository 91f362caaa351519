from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from kehoach.lib.vietnamese import normalize
from units import policy
from units.models.tree import Unit
from units.querysets import PATH_STEP, KehoachUserManager, MembershipQuerySet


class User(AbstractUser):
    """One person with an account. Personal data ends at name, post, work phone and e-mail (product.md, rule 14).

    Written by: units.services.people.
    """

    first_name = last_name = None  # type: ignore[assignment]  # a Vietnamese name is one text
    full_name = models.CharField("họ và tên", max_length=150)
    post = models.CharField("chức vụ", max_length=150, blank=True)
    phone = models.CharField("điện thoại công tác", max_length=30, blank=True)
    email = models.EmailField("thư điện tử công tác", blank=True)
    search_text = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="")
    phone_digits = models.CharField(max_length=11, editable=False, default="", db_index=True)
    password_expires_at = models.DateTimeField("mã dùng một lần hết hạn lúc", null=True, editable=False)
    invited_at = models.DateTimeField("mời lần cuối lúc", null=True, editable=False)
    invitation_due_at = models.DateTimeField("thư mời cần gửi lúc", null=True, editable=False)  # null: none is owed
    sessions_version = models.PositiveIntegerField(default=0, editable=False)

    on_behalf_of_id: int | None = None  # who lent the right that was last required; set by units.permissions.require

    REQUIRED_FIELDS = ["full_name"]
    objects = KehoachUserManager()

    class Meta:
        verbose_name = "người dùng"
        verbose_name_plural = "người dùng"
        ordering = ["sort_key", "pk"]
        indexes = [models.Index(fields=["sort_key", "id"], name="units_user_sorted")]
        constraints = [
            models.UniqueConstraint(
                "email",
                condition=~Q(email=""),
                name="units_user_email_once",
                violation_error_message="Địa chỉ thư này đã có người khác dùng.",
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def has_one_time_code(self) -> bool:
        """Whether the password is a code that the office handed out: it lets in only to choose one's own."""
        return self.password_expires_at is not None

    def set_password(self, raw_password: str | None) -> None:
        super().set_password(raw_password and normalize(raw_password))

    def check_password(self, raw_password: str) -> bool:
        """Phones type Vietnamese letters in one piece or in two; both are the same password."""
        return super().check_password(normalize(raw_password))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session carries a copy of: a new password or version ends them all."""
        stands_for = f"{self.password}:{self.sessions_version}"
        return salted_hmac("units.User.sessions", stands_for, secret=secret, algorithm="sha256").hexdigest()


class Membership(models.Model):
    """One person acts for one unit in one role, from a day to a day. All sight and all rights come from these rows.

    A row that `stands_for` another lends its role to somebody for some days: người được ủy quyền (decision 18).
    Written by: units.services.people, units.services.substitution.
    """

    Role = policy.Role

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name="người dùng")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships", verbose_name="đơn vị")
    role = models.CharField("vai trò", max_length=20, choices=Role)
    from_on = models.DateField("từ ngày")
    to_on = models.DateField("đến hết ngày", null=True, blank=True)
    stands_for = models.ForeignKey(
        "self", models.PROTECT, related_name="stand_ins", null=True, blank=True, verbose_name="thay cho"
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "vai trò tại đơn vị"
        verbose_name_plural = "vai trò tại đơn vị"
        ordering = ["user", "unit", "from_on"]
        indexes = [models.Index(fields=["unit", "role", "from_on"], name="units_membership_unit_role")]
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="units_membership_ends_after_start",
                violation_error_message="Ngày kết thúc vai trò không được trước ngày bắt đầu.",
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(to_on=None),
                name="units_membership_open_once",
                violation_error_message="Người này đang giữ vai trò đó tại đơn vị.",
            ),
            models.CheckConstraint(
                condition=Q(stands_for=None) | Q(to_on__isnull=False),
                name="units_membership_stand_in_ends",
                violation_error_message="Ủy quyền phải có ngày kết thúc.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.unit}"

    @property
    def lender_id(self) -> int | None:
        """Whose role this is while it is lent; None for one's own. Queries: none when `stands_for` is selected."""
        return self.stands_for.user_id if self.stands_for else None

    @property
    def reports(self) -> bool:
        """Whether this membership lets the person log progress and report for the unit."""
        return self.role in policy.roles_that(policy.Act.REPORT)

    @property
    def sight_path(self) -> str:
        """The top of what this membership lets the person see: the unit, or for a serving body the committee above."""
        path = self.unit.path
        return path[:-PATH_STEP] if self.unit.serves and self.unit.parent_id else path
