# Two commands: `make run` and `make test`. `make help` lists the rest.
# Needs Python 3.11 or newer with its venv module, and nothing else. Another Python: make run PYTHON=python3.12

# The system's own Python where it will do, else the one on the PATH: distributions build theirs for speed, which many
# that are built by hand are not, and everything is a sixth quicker by it.
SYSTEM_PYTHON := /usr/bin/python3
WILL_DO := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell $(SYSTEM_PYTHON) -c '$(WILL_DO)' 2>/dev/null && echo $(SYSTEM_PYTHON) || echo python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
UV := $(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python
RUNTIME := .venv/.runtime-ready
DEV := .venv/.dev-ready

.DEFAULT_GOAL := help
.PHONY: chromium covered bench bench-growth bench-browser mutation mutants sweep sweep-pairs sweep-timing sweep-faults help run demo test check lint types format screens browser clean

help: ## List the targets (what `make` alone does)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s  %s\n", $$1, $$2 }' Makefile

run: $(RUNTIME) ## Serve on http://localhost:8000 (PORT=... HOST=... change it)
	@exec $(BIN)/python -m app

demo: $(RUNTIME) ## Serve a separate database with a fictional couple and a trio
	@exec $(BIN)/python -m app.demo

test: ## Install what the tests need, then lint, types and every test
	@$(MAKE) --no-print-directory --jobs=3 browser covered types lint
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --ignore tests/domain --ignore tests/vault tests

covered: $(DEV) ## The tests of domain and vault, whose examples leave no branch out
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest --numprocesses 2 --dist worksteal tests/domain tests/vault
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

check: lint types ## What is checked without running anything: lint and types

lint: $(DEV) ## Rules of style and layout (ruff)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## Types (mypy)
	$(BIN)/mypy

format: $(DEV) ## Put the code into its layout
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

screens: $(DEV) browser ## Ask every page and state in every language, and photograph it into screens/ (index.html shows all)
	rm -rf screens
	SCREENS=1 $(BIN)/python -m pytest -p no:tests.budgets --numprocesses 2 --dist loadfile \
	  tests/browser/test_screens.py tests/browser/test_screens_of_practice.py tests/browser/test_screens_too.py \
	  tests/browser/test_states.py; \
	  status=$$?; $(BIN)/python -m tests.tools.contact_sheet; exit $$status

bench: $(DEV) ## What a request costs, against a bare page of Flask and SQLAlchemy (a few minutes)
	$(BIN)/python -m tests.benchmarks

bench-growth: $(DEV) ## The same with 1,000 to 1,000,000 worksheets around it (half an hour, 23 GB; resumes)
	$(BIN)/python -m tests.benchmarks.growth

bench-browser: $(DEV) browser ## A page of 30 questions beside one of SurveyJS (needs npm and its registry)
	$(BIN)/python -m tests.benchmarks.beside_surveyjs

mutation: $(DEV) ## Change vault, sharing and access line by line, and count what no test notices (resumes)
	$(PIP) --editable '.[mutation]'
	$(BIN)/mutmut run --max-children 2
	$(BIN)/mutmut results

mutants: $(DEV) ## Make every leak of tests/leaks/mutants in a copy of the code, and see it caught
	$(BIN)/python -m tests.leaks.mutation

PAIRS ?= 20000
TIMES ?= 2000

sweep: sweep-pairs sweep-timing sweep-faults ## All three of the following, as before a release (many hours)

sweep-pairs: $(DEV) ## Play the same twice with other secrets, and compare (PAIRS=20000 on each engine; resumes)
	$(BIN)/python -m tests.leaks.sweep --pairs $(PAIRS)

sweep-timing: $(DEV) ## Compare the times of answers under two secrets (TIMES=2000 on each side)
	$(BIN)/python -m tests.leaks.timing --times $(TIMES)

sweep-faults: $(DEV) ## Kill, fill up, lock, race and break it as often as before a release (half an hour)
	SWEEP_FAULTS=1 $(BIN)/python -m pytest -p no:tests.budgets tests/faults

browser: $(DEV) chromium ## Find a Chromium for the browser tests, or install one
	@$(BIN)/python tests/tools/ensure_browser.py

# Needs nothing of .venv, so it goes on beside what does. What goes wrong here, `browser` meets again, and says.
chromium: ## Install Debian's Chromium, where that can be had and is missing
	@$(PYTHON) tests/tools/ensure_browser.py --packaged 2>/dev/null || true

clean: ## Remove what was made: .venv, caches, screens; never instance/
	rm -rf .venv build dist screens .coverage .coverage.* .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -type d -name __pycache__ -prune -exec rm -rf {} +

define ENVIRONMENT
@command -v $(PYTHON) >/dev/null || { \
  echo "Between Us needs Python 3.11 or newer, and there is no $(PYTHON). On Debian: apt install python3 python3-venv" >&2; \
  exit 1; }
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
  echo "Between Us needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
  echo "If there is a newer one, name it: make run PYTHON=python3.12" >&2; \
  exit 1; }
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
  echo "Python's venv module is missing. On Debian and Ubuntu: apt install python3-venv" >&2; \
  exit 1; }
@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
endef

# pip compiles what it installs, and not what it links to: without it a start may read the source anew.
COMPILED := $(BIN)/python -m compileall -q app

$(RUNTIME): pyproject.toml
	$(ENVIRONMENT)
	@echo "Installing what the app needs into .venv (once)..."
	@$(PIP) --upgrade pip 2>/dev/null || true  # the one that comes with Python 3.11 takes a third longer, but will do
	@$(PIP) --editable .
	@$(COMPILED)
	@touch $@

# uv takes a third of the time. It doesn't read the settings of pip, so on some machines only pip finds the packages.
$(DEV): pyproject.toml
	$(ENVIRONMENT)
	@echo "Installing what the app and the tests need into .venv (once)..."
	@$(PIP) 'uv<1' 2>/dev/null && $(UV) --editable '.[dev]' 2>/dev/null || $(PIP) --editable '.[dev]'
	@$(COMPILED)
	@touch $(RUNTIME) $@
