from django.db import models

from units.models.people import User


class Identity(models.Model):
    """Who a person is to the provider of single sign-on: whoever it signs on as this subject is that person.

    Written by: units.services.identities.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="identities", verbose_name="người dùng")
    issuer = models.CharField("hệ thống đăng nhập chung", max_length=255)
    subject = models.CharField("mã định danh tại đó", max_length=255)
    linked_at = models.DateTimeField("gắn lúc")

    class Meta:
        verbose_name = "tài khoản đăng nhập chung"
        verbose_name_plural = "tài khoản đăng nhập chung"
        ordering = ["user", "issuer"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                name="units_identity_subject_once",
                violation_error_message="Tài khoản đăng nhập chung này đã gắn với một người.",
            ),
            models.UniqueConstraint(
                fields=["user", "issuer"],
                name="units_identity_one_each",
                violation_error_message="Người này đã gắn với một tài khoản đăng nhập chung khác.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.subject}"
