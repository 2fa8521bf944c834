# Penny: `make demo` holds a spoken conversation, `make test` runs all the tests, `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 4
# Every Python that is started, by the tests above all, would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
MEMBERS := protos models services/chassis services/vad services/asr services/llm services/tts services/gateway \
	services/deck sdk
PACKAGES := penny_models penny_chassis penny_vad penny_asr penny_llm penny_tts penny_gateway penny_deck penny_client penny_command
PROTOS := $(wildcard protos/penny/v1/*.proto)

.DEFAULT_GOAL := help

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / { printf "  %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: .venv/ready ## Hold a spoken conversation: fetches the models, starts everything, speaks, stops
	@$(BIN)/penny demo

.PHONY: up
up: .venv/ready ## Start the six services here, until Ctrl-C
	@$(BIN)/penny up --pull

.PHONY: test
test: .venv/ready ## Run all the tests, the slow ones with the real models included
	@$(BIN)/penny models pull
	@$(MAKE) --no-print-directory test-fast
	@$(BIN)/pytest -n $(WORKERS) -m "slow and not models"
	@$(BIN)/pytest -m "realtime and not models"
	@$(BIN)/pytest -m models

.PHONY: test-fast
test-fast: .venv/ready ## Run the tests that need neither a model nor patience nor a quiet machine
	@$(BIN)/pytest -n $(WORKERS) -m "not models and not realtime and not slow"

.PHONY: check
check: .venv/ready ## Format, lint, types, import contracts, protos, freshness of what is generated
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(addprefix -p ,$(PACKAGES))
	$(BIN)/mypy tests bench
	$(BIN)/lint-imports
	cd protos && ../$(BIN)/buf lint && ../$(BIN)/buf format --diff --exit-code
	cd protos && ../$(BIN)/buf breaking --against '../.git#ref=HEAD,subdir=protos'
	@scripts/check-generated

.PHONY: format
format: .venv/ready ## Put code and protos into their form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd protos && ../$(BIN)/buf format -w

.PHONY: protos
protos: .venv/ready ## Generate the stubs in protos/gen from protos/penny/v1
	cd protos && PATH="$(CURDIR)/$(BIN):$$PATH" ../$(BIN)/python -m grpc_tools.protoc -I . --python_out=gen \
		--grpc_python_out=gen --mypy_out=quiet:gen --mypy_grpc_out=quiet:gen $(PROTOS:protos/%=%)

.PHONY: requirements
requirements: .venv/ready ## Choose the versions of all dependencies anew, and write them down with their hashes
	scripts/pin-requirements

.PHONY: bench
bench: .venv/ready ## Measure latencies, word error, memory and start-up; one JSON object as the last line
	@$(BIN)/penny models pull --quiet
	@$(BIN)/python bench/overview.py

.PHONY: bench-answers
bench-answers: .venv/ready ## Ask 40 questions about the planos and judge the answers; JSON as the last line
	@$(BIN)/penny models pull --quiet
	@$(BIN)/python bench/answers.py

.PHONY: bench-turns
bench-turns: .venv/ready ## Measure when a turn ends: cut-offs against delay, in Spanish; JSON as the last line
	@$(BIN)/penny models pull --quiet
	@$(BIN)/python bench/turns.py

.PHONY: bench-latency
bench-latency: .venv/ready ## Measure voice to voice, interruptions and wasted work; JSON as the last line
	@$(BIN)/penny models pull --quiet
	@$(BIN)/python bench/latency.py

.PHONY: bench-capacity
bench-capacity: .venv/ready ## Measure how many conversations one gateway holds, and what they leave; JSON as the last line
	@$(BIN)/python bench/capacity.py

.PHONY: bench-deck
bench-deck: .venv/ready ## Measure DECK: appends, planos, search in a million turns, documents; JSON as the last line
	@PYTHONPATH=tests $(BIN)/python bench/deck.py

.PHONY: bench-documents
bench-documents: .venv/ready ## Measure how many fields of made-up invoices and receipts are extracted right; JSON as the last line
	@PYTHONPATH=tests $(BIN)/python bench/documents.py score all

.PHONY: clean
clean: ## Remove the environment and everything that was made
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis out

# The environment: exactly the pinned versions, then our own distributions as they stand in this checkout.
.venv/ready: requirements/dev.txt requirements/uv.txt $(addsuffix /pyproject.toml,$(MEMBERS))
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Penny needs Python 3.11 or newer; this is " + sys.version)'
	@echo "Making the environment in .venv ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation $(addprefix -e ,$(MEMBERS))
	@touch $@
