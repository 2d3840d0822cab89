# `make run` and `make test` work on a bare machine: Python >= 3.11 with venv, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DATA ?= ../shared/data

.PHONY: run setup test lint format evals bench wheel lock schema prompts clean help

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(READY): requirements.lock requirements-dev.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; set PYTHON=...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

setup: $(READY) ## make .venv with the locked dependencies

run: $(READY) ## index the sample knowledge and open the page
	$(BIN)/escalate index --sample
	$(BIN)/escalate ui

test: $(READY) ## all tests
	$(BIN)/python -m pytest

lint: $(READY) ## format, style, types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY) ## put the format right
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

evals: $(READY) ## how good it is on the sample cases; exit 1 below evals/baseline.json
	$(BIN)/python -m evals
	$(BIN)/python -m evals.model --check
	$(BIN)/python -m evals checks

bench: $(READY) ## speed and search quality, as ratios measured side by side
	$(BIN)/python -m evals.bench --data $(DATA)
	$(BIN)/python -m evals.bench_search --data $(DATA) --svg bench-search.svg
	$(BIN)/python -m evals.bench_register

schema: $(READY) ## write the JSON schema of the output anew
	$(BIN)/python -m assistant.schema > schema/escalation.schema.json

prompts: $(READY) ## write the prompts' locks anew
	$(BIN)/python -c 'from pathlib import Path; from assistant.chain.prompts import write_lock; [(p / "prompts.lock").write_text(write_lock(p), encoding="utf-8") for p in (Path("prompts"), Path("evals/prompts"))]'

wheel: $(READY) ## build sdist and wheel
	$(BIN)/python -m build --no-isolation

lock: ## lock the dependencies anew (needs uv)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -c requirements.lock --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what was made
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache
