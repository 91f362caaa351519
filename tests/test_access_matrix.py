"""Who may do what: every address, every method that it takes, every role in every relation to the unit it is about.

A row names what an address needs; who has it follows from the table of units.policy alone (tests/access/expecting.py).
What lies outside one's scope does not exist (404); what one sees but may not do is refused (403); who is not signed in
is sent to the log-in. An address or a method without a row here fails, so that a new page cannot be forgotten. Django's
admin has its own rule, in tests/kehoach/test_admin.py.
"""

from collections.abc import Iterator

import pytest
import time_machine
from django.urls import get_resolver, resolve, reverse

from tests.access.asking import OPEN, Asker, Row
from tests.access.world import World, add_everybody, build_world
from tests.factories import NOW
from tests.test_wiring import named_patterns

# Each line: the address, the method, the rows that fill the address | what a person needs, in the order in which it is
# asked | the answer to who has it all. A need is an act of units.policy: `administer` is met by who may do it anywhere,
# `administer@cell` by who may do it for that unit (World.places), `is@own` by that person alone. Who lacks it is
# refused with 403, but for `see@…` with 404; `/422` after a need names another answer. "→" is a redirect: an act that
# was done, or an address that leads on. `anyone` has an account. Who is not signed in is the business of OPEN.
ACCOUNTS = """
home                                   GET                | see/200                                        | →
account_login                          GET                | anyone                                         | →
account_login                          POST               | anyone                                         | →
account_logout                         GET                | anyone                                         | 200
account_logout                         POST               | anyone                                         | →
sign_on                                GET                | anyone                                         | 404
sign_on_finish                         GET                | anyone                                         | 404
account_change_password                GET                | anyone                                         | 200
account_change_password                POST               | anyone                                         | →
account_reset_password                 GET                | anyone                                         | 200
account_reset_password                 POST               | anyone                                         | 200
account_reset_password_done            GET                | anyone                                         | 200
account_reset_password_from_key        GET  1 wrong       | anyone                                         | 200
account_reset_password_from_key        POST 1 wrong       | anyone                                         | 200
account_reset_password_from_key_done   GET                | anyone                                         | 200
account_reauthenticate                 GET                | anyone                                         | 200
account_reauthenticate                 POST               | anyone                                         | 200
mfa_authenticate                       GET                | anyone                                         | →
mfa_authenticate                       POST               | anyone                                         | →
mfa_reauthenticate                     GET                | anyone                                         | →
mfa_reauthenticate                     POST               | anyone                                         | →
mfa_reauthenticate_webauthn            GET                | anyone                                         | →
mfa_reauthenticate_webauthn            POST               | anyone                                         | →
mfa_index                              GET                | anyone                                         | 200
end_other_sessions                     POST               | anyone                                         | →
mfa_activate_totp                      GET                | anyone                                         | →
mfa_activate_totp                      POST               | anyone                                         | →
mfa_deactivate_totp                    GET                | anyone                                         | 404
mfa_deactivate_totp                    POST               | anyone                                         | 404
mfa_add_webauthn                       GET                | anyone                                         | →
mfa_add_webauthn                       POST               | anyone                                         | →
mfa_edit_webauthn                      GET  1             | anyone                                         | →
mfa_edit_webauthn                      POST 1             | anyone                                         | →
mfa_remove_webauthn                    GET  1             | anyone                                         | →
mfa_remove_webauthn                    POST 1             | anyone                                         | →
mfa_view_recovery_codes                GET                | anyone                                         | 404
mfa_view_recovery_codes                POST               | anyone                                         | 405
mfa_generate_recovery_codes            GET                | anyone                                         | →
mfa_generate_recovery_codes            POST               | anyone                                         | →
service_worker                         GET                | anyone                                         | 200
offline                                GET                | anyone                                         | 200
queue                                  GET                | anyone                                         | 200
queue_session                          GET                | anyone                                         | 200
healthz                                GET                | anyone                                         | 200
readyz                                 GET                | anyone                                         | 200
"""
UNITS = """
units:unit_list                        GET                | see                                            | 200
units:unit_options                     GET                | see                                            | 200
units:unit_create                      GET                | administer                                     | 200
units:unit_create                      POST               | administer administer@committee/422            | →
units:register_import                  GET                | administer                                     | 200
units:register_import                  POST               | administer                                     | →
units:list_detail                      GET  upload        | administer is@administrator/404                | 200
units:list_state                       GET  upload        | administer is@administrator/404                | 200
units:list_confirm                     POST upload        | administer is@administrator/404                | →
units:register_template                GET                | administer                                     | 200
units:register_export                  GET                | administer                                     | 200
units:unit_detail                      GET  cell          | see@cell                                       | 200
units:unit_edit                        GET  cell          | see@cell administer@cell                       | 200
units:unit_edit                        POST cell          | see@cell administer@cell                       | →
units:reorganisation_list              GET                | administer                                     | 200
units:reorganisation_create            GET  found         | administer                                     | 200
units:reorganisation_create            POST found         | administer                                     | 422
units:reorganisation_detail            GET  act           | administer see@cell administer@committee       | 200
units:reorganisation_edit              GET  act           | administer see@cell administer@committee       | 200
units:reorganisation_edit              POST act           | administer see@cell administer@committee       | →
units:reorganisation_confirm           POST act           | administer see@cell administer@committee       | →
units:reorganisation_undo              POST act           | administer see@cell administer@committee       | →
units:user_list                        GET                | administer                                     | 200
units:people_import                    GET                | administer                                     | 200
units:people_import                    POST               | administer                                     | →
units:people_template                  GET                | administer                                     | 200
units:people_export                    GET                | administer                                     | 200
units:invitations                      GET                | administer                                     | 200
units:invitations                      POST               | administer                                     | →
units:user_create                      GET                | administer                                     | 200
units:user_create                      POST               | administer administer@other_cell/422           | 200
units:user_detail                      GET  own           | administer administer@cell/404                 | 200
units:user_detail                      GET  tracker       | administer administer@board/404                | 200
units:user_edit                        GET  own           | administer administer@cell/404                 | 200
units:user_edit                        POST own           | administer administer@cell/404                 | →
units:user_edit                        GET  tracker       | administer administer@board/404                | 200
units:user_edit                        POST tracker       | administer administer@board/404                | →
units:user_disable                     POST own           | administer administer@cell/404                 | →
units:user_hand_over                   GET  own           | administer administer@cell/404                 | 200
units:user_hand_over                   POST own           | administer administer@cell/404                 | →
units:user_code                        POST own           | administer administer@cell/404                 | 200
units:user_code                        POST tracker       | administer administer@board/404                | 200
units:user_second_factor               POST own           | administer administer@cell/404                 | →
units:user_second_factor               POST tracker       | administer administer@board/404                | →
units:user_identities                  POST own           | administer administer@cell/404                 | →
units:user_identities                  POST tracker       | administer administer@board/404                | →
units:role_grant                       GET  own           | administer administer@cell/404                 | 200
units:role_grant                       POST own           | administer administer@cell/404 administer@other_cell/422 | →
units:role_lend                        GET  area_role     | see@committee administer@committee             | 200
units:role_lend                        POST area_role     | see@committee administer@committee             | →
units:role_end                         GET  membership    | see@cell administer@cell                       | 200
units:role_end                         POST membership    | see@cell administer@cell                       | →
units:ledger                           GET                | audit@root                                     | 200
units:ledger_export                    POST               | audit@root                                     | 200
units:office                           GET                | administer@root                                | 200
units:office                           POST               | administer@root                                | →
"""
PLANS = """
tasks:plan_list                        GET                | anyone                                         | 200
tasks:plan_detail                      GET  plan          | see@plan                                       | 200
tasks:plan_edit                        GET  plan          | see@plan set_up@root                           | 200
tasks:plan_edit                        POST plan          | see@plan set_up@root                           | →
tasks:plan_close                       GET  plan          | see@plan set_up@root                           | 200
tasks:plan_close                       POST plan          | see@plan set_up@root                           | →
tasks:plan_reopen                      GET  ended_plan    | see@cell set_up@root                           | 200
tasks:plan_reopen                      POST ended_plan    | see@cell set_up@root                           | →
tasks:task_create                      GET  plan          | see@plan set_up@root                           | 200
tasks:task_create                      POST plan          | see@plan set_up@root                           | →
tasks:task_edit                        GET  task          | see@plan set_up@root                           | 200
tasks:task_edit                        POST task          | see@plan set_up@root                           | →
tasks:assignment_editor                GET  plan          | see@plan set_up@root                           | 200
tasks:assignments_change               POST plan          | see@plan set_up@root                           | →
tasks:assignment_add                   GET  task          | see@plan set_up@root                           | 200
tasks:assignment_add                   POST task          | see@plan set_up@root                           | →
tasks:collective_join                  POST collective    | see@plan set_up@root                           | →
tasks:collective_close                 POST collective    | see@plan set_up@root                           | →
tasks:assignment_history               GET  assignment    | see@cell set_up@root                           | 200
"""
IMPORTS = """
tasks:plan_import                      GET                | set_up                                         | 200
tasks:plan_import                      POST               | set_up set_up@root/422                         | →
tasks:import_detail                    GET  import        | set_up set_up@root/404                         | 200
tasks:import_state                     GET  import        | set_up set_up@root/404                         | 200
tasks:import_head                      GET  import        | set_up set_up@root/404                         | 200
tasks:import_head                      POST import        | set_up set_up@root/404                         | →
tasks:import_part                      GET  import 0      | set_up set_up@root/404                         | 200
tasks:import_part                      POST import 0      | set_up set_up@root/404                         | →
tasks:import_line                      GET  import 0.0    | set_up set_up@root/404                         | 200
tasks:import_line                      POST import 0.0    | set_up set_up@root/404                         | →
tasks:import_act                       POST import        | set_up set_up@root/404                         | →
tasks:import_undo                      POST import        | set_up set_up@root/404                         | →
tasks:import_file                      GET  import        | set_up set_up@root/404                         | 200
tasks:import_difference                GET  renewal       | set_up set_up@root/404                         | 200
tasks:import_difference                POST renewal       | set_up set_up@root/404                         | →
tasks:plan_renew                       GET  plan          | see@plan set_up@root                           | 200
tasks:plan_renew                       POST plan          | see@plan set_up@root                           | →
tasks:import_name                      GET  import 0      | set_up set_up@root/404                         | 200
tasks:import_name                      POST import 0      | set_up set_up@root/404                         | →
tasks:import_confirm                   GET  import        | set_up set_up@root/404                         | 200
tasks:import_confirm                   POST import        | set_up set_up@root/404                         | →
tasks:import_discard                   POST import        | set_up set_up@root/404                         | →
"""
WORK = """
tasks:my_work                          GET                | report                                         | 200
tasks:blank_update                     GET                | report                                         | 200
tasks:task_detail                      GET  task          | see@plan                                       | 200
tasks:assignment_detail                GET  assignment    | see@cell                                       | 200
tasks:update_create                    GET  assignment    | see@cell report@cell                           | 200
tasks:update_create                    POST assignment    | see@cell report@cell                           | →
tasks:update_all                       GET  cell          | see@cell report@cell                           | 200
tasks:update_all                       POST cell          | see@cell report@cell                           | →
tasks:awaiting_list                    GET                | watch                                          | 200
tasks:confirm_done                     POST awaiting      | see@cell track@root                            | →
tasks:send_back                        GET  awaiting      | see@cell track@root                            | 200
tasks:send_back                        POST awaiting      | see@cell track@root                            | →
tasks:undo_decision                    POST done          | see@cell track@root                            | →
tasks:extension_list                   GET                | watch                                          | 200
tasks:extension_ask                    GET  overdue       | see@cell report@cell                           | 200
tasks:extension_ask                    POST overdue       | see@cell report@cell                           | →
tasks:extension_decide                 GET  extension     | see@cell track@root                            | 200
tasks:extension_decide                 POST extension     | see@cell track@root                            | →
tasks:extension_withdraw               POST extension     | see@cell report@cell                           | →
tasks:evidence                         GET  evidence      | see@cell                                       | 200
tasks:evidence_small                   GET  evidence      | see@cell                                       | 200
tasks:notice_list                      GET                | anyone                                         | 200
tasks:notice_read_all                  POST               | anyone                                         | →
tasks:notice_open                      GET  notice        | is@own/404                                     | →
"""
UNIT_REPORTS = """
reports:report_detail                  GET  sent          | see@cell                                       | 200
reports:report_detail                  GET  above_draft   | see@committee                                  | 200
reports:report_edit                    GET  draft         | see@cell report@cell                           | 200
reports:report_edit                    POST draft         | see@cell report@cell                           | →
reports:report_edit                    GET  above_draft   | see@committee report@committee                 | 200
reports:report_edit                    POST above_draft   | see@committee report@committee                 | →
reports:report_start                   POST owed          | see@cell report@cell                           | →
reports:report_pull                    POST draft         | see@cell report@cell                           | →
reports:report_check                   GET  draft         | see@cell report@cell                           | 200
reports:report_send                    POST draft         | see@cell report@cell                           | →
reports:report_paper                   GET  sent          | see@cell                                       | 200
reports:report_paper                   GET  draft         | see@cell report@cell                           | 200
reports:report_word                    GET  sent          | see@cell                                       | 200
reports:report_receipt                 GET  sent          | see@cell                                       | 200
"""
BOARD = """
reports:board                          GET                | watch                                          | 200
reports:board_units                    GET                | watch                                          | 200
reports:unit_status                    GET  cell          | see@cell                                       | 200
reports:picture                        GET                | watch                                          | 200
reports:review_queue                   GET                | watch                                          | 200
reports:accept_many                    POST               | track see@cell/302 track@root                  | →
reports:review                         GET  sent          | see@cell watch                                 | 200
reports:review                         POST sent          | see@cell watch track@root                      | →
reports:review_undo                    POST accepted      | see@cell track@root                            | →
reports:phrases                        GET  committee     | track see@committee track@committee            | 200
reports:phrases                        POST committee     | track see@committee track@committee            | →
reports:comment_on_report              POST sent          | see@cell report@cell,track@root                | →
reports:comment_on_assignment          POST assignment    | see@cell report@cell,track@root                | →
reports:urge                           GET                | see@cell track@root                            | 200
reports:urge                           POST               | see@cell track@root                            | →
reports:period_list                    GET                | watch                                          | 200
reports:period_create                  GET                | keep_periods see@plan/200 keep_periods@root    | 200
reports:period_create                  POST               | keep_periods see@plan/422 keep_periods@root    | →
reports:period_lock                    POST owed_period   | see@plan keep_periods@root                     | →
reports:period_unlock                  GET  locked_period | see@plan keep_periods@root                     | 200
reports:period_unlock                  POST locked_period | see@plan keep_periods@root                     | →
reports:period_reopen                  GET  locked_period | see@plan keep_periods@root                     | 200
reports:period_reopen                  POST locked_period | see@plan keep_periods@root                     | →
reports:report_close                   POST reopened      | see@cell keep_periods@root                     | →
reports:direction_list                 GET                | anyone                                         | 200
reports:direction_create               GET                | direct                                         | 200
reports:direction_create               POST               | direct direct@root/422                         | →
reports:direction_task                 GET  direction     | see@cell track@root,set_up@root                | 200
reports:direction_task                 POST direction     | see@cell track@root,set_up@root                | →
"""
# Naming and taking up are sent in the cell's name, which nobody else may use.
EXAMPLES = """
reports:example_list                   GET                | anyone                                         | 200
reports:example_detail                 GET  verified      | see/404                                        | 200
reports:example_detail                 GET  proposed      | see@cell                                       | 200
reports:example_detail                 GET  declined      | see@cell                                       | 200
reports:example_create                 GET                | report                                         | 200
reports:example_create                 POST               | report report@cell/422                         | →
reports:example_edit                   GET  proposed      | see@cell report@cell                           | 200
reports:example_edit                   POST proposed      | see@cell report@cell                           | →
reports:example_verify                 POST proposed      | see@cell track@root                            | →
reports:example_decline                GET  proposed      | see@cell track@root                            | 200
reports:example_decline                POST proposed      | see@cell track@root                            | →
reports:example_undo                   POST declined      | see@cell track@root                            | →
reports:example_adopt                  GET  verified      | report                                         | 200
reports:example_adopt                  POST verified      | report report@cell/422                         | →
reports:adoption_withdraw              POST adoption      | see@cell report@cell                           | →
reports:example_file                   GET  photo         | see@cell                                       | 200
reports:example_file                   GET  shown_photo   | see/404                                        | 200
reports:example_from_report            GET  sent          | see@cell track@root                            | 200
reports:example_from_report            POST sent          | see@cell track@root                            | →
"""
ROLLUPS = """
reports:rollup_list                    GET                | watch                                          | 200
reports:rollup_compile                 POST               | see@plan track@root                            | →
reports:rollup_detail                  GET  draft_rollup  | watch@root/404                                 | 200
reports:rollup_detail                  GET  issued        | watch@root/404                                 | 200
reports:rollup_recompile               POST draft_rollup  | watch@root/404 track@root                      | →
reports:rollup_edit                    GET  draft_rollup  | watch@root/404 track@root                      | 200
reports:rollup_edit                    POST draft_rollup  | watch@root/404 track@root                      | →
reports:rollup_issue                   GET  draft_rollup  | watch@root/404 issue@root                      | 200
reports:rollup_issue                   POST draft_rollup  | watch@root/404 issue@root                      | →
reports:rollup_take_back               POST issuing       | watch@root/404 issue@root                      | →
reports:rollup_files                   GET  issuing       | watch@root/404                                 | 200
reports:rollup_files                   POST draft_rollup  | watch@root/404                                 | →
reports:rollup_file                    GET  draft_rollup docx | watch@root/404                                 | →
reports:rollup_file                    GET  issued xlsx   | watch@root/404                                 | 200
reports:rollup_correct                 GET  issued        | watch@root/404 track@root                      | 200
reports:rollup_correct                 POST issued        | watch@root/404 track@root                      | →
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
ASK_FIRST = {
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_authenticate",
}
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
    world = build_world(bloc, cast)
    add_everybody(world)
    return world


@pytest.mark.parametrize("title", TABLES)
def test_everybody_gets_what_the_table_says(world: World, title: str):
    """All differences of a table at once. Looking writes nothing, and neither does what is refused."""
    asker, wrong = Asker(world, ALL_ROWS), []
    for row in ROWS[title]:
        for person, expected in row.expected(world).items():
            response, written = asker.ask(row, person)
            if response.status_code != expected:
                wrong.append(f"{row} as {person}: {response.status_code}, not {expected}")
            may_write = row.name in LOOKS_THAT_WRITE or (row.method == "POST" and expected < 400)
            if written and not may_write:
                wrong.append(f"{row} as {person} wrote {sorted(set(written))}")
            acts = row.method == "POST" and expected == 302 and row.is_open_to(world, person)
            if acts and not written and row.name not in ACTS_ON_THE_SESSION | ASK_FIRST:
                wrong.append(f"{row} as {person} did nothing")
            leads_on = expected == 302 and person == "anonymous" and row.name not in OPEN
            if leads_on and reverse("account_login") not in response["Location"]:
                wrong.append(f"{row} sends visitors to {response['Location']}")
    assert not wrong, "\n".join(wrong)


def test_every_address_has_a_row():
    assert sorted({name for name, _ in named_patterns(get_resolver())} - set(METHODS)) == []


def test_a_view_that_asks_for_an_act_has_it_in_its_rows():
    """What is declared beside the view by `act_required` is the first need of each of its rows."""
    wrong = [
        f"{row} needs {view.act} first"
        for name, arguments in named_patterns(get_resolver())
        if hasattr(view := resolve(reverse(name, kwargs=arguments)).func, "act")
        for row in ALL_ROWS
        if row.name == name and [need.act for need in row.needs[:1]] != [view.act]
    ]
    assert wrong == []


@pytest.mark.parametrize("title", TABLES)
def test_no_address_takes_a_method_without_a_row(world: World, title: str):
    """GET and POST are in the table or refused; the other methods are refused, or answer like GET and write nothing."""
    asker, wrong = Asker(world, ALL_ROWS), []
    for row in {each.name: each for each in ROWS[title]}.values():
        expected = row.expected(world)
        best = min(expected, key=expected.__getitem__)
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
