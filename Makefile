# make demo: set-up and the main job. make test: set-up, checks and tests. Everything lives in .venv in this folder.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready

.PHONY: demo test check kernels browser bench docs clean

demo: $(READY)
	$(BIN)/nabolab compare

# Types are checked on one core while kernels are compiled on the other.
test: $(READY) browser
	@$(MAKE) --no-print-directory --jobs=2 check kernels
	$(BIN)/python -m pytest -n auto --dist loadscope

# Tests of pages need a Chromium. It is installed where that is possible; else those tests say so and are skipped.
browser:
	@for name in "$$NABOLAB_CHROMIUM" chromium chromium-browser google-chrome; do \
	  if [ -n "$$name" ] && command -v "$$name" > /dev/null; then exit 0; fi; done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	  (apt-get update && apt-get install --yes chromium) > /dev/null 2>&1 && exit 0; fi; \
	echo "No browser for the tests of pages: apt-get install chromium (or set NABOLAB_CHROMIUM); they are skipped."

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy

# Compiled once into Numba's cache; without this, each worker of the tests compiles all of them.
kernels: $(READY)
	$(BIN)/python -m tests.warm

bench: $(READY)
	$(BIN)/python -m benchmarks

docs: $(READY)
	$(BIN)/nabolab parameters > docs/parameters.md
	$(BIN)/nabolab links --markdown > docs/links.md
	$(BIN)/nabolab policies --markdown > docs/policies.md
	$(BIN)/nabolab presets --markdown > docs/presets.md
	$(BIN)/nabolab dossier --pictures docs/dossier
	$(BIN)/nabolab dossier --markdown > docs/dossier.md

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Nabolab needs Python 3.11 or newer; try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache
