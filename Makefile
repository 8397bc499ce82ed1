# rnngraph: everything a fresh machine needs. `make help` lists the targets.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable
BUNDLE := web/static/build/app.js
PORT ?=
SERVE ?= 1

# TensorFlow's notes on the machine are no news to those who run this; a user's own setting wins.
export TF_CPP_MIN_LOG_LEVEL ?= 3
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.PHONY: help run test lint format docs notebooks screenshots bench fuzz fuzz-reader clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' Makefile

run: $(VENV)/run.stamp $(BUNDLE) ## check, draw and train a model on scanned digits, then serve the specs (SERVE=0: do not serve)
	$(BIN)/rnngraph check specs/digits.json
	$(BIN)/rnngraph summary specs/digits.json
	$(BIN)/rnngraph train specs/digits.json --data digits --out runs/digits
	$(BIN)/rnngraph diagram specs/digits.json -o runs/digits/diagram.svg
ifneq ($(SERVE),0)
	$(BIN)/rnngraph serve specs $(if $(PORT),--port $(PORT))
endif

test: $(VENV)/test.stamp $(BUNDLE) lint ## lint, types and all tests
	$(BIN)/python scripts/chromium.py
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(VENV)/test.stamp ## ruff and mypy, and their like for the front end
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python scripts/frontend.py check

format: $(VENV)/test.stamp ## format, and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python scripts/frontend.py format

docs: $(VENV)/test.stamp ## write the pages of docs/ that come from the code
	$(BIN)/python scripts/docs.py

notebooks: $(VENV)/test.stamp ## execute the notebooks of docs/ anew
	$(BIN)/python scripts/notebooks.py

screenshots: $(VENV)/test.stamp $(BUNDLE) ## take the pictures of the web app in docs/ anew
	$(BIN)/python scripts/chromium.py
	$(BIN)/python scripts/screenshots.py

bench: $(VENV)/test.stamp ## run the benchmarks
	@for each in benchmarks/*.py; do echo "$$each"; $(BIN)/python "$$each" || exit 1; done

N ?= 1000
SEED ?=
fuzz: $(VENV)/test.stamp ## random graphs against Keras (N=1000, SEED=...)
	$(BIN)/python -m tests.fuzz.graphs -n $(N) $(if $(SEED),--seed $(SEED))

SECONDS ?= 60
fuzz-reader: $(VENV)/fuzz.stamp ## broken and hostile specs through every command, led by atheris (SECONDS=60; Linux)
	$(BIN)/python -m tests.fuzz.reader --seconds $(SECONDS)

clean: ## remove what was made here, runs/ excepted
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	rm -rf web/static/build web/frontend/node_modules

$(VENV)/bin/python:
	sh scripts/venv.sh $(VENV)

$(VENV)/run.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "installing rnngraph with TensorFlow into $(VENV), which takes minutes the first time"
	$(INSTALL) '.[train]'
	$(BIN)/python scripts/drawing.py
	@touch $@

$(VENV)/test.stamp: pyproject.toml | $(VENV)/bin/python
	@echo "installing rnngraph with what its tests need into $(VENV), which takes minutes the first time"
	$(INSTALL) '.[dev]'
	$(BIN)/python scripts/drawing.py
	@touch $@ $(VENV)/run.stamp

$(BUNDLE): scripts/frontend.py $(wildcard web/frontend/*.* web/frontend/src/*.* web/frontend/src/*/*.*) | $(VENV)/run.stamp
	@echo "bundling the pages' JavaScript"
	$(BIN)/python scripts/frontend.py

$(VENV)/fuzz.stamp: $(VENV)/test.stamp
	$(INSTALL) '.[fuzz]'
	@touch $@
