# The commands that people and CI share. Each does its own set-up in .venv.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-editors vsix bench lint fmt types contracts pytest lock catalogs docs messages pictures clean

BIN := .venv/bin
STAMP := .venv/.ready

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(STAMP): requirements/dev.txt pyproject.toml hatch_build.py scripts/setup.sh
	@sh scripts/setup.sh dev
	@touch $@

setup: $(STAMP) catalogs ## make .venv from the locked requirements

catalogs: $(STAMP)
	@$(BIN)/python hatch_build.py
	@$(BIN)/python -m compileall -q server tests

demo: setup ## see the server work in the terminal (FILE=prompt.md for a file of yours)
	@$(BIN)/python scripts/demo.py $(if $(FILE),"$(FILE)")

test: lint types contracts pytest ## everything that has to be green

test-editors: setup vsix ## the server in real editors: Neovim, Emacs, VS Code (installs them)
	sh scripts/editors.sh
	$(BIN)/pytest tests/editors
	sh scripts/workbench.sh
	npm --prefix client-vscode run --silent e2e

vsix: setup client-vscode/node_modules/.package-lock.json ## build the VS Code extension, the server inside
	npm --prefix client-vscode run --silent package

client-vscode/node_modules/.package-lock.json: client-vscode/package-lock.json
	npm --prefix client-vscode ci --no-audit --no-fund --loglevel=error

bench: setup ## measure the server beside its peers, and write docs/performance.md (ARGS="--quick" to try)
	$(BIN)/python -m benchmarks $(ARGS)

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

fmt: setup ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

pytest: setup
	$(BIN)/pytest -n auto --ignore=tests/editors $(ARGS)

docs: setup ## write the pages that are made from the program
	@$(BIN)/python scripts/docs.py

messages: $(STAMP) ## bring the Portuguese catalog in step with the code
	@$(BIN)/python scripts/messages.py

pictures: setup ## draw the pictures of the README anew
	@$(BIN)/python scripts/pictures.py

lock: ## resolve the requirements anew (needs uv)
	cd requirements && for name in runtime dev; do \
	  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate $$name.in -o $$name.txt; done

clean: ## remove what the commands made
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis dist
