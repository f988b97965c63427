# Everything here works from a fresh clone, with make and a Python from 3.11 to 3.14.
# Each target makes its own .venv. `make check` is what CI runs.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

# The newest Python on the path that can make a virtual environment; name another with PYTHON=…
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	2>/dev/null && command -v $$p && break; done)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input install -c constraints.txt
CODE := crm_tui tests $(wildcard bench tools)
# Tests wait for servers and timers too, so there are twice as many at once as processors.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1))))

.PHONY: help demo test deep check lint types layers catalogues catalogues-complete docs docs-fresh bench snapshots \
	wheel constraints clean

help:
	@echo 'make demo        open the sample organisation'
	@echo 'make test        run the tests'
	@echo 'make deep        the longest tests of access: thousands of random changes, every question to the rules'
	@echo 'make check       all checks, as CI runs them'
	@echo 'make bench       measure, and write bench/results.json'
	@echo 'make snapshots   take the pictures of the screens anew, and those of docs/; look at each before you commit it'
	@echo 'make catalogues  bring the translations up to date with the source, and compile them'
	@echo 'make docs        write the generated tables and pictures in docs/'
	@echo 'make wheel       build dist/*.whl'
	@echo 'make clean       remove what these made'

$(BIN)/python:
	@test -n '$(PYTHON)' || { echo 'No Python 3.11 to 3.14 with venv found; name one: make PYTHON=…' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/app.stamp: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) hatchling
	$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/app.stamp
	$(PIP) --no-build-isolation -e '.[dev,test]'
	@touch $@

$(VENV)/bench.stamp: $(VENV)/app.stamp
	$(PIP) --no-build-isolation -e '.[bench]'
	@touch $@

demo: $(VENV)/app.stamp
	$(BIN)/crm-tui demo

# Whoever has finished takes tests from the others: nobody works on alone at the end, and neighbours stay together.
# Compiled once and kept, also where the environment says to keep nothing (the name of that is empty here): else each
# worker would compile all tests anew, and each program that a test starts all of crm-tui.
test: $(VENV)/dev.stamp
	@mkdir -p build
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q --collect-only $(TESTS) >/dev/null || true
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal $(TESTS)

deep: $(VENV)/dev.stamp
	CRM_TUI_DEEP=1 $(BIN)/python -m pytest -q -n $(WORKERS) --timeout 3600 tests/services/test_access_machine.py \
		tests/policy tests/oracle tests/bootstrap/test_sample_making.py

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The benchmarks are type-checked too, with what they measure against.
types: $(VENV)/dev.stamp $(VENV)/bench.stamp
	$(BIN)/mypy $(CODE)

layers: $(VENV)/dev.stamp
	$(BIN)/lint-imports

catalogues-complete: $(VENV)/dev.stamp
	$(BIN)/python -m tools.catalogues check

docs-fresh: $(VENV)/dev.stamp
	$(BIN)/python -m tools.docs check

check: lint types layers catalogues-complete docs-fresh test

catalogues: $(VENV)/dev.stamp
	$(BIN)/python -m tools.catalogues update

docs: $(VENV)/dev.stamp
	$(BIN)/python -m tools.docs update

bench: $(VENV)/bench.stamp
	$(BIN)/python -m bench

snapshots: $(VENV)/dev.stamp
	@mkdir -p build
	$(BIN)/python -m pytest -q -m snapshot --snapshot-update
	$(BIN)/python -m tools.docs update

wheel: $(VENV)/app.stamp
	$(BIN)/python -m hatchling build --target wheel --directory dist

constraints: $(VENV)/dev.stamp $(VENV)/bench.stamp
	@{ echo '# Exact versions of everything that `make` installs; `make constraints` writes them anew.'; \
	  $(BIN)/python -m pip freeze --exclude-editable | grep '==' | sort -f; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
