# The hall's own commands; `make help` lists them. Needs make, git and python3-venv, nothing else beforehand.
.DEFAULT_GOAL := help
.PHONY: help setup test-setup browser emupos demo test test-fast test-crash check bench lock clean
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEBIAN_PACKAGES := chromium-headless-shell fonts-noto-cjk openssl postgresql
FAST := not browser and not crash and not slow
# Whole files of tests run side by side, one on each core, those that take long first; `make test SIDE_BY_SIDE=0` runs one
# after the other.
SIDE_BY_SIDE ?= auto
SHARED := -n $(SIDE_BY_SIDE) --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Compiled modules are kept: a test starts many programs, and each would compile all of itself anew.
export PYTHONDONTWRITEBYTECODE :=

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

setup: .venv/ready ## install what the demo and the tests both need into .venv; quick when it is there
test-setup: .venv/test-ready

.venv/ready: requirements.lock pyproject.toml
	@echo "installing into .venv: a minute on a new machine"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(PIP) install --quiet --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test-ready: requirements-test.lock .venv/ready
	@echo "installing the tools of the tests into .venv"
	@$(PIP) install --quiet --require-hashes -r requirements-test.lock
	@touch $@

browser: ## install the browser, the Chinese fonts, certificates and the database that the tests need (Debian packages)
	@tools/install-browser $(DEBIAN_PACKAGES)

emupos: ## install another team's printer, which judges the slip, where there is a Python 3.13
	@tools/install-emupos

demo: setup ## run a complete hall with simulated visitors; Ctrl+C stops it
	@$(BIN)/hall demo $(DEMO)

test: test-setup browser emupos ## run every test but the long hammer of test-crash
	@$(BIN)/python -m pytest $(SHARED) --ignore=tests/crash/test_crash.py $(TESTS)

test-fast: test-setup ## run the tests that need no browser and no crash, in under 20 seconds
	@$(BIN)/python -m pytest $(SHARED) -m "$(FAST)" $(TESTS)

test-crash: test-setup ## hammer a hall for a minute while its programs are killed; HALL_CRASH_SECONDS=600 for longer
	@$(BIN)/python -m pytest -m crash tests/crash

check: test-setup ## lint, types and import floors
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## measure this machine: numbers, calls, the way to the wall
	@$(BIN)/hall bench

lock: test-setup ## resolve the locked requirements anew; needs uv from PyPI
	@$(PIP) install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --python-version 3.11 \
		pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --python-version 3.11 \
		--extra test -c requirements.lock pyproject.toml -o requirements-test.lock
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-strip-extras --no-emit-index-url --python-version 3.13 \
		tools/emupos.in -o requirements-emupos.lock

clean: ## remove what was installed here
	@rm -rf .venv .venv-emupos
