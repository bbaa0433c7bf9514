# Everything a newcomer needs: `make demo` and `make test` set themselves up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: install demo test check lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo     load the bundled NTSB data and the Metrojet dossier, and serve them on http://127.0.0.1:8000/"
	@echo "make test     all tests, on SQLite and, where its programs are found, PostgreSQL and a real browser"
	@echo "make check    formatting, types, the floors, templates, migrations"
	@echo "make install  only make $(VENV) with everything from the lock file"

$(STAMP): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

install: $(STAMP)

demo: $(STAMP)
	$(BIN)/airdocket demo

test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist worksteal

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint app/templates --lint
	dir=$$(mktemp -d) && AIRDOCKET_HOME=$$dir $(BIN)/airdocket db upgrade && AIRDOCKET_HOME=$$dir $(BIN)/airdocket db check; code=$$?; rm -r $$dir; exit $$code

lock:
	uv pip compile pyproject.toml --all-extras --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements.lock
	uv pip compile pyproject.toml --all-extras --group dev --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header -o requirements-dev.lock

clean:
	rm -rf $(VENV) .airdocket
