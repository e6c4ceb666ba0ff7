# Every command can be run again at any time; what is done already is not done twice.
PORT ?= 8000
MINUTES ?= 10
RUN = .venv/bin/python
PIP = $(RUN) -m pip install -q --disable-pip-version-check --require-hashes
DEMO = DEMO=1 DEBUG=0 DATABASE_URL=sqlite:///demo.sqlite3 SITE_URL=http://localhost:$(PORT)
TESTED = DJANGO_SETTINGS_MODULE=tests.settings $(RUN)
ON_SQLITE = DATABASE_URL=sqlite:///.test.sqlite3
ON_POSTGRESQL = $(RUN) -m tests.postgres
SOURCES = $(shell find alliance_site assessments partnerships static templates -type f ! -name "*.pyc")
LOCK = $(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# What a database can turn out differently, and what browsers do; the rest is the same on both
LONG_ON_BOTH = tests/e2e tests/test_unlinkability.py tests/operations $(addprefix tests/assessments/test_, \
	once.py killed.py delivery.py erasure.py counters.py guards.py)

.NOTPARALLEL:
.PHONY: help setup demo test test-long ci fmt lint types check bench bench-details bench-crowd lock
ifeq ($(wildcard demo.sqlite3),)
.PHONY: .venv/demo
endif

help:           ## show these lines
	@sed -n 's/^\([a-z-]*:\).*## /make \1 /p' Makefile | sed 's/: */\t/' | expand -t 18

setup: .venv/tested .venv/plotly .venv/browser   ## install all that running and testing need
	@test -d node_modules/plotly.js-basic-dist-min || sh setup.sh plotly strict

demo: .venv/demo   ## load the demo partnerships and serve them (PORT=8000)
	@trap 'kill $$worker $$web 2> /dev/null' EXIT; trap exit INT TERM; \
	$(DEMO) $(RUN) manage.py worker > /dev/null & worker=$$!; \
	$(DEMO) $(RUN) -m gunicorn --bind 127.0.0.1:$(PORT) alliance_site.wsgi & web=$$!; \
	wait $$web

test: setup lint types check   ## run every test, on SQLite and on PostgreSQL, with a real browser
	$(ON_SQLITE) $(RUN) -m pytest -q -n 2
	$(ON_POSTGRESQL) $(RUN) -m pytest -q -n 2 --database-only

test-long: setup .venv/servers   ## run the long forms of the tests
	TEST_FORM=long $(ON_SQLITE) $(RUN) -m pytest -q -n 2
	TEST_FORM=long $(ON_POSTGRESQL) $(RUN) -m pytest -q -n 2 --database-only $(LONG_ON_BOTH)

ci:             ## do what the build server does
	.ci/run

fmt: .venv/tested   ## bring the code into its form
	$(RUN) -m ruff check -q --fix-only .
	$(RUN) -m ruff format .

lint: .venv/tested   ## look for mistakes and for code out of form
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types: .venv/tested   ## check the types
	$(RUN) -m mypy .

check: .venv/tested
	$(TESTED) manage.py check --fail-level WARNING
	$(TESTED) manage.py makemigrations --check --dry-run

bench: .venv/tested .venv/plotly   ## measure beside the floor and peers, into benchmarks/RESULTS.md
	$(RUN) -m benchmarks

bench-details: .venv/tested   ## measure reports, dashboard and imports in a process alone, and reckon a walk
	$(RUN) benchmarks/reports.py
	$(RUN) benchmarks/dashboard.py
	$(RUN) benchmarks/imports.py
	$(RUN) benchmarks/walk.py

bench-crowd: .venv/tested .venv/plotly   ## measure 300 people at once on each database (MINUTES=10)
	$(RUN) -m benchmarks.crowd $(MINUTES)

lock: .venv/tested   ## renew the lock files
	$(LOCK) requirements.in -o requirements.txt
	$(LOCK) requirements-dev.in -o requirements-dev.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts

.venv/bin/python:
	@PYTHON="$(PYTHON)" sh setup.sh python

.venv/run: requirements.txt | .venv/bin/python
	@echo "Installing what running needs ..."
	@$(PIP) -r requirements.txt
	@touch $@

.venv/tested: requirements.txt requirements-dev.txt | .venv/bin/python
	@echo "Installing what testing needs ..."
	@$(PIP) -r requirements-dev.txt
	@touch .venv/run $@

.venv/plotly: package-lock.json | .venv/bin/python
	@sh setup.sh plotly
	@touch $@

.venv/demo: .venv/run .venv/plotly $(SOURCES)
	@echo "Loading the demo ..."
	@$(DEMO) $(RUN) manage.py migrate --verbosity 0
	@$(DEMO) $(RUN) manage.py load_demo
	@$(DEMO) $(RUN) manage.py collectstatic --noinput --verbosity 0
	@touch $@

.venv/servers: | .venv/tested
	@sh setup.sh servers
	@touch $@

.venv/browser: | .venv/tested
	@sh setup.sh browser
	@touch $@
