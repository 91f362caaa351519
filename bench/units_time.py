"""Times of the tree of units at 100, 5,000 and 50,000 units: python -m bench.units_time

Works on the database of DATABASE_URL, which may be empty; migrates it first. Each size is made in a transaction that is
taken back. Processor time, because other work may use the machine: on SQLite that is all of it. A look is the median of
several, through the program without a server; an act is done once.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from tasks.models import Plan, Section, Task  # noqa: E402
from tasks.services.assignments import assign_units  # noqa: E402
from units.documents.register import REGISTER  # noqa: E402
from units.models import ListUpload, Membership, Reorganisation, Unit, User  # noqa: E402
from units.querysets import below_any  # noqa: E402
from units.services.register import export_units  # noqa: E402
from units.services.reorganisations.acts import confirm_act, prepare_act, undo_act  # noqa: E402
from units.services.reorganisations.due import carry_out_due_acts  # noqa: E402
from units.services.reorganisations.rules import Outcome  # noqa: E402
from units.services.tree import UnitFacts, create_unit, shift_units  # noqa: E402
from units.services.uploads import confirm_list, upload_list, work_on_list  # noqa: E402

SIZES = (100, 5_000, 50_000)
BRANCH = 50  # units in a committee, itself included
FILE = 25_000  # units in a file of the register; beyond some 27,000 it is refused
LARGE = 5_000  # units whose committees are put below two, which then merge
LOOKS = 7
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
OPENED = TODAY - timedelta(days=1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    call_command("migrate", verbosity=0)
    print(f"{connection.vendor}, load {os.getloadavg()[0]:.1f}; milliseconds, in brackets queries")
    for size in parser.parse_args().sizes:
        with transaction.atomic():
            told = [f"{name} {text}" for name, text in times(size)]
            transaction.set_rollback(True)
        print(f"{size}: {'; '.join(told)}", flush=True)


def times(size: int) -> Iterator[tuple[str, str]]:
    root = create_unit(parent=None, facts=_facts("DU", "committee"), by=None, now=NOW)
    administrator = _person("quantri", root, "administrator")
    yield "import of the register", _once(lambda: _import(administrator, size))
    yield "the same, each unit with a new short name", _once(lambda: _import(administrator, size, short_name="Mới"))
    yield "export", _once(lambda: export_units(by=administrator, today=TODAY))
    committees = list(Unit.objects.filter(parent=root).order_by("path"))
    secretary = _person("bithu", committees[0], "secretary")
    for who, person in (("administrator", administrator), ("secretary", secretary)):
        for what, look in looks(person, committees[0]).items():
            yield f"{what}, {who}", _look(look)
    _give_work(root, committees[:2], administrator)
    act = _prepared(root, committees[:2], "HN1", administrator)
    yield f"merge of two with {BRANCH - 1} below and work", _once(lambda: _confirm(act, administrator))
    if size >= LARGE:
        yield from _large_merge(root, committees[2 : LARGE // BRANCH], administrator)


def _large_merge(root: Unit, committees: list[Unit], by: User) -> Iterator[tuple[str, str]]:
    """Two units with half of the committees each become one, and are taken apart again."""
    halves = [create_unit(parent=root, facts=_facts(code, "committee"), by=by, now=NOW) for code in ("DUA", "DUB")]
    for half, first in zip(halves, (0, 1), strict=True):
        shift_units(units=committees[first::2], parent=half)
    _give_work(root, halves, by)
    act = _prepared(root, halves, "HN2", by)
    yield "merge of a large two", _once(lambda: _confirm(act, by))
    yield "the same, undone", _once(lambda: _undo(act, by))


def looks(person: User, committee: Unit) -> dict[str, Callable[[], Any]]:
    client, tree = Client(), reverse("units:unit_list")
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return {
        "tree page": lambda: client.get(tree),
        "branch opened": lambda: client.get(tree, {"parent": committee.pk}, headers={"HX-Request": "true"}),
        "search": lambda: client.get(tree, {"q": "hoa binh 77"}),
        "visible_to": lambda: Unit.objects.visible_to(_again(person)).count(),
    }


def _import(by: User, size: int, **told: str) -> None:
    """All units as files of Excel, each as long as one may be, as the job does it: judged, then judged and written."""
    for first in range(0, size, FILE):
        rows = [_cells(number) | told for number in range(first, min(first + FILE, size))]
        file = ContentFile(REGISTER.xlsx(rows, issuer="", day=TODAY), "don-vi.xlsx")
        record = upload_list(kind=ListUpload.Kind.UNITS, file=file, by=by, now=NOW)
        work_on_list(pk=record.pk, clock=timezone.now)
        record.refresh_from_db()
        confirm_list(record=record, digest=record.digest, by=by)
        work_on_list(pk=record.pk, clock=timezone.now)


def _cells(number: int) -> dict[str, str]:
    """One committee, then the cells below it."""
    place, order = divmod(number, BRANCH)
    blank = dict.fromkeys(("short_name", "aliases", "contact", "position", "closed_on"), "")
    if order == 0:
        own = {"code": f"DB{place}", "name": f"Đảng bộ cơ sở {place}", "kind": "Đảng bộ cơ sở", "parent": "DU"}
    else:
        name = f"Chi bộ Hòa Bình {number}"
        own = {"code": f"CB{number}", "name": name, "kind": "Chi bộ trực thuộc", "parent": f"DB{place}"}
    return blank | own | {"opened_on": "1/1/2020"}


def _prepared(root: Unit, units: list[Unit], code: str, by: User) -> Reorganisation:
    after = Outcome(code=code, name=f"Đảng bộ hợp nhất {code}", kind="base_committee", parent=root)
    words: dict[str, Any] = {"kind": "merge", "number": "1", "decided_on": TODAY, "effective_on": TODAY}
    return prepare_act(**words, before=units, outcomes=[after], by=by, now=NOW)


def _confirm(act: Reorganisation, by: User) -> None:
    confirm_act(act=act, choices={}, version=act.version, by=by, now=NOW)
    carry_out_due_acts(today=TODAY, now=NOW)  # a large one is left to the job


def _undo(act: Reorganisation, by: User) -> None:
    undo_act(act=act, by=by, now=NOW)
    carry_out_due_acts(today=TODAY, now=NOW)


def _give_work(root: Unit, committees: list[Unit], by: User) -> None:
    """One plan with ten tasks for all units of these committees."""
    plan = Plan.objects.create(issuer=root, title="bench", state="active", issued_on=TODAY, reports_from=TODAY)
    units = below_any(unit.path for unit in committees)
    section = Section.objects.create(plan=plan, position=1, numeral="I")
    terms: dict[str, Any] = {"role": "implement", "due_on": None, "period_kind": "quarter", "by": by, "now": NOW}
    for number in range(10):
        task = Task.objects.create(plan=plan, section=section, position=number, text="việc", search_text="viec")
        assign_units(task=task, units=Unit.objects.filter(units), **terms)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself after such a load


def _person(name: str, unit: Unit, role: str) -> User:
    person = User.objects.create_user(username=name, full_name=name, sort_key=name, search_text=name)
    Membership.objects.create(user=person, unit=unit, role=role, from_on=OPENED)
    return person


def _facts(code: str, kind: str) -> UnitFacts:
    return UnitFacts(code=code, name=f"Đơn vị {code}", kind=kind, opened_on=OPENED)


def _again(person: User) -> User:
    """As the next request would read them."""
    return User.objects.get(pk=person.pk)


def _look(act: Callable[[], Any]) -> str:
    act()
    spent = [_timed(act) for _ in range(LOOKS)]
    return f"{statistics.median(seconds for seconds, _ in spent) * 1000:.0f} ({spent[-1][1]})"


def _once(act: Callable[[], Any]) -> str:
    seconds, queries = _timed(act)
    return f"{seconds * 1000:.0f} ({queries})"


def _timed(act: Callable[[], Any]) -> tuple[float, int]:
    asked = 0

    def count(execute: Any, *arguments: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*arguments)

    start = time.process_time()
    with connection.execute_wrapper(count):
        act()
    return time.process_time() - start, asked


if __name__ == "__main__":
    main()
