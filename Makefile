# `make demo` and `make test` each work as the first command on a machine that has Python (3.11 or
# newer), pip and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

DEMO_OPTIONS ?=

# Tests that run at a time.
WORKERS ?= 2

.PHONY: install demo test test-long lint types format bench schema unit clean

install: $(VENV)/.installed

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Chaland needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

# The light install, without torch.
$(VENV)/.installed-base: pyproject.toml | $(BIN)/python
	@echo "installing Chaland into $(VENV): a minute or two"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

# Everything that the tests need: several GB.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	touch $@ $(VENV)/.installed-base

# Without serving at the end: make demo DEMO_OPTIONS=--no-serve
demo: $(VENV)/.installed-base
	$(BIN)/chaland doctor
	$(BIN)/chaland demo $(DEMO_OPTIONS)

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install
	$(BIN)/mypy

# A file's tests stay together, so that what they share is made once.
test: lint types
	$(BIN)/pytest -m "not long" -n $(WORKERS) --dist loadfile --no-loadscope-reorder

test-long: install
	$(BIN)/pytest -m long

format: install
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	$(BIN)/python -m benchmarks.film
	$(BIN)/python -m benchmarks.tracking
	$(BIN)/python -m benchmarks.edge

schema: install
	$(BIN)/python -m vision.site_file > docs/site.schema.json

unit: install
	$(BIN)/python -m vision.edge.service > deploy/chaland-edge.service

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
