# Everything a newcomer needs. Paths here are relative on purpose: make and spaces in a path don't agree.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test check prove lint types house fmt bench

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
# The least of the lines and branches that tests must run through, in per cent, when `make check` measures it.
COVERAGE_FLOOR := 85
# Four at once on two cores: a test waits about half of its time, for a server or a page. Each takes whole files,
# so that what a file sets up once is not set up by each of them.
WORKERS := 4
# `make check` adds coverage to the one way in which tests are run.
PYTEST_OPTIONS ?=
# The tests start many processes: without what Python compiled before, each would compile the bot anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## Show this
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

setup: ## Make the virtual environment, or bring it up to date
	@bash scripts/setup.sh

demo: setup ## Start the bot against the built-in stand-in for Slack, with a sample challenge
	@$(BIN)/python -m bot playground $(DEMO_OPTIONS)

test: setup ## Run the tests
	@echo "== tests"
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile -m "not proof" $(PYTEST_OPTIONS)

lint: setup
	@echo "== ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: setup
	@echo "== mypy"
	@$(BIN)/mypy

house: setup
	@echo "== import-linter"
	@$(BIN)/lint-imports

check: lint types house ## Check everything: style, types, floors, tests with coverage
	@$(MAKE) --no-print-directory test PYTEST_OPTIONS="$(PYTEST_OPTIONS) --cov --cov-report=term --cov-fail-under=$(COVERAGE_FLOOR)"

prove: setup ## The slow proofs: kills of the running bot, a thousand planted post-its, the benchmarks
	@echo "== proofs"
	@$(BIN)/python -m pytest -m proof

fmt: setup ## Lay the code out
	@echo "== ruff"
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: setup ## Measure speed and memory (docs/performance.md)
	@$(BIN)/python -m benchmarks
