# Everything that is done to this project. `make help` lists it; on a fresh machine each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPECLINT := scripts/speclint
CONSUMERS := scripts/consumers
RUN := PATH="$(CURDIR)/$(BIN):$$PATH"

.DEFAULT_GOAL := help
.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-17s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Two steps of setting up: what the package needs to run, and what its tests and checks need besides.
$(VENV)/.runtime: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("tarry needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ...")'
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.txt
	@echo "Adding what tests and checks need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' $(MAKEFILE_LIST))
install: $(VENV)/.dev ## Set up everything for work on the project

demo: $(VENV)/.runtime ## Run one job at each of the five providers of the sandbox and wait for all
	@$(BIN)/python -m tarry demo

test: $(VENV)/.dev ## Run all tests, with the network blocked
	@$(RUN) python -m pytest -n auto --dist worksteal

test-lowest: ## Run the tests with the lowest versions that pyproject.toml allows (on Python 3.11, where that is installed)
	@$(PYTHON) scripts/other_versions.py lowest

test-pythons: ## Run the tests on Python 3.12 and 3.13, where they are installed
	@$(PYTHON) scripts/other_versions.py 3.12 3.13

check-wheel: ## Install a wheel as the README says, into an empty environment elsewhere, and use it
	@$(PYTHON) scripts/check_wheel.py

faults: $(VENV)/.dev ## Put every fault at every place of every recorded wait, through every driver (CASE=... for one)
	@$(RUN) PYTHONPATH=tests python -m faults --case="$(CASE)"

record: $(VENV)/.dev ## Record the cassettes anew: from the vendor where credentials are in the environment, else from the sandbox
	@$(RUN) python -m pytest tests/test_cassettes.py::test_sync --record-mode=rewrite

generate: $(VENV)/.dev ## Write generated/ from specs/
	@$(RUN) python scripts/generate.py

bench-schedules: $(VENV)/.dev ## Simulate when each schedule polls, and what that costs, beside the polling of other clients
	@$(RUN) python scripts/bench_schedules.py

check-generated: $(VENV)/.dev ## Fail where generated/ is not what specs/ give
	@$(RUN) python scripts/generate.py --check

check-specs: $(VENV)/.dev $(SPECLINT)/node_modules ## Validate and lint the OpenAPI documents (needs Node 20 or newer)
	@$(RUN) openapi-spec-validator --subschema-errors all --validation-errors all specs/*.yaml
	@cd $(SPECLINT) && REDOCLY_TELEMETRY=off npx --no-install redocly lint --config redocly.yaml
	@cd $(SPECLINT) && npx --no-install spectral lint --ruleset spectral.yaml --fail-severity=warn ../../specs/*.yaml

check-workflows: $(VENV)/.dev $(SPECLINT)/node_modules ## Lint the workflows and run each against the sandbox, beside tarry on the same jobs
	@cd $(SPECLINT) && REDOCLY_TELEMETRY=off npx --no-install redocly lint --extends=recommended-strict ../../specs/workflows/*.yaml
	@cd $(SPECLINT) && npx --no-install spectral lint --ruleset spectral-arazzo.yaml --fail-severity=warn ../../specs/workflows/*.yaml
	@$(RUN) python scripts/workflows.py

check-consumers: $(VENV)/.dev $(CONSUMERS)/node_modules ## Use the documents as other teams do: TypeScript, Prism, Schemathesis
	@$(RUN) python -m scripts.consumers

diff-specs: $(VENV)/.dev $(SPECLINT)/node_modules ## Say what changed in each document since BASE=<revision>, and whether it breaks callers
	@$(RUN) python scripts/diff_specs.py $(BASE)

check-versions: $(VENV)/.dev $(SPECLINT)/node_modules ## Fail on a breaking change without a major version and a changelog entry
	@$(RUN) python scripts/diff_specs.py --check $(BASE)

specs-archive: $(VENV)/.dev ## Write the documents to dist/ as one archive with a manifest
	@$(RUN) python scripts/specs_archive.py

docs: $(VENV)/.dev $(SPECLINT)/node_modules ## Write build/docs/: a page per document to read, and an index of their jobs
	@$(RUN) python scripts/docs.py

check-docs: docs ## Poll build/docs/ in headless Chromium, with no network; screenshots in build/docs-screenshots/
	@$(RUN) python scripts/check_docs.py

$(SPECLINT)/node_modules: $(SPECLINT)/package-lock.json
	@cd $(SPECLINT) && npm ci --silent --no-audit --no-fund && touch node_modules

$(CONSUMERS)/node_modules: $(CONSUMERS)/package-lock.json
	@cd $(CONSUMERS) && npm ci --silent --no-audit --no-fund && touch node_modules

format: $(VENV)/.dev ## Format and mend what can be mended mechanically
	@$(RUN) ruff check --fix --quiet . ; $(RUN) ruff format .

lint: $(VENV)/.dev ## Check format and style
	@$(RUN) ruff format --check . && $(RUN) ruff check . && $(RUN) python scripts/check_private.py

typecheck: $(VENV)/.dev ## mypy --strict on everything, pyright on what is written by hand
	@$(RUN) mypy && $(RUN) pyright

check: lint typecheck check-specs check-workflows check-consumers check-generated check-versions test ## Everything that needs no account (CI leaves out workflows and consumers)

mutants: $(VENV)/.dev ## Break the wait in every small way and see whether the tests notice (a quarter of an hour)
	@$(RUN) python scripts/mutants.py

soak: $(VENV)/.dev ## Wait for 100,000 jobs with faults over a month of virtual time and check every outcome (some minutes)
	@cd tests && PATH="$(CURDIR)/$(BIN):$$PATH" python -m support.soak

bench: $(VENV)/.dev ## Measure tarry beside its peers, into build/bench.md; some of it with PARTS="polls options first many rows imports"
	@$(RUN) python -m scripts.bench $(PARTS)

lock: $(VENV)/.dev ## Pin the newest versions of all dependencies
	@$(RUN) python scripts/lock.py

clean: ## Remove everything that can be made again
	rm -rf $(VENV) $(VENV)-* .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis build dist $(CONSUMERS)/build
