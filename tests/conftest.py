"""The cast: one small bloc and everybody who meets in the tests."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client

from tests.factories import make_assignment, make_plan, make_task, make_unit, make_user
from units.models import Unit, User

FREEZING = ("reports.migrations.0003_freeze_issued_rollups", "units.migrations.0005_refuse_ledger_changes")


def pytest_unconfigure() -> None:
    """Each process removes its scratch data (tests/settings.py); parallel ones end without the usual farewell."""
    shutil.rmtree(django_settings.VAR_DIR, ignore_errors=True)


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path_factory) -> Path:
    """Uploaded files and mails of one test lie in a folder of its own."""
    folder = tmp_path_factory.mktemp("files")
    settings.MEDIA_ROOT = folder
    settings.LEDGER_HEADS = folder / "ledger_heads"
    return folder


@pytest.fixture(autouse=True, scope="session")
def _emptying_lets_frozen_rows_go() -> Iterator[None]:
    """What empties SQLite after a test that commits deletes row by row, which the triggers would refuse.

    PostgreSQL truncates, and no trigger is asked.
    """
    if connection.vendor != "sqlite":
        yield
        return
    freezing = [import_module(name) for name in FREEZING]
    operations = type(connection.ops)
    empty = operations.sql_flush

    def sql_flush(self, *args, **kwargs) -> list[str]:
        drops = [sql for module in freezing for sql in module.drop_sql("sqlite")]
        creates = [sql for module in freezing for sql in module.create_sql("sqlite")]
        return [*drops, *empty(self, *args, **kwargs), *creates]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture
def database_url(transactional_db: None) -> str:
    """The address of the test's database for another process; committed rows are seen there."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    return f"postgres://{made['USER']}:{made['PASSWORD']}@{made['HOST']}:{made['PORT']}/{made['NAME']}"


@pytest.fixture
def redis_url() -> str:
    """A Redis database of this test process alone, empty; for tests with the marker `redis`."""
    import redis

    server = os.environ["REDIS_URL"].rsplit("/", 1)[0]
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = f"{server}/{number + 1}"
    with redis.Redis.from_url(url) as client:
        client.flushdb()
    return url


@dataclass(frozen=True)
class Bloc:
    """The units: a bloc with boards, a base committee with two cells, two base cells, two bodies around them."""

    root: Unit
    standing: Unit
    board: Unit
    inspection: Unit
    committee: Unit  # a base committee …
    cell: Unit  # … with this cell
    other_cell: Unit  # … and this one below
    base_cell: Unit
    sibling: Unit
    youth: Unit
    partner: Unit


@dataclass(frozen=True)
class Cast:
    """The people, each with one role; `stranger` has an account and no membership."""

    secretary: User  # of base_cell
    sibling_secretary: User  # of sibling
    committee_secretary: User  # of the base committee
    cell_secretary: User  # of the cell below it
    tracker: User
    standing: User
    administrator: User
    inspector: User
    stranger: User


@pytest.fixture
def bloc(db: None) -> Bloc:
    root = make_unit("DUK", "committee", name="Đảng bộ Khối thử nghiệm")
    committee = make_unit("DB01", "base_committee", root, name="Đảng bộ Sở Thử nghiệm")
    return Bloc(
        root=root,
        standing=make_unit("BTV", "standing", root, name="Ban Thường vụ Đảng ủy Khối"),
        board=make_unit("BTG", "board", root, name="Ban Tuyên giáo Đảng ủy Khối"),
        inspection=make_unit("UBKT", "board", root, name="Ủy ban Kiểm tra Đảng ủy Khối"),
        committee=committee,
        cell=make_unit("CB011", "cell", committee, name="Chi bộ Văn phòng Sở"),
        other_cell=make_unit("CB012", "cell", committee, name="Chi bộ Thanh tra Sở"),
        base_cell=make_unit("CB02", "base_cell", root, name="Chi bộ Công ty Ánh Sáng"),
        sibling=make_unit("CB03", "base_cell", root, name="Chi bộ Bảo tàng tỉnh"),
        youth=make_unit("DTN", "mass", root, name="Đoàn Thanh niên Khối", short_name="Đoàn Khối"),
        partner=make_unit("LMHTX", "partner", root, name="Liên minh Hợp tác xã tỉnh"),
    )


@pytest.fixture
def cast(bloc: Bloc) -> Cast:
    return Cast(
        secretary=make_user("bithu", bloc.base_cell),
        sibling_secretary=make_user("bithu2", bloc.sibling),
        committee_secretary=make_user("bithudb", bloc.committee),
        cell_secretary=make_user("bithucb", bloc.cell),
        tracker=make_user("tuyengiao", bloc.board, "tracker"),
        standing=make_user("thuongvu", bloc.standing, "standing"),
        administrator=make_user("quantri", bloc.root, "administrator"),
        inspector=make_user("kiemtra", bloc.inspection, "inspection"),
        stranger=make_user("nguoila"),
    )


@pytest.fixture
def as_user(client: Client) -> Callable[[User], Client]:
    """A client signed in as this person; one at a time."""

    def sign_in(user: User) -> Client:
        client.logout()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return sign_in


@pytest.fixture
def plan(bloc: Bloc):
    """An active plan of the bloc, tracked by the propaganda board, with one task."""
    plan = make_plan(bloc.root, bloc.board)
    make_task(plan)
    return plan


@pytest.fixture
def assignment(plan, bloc: Bloc):
    """The plan's task given to base_cell: routine."""
    return make_assignment(plan.tasks.get(), bloc.base_cell)
