"""The shape of the house: doors, names and sizes (docs/architecture.md)."""

import ast
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("kehoach", "units", "tasks", "reports")
FORBIDDEN_NAMES = {"utils.py", "helpers.py", "constants.py", "tasks.py", "common", "core"}
LONGEST_FILE = 400
LONGEST_TEST_FILE = 600
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 160

MODULES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
SOURCES = sorted([*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bin").glob("*.py")])


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_every_module_of_the_root_is_closed_to_the_apps():
    """The contract "No app knows the composition root" names all of kehoach but what the apps may use."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (closed,) = [item["forbidden_modules"] for item in contracts if item["type"] == "forbidden"]
    entries = [path for path in (ROOT / "kehoach").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]
    modules = {f"kehoach.{path.stem}" for path in entries} - {"kehoach.__init__", "kehoach.lib", "kehoach.formats"}
    assert sorted(closed) == sorted(modules)


def test_no_room_without_a_purpose():
    found = [shown(path) for app in APPS for path in (ROOT / app).rglob("*") if path.name in FORBIDDEN_NAMES]
    assert found == []


@pytest.mark.parametrize("path", SOURCES, ids=shown)
def test_a_file_is_not_too_long(path):
    longest = LONGEST_TEST_FILE if path.is_relative_to(ROOT / "tests") else LONGEST_FILE
    assert len(path.read_text().splitlines()) <= longest


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_functions_are_not_too_long(path):
    functions = [
        node
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    long = [node.name for node in functions if node.end_lineno - node.lineno >= LONGEST_FUNCTION]
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_a_module_with_code_says_what_it_is_for(path):
    tree = ast.parse(path.read_text())
    has_code = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)
    speaks_itself = path.parent.name in ("models", "commands") or path.name in ("apps.py", "models.py")
    assert ast.get_docstring(tree) or not has_code or speaks_itself


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=shown)
def test_a_template_is_not_too_long(path):
    assert len(path.read_text().splitlines()) <= LONGEST_TEMPLATE


def test_the_clock_is_asked_by_views_and_jobs_only():
    """Services and selectors take `now` or `today`, so that any day can be tested."""
    asked = [
        shown(path)
        for path in MODULES
        if {"services", "selectors", "services.py", "selectors.py", "importing", "documents"} & set(path.parts)
        and any(
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"now", "today", "localdate", "localtime", "utcnow"}
            and not node.args
            for node in ast.walk(ast.parse(path.read_text()))
        )
    ]
    assert asked == []
