# Needs GNU make 4 and Python 3.11 or 3.12; everything else comes from requirements/ with checked hashes.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
.SILENT:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.12 python3.11 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
	2>/dev/null && command -v $$p && break; done)
# One stamp for each content of the lock: a changed lock installs again, an interrupted install leaves none.
LOCK := $(shell cksum < requirements/dev.txt | tr ' ' '-')
READY := $(VENV)/.installed-$(LOCK)
ARGS ?=
# Every process that is started would compile the same modules anew.
export PYTHONDONTWRITEBYTECODE :=
# Test processes at once: about as many as there are cores; on 2 cores 3 take as long as 2.
WORKERS ?= 2

.PHONY: help
help:  ## list the verbs
	grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-10s %s\n", $$1, $$2 }'

.PHONY: run
run: $(READY)  ## start everything and stay (PORT=8000, LIVE_PORT=PORT+1); Ctrl-C stops everything
	exec $(BIN)/python -m crm.run

.PHONY: test
test: $(READY)  ## run every test on servers of its own (ARGS='-k intake')
	$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)
	if [ -z '$(ARGS)' ]; then
		echo 'Isolation and migrations once more, on PostgreSQL 16 ...'
		TEST_POSTGRES=16 $(BIN)/python -m pytest -n $(WORKERS) -q -m 'not any_postgres' tenants/tests
		echo 'And a minute in which everything that can die does ...'
		$(BIN)/python -m crm.chaos
	fi

.PHONY: chaos
chaos: $(READY)  ## kill what can be killed while messages leave, then count (ARGS='--seconds 600 --seed 7')
	$(BIN)/python -m crm.chaos $(ARGS)

.PHONY: killing
killing: $(READY)  ## kill whoever sends sequences, 60 times over 5,000 steps; 500 replies against claims (half an hour)
	SEQUENCES_DUE=5000 SEQUENCES_KILLS=60 SEQUENCES_TRIALS=500 $(BIN)/python -m pytest -s -p no:cacheprovider \
		comms/sequences/tests/test_killed.py comms/sequences/tests/test_reply_race.py $(ARGS)

.PHONY: bench
bench: $(READY)  ## measure the intake beside its limit and floors (ARGS='--leads 100000'; some ten minutes)
	$(BIN)/python -m crm.bench $(ARGS)

.PHONY: lint
lint: $(READY)  ## style, floors, missing migrations, Django's checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	# Needs no database, and would warn that there is none.
	$(BIN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check --fail-level WARNING

.PHONY: format
format: $(READY)  ## put every file into the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: reset
reset: $(READY)  ## remove the local data; the next run begins anew
	$(BIN)/python -m crm.servers

.PHONY: lock
lock: $(READY)  ## compile requirements/*.in into hash-checked *.txt (needs the network)
	for name in base dev; do
		$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
			--custom-compile-command 'make lock' requirements/$$name.in --output-file requirements/$$name.txt
	done

.PHONY: messages
messages: $(READY)  ## collect the texts to translate and compile the translations (ARGS=--list names what waits)
	$(BIN)/python -m crm.languages $(ARGS)

.PHONY: browser
browser:  ## install Chromium for the browser tests (Debian, as root)
	if command -v chromium >/dev/null; then
		echo "chromium is there: $$(command -v chromium)"
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
	else
		echo 'Install Chromium so that "chromium" is on the PATH (Debian, as root: apt-get install chromium).'
		exit 1
	fi

$(READY): requirements/dev.txt
	if [ -z '$(PYTHON)' ]; then
		echo 'Python 3.11 or 3.12 with venv is needed. Debian: apt-get install python3 python3-venv'
		exit 1
	fi
	echo 'Installing into $(VENV), once ...'
	$(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null \
		|| $(PYTHON) -m venv --clear $(VENV)
	rm -f $(VENV)/.installed-*
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	touch $@
