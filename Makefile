# What people and CI run. Python 3.11 and make are all it needs; the rest is installed into .venv.
VENV ?= .venv
BIN := $(VENV)/bin
# -P: the folder `operator/` must never be taken for the standard library's module
PYTHON_RUN := $(BIN)/python -P
# what needs a cluster, or takes its time, has a target of its own
NEEDS_NO_CLUSTER := tests --ignore=tests/e2e --ignore=tests/operator_api --ignore=tests/chart \
	--ignore=tests/bench

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt servers crds docs charts operator-api cluster-build clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## the whole platform on this machine, with stand-ins for WhatsApp, OpenRouter and the SaaS
	@scripts/bootstrap $(VENV) services
	@$(PYTHON_RUN) -m driver_assistant.cli demo $(ARGS)

test: ## every test that needs no cluster, on real PostgreSQL, RabbitMQ and Redis (ARGS="-k word")
	@scripts/bootstrap $(VENV) dev
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing ensure
	@$(BIN)/pytest $(NEEDS_NO_CLUSTER) $(ARGS)

check: ## format, lint, types, import rules and the fast tests, in about a minute
	@scripts/bootstrap $(VENV) dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/unit tests/contracts tests/plugins -q -m "not servers and not processes"

fmt: ## format the code and fix what can be fixed
	@scripts/bootstrap $(VENV) dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

servers: ## private PostgreSQL, RabbitMQ and Redis until Ctrl-C, to run single tests without waiting
	@scripts/bootstrap $(VENV) dev
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing run

crds: ## write the CRDs from their typed models
	@scripts/bootstrap $(VENV) dev
	$(PYTHON_RUN) scripts/generate_crds.py

docs: ## write the generated pages and the picture
	@scripts/bootstrap $(VENV) dev
	$(PYTHON_RUN) scripts/generate_docs.py
	$(PYTHON_RUN) scripts/draw_architecture.py

charts: ## lint the charts, test their rendering, run kube-score (builds helm once)
	@scripts/bootstrap $(VENV) dev
	tests/cluster/cluster build helm kube-score
	$(BIN)/pytest tests/chart $(ARGS)

operator-api: ## the operator on a real API server, without a node (needs root and Go; 20 min)
	@scripts/bootstrap $(VENV) dev
	tests/cluster/cluster build kubernetes helm
	tests/cluster/cluster up --api-only
	tests/cluster/cluster exec $(abspath $(BIN))/pytest tests/operator_api $(ARGS); \
		status=$$?; tests/cluster/cluster down; exit $$status

cluster-build: ## build Kubernetes, etcd, CoreDNS, KEDA and metrics-server from source (30 min, once)
	tests/cluster/cluster build kubernetes coredns metrics keda helm

clean: ## remove the virtual environment and every tool's cache
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find operator services tests -name __pycache__ -type d -prune -exec rm -rf {} +
