"""Who may do what: every address, every method that it takes, everybody of the cast.

The expectations follow from product.md, "Who uses it": what lies outside one's scope does not exist (404); what one
sees but may not do is refused (403); who is not signed in is sent to the log-in. An address or a method without a row
here fails, so that a new page cannot be forgotten. Django's admin has its own rule, in tests/kehoach/test_admin.py.
"""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import get_resolver, reverse

from tests.access.asking import OPEN, Asker, Row
from tests.access.world import World, build_world
from tests.factories import NOW
from tests.test_wiring import named_patterns

# The columns: the secretary of the cell that it is about, of the cell beside it, of the committee above, of a cell
# elsewhere | the tracker, the Standing Committee, the administrator, the administrator of that committee alone, the
# inspector | who has an account and no role. "→" is a redirect: an act that was done, or an address that leads on.
# After the name stand the rows that fill the address. Who is not signed in is the business of OPEN.
ACCOUNTS = """
home                       GET                         →   →   →   →  |  →   →   →   →   →  | 200
account_login              GET                         →   →   →   →  |  →   →   →   →   →  |  →
account_login              POST                        →   →   →   →  |  →   →   →   →   →  |  →
account_logout             GET                        200 200 200 200 | 200 200 200 200 200 | 200
account_logout             POST                        →   →   →   →  |  →   →   →   →   →  |  →
account_change_password    GET                        200 200 200 200 | 200 200 200 200 200 | 200
account_change_password    POST                        →   →   →   →  |  →   →   →   →   →  |  →
account_reset_password     GET                        200 200 200 200 | 200 200 200 200 200 | 200
account_reset_password     POST                       200 200 200 200 | 200 200 200 200 200 | 200
account_reset_password_done GET                       200 200 200 200 | 200 200 200 200 200 | 200
account_reset_password_from_key GET  1 wrong          200 200 200 200 | 200 200 200 200 200 | 200
account_reset_password_from_key POST 1 wrong          200 200 200 200 | 200 200 200 200 200 | 200
account_reset_password_from_key_done GET              200 200 200 200 | 200 200 200 200 200 | 200
account_reauthenticate     GET                        200 200 200 200 | 200 200 200 200 200 | 200
account_reauthenticate     POST                       200 200 200 200 | 200 200 200 200 200 | 200
mfa_authenticate           GET                         →   →   →   →  |  →   →   →   →   →  |  →
mfa_authenticate           POST                        →   →   →   →  |  →   →   →   →   →  |  →
mfa_reauthenticate         GET                         →   →   →   →  |  →   →   →   →   →  |  →
mfa_reauthenticate         POST                        →   →   →   →  |  →   →   →   →   →  |  →
mfa_index                  GET                        200 200 200 200 | 200 200 200 200 200 | 200
end_other_sessions         POST                        →   →   →   →  |  →   →   →   →   →  |  →
mfa_activate_totp          GET                         →   →   →   →  |  →   →   →   →   →  |  →
mfa_activate_totp          POST                        →   →   →   →  |  →   →   →   →   →  |  →
mfa_deactivate_totp        GET                        404 404 404 404 | 404 404 404 404 404 | 404
mfa_deactivate_totp        POST                       404 404 404 404 | 404 404 404 404 404 | 404
mfa_view_recovery_codes    GET                        404 404 404 404 | 404 404 404 404 404 | 404
mfa_view_recovery_codes    POST                       405 405 405 405 | 405 405 405 405 405 | 405
mfa_generate_recovery_codes GET                        →   →   →   →  |  →   →   →   →   →  |  →
mfa_generate_recovery_codes POST                       →   →   →   →  |  →   →   →   →   →  |  →
healthz                    GET                        200 200 200 200 | 200 200 200 200 200 | 200
readyz                     GET                        200 200 200 200 | 200 200 200 200 200 | 200
"""
UNITS = """
units:unit_list            GET                        200 200 200 200 | 200 200 200 200 200 | 403
units:unit_options         GET                        200 200 200 200 | 200 200 200 200 200 | 403
units:unit_create          GET                        403 403 403 403 | 403 403 200 200 403 | 403
units:unit_create          POST                       403 403 403 403 | 403 403  →   →  403 | 403
units:register_import      GET                        403 403 403 403 | 403 403 200 200 403 | 403
units:register_import      POST                       403 403 403 403 | 403 403 200 200 403 | 403
units:register_confirm     POST                       403 403 403 403 | 403 403  →   →  403 | 403
units:register_template    GET                        403 403 403 403 | 403 403 200 200 403 | 403
units:register_export      GET                        403 403 403 403 | 403 403 200 200 403 | 403
units:unit_detail          GET  cell                  200 404 200 404 | 200 200 200 200 200 | 404
units:unit_edit            GET  cell                  403 404 403 404 | 403 403 200 200 403 | 404
units:unit_edit            POST cell                  403 404 403 404 | 403 403  →   →  403 | 404
units:unit_move            GET  cell                  403 404 403 404 | 403 403 200 200 403 | 404
units:unit_move            POST cell                  403 404 403 404 | 403 403  →   →  403 | 404
units:unit_move            GET  committee             404 404 403 404 | 403 403 200 403 403 | 404
units:unit_close           GET  spare                 404 404 403 404 | 403 403 200 200 403 | 404
units:unit_close           POST spare                 404 404 403 404 | 403 403  →   →  403 | 404
units:unit_reopen          POST closed                404 404 403 404 | 403 403  →   →  403 | 404
units:user_list            GET                        403 403 403 403 | 403 403 200 200 403 | 403
units:user_create          GET                        403 403 403 403 | 403 403 200 200 403 | 403
units:user_create          POST                       403 403 403 403 | 403 403 200 200 403 | 403
units:user_detail          GET  own                   403 403 403 403 | 403 403 200 200 403 | 403
units:user_detail          GET  tracker               403 403 403 403 | 403 403 200 404 403 | 403
units:user_edit            GET  own                   403 403 403 403 | 403 403 200 200 403 | 403
units:user_edit            POST own                   403 403 403 403 | 403 403  →   →  403 | 403
units:user_edit            GET  tracker               403 403 403 403 | 403 403 200 404 403 | 403
units:user_edit            POST tracker               403 403 403 403 | 403 403  →  404 403 | 403
units:user_disable         POST own                   403 403 403 403 | 403 403  →   →  403 | 403
units:user_code            POST own                   403 403 403 403 | 403 403 200 200 403 | 403
units:user_code            POST tracker               403 403 403 403 | 403 403 200 404 403 | 403
units:user_second_factor   POST own                   403 403 403 403 | 403 403  →   →  403 | 403
units:user_second_factor   POST tracker               403 403 403 403 | 403 403  →  404 403 | 403
units:role_grant           GET  own                   403 403 403 403 | 403 403 200 200 403 | 403
units:role_grant           POST own                   403 403 403 403 | 403 403  →   →  403 | 403
units:role_end             GET  membership            403 403 403 403 | 403 403 200 200 403 | 403
units:role_end             POST membership            403 403 403 403 | 403 403  →   →  403 | 403
units:ledger               GET                        403 403 403 403 | 403 403 200 403 200 | 403
units:ledger_export        POST                       403 403 403 403 | 403 403 200 403 200 | 403
units:office               GET                        403 403 403 403 | 403 403 200 403 403 | 403
units:office               POST                       403 403 403 403 | 403 403  →  403 403 | 403
"""
PLANS = """
tasks:plan_list            GET                        200 200 200 200 | 200 200 200 200 200 | 200
tasks:plan_detail          GET  plan                  200 200 200 404 | 200 200 200 200 200 | 404
tasks:plan_edit            GET  plan                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:plan_edit            POST plan                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:plan_close           GET  plan                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:plan_close           POST plan                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:plan_reopen          GET  ended_plan            403 404 403 404 | 403 403 200 403 403 | 404
tasks:plan_reopen          POST ended_plan            403 404 403 404 | 403 403  →  403 403 | 404
tasks:task_create          GET  plan                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:task_create          POST plan                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:task_edit            GET  task                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:task_edit            POST task                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:assignment_editor    GET  plan                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:assignments_change   POST plan                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:assignment_add       GET  task                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:assignment_add       POST task                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:collective_join      POST collective            403 403 403 404 | 403 403  →  403 403 | 404
tasks:collective_close     POST collective            403 403 403 404 | 403 403  →  403 403 | 404
tasks:assignment_history   GET  assignment            403 404 403 404 | 403 403 200 403 403 | 404
"""
IMPORTS = """
tasks:plan_import          GET                        403 403 403 403 | 403 403 200 200 403 | 403
tasks:plan_import          POST                       403 403 403 403 | 403 403  →  422 403 | 403
tasks:import_detail        GET  import                403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_state         GET  import                403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_head          GET  import                403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_head          POST import                403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_part          GET  import 0              403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_part          POST import 0              403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_line          GET  import 0.0            403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_line          POST import 0.0            403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_act           POST import                403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_undo          POST import                403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_file          GET  import                403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_difference    GET  renewal               403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_difference    POST renewal               403 403 403 403 | 403 403  →  404 403 | 403
tasks:plan_renew           GET  plan                  403 403 403 404 | 403 403 200 403 403 | 404
tasks:plan_renew           POST plan                  403 403 403 404 | 403 403  →  403 403 | 404
tasks:import_name          GET  import 0              403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_name          POST import 0              403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_confirm       GET  import                403 403 403 403 | 403 403 200 404 403 | 403
tasks:import_confirm       POST import                403 403 403 403 | 403 403  →  404 403 | 403
tasks:import_discard       POST import                403 403 403 403 | 403 403  →  404 403 | 403
"""
WORK = """
tasks:my_work              GET                        200 200 200 200 | 200 403 403 403 403 | 403
tasks:task_detail          GET  task                  200 200 200 404 | 200 200 200 200 200 | 404
tasks:assignment_detail    GET  assignment            200 404 200 404 | 200 200 200 200 200 | 404
tasks:update_create        GET  assignment            200 404 403 404 | 403 403 403 403 403 | 404
tasks:update_create        POST assignment             →  404 403 404 | 403 403 403 403 403 | 404
tasks:confirm_done         POST awaiting              403 404 403 404 |  →  403 403 403 403 | 404
tasks:send_back            GET  awaiting              403 404 403 404 | 200 403 403 403 403 | 404
tasks:send_back            POST awaiting              403 404 403 404 |  →  403 403 403 403 | 404
tasks:undo_decision        POST done                  403 404 403 404 |  →  403 403 403 403 | 404
tasks:extension_list       GET                        403 403 403 403 | 200 200 200 200 200 | 403
tasks:extension_ask        GET  overdue               200 404 403 404 | 403 403 403 403 403 | 404
tasks:extension_ask        POST overdue                →  404 403 404 | 403 403 403 403 403 | 404
tasks:extension_decide     GET  extension             403 404 403 404 | 200 403 403 403 403 | 404
tasks:extension_decide     POST extension             403 404 403 404 |  →  403 403 403 403 | 404
tasks:extension_withdraw   POST extension              →  404 403 404 | 403 403 403 403 403 | 404
tasks:evidence             GET  evidence              200 404 200 404 | 200 200 200 200 200 | 404
tasks:notice_list          GET                        200 200 200 200 | 200 200 200 200 200 | 200
tasks:notice_read_all      POST                        →   →   →   →  |  →   →   →   →   →  |  →
tasks:notice_open          GET  notice                 →  404 404 404 | 404 404 404 404 404 | 404
"""
UNIT_REPORTS = """
reports:report_detail      GET  sent                  200 404 200 404 | 200 200 200 200 200 | 404
reports:report_detail      GET  above_draft           404 404 200 404 | 200 200 200 200 200 | 404
reports:report_edit        GET  draft                 200 404 403 404 | 403 403 403 403 403 | 404
reports:report_edit        POST draft                  →  404 403 404 | 403 403 403 403 403 | 404
reports:report_edit        GET  above_draft           404 404 200 404 | 403 403 403 403 403 | 404
reports:report_edit        POST above_draft           404 404  →  404 | 403 403 403 403 403 | 404
reports:report_start       POST owed                   →  404 403 404 | 403 403 403 403 403 | 404
reports:report_pull        POST draft                  →  404 403 404 | 403 403 403 403 403 | 404
reports:report_check       GET  draft                 200 404 403 404 | 403 403 403 403 403 | 404
reports:report_send        POST draft                  →  404 403 404 | 403 403 403 403 403 | 404
"""
BOARD = """
reports:board              GET                        403 403 403 403 | 200 200 200 200 200 | 403
reports:board_units        GET                        403 403 403 403 | 200 200 200 200 200 | 403
reports:unit_status        GET  cell                  200 404 200 404 | 200 200 200 200 200 | 404
reports:picture            GET                        403 403 403 403 | 200 200 200 200 200 | 403
reports:review_queue       GET                        403 403 403 403 | 200 200 200 200 200 | 403
reports:accept_many        POST                       403 403 403 403 |  →  403 403 403 403 | 403
reports:report_accept      POST sent                  403 404 403 404 |  →  403 403 403 403 | 404
reports:report_return      GET  sent                  403 404 403 404 | 200 403 403 403 403 | 404
reports:report_return      POST sent                  403 404 403 404 |  →  403 403 403 403 | 404
reports:review_undo        POST accepted              403 404 403 404 |  →  403 403 403 403 | 404
reports:urge               GET                        403 404 403 404 | 200 403 403 403 403 | 404
reports:urge               POST                       403 404 403 404 |  →  403 403 403 403 | 404
reports:period_list        GET                        403 403 403 403 | 200 200 200 200 200 | 403
reports:period_create      GET                        403 403 403 403 | 200 403 200 403 403 | 403
reports:period_create      POST                       403 403 403 403 |  →  403  →  403 403 | 403
reports:period_lock        POST owed_period           403 403 403 404 |  →  403  →  403 403 | 404
reports:period_unlock      GET  locked_period         403 403 403 404 | 200 403 200 403 403 | 404
reports:period_unlock      POST locked_period         403 403 403 404 |  →  403  →  403 403 | 404
reports:direction_list     GET                        200 200 200 200 | 200 200 200 200 200 | 200
reports:direction_create   GET                        403 403 403 403 | 403 200 403 403 403 | 403
reports:direction_create   POST                       403 403 403 403 | 403  →  403 403 403 | 403
"""
# Naming and taking up are sent in the cell's name, which nobody else may use.
EXAMPLES = """
reports:example_list       GET                        200 200 200 200 | 200 200 200 200 200 | 200
reports:example_detail     GET  verified              200 200 200 200 | 200 200 200 200 200 | 404
reports:example_detail     GET  proposed              200 404 200 404 | 200 200 200 200 200 | 404
reports:example_detail     GET  declined              200 404 200 404 | 200 200 200 200 200 | 404
reports:example_create     GET                        200 200 200 200 | 200 403 403 403 403 | 403
reports:example_create     POST                        →  422 422 422 | 422 403 403 403 403 | 403
reports:example_edit       GET  proposed              200 404 403 404 | 403 403 403 403 403 | 404
reports:example_edit       POST proposed               →  404 403 404 | 403 403 403 403 403 | 404
reports:example_verify     POST proposed              403 404 403 404 |  →  403 403 403 403 | 404
reports:example_decline    GET  proposed              403 404 403 404 | 200 403 403 403 403 | 404
reports:example_decline    POST proposed              403 404 403 404 |  →  403 403 403 403 | 404
reports:example_undo       POST declined              403 404 403 404 |  →  403 403 403 403 | 404
reports:example_adopt      GET  verified              200 200 200 200 | 200 403 403 403 403 | 403
reports:example_adopt      POST verified               →  422 422 422 | 422 403 403 403 403 | 403
reports:adoption_withdraw  POST adoption               →  404 403 404 | 403 403 403 403 403 | 404
reports:example_file       GET  photo                 200 404 200 404 | 200 200 200 200 200 | 404
reports:example_file       GET  shown_photo           200 200 200 200 | 200 200 200 200 200 | 404
reports:example_from_report GET sent                  403 404 403 404 | 200 403 403 403 403 | 404
reports:example_from_report POST sent                 403 404 403 404 |  →  403 403 403 403 | 404
"""
ROLLUPS = """
reports:rollup_list        GET                        403 403 403 403 | 200 200 200 200 200 | 403
reports:rollup_compile     POST                       403 403 403 404 |  →  403 403 403 403 | 404
reports:rollup_detail      GET  draft_rollup          404 404 404 404 | 200 200 200 404 200 | 404
reports:rollup_detail      GET  issued                404 404 404 404 | 200 200 200 404 200 | 404
reports:rollup_recompile   POST draft_rollup          404 404 404 404 |  →  403 403 404 403 | 404
reports:rollup_edit        GET  draft_rollup          404 404 404 404 | 200 403 403 404 403 | 404
reports:rollup_edit        POST draft_rollup          404 404 404 404 |  →  403 403 404 403 | 404
reports:rollup_issue       GET  draft_rollup          404 404 404 404 | 200 200 403 404 403 | 404
reports:rollup_issue       POST draft_rollup          404 404 404 404 |  →   →  403 404 403 | 404
reports:rollup_take_back   POST issuing               404 404 404 404 |  →   →  403 404 403 | 404
reports:rollup_files       GET  issuing               404 404 404 404 | 200 200 200 404 200 | 404
reports:rollup_files       POST draft_rollup          404 404 404 404 |  →   →   →  404  →  | 404
reports:rollup_file        GET  draft_rollup docx     404 404 404 404 |  →   →   →  404  →  | 404
reports:rollup_file        GET  issued xlsx           404 404 404 404 | 200 200 200 404 200 | 404
reports:rollup_correct     GET  issued                404 404 404 404 | 200 403 403 404 403 | 404
reports:rollup_correct     POST issued                404 404 404 404 |  →  403 403 404 403 | 404
"""
TABLES = {
    "accounts": ACCOUNTS,
    "units": UNITS,
    "plans": PLANS,
    "imports": IMPORTS,
    "work": WORK,
    "unit reports": UNIT_REPORTS,
    "board": BOARD,
    "examples": EXAMPLES,
    "roll-ups": ROLLUPS,
}
LOOKS_THAT_WRITE = {"tasks:notice_open", "account_logout"}  # reading a notice is what marks it read
ACTS_ON_THE_SESSION = {"account_login", "account_logout"}
# They lead to the password first.
ASK_FIRST = {"mfa_reauthenticate", "mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_authenticate"}
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")

