# SHERIN: recipes for people and for CI. `make` alone lists them; CONTRIBUTING.md gives the plain command behind each.
# Needs python3 (3.11 or newer) and make, and takes node with npm where it is there; all else is fetched into this folder.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := .tools/uv
LOCK := $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command "make lock"
WHEEL_PLATFORMS := x86_64-manylinux_2_28 aarch64-manylinux_2_28 aarch64-apple-darwin x86_64-apple-darwin \
	x86_64-pc-windows-msvc
WEB_CLIENT := src/sherin/app/web_client/index.html
WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) \
	$(wildcard web/*.html web/*.ts web/*.json)
GENERATORS = $(wildcard tools/generate_*.py)
LIBRARY := src/sherin/body/data/library.bin
LIBRARY_SOURCES := $(shell find src/sherin/body/capsules src/sherin/body/data -name '*.py' -o -name '*.json') \
	$(addprefix src/sherin/body/,channels.toml channels.py curves.py library_format.py random32.py)
HAND := src/sherin/body/data/hands/right.glb
HAND_PACKAGE := web/node_modules/@webxr-input-profiles/assets
# npm in web/, with the machine's Node.js or, where that is missing or too old, the one in .venv.
NPM := $(BIN)/python hatch_build.py

.DEFAULT_GOAL := help
.PHONY: help setup run test check static test-web format generate bench golden lock clean
.DELETE_ON_ERROR:

help: ## List the recipes
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.installed $(LIBRARY) $(WEB_CLIENT) $(HAND) ## Make .venv, bake the capsules, build the page

run: setup ## Start the companion and open the browser
	$(BIN)/sherin

test: setup test-web ## Run the tests: vitest, then pytest
	$(BIN)/python -m pytest

check: static test ## Everything CI asks: format, lint, types, layers, generated files, tests

static: setup ## The checks that run no tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/codespell
	@set -e; for script in $(GENERATORS); do echo "$$script --check"; $(BIN)/python "$$script" --check; done
	$(NPM) run --silent typecheck
	$(NPM) run --silent lint
	$(NPM) run --silent format:check

test-web: setup
	$(NPM) run --silent test

format: setup ## Format the code, and mend what the linters can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run --silent format

generate: setup ## Write the files that are generated from a registry again
	@set -e; for script in $(GENERATORS); do echo "$$script"; $(BIN)/python "$$script"; done

bench: setup ## Measure: every `sherin bench`, then the slow tests
	@set -e; for suite in appraisal motion voice render mind memory companion server stage faces; do echo "sherin bench $$suite"; $(BIN)/sherin bench $$suite; done
	$(BIN)/python -m pytest -m slow

golden: setup ## Record the golden files again and show what changed
	@set -e; for script in tests/golden/make_*.py conformance/*/make_*.py; do \
		if [ -f "$$script" ]; then echo "$$script"; $(BIN)/python "$$script"; fi; done
	git --no-pager diff --stat -- tests/golden conformance

# `make lock UPGRADE=` keeps every version that still fits, for a dependency that was added or removed.
UPGRADE ?= --upgrade
lock: setup ## Resolve the newest versions again and lock them
	$(LOCK) $(UPGRADE) requirements/tools.in -o requirements/tools.txt
	$(LOCK) $(UPGRADE) pyproject.toml -o requirements/base.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra plot --extra piper --extra rig --group dev -c requirements/base.txt -o requirements/dev.txt
	$(LOCK) $(UPGRADE) pyproject.toml --extra gguf -c requirements/base.txt -o requirements/gguf.txt
	$(LOCK) $(UPGRADE) pyproject.toml --group fit -c requirements/dev.txt -o requirements/fit.txt
	$(NPM) install --package-lock-only --ignore-scripts
	@set -e; for platform in $(WHEEL_PLATFORMS); do for python in 3.11 3.12 3.13; do for extra in "" "--extra rig"; do \
		$(UV) pip compile --quiet pyproject.toml $$extra -c requirements/base.txt --only-binary :all: \
			--python-platform $$platform --python-version $$python >/dev/null; done; done; done
	@echo "lock: wheels for $(WHEEL_PLATFORMS)"

clean: ## Remove the environment, the tools and what was built
	rm -rf $(VENV) .tools dist build out src/sherin/app/web_client web/node_modules $(dir $(HAND))
	rm -rf .pytest_cache .ruff_cache .hypothesis .import_linter_cache

# uv comes from PyPI with its hash. Debian's python3 has no ensurepip without python3-venv: there pip alone does.
$(UV): requirements/tools.txt
	@mkdir -p .tools
	@if $(PYTHON) -m venv .tools/venv >/dev/null 2>&1; then \
		.tools/venv/bin/python -m pip install --quiet --require-hashes -r $< && ln -sf venv/bin/uv $@; \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
		rm -rf .tools/venv && \
		$(PYTHON) -m pip install --quiet --upgrade --require-hashes --target .tools/lib -r $< && ln -sf lib/bin/uv $@; \
	else \
		rm -rf .tools/venv; \
		echo "setup: $(PYTHON) has neither venv nor pip; on Debian: apt-get install python3-venv" >&2; exit 1; \
	fi
	@touch -h $@ && touch $@

# `pip sync` makes the environment equal to the lock; the package itself joins it as an editable install.
$(VENV)/.installed: requirements/dev.txt pyproject.toml hatch_build.py src/sherin/__init__.py $(UV)
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) --no-python-downloads $(VENV)
	$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(LIBRARY): $(LIBRARY_SOURCES) | $(VENV)/.installed
	$(BIN)/python -m sherin.body.capsules.baking
	@touch $@

web/node_modules/.installed: web/package-lock.json web/package.json | $(VENV)/.installed
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# The mesh of a hand, with its licence beside it.
$(HAND): web/node_modules/.installed
	@mkdir -p $(@D)
	cp $(HAND_PACKAGE)/LICENSE.md $(@D)/LICENSE.md
	cp $(HAND_PACKAGE)/dist/profiles/generic-hand/right.glb $@

$(WEB_CLIENT): web/node_modules/.installed $(WEB_SOURCES)
	$(NPM) run --silent build
	@touch $@
