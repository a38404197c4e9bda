# make build   sets up .venv and builds the graph of the sample articles into out/
# make test    sets up the test tools too, then runs lint, types and tests
# make bench   prints the speed figures of the README
# make clean   removes .venv; out/ and the articles stay
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: build test lint types tools bench clean

# The first interpreter that is new enough; `make PYTHON=/path/to/python3.12` says another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo "$$p"; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

build: $(BIN)/.installed
	$(BIN)/graphkit build

test: $(BIN)/.tested tools lint types
	$(BIN)/python -m pytest

lint: $(BIN)/.tested
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(BIN)/.tested
	$(BIN)/mypy

bench: $(BIN)/.installed
	$(BIN)/python bench/speed.py

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "graphkit needs Python 3.11 or newer; none was found on PATH" >&2; exit 1; }
	$(PYTHON) -m venv .venv

$(BIN)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(BIN)/.tested: $(BIN)/.installed
	$(PIP) install --constraint constraints.txt --editable '.[test,serve,parquet]'
	@touch $@

# Tests that open the page or ask other RDF parsers need these; without them (and without root) those tests skip, and say so.
tools:
	@missing=(); \
	for pair in chromium:chromium rapper:raptor2-utils serdi:serdi; do \
	  command -v "$${pair%%:*}" >/dev/null || missing+=("$${pair##*:}"); done; \
	if [ $${#missing[@]} -eq 0 ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "installing $${missing[*]}"; \
	  apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
	    apt-get install -y -qq --no-install-recommends "$${missing[@]}" >/dev/null \
	    || echo "could not install $${missing[*]}: the tests that need them will be skipped" >&2; \
	else echo "missing $${missing[*]}: the tests that need them will be skipped" >&2; fi

clean:
	rm -rf .venv
