# make run   the portal with demonstration data on http://localhost:8000
# make test  the whole test suite
# make faults a thousand usulan over a bad line, and the hour of the deadline
# make bench the speed at the size of the whole city, beside plain references
# DATABASE_URL=postgresql://... puts either on PostgreSQL.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PORT ?= 8000

.PHONY: run test lint lint-js faults bench

run: .venv/installed .secret_key
	@export DEBUG=1 SECRET_KEY="$$(cat .secret_key)"; \
	$(BIN)/python manage.py migrate --verbosity 0 && \
	$(BIN)/python manage.py demo --if-empty && \
	exec $(BIN)/python manage.py runserver --noreload 0.0.0.0:$(PORT)

test: .venv/installed-dev
	$(BIN)/python -m pytest -n auto

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory lint-js; \
	else echo "Node.js tidak ada: JavaScript tidak diperiksa."; fi

lint-js: node_modules/.package-lock.json
	npm run --silent lint
	npm run --silent test

faults: .venv/installed-dev
	$(BIN)/python -m pytest -m scale -s tests/faults

bench: .venv/installed-dev
	$(BIN)/python -m benchmarks --keep

node_modules/.package-lock.json: package-lock.json
	npm ci --silent
	@touch $@

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

.secret_key:
	@umask 077 && $(BIN)/python -c "import secrets; print(secrets.token_urlsafe(50))" > $@
