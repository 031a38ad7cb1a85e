# make demo   plays the shipped Karabakh scenario; make test runs every gate.
# Another interpreter: make test PYTHON=python3.12 VENV=.venv-3.12

PYTHON ?= python3
VENV ?= .venv
OLDEST := .venv-oldest
VIZ := .venv-viz
WORKERS ?= auto
OLDEST_TESTS := tests/cli tests/record tests/play tests/scenario tests/analysis/sensitivity \
	tests/analysis/discovery tests/experiment/sweeps tests/plots/test_fan.py tests/report/test_content.py
BROWSERS := chromium chromium-browser google-chrome google-chrome-stable chrome
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Byte code that one process keeps, the others of a run need not make again.
unexport PYTHONDONTWRITEBYTECODE

.DELETE_ON_ERROR:
.PHONY: help demo docs test kernel format-check lint types imports coverage plain compiled browser bench slow validate wheel smoke test-oldest test-viz regenerate clean

help:
	@echo 'make demo    set up and play karabakh-2020; record and figures in out/demo'
	@echo 'make test    set up and run the gates: format, lint, types, imports, tests'
	@echo 'make docs    the pages as a site with search, in out/site; it works without a network'
	@echo 'make coverage   how much of the code the tests reach; fails below the threshold (minutes)'
	@echo 'make browser get the browser that the tests of reports open (as root, where there is apt-get)'
	@echo 'make bench   speed of the kernel, of start-up, of `sim odds`, of a sweep and its report (a quarter of an hour)'
	@echo 'make slow    statistical acceptance tests (minutes)'
	@echo 'make validate   score the model and write docs/validation.md (half an hour; a second call goes on)'
	@echo 'make wheel   the wheel in dist/, with the compiled kernel for this Python and Numba (minutes)'
	@echo 'make smoke   install the wheel on another Python, outside the tree, and use it: SMOKE_PYTHON=python3.12'
	@echo 'make test-oldest   run what uses other libraries most with the oldest versions that are allowed'
	@echo 'make test-viz  the page for the viewer of Mesa in a browser (400 MB of other libraries, in an environment of its own)'
	@echo 'make regenerate   write schemas, goldens, API page, figures and quoted output anew (a quarter of an hour)'
	@echo 'make clean   remove the virtual environment, caches and build products'

# Stamps: a second call installs nothing unless pyproject.toml has changed since the first.
$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14) and "Python 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: pyproject.toml $(VENV)/.made
	$(PIP) install --editable .
	@touch $@

$(VENV)/.docs: pyproject.toml $(VENV)/.made
	$(PIP) install --editable '.[docs]'
	@touch $@ $(VENV)/.run

$(VENV)/.dev: pyproject.toml $(VENV)/.made
	$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.run $(VENV)/.docs

demo: $(VENV)/.run
	$(BIN)/sim run karabakh-2020 --seed 2020 --out out/demo

docs: $(VENV)/.docs
	$(BIN)/mkdocs build --quiet --strict
	@echo 'open out/site/index.html'

# While the tests without the compiler run, the kernel is compiled, which the others need, and types and
# imports are checked: the cores are busy until all are done.
test: $(VENV)/.dev
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory --jobs 2 plain kernel imports
	@$(MAKE) --no-print-directory compiled

format-check: $(VENV)/.dev
	$(BIN)/ruff format --check .

lint: format-check
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

imports: lint types
	$(BIN)/lint-imports --no-logo --no-cache

kernel: $(VENV)/.dev
	$(BIN)/python -c 'import sim; sim.batch("karabakh-2020", replicates=1, seed=1, turns=1)'

# Each worker takes the tests in order, so that tests which share what they were given stay together.
PLAIN := NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Tests that play with the compiled kernel, as users do: those of the kernel itself, and those of sweeps
# and of what is made of them. All others play in plain Python.
COMPILED := tests/compiled tests/docs tests/analysis tests/cli tests/experiment tests/plots tests/report tests/studies
plain: $(VENV)/.dev
	$(PLAIN) $(COMPILED:%=--ignore=%)

