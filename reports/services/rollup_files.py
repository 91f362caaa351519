"""The files of a roll-up: asked for as a row, kept for a draft while it stays as it is, frozen when it is issued.

They are built by a job, see rollup_builds.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Sum

from reports.models import Rollup, RollupBuild, RollupFile, UnitReport
from reports.services.rollups import FROZEN
from units.models import Office

KEPT_FOR = timedelta(days=7)
Files = Mapping[RollupFile.Kind, bytes]


@transaction.atomic
def ask_files(*, rollup: Rollup, office: Office, now: datetime) -> None:
    """Owe the files of a draft. Repeat: nothing more while they are owed, or stand as the draft stands.

    Errors: ValidationError when it is no draft.
    """
    if not rollup.is_draft:
        raise ValidationError(FROZEN[rollup.state])
    build = build_of(rollup)
    if build is None or (build.state != RollupBuild.State.OWED and not stands(build, rollup, office)):
        owe_files(rollup, now)


def owe_files(rollup: Rollup, now: datetime) -> None:
    """Owe the files of a roll-up as it is now; what is being built of it counts no more."""
    anew = {"state": RollupBuild.State.OWED, "asked_at": now, "attempts": 0, "lease": None, "leased_until": None}
    empty = {"built_from": "", "docx": None, "xlsx": None, "failure": ""}
    RollupBuild.objects.update_or_create(rollup=rollup, defaults=anew | empty)


def build_of(rollup: Rollup) -> RollupBuild | None:
    """How the files of a roll-up stand, without their bytes. Queries: 1."""
    return RollupBuild.objects.filter(rollup=rollup).defer("docx", "xlsx").first()


def stands(build: RollupBuild | None, rollup: Rollup, office: Office) -> bool:
    """Whether files are built that say what the draft says now. Queries: 1."""
    return build is not None and build.built_from != "" and build.built_from == content_of(rollup, office)


def content_of(rollup: Rollup, office: Office) -> str:
    """A short name of all that a draft's files say: its texts and figures, the units' reports, the office's names."""
    reports = UnitReport.objects.filter(period=rollup.period_id).aggregate(
        all=Count("pk"), expected=Count("pk", filter=Q(expected=True)), versions=Sum("version", default=0)
    )
    names = [office.superior_name, office.name, office.place]
    said = json.dumps([rollup.version, *reports.values(), *names], ensure_ascii=False)
    return sha256_of(said.encode())


def clear_old_files(*, now: datetime) -> int:
    """Let go of drafts' files that were asked for long ago; a press of the button makes them again. Gives: how many."""
    old = RollupBuild.objects.exclude(state=RollupBuild.State.OWED).filter(asked_at__lt=now - KEPT_FOR)
    return old.delete()[0]


def keep_files(rollup: Rollup, files: Files) -> None:
    """The bytes of an issue, with their hash; the database lets nobody change them."""
    for kind, content in files.items():
        name = f"bao-cao-{rollup.number:02d}-{rollup.period.starts_on:%Y%m%d}.{kind}"
        RollupFile.objects.create(rollup=rollup, kind=kind, name=name, content=content, sha256=sha256_of(content))


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def file_is_whole(file: RollupFile) -> bool:
    """Whether the kept bytes are still those that were issued."""
    return sha256_of(bytes(file.content)) == file.sha256
