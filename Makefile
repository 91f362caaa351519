PYTHON ?= python3

.DEFAULT_GOAL := help
.PHONY: help setup run test lint coverage outdated

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | column -t -s '|'

setup: ## .venv and node_modules as pinned
	@$(PYTHON) bin/setup.py

run: ## Kehoach with the demo on http://127.0.0.1:8000 (PORT=… for another one)
	@$(PYTHON) bin/setup.py
	@exec .venv/bin/python manage.py serve --demo

test: ## every check and test, on SQLite, PostgreSQL, Redis and in a browser
	@$(PYTHON) bin/setup.py --tests
	@exec .venv/bin/python bin/check.py

lint: ## the checks that run no test
	@$(PYTHON) bin/setup.py --dev
	@exec .venv/bin/python bin/check.py lint

coverage: ## which lines the tests reach, on SQLite
	@$(PYTHON) bin/setup.py --dev
	@.venv/bin/coverage run -m pytest -q -m "not browser and not redis and not postgres"
	@.venv/bin/coverage report

outdated: ## which pinned packages have a newer version (needs the internet)
	@$(PYTHON) bin/setup.py
	@.venv/bin/pip list --outdated
	@npm outdated || true  # it answers 1 when there are some
