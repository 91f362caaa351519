"""Asking an address of the world as somebody of it, and taking back whatever that did."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any

from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from lxml import html

from tests.access.expecting import SIGNED_IN, Need
from tests.access.world import DOCUMENT, World, new_register
from tests.factories import PASSWORD, TODAY
from units.documents.people import PEOPLE

NEW_PASSWORD = "con đường làng xưa"
# What a visitor sees without an account; all else leads to the log-in.
OPEN = {
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "sign_on",
    "sign_on_finish",
    "healthz",
    "offline",
    "readyz",
    "service_worker",
}


class Row:
    """One line of a table; tests/test_access_matrix.py says how to read it."""

    def __init__(self, line: str) -> None:
        address, needs, answer = (part.split() for part in line.split(" | "))
        self.name, self.method, *self.args = address
        self.needs = [Need.read(need) for need in needs if need != SIGNED_IN]
        self.answer = 302 if answer == ["→"] else int(answer[0])

    def is_open_to(self, world: World, person: str) -> bool:
        return world.people[person] is not None and all(need.is_met(world, person) for need in self.needs)

    def expected(self, world: World) -> dict[str, int]:
        """The status for each of the people."""
        return {person: self._status(world, person) for person in world.people}

    def _status(self, world: World, person: str) -> int:
        """Of the first need that is not met, else of the act itself."""
        if world.people[person] is None:
            shown = self.method == "GET" or self.answer != 302
            return 302 if not shown or self.name not in OPEN else 200 if self.answer == 302 else self.answer
        return next((need.refusal for need in self.needs if not need.is_met(world, person)), self.answer)

    def __str__(self) -> str:
        return " ".join([self.name, self.method, *self.args])


def query_of(world: World, row: Row) -> dict[str, Any]:
    """What stands behind the question mark."""
    plan, cell = world.rows["plan"].pk, world.rows["cell"].pk
    queries = {"reports:urge": {"plan": plan, "unit": cell}, "reports:period_create": {"plan": plan}}
    return queries.get(row.name, {}) if row.method == "GET" else {}


def form_of(world: World, row: Row) -> dict[str, Any]:
    """What a person types, beyond what stands in the form already."""
    rows = world.rows
    reason = {"reason": "Theo chỉ đạo của cấp trên."}
    new_role = {"role": "deputy", "unit": "CB012", "from_on": "2026-11-18"}
    return {
        "account_login": {"login": "bithu", "password": PASSWORD},
        "account_change_password": {
            "oldpassword": PASSWORD,
            "password1": "Con đường làng xưa",
            "password2": "Con đường làng xưa",
        },
        "units:unit_create": {
            "parent": "DB01",
            "name": "Chi bộ Mới",
            "code": "CBM",
            "kind": "cell",
            "opened_on": "2026-11-01",
        },
        "units:register_import": {"file": SimpleUploadedFile("don-vi.xlsx", new_register())},
        "units:list_confirm": {"digest": rows["upload"].digest},
        "units:people_import": {"file": SimpleUploadedFile("nguoi.xlsx", _people())},
        "units:unit_edit": {"short_name": "Tên gọn mới"},
        "units:user_edit": {"post": "Chức vụ mới"},
        "units:reorganisation_confirm": {"version": rows["act"].version},
        "units:user_create": {"full_name": "Người Mới", "username": "moi", "email": "moi@vidu.vn", **new_role},
        "units:role_grant": new_role,
        "units:user_hand_over": {"successor": "chuavao", "seen": f"{rows['newcomer'].pk} 2026-11-18"},
        "units:invitations": {"who": "all", "by": "mail"},
        "units:role_lend": {"user": "bithucb", "to_on": "2026-11-25"},
        "units:role_end": {"ends_on": "2026-11-18", **reason},
        "tasks:plan_close": reason,
        "tasks:plan_reopen": reason,
        "tasks:task_create": {"text": "Việc mới thêm"},
        "tasks:assignments_change": {"row": f"{rows['assignment'].pk}:0", "period_kind": "month", **reason},
        "tasks:assignment_add": {"unit": rows["spare"].pk},
        "tasks:plan_import": {"file": SimpleUploadedFile("k.md", DOCUMENT.encode()), "issuer": rows["plan"].issuer_id},
        "tasks:import_head": {"issued_on": "2026-08-10"},
        "tasks:import_act": {"act": "task:0.0", "version": rows["import"].version},
        "tasks:import_undo": {"act": "undo", "version": rows["import"].version},
        "tasks:import_difference": {f"gone-{rows['task'].pk}": "keep"},
        "tasks:plan_renew": {"file": SimpleUploadedFile("k.md", DOCUMENT.encode())},
        "tasks:import_name": {"means": "unit", "unit": rows["cell"].pk},
        "tasks:import_discard": {"version": rows["import"].version},
        "tasks:update_create": {"state": "in_progress", "percent": "50", "result": "Đã tập huấn."},
        "tasks:update_all": {f"a{rows['assignment'].pk}-result": "Đã tập huấn."},
        "tasks:confirm_done": {"version": rows["awaiting"].version},
        "tasks:send_back": reason,
        "tasks:extension_ask": {"wanted_due_on": "2026-12-20", **reason},
        "tasks:extension_decide": {"decision": "accept"},
        "tasks:undo_decision": {"version": rows["done"].version},
        "reports:report_pull": {"version": rows["draft"].version},
        "reports:report_send": {"version": rows["draft"].version},
        "reports:accept_many": {"report": f"{rows['sent'].pk}-1"},
        "reports:review": {"decision": "returned", "revision": 1, **reason},
        "reports:phrases": {"texts": "Thiếu số liệu."},
        "reports:comment_on_report": {"text": "Xin nêu rõ hơn.", "key": "6a1c1a8e-5d0e-4c53-9d9e-3c1f6f3a7b11"},
        "reports:comment_on_assignment": {"text": "Xin nêu rõ hơn.", "key": "6a1c1a8e-5d0e-4c53-9d9e-3c1f6f3a7b12"},
        "reports:period_reopen": {"unit": "CB011", "until": "2026-11-30", **reason},
        "reports:direction_task": {"unit": "CB011", "due_on": "2026-12-20"},
        "reports:urge": {
            "plan": rows["plan"].pk,
            "unit": rows["cell"].pk,
            "step": "send",
            "message": "Đề nghị báo cáo.",
            "key": "6a1c1a8e-5d0e-4c53-9d9e-3c1f6f3a7b10",
        },
        "reports:period_create": {
            "plan": rows["plan"].pk,
            "kind": "interim",
            "name": "Sơ kết",
            "starts_on": "2026-01-01",
            "ends_on": "2026-11-10",
            "due_on": "2026-11-12",
        },
        "reports:period_unlock": reason,
        "reports:direction_create": {"text": "Cần làm khẩn trương."},
        "reports:example_create": {"title": "Mô hình mới", "text": "Cách làm mới."},
        "reports:example_verify": {"version": 0},
        "reports:example_undo": {"version": 0},
        "reports:example_decline": reason,
        "reports:example_from_report": {"title": "Tên mô hình"},
        "reports:rollup_compile": {"period": rows["sent_period"].pk},
        "reports:rollup_recompile": {"version": rows["draft_rollup"].version},
        "reports:rollup_issue": {"step": "issue", "signing_post": "BÍ THƯ", "signer_name": "Lê Thị Thử"},
        "reports:rollup_correct": reason,
    }.get(row.name, {})


def _people() -> bytes:
    """The list of people with one who is new."""
    new = dict.fromkeys(("post", "phone", "email", "to_on", "state"), "")
    new |= {"username": "moinap", "full_name": "Người Mới Nạp", "role": "Phó bí thư", "unit": "DB01"}
    return PEOPLE.xlsx([new | {"from_on": "1/11/2026"}], issuer="", day=TODAY)


class Asker:
    """Asks an address as somebody, and takes back whatever it did."""

    def __init__(self, world: World, table: list[Row], *, tokens_asked: bool = False) -> None:
        self.world, self.table, self.tokens_asked = world, table, tokens_asked
        self.sessions = {person: self._sign_in(person) for person in world.people}
        self.typed: dict[tuple[str, ...], dict[str, Any]] = {}

    def _sign_in(self, person: str) -> str:
        client, user = Client(), self.world.people[person]
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.cookies.output(header="").strip()

    def ask(self, row: Row, person: str, method: str = "") -> tuple[HttpResponse, list[str]]:
        """The answer, and which rows of the database it wrote, before all of it is taken back."""
        client = Client(raise_request_exception=False, enforce_csrf_checks=self.tokens_asked)
        client.cookies = SimpleCookie(self.sessions[person])
        url = self.world.url(row.name, *row.args)
        written: list[str] = []
        with _taken_back(), connection.execute_wrapper(_noting(written)):
            if row.method == "POST" and not method:
                response = client.post(url, self._form(row))
            else:
                response = client.generic(method or row.method, url, QUERY_STRING=_query(query_of(self.world, row)))
            if response.streaming:
                b"".join(response.streaming_content)
        return response, written

    def _form(self, row: Row) -> dict[str, Any]:
        """The form as somebody who may see it gets it, filled in; made once for all who send it."""
        key = (row.name, *row.args)
        if key not in self.typed:
            self.typed[key] = self._form_as_shown(row) | form_of(self.world, row)
        for value in self.typed[key].values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        return self.typed[key]

    def _form_as_shown(self, row: Row) -> dict[str, Any]:
        """All fields of the page's own forms with what stands in them; nothing where there is no page to see."""
        page = (row.name, "GET", row.args)
        shown = next((each for each in self.table if (each.name, each.method, each.args) == page), None)
        if shown is None or row.name.startswith(("account_", "mfa_")):
            return {}
        person = next(person for person, status in shown.expected(self.world).items() if status == 200)
        response, _ = self.ask(shown, person)
        assert response.status_code == 200, shown
        found: dict[str, Any] = {}
        for form in html.fromstring(response.content.decode()).forms:
            if form.method == "POST" and form.action != reverse("account_logout"):
                for name, value in form.form_values():
                    found.setdefault(name, []).append(value)
        return found


@contextmanager
def _taken_back() -> Iterator[None]:
    """Nothing of it stays in the database, and no limit has counted it."""
    cache.clear()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _noting(written: list[str]) -> Any:
    """Notes the tables that are written, but for the session: who is asked for a page may get a message in it."""

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = re.match(r'\s*(?:INSERT(?: OR IGNORE)? INTO|UPDATE|DELETE FROM) "?(\w+)', sql)
        if found and found[1] != "django_session":
            written.append(found[1])
        return execute(sql, params, many, context)

    return note


def _query(values: dict[str, Any]) -> str:
    return "&".join(f"{name}={value}" for name, value in values.items())
