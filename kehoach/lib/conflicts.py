"""Somebody else saved first."""

from django.db import models


class Conflict(Exception):
    """What a person wants to save was changed since they opened it; views show both texts and lose neither.

    Takes: current: the row as it now stands in the database.
    """

    def __init__(self, current: models.Model, message: str = "Nội dung này vừa được người khác thay đổi.") -> None:
        super().__init__(message)
        self.current = current
