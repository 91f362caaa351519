"""What an act changes, row by row: doing and undoing are the same conditional UPDATE with its sides exchanged."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import Model, ProtectedError

from units.models import Unit
from units.services.tree import shift_units

BATCH = 2000
CHANGED = "Dữ liệu đã thay đổi sau việc sắp xếp này nên không làm được nữa. Hãy ghi một việc sắp xếp mới."

Values = Mapping[str, Any]
Row = tuple[int, Values, Values]  # key, columns before, columns after; as JSON can keep them


class Journal:
    """Writes what it is told and remembers it. Shape: a list of entries that JSON can keep, in the order of writing.

    Rows that change alike share an entry, so an act on 50,000 rows is a few statements and a few lists of keys.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]] = ()) -> None:
        self.entries = list(entries)

    def change(self, model: type[Model], rows: Iterable[Row]) -> None:
        """Errors: ValidationError when a row stands no longer as it was before."""
        alike: dict[tuple[str, str], list[int]] = defaultdict(list)
        for pk, before, after in rows:
            alike[json.dumps(before, sort_keys=True), json.dumps(after, sort_keys=True)].append(pk)
        for (before_text, after_text), keys in alike.items():
            before, after = json.loads(before_text), json.loads(after_text)
            _update(model, keys, before, after)
            self._note("change", model, keys=keys, before=before, after=after)

    def make(self, model: type[Model], rows: Sequence[Any]) -> None:
        """Write new rows; undone, they go again."""
        if rows:
            made = model._default_manager.bulk_create(rows, batch_size=BATCH)
            self._note("make", model, keys=[row.pk for row in made])

    def move(self, units: Sequence[Unit], parent: Unit) -> None:
        """Put units that lie side by side under another parent."""
        if units:
            self.moved(units, units[0].parent_id, parent.pk)
            shift_units(units=units, parent=parent)

    def moved(self, units: Sequence[Unit], before: int | None, after: int | None) -> None:
        """Remember a move that is made already."""
        self._note("move", Unit, keys=[unit.pk for unit in units], before=before, after=after)

    def undo(self) -> None:
        """Take everything back, the last first. Errors: ValidationError when something was changed since."""
        for entry in reversed(self.entries):
            model, keys = apps.get_model(entry["model"]), entry["keys"]
            if entry["act"] == "change":
                _update(model, keys, entry["after"], entry["before"])
            elif entry["act"] == "make":
                _delete(model, keys)
            else:
                _move_back(keys, entry["before"], entry["after"])

    def _note(self, act: str, model: type[Model], **facts: Any) -> None:
        self.entries.append({"act": act, "model": model._meta.label_lower, **facts})


def _update(model: type[Model], keys: Sequence[int], before: Values, after: Values) -> None:
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        if model._default_manager.filter(pk__in=batch, **before).update(**after) != len(batch):
            raise ValidationError(CHANGED)


def _delete(model: type[Model], keys: Sequence[int]) -> None:
    try:
        model._default_manager.filter(pk__in=keys).delete()
    except ProtectedError as error:
        raise ValidationError(CHANGED) from error


def _move_back(keys: Sequence[int], before: int, after: int) -> None:
    parent = Unit.objects.get(pk=before)
    units = list(Unit.objects.filter(pk__in=keys, parent=after).order_by("path"))
    if parent.closed_on or len(units) != len(keys):
        raise ValidationError(CHANGED)
    shift_units(units=units, parent=parent)
