# Every command of the project. `make help` explains them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo run check types imports test bench pictures migration lock browser hledger clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

help: ## Explain the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## Serve a sample office on http://127.0.0.1:8000 until Ctrl-C; its data stay
	@exec $(BIN)/pm demo

run: $(INSTALLED) ## Serve your own office: like demo, but empty at first
	@$(BIN)/pm migrate
	@exec $(BIN)/pm serve

check: $(INSTALLED) ## Format, lint, types, import rules, tests: what must pass before anything lands
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(MAKE) --no-print-directory -j2 types imports
	@$(MAKE) --no-print-directory test ALIKE=--hypothesis-profile=ci

types:
	@$(BIN)/pyright

imports:
	@said=$$($(BIN)/lint-imports --no-logo) || { echo "$$said"; exit 1; }

test: $(INSTALLED) browser hledger ## All tests, browser journeys included; T=tests/books selects some
	@PM_CHROMIUM="$$(sh .ci/find_chromium)" $(BIN)/pytest $(if $(T),$(T),-n auto --dist loadfile --no-loadscope-reorder) $(ALIKE)

bench: $(INSTALLED) browser hledger ## Measure what docs/benchmarks.md tells; DOCUMENTS=100000 searches a million pages
	@PM_CHROMIUM="$$(sh .ci/find_chromium)" $(BIN)/python -m tests.measures

pictures: $(INSTALLED) browser ## Every page, light and dark, in two sizes, with an accessibility check of each
	@PM_CHROMIUM="$$(sh .ci/find_chromium)" $(BIN)/python -m tests.pictures

migration: $(INSTALLED) ## Write a migration from the changed tables: make migration M="add late fees"
	@test -n "$(M)" || { echo 'Say what it does: make migration M="add late fees"'; exit 2; }
	@$(BIN)/pm new-migration "$(M)"
	@$(BIN)/ruff format --quiet alembic/versions && $(BIN)/ruff check --quiet --fix alembic/versions

lock: $(INSTALLED) ## Pin the newest versions that pyproject.toml allows
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --upgrade --no-emit-index-url --no-header --no-annotate -q -o requirements.lock

clean: ## Remove what can be made again; the data stay
	@rm -rf .web .build .states $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis

browser:
	@sh .ci/find_chromium --install > /dev/null

hledger:
	@sh .ci/find_hledger --install > /dev/null

$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 2; }
	@$(BIN)/python -m pip --version > /dev/null 2>&1 || { echo "Making $(VENV) …"; $(PYTHON) -m venv --clear $(VENV); }
	@echo "Installing the pinned packages (a few minutes the first time) …"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@
