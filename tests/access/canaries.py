"""One secret in every text of one unit's work: every text field of every model is found by looking at the models.

A model or a field that is new has a canary by itself, or fails tests/test_leaks.py until it is named here.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import IntegrityError, models, transaction

from kehoach.lib.vietnamese import fold
from reports.models import Comment, Phrases, Review, UnitReport
from reports.selectors.revisions import content_of
from tasks.models import Digest, Draft, DraftFile, Indicator, Recipient
from tasks.services.files import check_files, keep_evidence, keep_files
from tests.access.world import World
from tests.factories import NOW, TODAY, make_period
from tests.tasks.sample_files import archive, upload
from units.models import Identity, Reorganisation, ReorganisedUnit, Unit
from units.selectors import get_office
from units.services.changes import record_change

TOKEN = "qzx7391"  # survives folding, escaping and the encodings of addresses, and nothing else says it
SECRET = f"{TOKEN} chim hoàng yến"

# By what the rows of each model belong to the cell, or to what only the cell is given.
OF_THE_CELL = {
    "units.Unit": "pk",
    "units.Reorganisation": "units__unit",
    "units.ReorganisedUnit": "unit",
    "tasks.Assignment": "unit",
    "tasks.Update": "assignment__unit",
    "tasks.Evidence": "update__assignment__unit",
    "tasks.Extension": "assignment__unit",
    "tasks.Notice": "unit",
    "reports.UnitReport": "unit",
    "reports.ReportLine": "report__unit",
    "reports.Review": "report__unit",
    "reports.LineReturn": "line__report__unit",
    "reports.Comment": "assignment__unit",
    "reports.Example": "unit",
    "reports.ExampleFile": "example__unit",
    "reports.Adoption": "unit",
    "reports.Urge": "unit",
    "reports.Direction": "unit",
}
OF_ITS_SECRETARY = {
    "units.User": "pk",
    "units.Identity": "user",
    "tasks.Digest": "person",
    "tasks.Draft": "person",
    "tasks.DraftFile": "draft__person",
}
# What only the administrator sees who uploaded it.
OF_THE_ADMINISTRATOR = {"units.ListUpload": "uploaded_by"}
# A plan that ended, and that gave work to the cell alone.
OF_ITS_PLAN = {
    "tasks.Plan": "pk",
    "tasks.Section": "plan",
    "tasks.Task": "plan",
    "tasks.Recipient": "plan",
    "tasks.Indicator": "plan",
    "reports.Period": "plan",
}
# What only those see who set up or watch the plans of the committee at the top.
OF_THE_BOARD = {
    "tasks.PlanImport": "issuer",
    "tasks.ImportStep": "record__issuer",
    "reports.Phrases": "issuer",
}
OF_THE_ROLLUP = {"reports.Rollup": "pk", "reports.RollupPart": "rollup", "reports.RollupBuild": "rollup"}
# No row of these belongs to a unit.
SHARED = {
    "units.Office": "the office's settings, printed on what everybody gets",
    "units.LedgerEntry": "numbers and hashes",
    "tasks.Collective": "the plan's own words, shown with its tasks",
    "tasks.JobRun": "how the background works",
    "reports.RollupFile": "frozen with its bytes, which are built from the rows of OF_THE_ROLLUP",
    "units.Change": "frozen by the database: plant() writes one through its service, with the secret in all its texts",
}
# Not words of a person: made by the program, or a value that it reads.
MADE = {
    "units.Unit": {"path", "sort_key", "inherits"},
    "units.User": {"username", "password", "phone_digits", "sort_key"},
    "units.Reorganisation": {"journal", "choices"},
    "units.ListUpload": {"file", "sha256", "result", "digest", "origin"},
    "tasks.Draft": {"form", "page"},
    "tasks.DraftFile": {"file", "content_type", "sha256"},
    "tasks.Notice": {"key", "subject", "link"},
    "tasks.Digest": {"message_id"},
    "tasks.Task": {"quote_place"},
    "tasks.Evidence": {"file", "small", "content_type", "sha256"},
    "tasks.PlanImport": {"file", "sha256", "proposal", "names", "paragraphs", "gone"},
    "tasks.ImportStep": {"draft"},
    "reports.ExampleFile": {"file", "small", "content_type", "sha256"},
    "reports.Review": {"content"},  # the report's words once more: planted with them
    "reports.Rollup": {"figures", "ledger_hash"},
    "reports.RollupBuild": {"built_from"},
}


def plant(world: World, words: str = SECRET) -> None:
    """Put the words into every text of every row that is the cell's, or that the other people may not see."""
    _more_rows(world)
    for row in rows_of(world):
        for field in texts_of(type(row)):
            _write(row, field, words)
    for review in Review.objects.filter(report__unit=world.rows["cell"]):
        Review.objects.filter(pk=review.pk).update(content=content_of(review.report))
    cell = Unit.objects.get(pk=world.rows["cell"].pk)
    told = {"before": {"x": words}, "after": {"y": words}, "reason": words}
    record_change(cell, "Sửa", by=world.people["administrator"], now=NOW, **told)


