# make demo   the whole product with a sample campaign, on this machine
# make test   every test; again on PostgreSQL where it is installed
# make bench  how fast it is, beside the fastest thing that could stand in its place
# make page   every public page in every state, looked at in a browser; Lighthouse, pa11y, pictures
# make check  style, types, the rooms' floors, house rules, translations
# make fuzz   junk for everything that strangers send to; SECONDS=600 for each
# make sbom   dist/sbom.json: all that a host installs, for a scanner of known weaknesses

PYTHON ?= python3
PORT ?= 8000
SECONDS ?= 60
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
UV := $(or $(wildcard $(BIN)/uv),uv)
COOL_DOWN_DAYS := 7
PARALLEL := --numprocesses=auto --maxprocesses=4 --dist=loadscope --no-loadscope-reorder

.DELETE_ON_ERROR:
.PHONY: demo test bench page check fuzz sbom lock messages clean

# `exec`: Ctrl-C reaches the program itself, and its own answer is the last word.
demo: .venv/.app
	@exec $(BIN)/undersigned demo --port $(PORT)

# One process a core; a file's tests stay together.
test: .venv/.dev
	$(BIN)/python -m pytest $(PARALLEL)
	$(BIN)/python -m pytest $(PARALLEL) --database=postgresql

bench: .venv/.app
	@exec $(BIN)/python -m tests.bench $(ARGS)

page: .venv/.dev
	@exec $(BIN)/python -m tests.page $(ARGS)

check: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	UNDERSIGNED_VAR=.mypy_cache/var $(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest tests/house
	$(BIN)/python scripts/messages.py check

fuzz: .venv/.dev
	$(BIN)/python -m pytest tests/fuzz --fuzz-seconds=$(SECONDS) $(ARGS)

sbom: .venv/.dev
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements/app.txt --pyproject pyproject.toml --output-reproducible \
		--output-format JSON --output-file dist/sbom.json

messages: .venv/.dev
	$(BIN)/python scripts/messages.py update

# Releases younger than a week are left out: a stolen package is mostly found sooner than that.
lock:
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: see docs/developers/setup.md"; exit 1; }
	@before=$$($(PYTHON) -c "import datetime as d; print(d.date.today() - d.timedelta($(COOL_DOWN_DAYS)))"); \
	compile="$(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11"; \
	$$compile --exclude-newer $$before --custom-compile-command "make lock" \
		--extra build --extra shared --output-file requirements/app.txt pyproject.toml && \
	$$compile --exclude-newer $$before --custom-compile-command "make lock" \
		--extra dev --output-file requirements/dev.txt pyproject.toml

clean:
	rm -rf .venv dist tests/page/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is touched only when all of its line's work is done, so that a broken download is taken up again.
.venv/.made:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Undersigned needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/.app .venv/.dev: .venv/.%: .venv/.made requirements/%.txt pyproject.toml
	@echo "Installing requirements/$*.txt into .venv (a minute or two, the first time) …"
	@$(PIP) install --require-hashes -r requirements/$*.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@
