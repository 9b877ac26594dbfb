# Every goal works as the very first command in a fresh clone: `set-up` makes .venv, and returns at once when nothing changed.
#   ARGS    what to hand on to the program, as in: make run ARGS="--headless --scenario all"
#   PYTHON  the interpreter to make .venv with, where it shall not be the newest that fits
ARGS =
PYTHON =

# Settings of the caller's Python are for the caller's programs.
unexport PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH PYTHONSAFEPATH PYTHONSTARTUP VIRTUAL_ENV

python := .venv/bin/python
without_window := --headless --list-scenarios --help -h
wants_window := $(and $(DISPLAY),$(if $(filter $(without_window),$(ARGS)),,yes))

pictured := list-files echo-shell missing-program timeout worker-talk worker-raise window-crash killed

.DEFAULT_GOAL := help
.PHONY: bench clean constraints format help pictures run set-up set-up-window test test-all

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

run: $(if $(wants_window),set-up-window,set-up) ## Start the playground; ARGS="--help" lists its options
	@$(python) -m playground $(ARGS)

test: set-up ## Check format, lint, types and import contracts, and run the tests
	$(python) -m ruff format --check
	$(python) -m ruff check
	$(python) -m mypy
	@for platform in win32 darwin; do echo "mypy --platform $$platform"; $(python) -m mypy --platform $$platform \
		--no-warn-unreachable --cache-dir .mypy_cache/$$platform sdk playground workers || exit 1; done
	.venv/bin/lint-imports
	$(python) -m pytest $(ARGS)

test-all: test ## What test does, and the tests that take minutes
	$(python) -m pytest -m "slow or soak" -o faulthandler_timeout=1800 $(ARGS)

bench: set-up ## Measure what the SDK costs
	@$(python) -m tests.benchmarks $(ARGS)

format: set-up ## Format the code and mend what the linter can mend
	$(python) -m ruff format
	$(python) -m ruff check --fix

pictures: set-up ## Take the pictures of the README anew; on a quiet machine, as they show how long things took
	@for theme in light dark; do $(python) -m playground --headless --theme $$theme $(addprefix --scenario ,$(pictured)) \
		--screenshot assets/screenshots/window-$$theme.png || exit 1; done

constraints: set-up ## Pin the newest versions that the dependencies allow
	@$(python) -m tools.pin_versions

clean: ## Remove .venv and everything else that was built or cached
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

set-up: ## Make or update .venv only
	@python=$$(sh tools/find-python $(if $(PYTHON),"$(PYTHON)")) && "$$python" -m tools.setup

set-up-window:
	@python=$$(sh tools/find-python $(if $(PYTHON),"$(PYTHON)")) && "$$python" -m tools.setup --window