def rows_of(world: World) -> Iterator[models.Model]:
    """All rows that get the secret; at least one of each model."""
    owners = (
        (OF_THE_CELL, world.rows["cell"]),
        (OF_ITS_SECRETARY, world.rows["own"]),
        (OF_THE_ADMINISTRATOR, world.people["administrator"]),
        (OF_ITS_PLAN, world.rows["ended_plan"]),
        (OF_THE_BOARD, world.places["root"][0]),
        (OF_THE_ROLLUP, world.rows["issuing"]),
    )
    for lookups, owner in owners:
        for label, lookup in lookups.items():
            rows = apps.get_model(label)._default_manager.filter(**{lookup: owner.pk}).distinct()
            assert rows, f"no {label} in the world"
            yield from rows


def texts_of(model: type[models.Model]) -> list[models.Field]:
    """The fields that hold words."""
    kinds = (models.CharField, models.TextField, models.JSONField, models.FileField)
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, kinds) and not field.choices and field.name not in MADE.get(model._meta.label, ())
    ]


def models_to_name() -> set[str]:
    """The models with texts of which this module does not say whose they are."""
    known = OF_THE_CELL | OF_ITS_SECRETARY | OF_THE_ADMINISTRATOR | OF_ITS_PLAN | OF_THE_BOARD | OF_THE_ROLLUP | SHARED
    found = (model for name in ("units", "tasks", "reports") for model in apps.get_app_config(name).get_models())
    return {model._meta.label for model in found if texts_of(model)} - set(known)


def _write(row: models.Model, field: models.Field, words: str) -> None:
    """A text that goes with another state of the row is refused by the database; some other row then has it."""
    with suppress(IntegrityError), transaction.atomic():
        type(row)._default_manager.filter(pk=row.pk).update(**{field.attname: _canary(field, row, words)})


def _canary(field: models.Field, row: models.Model, words: str) -> Any:
    if isinstance(field, models.JSONField):
        return [words] if field.default is list else {"x": words}
    words = f"{words} {row.pk}"
    if field.name == "search_text":
        return fold(words)
    if isinstance(field, models.EmailField):
        return f"{TOKEN}-{row.pk}@vidu.vn"
    return words[: field.max_length]


def _more_rows(world: World) -> None:
    """What a world needs besides, so that no model is without a row of the cell."""
    rows, own, tracker = world.rows, world.people["own"], world.people["tracker"]
    cell, ended = rows["cell"], rows["ended_plan"]
    assert isinstance(cell, Unit)
    make_period(ended)
    Recipient.objects.create(plan=ended, position=1, text="Lưu")
    Indicator.objects.create(plan=ended, task=ended.tasks.get(), position=1, name="Số buổi", measure="buổi")
    Phrases.objects.create(issuer=world.places["root"][0], texts=[])
    for about in ({"assignment": rows["assignment"]}, {"report": rows["sent"]}):
        Comment.objects.create(**about, key=uuid4(), text=SECRET, at=NOW, by=tracker)
    UnitReport.objects.filter(unit=cell).update(reopened_until=TODAY, reopened_reason=SECRET)
    for place in (("reports:report_edit", "draft"), ("tasks:update_create", "assignment")):
        draft = Draft.objects.create(person=own, form=world.url(*place), page="a" * 32, fields={}, at=NOW)
    Identity.objects.create(user=own, issuer="https://vidu.vn", subject="1", linked_at=NOW)
    Digest.objects.create(person=own, message_id="<1@vidu.vn>", made_at=NOW, next_try_at=NOW)
    act = Reorganisation.objects.create(
        kind="rename", number="1", decided_on=TODAY, effective_on=TODAY + timedelta(days=30), state="planned",
        prepared_at=NOW, prepared_by=world.people["administrator"],
    )  # fmt: skip
    for side in ReorganisedUnit.Side:
        ReorganisedUnit.objects.create(
            act=act,
            side=side,
            position=1,
            unit=cell,
            code=cell.code,
            name=cell.name,
            kind=cell.kind,
            parent=cell.parent,
        )
    document = archive("[Content_Types].xml", "word/document.xml", text=f"<w:p><w:t>{SECRET}</w:t></w:p>")
    files = check_files([upload(f"{SECRET}.docx", document)], get_office())
    keep_evidence(rows["assignment"].updates.get(), files)
    keep_files(DraftFile, files, draft=draft)