compiled: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m 'not slow' $(COMPILED)

# Never fails: where no browser can be had, the tests that open one are skipped and say so.
browser:
	@if for name in $(BROWSERS); do command -v $$name && exit 0; done; false; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		{ apt-get update -q && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -q --no-install-recommends chromium; } \
		|| echo 'no browser could be installed: the tests that open one are skipped'; \
	else echo 'no browser: the tests that open one are skipped (Debian: apt-get install chromium)'; fi

# Ratios, side by side on this machine; a claim about speed is a line of its output. The kernel is
# compared with that of a wheel: BENCH='--against dist/marchland-0.2.0-py3-none-any.whl'.
BENCH ?=
bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench $(BENCH)

# Coverage cannot see inside compiled code, and the rulebook is plain Python. Python runs five times
# slower while coverage watches it, so it watches those tests that reach most in the least time. The
# file says more.
MEASURED := $(shell grep -v '^\#' tests/measured.txt)
coverage: $(VENV)/.dev
	$(PLAIN) $(MEASURED) --cov

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -n $(WORKERS) -m slow

# Every number of docs/validation.md again, from seeds; what is done is kept in out/validation.
validate: $(VENV)/.dev
	$(BIN)/python docs/make_validation.py $(PARTS)

# The machine code of the kernel goes into the wheel; other platforms compile it at the first use.
wheel: $(VENV)/.dev
	$(BIN)/python -m sim.engine.ship
	$(BIN)/python -m build --wheel --no-isolation

SMOKE_PYTHON ?= python3.12
smoke: $(VENV)/.dev
	$(BIN)/python tests/smoke/installed.py $(SMOKE_PYTHON)

# Everything that is generated and committed, in the order in which one is made from another. Read the
# difference before you commit it: what it shows is what your change does.
regenerate: $(VENV)/.dev
	$(BIN)/python -m sim.scenario.schema
	$(BIN)/python -m sim.experiment.schema
	$(BIN)/python -m sim.exercise.programs.schema
	MARCHLAND_GOLDENS=write NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q tests/play/test_goldens.py
	MARCHLAND_GOLDENS=write NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q tests/exercise/test_desk.py -k transcript
	MARCHLAND_GOLDENS=write NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest -q -n $(WORKERS) tests/plots -k golden
	$(BIN)/python docs/make_api.py
	$(BIN)/python docs/figures/remake.py
	$(BIN)/python -m tests.docs.requote

# Lower bounds are true: the index can meet every one of them at once, and these versions do. Made
# anew every time; the warnings of old libraries are no errors here.
test-oldest:
	rm -rf $(OLDEST)
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python -m pip --disable-pip-version-check --quiet install uv
	$(OLDEST)/bin/uv pip install --quiet --python $(OLDEST)/bin/python --resolution lowest-direct --editable '.[dev]'
	$(OLDEST)/bin/python -m tests.smoke.lower_bounds
	NUMBA_DISABLE_JIT=1 $(OLDEST)/bin/python -m pytest -n $(WORKERS) -W ignore $(OLDEST_TESTS)
	$(OLDEST)/bin/python -m pytest -W ignore -m compiled tests/compiled/test_cache.py tests/compiled/test_lanes.py

# Not part of `make test`: Solara and what it works offline with are 400 MB in 55 packages.
test-viz:
	test -d $(VIZ) || $(PYTHON) -m venv $(VIZ)
	$(VIZ)/bin/python -m pip --disable-pip-version-check --quiet install --editable '.[dev,viz]'
	NUMBA_DISABLE_JIT=1 $(VIZ)/bin/python -m pytest -W ignore tests/viz

clean:
	rm -rf $(VENV) $(OLDEST) $(VIZ) build dist out sim/_compiled .coverage .coverage.* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find sim tests -name __pycache__ -type d -prune -exec rm -rf {} +