ROWS = {title: [Row(line) for line in table.strip().splitlines()] for title, table in TABLES.items()}
ALL_ROWS = [row for rows in ROWS.values() for row in rows]
METHODS = {row.name: {each.method for each in ALL_ROWS if each.name == row.name} for row in ALL_ROWS}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(bloc, cast) -> World:
    return build_world(bloc, cast)


@pytest.mark.parametrize("title", TABLES)
def test_everybody_gets_what_the_table_says(world: World, title: str):
    """All differences of a table at once. Looking writes nothing, and neither does what is refused."""
    asker, wrong = Asker(world, ALL_ROWS), []
    for row in ROWS[title]:
        for person, expected in row.expected.items():
            response, written = asker.ask(row, person)
            if response.status_code != expected:
                wrong.append(f"{row} as {person}: {response.status_code}, not {expected}")
            may_write = row.name in LOOKS_THAT_WRITE or (row.method == "POST" and expected < 400)
            if written and not may_write:
                wrong.append(f"{row} as {person} wrote {sorted(set(written))}")
            acts = row.method == "POST" and expected == 302 and person != "anonymous"
            if acts and not written and row.name not in ACTS_ON_THE_SESSION | ASK_FIRST:
                wrong.append(f"{row} as {person} did nothing")
            leads_on = expected == 302 and person == "anonymous" and row.name not in OPEN
            if leads_on and reverse("account_login") not in response["Location"]:
                wrong.append(f"{row} sends visitors to {response['Location']}")
    assert not wrong, "\n".join(wrong)


def test_every_address_has_a_row():
    assert sorted({name for name, _ in named_patterns(get_resolver())} - set(METHODS)) == []


@pytest.mark.parametrize("title", TABLES)
def test_no_address_takes_a_method_without_a_row(world: World, title: str):
    """GET and POST are in the table or refused; the other methods are refused, or answer like GET and write nothing."""
    asker, wrong = Asker(world, ALL_ROWS), []
    for row in {each.name: each for each in ROWS[title]}.values():
        best = min(row.expected, key=row.expected.__getitem__)
        for method in sorted({"GET", "POST"} - METHODS[row.name]):
            response, written = asker.ask(row, best, method)
            if response.status_code != 405 or written:
                wrong.append(f"{row.name} takes {method}: {response.status_code} {written}")
        allowed = {405, asker.ask(row, best, "GET")[0].status_code}
        for method in OTHER_METHODS:
            response, written = asker.ask(row, best, method)
            if response.status_code not in allowed or (written and row.name not in LOOKS_THAT_WRITE):
                wrong.append(f"{row.name} {method}: {response.status_code} {written}")
    assert not wrong, "\n".join(wrong)
