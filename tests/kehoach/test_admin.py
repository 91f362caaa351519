"""Django's admin: every table of ours is there, for administrators, in their scope, to look at only."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from tests.conftest import Bloc, Cast
from tests.factories import make_assignment, make_line, make_period, make_report, make_task, make_update, make_user
from units.models import Change, Unit

MODELS = [model for label in ("units", "tasks", "reports") for model in apps.get_app_config(label).get_models()]


def address(model, page: str = "changelist", *args) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def rows(bloc: Bloc, cast: Cast, plan):
    """Two assignments with an update and a report each: one in either branch."""
    period = make_period(plan)
    for unit, user in ((bloc.base_cell, cast.secretary), (bloc.cell, cast.cell_secretary)):
        assignment = make_assignment(make_task(plan), unit)
        make_update(assignment, user)
        make_line(make_report(period, unit, "sent"), assignment)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_table_opens_and_searches_and_cannot_be_changed(rows, cast: Cast, as_user, model):
    client = as_user(cast.administrator)

    assert client.get(address(model)).status_code == 200
    assert client.get(address(model), {"q": "Thử nghiệm"}).status_code == 200
    assert client.get(address(model, "add")).status_code == 403
    for row in model._default_manager.all()[:1]:
        assert client.get(address(model, "change", row.pk)).status_code == 200
        assert client.post(address(model, "change", row.pk), {}).status_code == 403
        assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("role", ["secretary", "tracker", "standing", "inspector", "stranger"])
def test_only_administrators_come_in(cast: Cast, as_user, role: str):
    client = as_user(getattr(cast, role))

    assert client.get(reverse("admin:index"), follow=True).status_code == 403
    assert client.get(address(Unit), follow=True).status_code == 403


def test_visitor_is_sent_to_the_one_log_in(db, client):
    response = client.get(reverse("admin:index"), follow=True)

    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_administrator_of_a_branch_sees_no_other_branch(bloc: Bloc, rows, as_user, model):
    client = as_user(make_user("quantridb", bloc.committee, "administrator"))

    page = client.get(address(model)).content.decode()

    assert bloc.base_cell.name not in page
    assert "Người bithu<" not in page


def test_journal_is_for_who_sees_every_tree(bloc: Bloc, cast: Cast, as_user):
    Change.objects.create(at="2026-11-18T03:00Z", verb="Sửa", subject="units.unit", subject_id=1, name="Chuyện riêng")

    def shown(user) -> bool:
        return "Chuyện riêng" in as_user(user).get(address(Change)).content.decode()

    assert shown(cast.administrator)
    assert not shown(make_user("quantridb", bloc.committee, "administrator"))


def test_every_table_is_registered():
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []
