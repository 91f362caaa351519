from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from reports.models.unit_reports import ReportLine
from reports.querysets import OfLineQuerySet
from tasks.models import Indicator


class IndicatorValue(models.Model):
    """The number that a unit gives for the period in one line of its report. No row means not reported, never zero.

    Written by: reports.services.indicators. A ratio has its denominator too: value out of denominator.
    """

    line = models.ForeignKey(ReportLine, models.PROTECT, related_name="values", verbose_name="dòng báo cáo")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name="chỉ tiêu")
    value = models.DecimalField("số liệu", max_digits=15, decimal_places=2, validators=[MinValueValidator(0)])
    denominator = models.DecimalField("trên tổng số", max_digits=15, decimal_places=2, null=True, blank=True)

    objects = OfLineQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu báo cáo"
        verbose_name_plural = "số liệu báo cáo"
        ordering = ["line", "indicator"]
        constraints = [
            models.UniqueConstraint(fields=["line", "indicator"], name="reports_indicatorvalue_once"),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="reports_indicatorvalue_not_negative",
                violation_error_message="Số liệu không được là số âm.",
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0),
                name="reports_indicatorvalue_denominator_positive",
                violation_error_message="Tổng số phải lớn hơn 0.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value}" if self.denominator is None else f"{self.value}/{self.denominator}"
