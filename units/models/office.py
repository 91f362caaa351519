from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

CUTOFF_HELP = "Ngày cuối của kỳ trong tháng (1–31; 31 là ngày cuối tháng). Mặc định 14: kỳ từ ngày 15 đến ngày 14."
DUE_HELP = "Số ngày làm việc sau ngày chốt số liệu để gửi báo cáo. Mặc định 2."


def _cutoff(name: str) -> models.PositiveSmallIntegerField:
    limits = [MinValueValidator(1), MaxValueValidator(31)]
    return models.PositiveSmallIntegerField(
        f"ngày chốt số liệu, {name}", default=14, validators=limits, help_text=CUTOFF_HELP
    )


def _due(name: str) -> models.PositiveSmallIntegerField:
    limits = [MaxValueValidator(60)]
    return models.PositiveSmallIntegerField(
        f"hạn gửi báo cáo, {name}", default=2, validators=limits, help_text=DUE_HELP
    )


class Office(models.Model):
    """The settings of the office, one row. Each default is the practice that product.md or document-form.md names.

    Written by: units.services.office.
    """

    class Confirmer(models.TextChoices):
        TRACKER = "tracker", "Người theo dõi (Ban Tuyên giáo)"
        UNIT = "unit", "Đơn vị tự xác nhận"

    class SecondFactor(models.TextChoices):
        NOBODY = "nobody", "Không bắt buộc với ai"
        TRUSTED = "trusted", "Người quản trị và người theo dõi"

    name = models.CharField(
        "tên cơ quan ban hành", max_length=255, default="Đảng ủy", help_text="In ở đầu văn bản, dưới tên cấp trên."
    )
    superior_name = models.CharField(
        "tên cấp trên trực tiếp", max_length=255, blank=True, help_text="In ở dòng đầu bên trái của văn bản."
    )
    place = models.CharField(
        "địa danh", max_length=100, default="", blank=True, help_text="Đứng trước ngày tháng của văn bản."
    )
    symbol = models.CharField(
        "ký hiệu cơ quan",
        max_length=20,
        default="ĐU",
        help_text="Phần sau dấu gạch chéo của ký hiệu, ví dụ ĐU trong 05-BC/ĐU.",
    )
    term = models.CharField(
        "nhiệm kỳ",
        max_length=40,
        default="2025-2030",
        help_text="Số văn bản chạy từ 01 theo từng loại trong cả nhiệm kỳ.",
    )
    signing_authority = models.CharField(
        "thẩm quyền ký", max_length=120, default="T/M BAN THƯỜNG VỤ", help_text="Dòng đầu của phần ký."
    )
    signing_post = models.CharField(
        "chức vụ người ký", max_length=120, default="BÍ THƯ", help_text="Dòng thứ hai của phần ký."
    )
    signer_name = models.CharField("họ tên người ký", max_length=150, blank=True, help_text="Có thể sửa khi ban hành.")
    recipients = models.TextField(
        "nơi nhận mặc định",
        blank=True,
        default="Thường trực cấp trên (báo cáo)\nLưu Văn phòng",
        help_text="Mỗi dòng một nơi; dòng cuối là nơi lưu.",
    )
    confirmer = models.CharField(
        "ai xác nhận hoàn thành",
        max_length=10,
        choices=Confirmer,
        default=Confirmer.TRACKER,
        help_text="Khi đơn vị báo đã xong, ai là người xác nhận. Mặc định: người theo dõi.",
    )
    due_soon_days = models.PositiveSmallIntegerField(
        "số ngày báo trước hạn",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="Nhiệm vụ còn từng này ngày trở xuống được ghi là sắp đến hạn và được nhắc. Mặc định 7.",
    )
    overdue_repeat_days = models.PositiveSmallIntegerField(
        "nhắc lại việc quá hạn sau",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
        help_text="Việc quá hạn được nhắc ngày đầu tiên rồi nhắc lại sau từng này ngày. Mặc định 7.",
    )
    before_day_counts = models.BooleanField(
        "“trước ngày” tính cả ngày đó",
        default=True,
        help_text="Việc giao “trước ngày 30/11” làm xong ngày 30/11 vẫn đúng hạn.",
    )
    quiet_from = models.TimeField(
        "không gửi thư từ", default=time(20), help_text="Thư nhắc chờ đến hết giờ yên lặng. Mặc định 20:00."
    )
    quiet_to = models.TimeField("đến", default=time(6, 30), help_text="Mặc định 06:30.")
    holidays = models.JSONField(
        "ngày nghỉ lễ",
        default=list,
        blank=True,
        help_text="Không tính là ngày làm việc. Mỗi dòng một ngày, ví dụ 2/9/2026.",
    )
    month_cutoff_day = _cutoff("kỳ tháng")
    quarter_cutoff_day = _cutoff("kỳ quý")
    half_cutoff_day = _cutoff("kỳ 6 tháng")
    nine_months_cutoff_day = _cutoff("kỳ 9 tháng")
    year_cutoff_day = _cutoff("kỳ năm")
    month_due_days = _due("kỳ tháng")
    quarter_due_days = _due("kỳ quý")
    half_due_days = _due("kỳ 6 tháng")
    nine_months_due_days = _due("kỳ 9 tháng")
    year_due_days = _due("kỳ năm")
    max_file_mb = models.PositiveSmallIntegerField(
        "dung lượng tối đa một tệp (MB)",
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(200)],
        help_text="Tệp kế hoạch và tệp minh chứng lớn hơn bị từ chối. Mặc định 20.",
    )
    max_files = models.PositiveSmallIntegerField(
        "số tệp tối đa một lần cập nhật",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
        help_text="Mặc định 10.",
    )
    second_factor_for = models.CharField(
        "bắt buộc xác nhận hai lớp",
        max_length=10,
        choices=SecondFactor,
        default=SecondFactor.NOBODY,
        help_text="Ngoài mật khẩu, người thuộc diện này phải nhập mã từ ứng dụng xác thực trên điện thoại; khi bật, họ "
        "được mời đăng nhập lại và thiết lập. Mặc định: không bắt buộc; cơ quan mới lập thì bắt buộc.",
    )
    is_demo = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "thiết lập của cơ quan"
        verbose_name_plural = "thiết lập của cơ quan"
        constraints = [
            models.CheckConstraint(
                condition=Q(pk=1), name="units_office_is_one_row", violation_error_message="Chỉ có một bộ thiết lập."
            ),
            models.CheckConstraint(
                condition=~Q(quiet_from=models.F("quiet_to")),
                name="units_office_quiet_hours_differ",
                violation_error_message="Giờ bắt đầu và giờ kết thúc yên lặng phải khác nhau.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def cutoff_day(self, kind: str) -> int:
        """Last day of a reporting month for a kind of period: month, quarter, half, nine_months or year."""
        return getattr(self, f"{kind}_cutoff_day")

    def due_days(self, kind: str) -> int:
        """Working days from the cut-off to the due day; special periods (sơ kết …) are due like a year's."""
        return getattr(self, f"{kind}_due_days", self.year_due_days)
