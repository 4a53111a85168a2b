# Every command a user or a contributor needs. `make` alone lists them.
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEMO_STAMP := $(VENV)/.demo-installed
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url

.DEFAULT_GOAL := help
.PHONY: help setup demo test locks docs bench bench-warehouse eval eval-alerts torture soak clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: $(STAMP) ## make .venv from the hashed locks; .venv/bin/brinkwatch then works

$(STAMP): requirements/brinkwatch.lock requirements/fonts.lock pyproject.toml scripts/find-python
	@python="$$(sh scripts/find-python)" && echo "Making $(VENV) with $$python (some 180 packages; one to three minutes) …" && "$$python" -m venv $(VENV)
	@# The lock is the constraint too: pip holds a package that is asked for with extras to its pin only so.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/brinkwatch.lock -c requirements/brinkwatch.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/fonts.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(DEMO_STAMP): $(STAMP) requirements/demo.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/demo.lock
	@touch $@

demo: $(DEMO_STAMP) ## replay the 2017 Korea crisis from nine outlets through the whole pipeline, offline
	@$(BIN)/brinkwatch demo

test: $(DEMO_STAMP) ## lint, types, layers and tests
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@# Many tests start processes of their own, which need not compile everything anew; nor need pytest at the next run.
	@$(BIN)/python -m compileall -q brinkwatch config flows tasks warehouse tests torture soak benchmarks evaluation
	@# Some tests mostly wait, for ticks of a schedule and silent servers: three at once keep two cores busy, with the types
	@# checked beside them, of which is told at the end.
	@types="$$(mktemp)"; $(BIN)/mypy >"$$types" & checking=$$!; \
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n "$$($(BIN)/python -c 'import os; print(max(3, os.cpu_count() or 1))')" --dist loadfile --no-loadscope-reorder; \
	tests=$$?; wait $$checking; sound=$$?; cat "$$types"; rm -f "$$types"; exit $$((tests | sound))

locks: ## compile requirements/*.in anew (wants uv on the PATH)
	$(COMPILE) requirements/brinkwatch.in -o requirements/brinkwatch.lock
	$(COMPILE) --no-deps requirements/fonts.in -o requirements/fonts.lock
	$(COMPILE) --no-deps requirements/demo.in -o requirements/demo.lock
	$(COMPILE) --no-deps requirements/peers.in -o requirements/peers.lock

docs: $(STAMP) ## write docs/columns.md from the comments in the database
	@$(BIN)/python scripts/write-columns.py

bench: $(DEMO_STAMP) ## measure the pipeline beside its limit and a script, on 3,000 pages, and each step beside its library (some minutes)
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.steps

bench-warehouse: $(STAMP) ## ask a million invented articles beside SQLite, PostgreSQL and pandas (an hour, some 30 GB)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --target build/peers -r requirements/peers.lock
	@PYTHONPATH=build/peers $(BIN)/python -m benchmarks.peers

eval: $(STAMP) ## measure text, dates, titles, feeds, duplicates, entities and topics on the shared sets, against their floors (some two minutes)
	@$(BIN)/python -m evaluation

eval-alerts: $(STAMP) ## measure the detector beside others on labelled tweets, simulated outbreaks, simulated news and real weeks (some five minutes)
	@$(BIN)/python -m evaluation alerts replays

torture: $(STAMP) ## misbehaving servers, 200 killed passes, 1,000 killed deliveries and 1,000 killed judgements, 200 killed changes of stores, full disks, memory, a sleep, 20,000 mutated pages and feeds (about an hour)
	@$(BIN)/python -m torture

soak: $(STAMP) ## live through 60 days with 200 feeds and all that goes wrong in them, and check every day what must hold (up to 40 minutes)
	@$(BIN)/python -m soak

clean: ## remove .venv and everything under data/ that the demo made
	rm -rf $(VENV) data/demo* build *.egg-info
