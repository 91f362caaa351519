"""What must fit together over all apps: addresses, jobs, templates, commands."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands, load_command_class
from django.template.loader import get_template
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from kehoach.celery import app as celery_app
from kehoach.navigation import ITEMS
from kehoach.schedule import SCHEDULE

ROOT = Path(__file__).resolve().parent.parent
OURS = ("units", "tasks", "reports", "kehoach")
TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*"))
COMMANDS = sorted(name for name, app in get_commands().items() if app in OURS)

SAMPLES = {"IntConverter": 1, "UUIDConverter": "00000000-0000-4000-8000-000000000000", "StringConverter": "docx"}


def named_patterns(resolver, namespace=""):
    """(full name, sample arguments) of every named address of ours."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from named_patterns(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            converters = entry.pattern.converters
            arguments = {name: SAMPLES.get(type(kind).__name__, 1) for name, kind in converters.items()}
            yield f"{namespace}{entry.name}", arguments


# --- Addresses ------------------------------------------------------------------------------------------------------


def test_every_address_has_a_name_of_its_own_and_resolves():
    names = [name for name, _ in named_patterns(get_resolver())]
    assert sorted(set(names)) == sorted(names)
    for name, arguments in named_patterns(get_resolver()):
        assert reverse(name, kwargs=arguments).startswith("/")


def test_every_address_of_ours_is_named():
    unnamed = [
        str(entry.pattern)
        for app in ("units", "tasks", "reports")
        for entry in __import__(f"{app}.urls", fromlist=["urlpatterns"]).urlpatterns
        if isinstance(entry, URLPattern) and not entry.name
    ]
    assert unnamed == []


def test_the_menu_leads_to_pages_that_exist():
    for _, name, _ in ITEMS:
        assert reverse(name).startswith("/")


@pytest.mark.parametrize("template", TEMPLATES)
def test_addresses_named_in_a_template_exist(template):
    known = {name for name, _ in named_patterns(get_resolver())}
    text = (ROOT / "templates" / template).read_text()
    named = {name for name in re.findall(r"{%\s*url\s+[\"']([^\"']+)[\"']", text) if not name.startswith("admin:")}
    assert sorted(named - known) == []


def test_addresses_carry_no_accents():
    try:
        shown = [reverse(name, kwargs=arguments) for name, arguments in named_patterns(get_resolver())]
    except NoReverseMatch as error:
        pytest.fail(str(error))
    assert [path for path in shown if not path.isascii() or "%" in path] == []


# --- Jobs -----------------------------------------------------------------------------------------------------------


def our_jobs():
    celery_app.loader.import_default_modules()
    return {name: job for name, job in celery_app.tasks.items() if not name.startswith("celery.")}


def test_every_job_has_the_name_of_its_app_and_the_suffix_job():
    for name, job in our_jobs().items():
        assert re.fullmatch(r"(units|tasks|reports)\.[a-z_]+", name), name
        assert job.__module__ == f"{name.split('.')[0]}.jobs", name
        assert job.__name__.endswith("_job"), name


def test_every_jobs_module_is_found():
    written = {
        name
        for app in OURS
        for name in re.findall(r'shared_task\([^)]*name="([^"]+)"', source_of(ROOT / app / "jobs.py"))
    }
    assert written == set(our_jobs())


def source_of(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def test_the_schedule_wakes_jobs_that_exist():
    assert sorted({entry["task"] for entry in SCHEDULE.values()} - set(our_jobs())) == []


def test_every_job_is_woken():
    """By the schedule; but the one that mails a link waits for somebody who asks for it and owes nothing by itself."""
    by_a_person = {"units.mail_password_link"}
    assert sorted(set(our_jobs()) - {entry["task"] for entry in SCHEDULE.values()} - by_a_person) == []


# --- Commands -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_what_it_does(name):
    command = load_command_class(get_commands()[name], name)
    assert command.help.strip().endswith(".")


# --- Templates ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_compiles(template):
    get_template(template)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_carries_no_style_or_script_of_its_own(template):
    """The Content-Security-Policy would refuse them in the browser, silently."""
    text = re.sub(
        r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", (ROOT / "templates" / template).read_text(), flags=re.S
    )
    assert re.findall(r"<style\b", text) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text) == []
    assert re.findall(r"<[^>]*\s(?:style|on[a-z]+)\s*=", text) == []
    assert re.findall(r"javascript:|\bhx-on", text) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_every_posting_form_carries_the_token(template):
    text = (ROOT / "templates" / template).read_text()
    for form in re.findall(r"<form\b[^>]*\bmethod=[\"']post[\"'].*?</form>", text, flags=re.S | re.I):
        assert "{% csrf_token %}" in form


# --- Rows -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [model for name in OURS for model in apps.get_app_config(name).get_models()])
def test_a_model_says_what_a_row_is_and_has_vietnamese_names(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")
    assert "verbose_name" in model._meta.original_attrs
    assert "verbose_name_plural" in model._meta.original_attrs
