# What people and CI run. Python 3.11 and make are all it needs; the rest is installed into .venv.
VENV ?= .venv
BIN := $(VENV)/bin
# -P: the folder `operator/` must never be taken for the standard library's module
PYTHON_RUN := $(BIN)/python -P
# the many processes that tests start compile the sources once, not each time
export PYTHONDONTWRITEBYTECODE :=
# what needs a cluster, or takes its time, has a target of its own
FAST := tests/unit tests/contracts tests/plugins
SIDE_BY_SIDE := --numprocesses logical --dist worksteal --quiet
NEEDS_NO_CLUSTER := tests --ignore=tests/e2e --ignore=tests/operator_api --ignore=tests/chart \
	--ignore=tests/bench --ignore=tests/page --ignore=tests/mutants

# A broker by URL (FAULTS_AMQP_URL and FAULTS_AMQP_MANAGEMENT_URL) is used, never stopped.
FAULTS = FAULTS_MATRIX=1 FAULTS_SEEDS=$(or $(SEED),1) FAULTS_CASES=$(CASES) \
	FAULTS_MESSAGES=$(MESSAGES) FAULTS_FRESH=$(FRESH) FAULTS_DEFAULTS=$(DEFAULTS) \
	FAULTS_MINUTES=$(or $(MINUTES),15) $(if $(FAULTS_AMQP_URL),DA_AMQP_URL=$(FAULTS_AMQP_URL) \
	DA_AMQP_MANAGEMENT_URL=$(FAULTS_AMQP_MANAGEMENT_URL))

.DEFAULT_GOAL := help
.PHONY: help demo test check fmt servers crds docs charts operator-api operator-figures cluster-build clean
.PHONY: faults faults-seeds faults-soak mutants
.PHONY: fuzz
.PHONY: image cluster cluster-chat cluster-down e2e-draft e2e-long
.PHONY: demo-test demo-pictures
.PHONY: bench bench-day bench-growth bench-check

help: ## show this list
	@awk -F ':.*## ' '/^[a-z][a-z0-9-]*:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## the whole platform on this machine, with stand-ins for WhatsApp, OpenRouter and the SaaS
	@scripts/bootstrap $(VENV) services
	@$(PYTHON_RUN) -m driver_assistant.cli demo $(ARGS)

demo-test: ## the phone page in a real browser, against the demo (installs Chromium; 10 min)
	@scripts/ensure_browser
	@scripts/bootstrap $(VENV) page
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing ensure
	@$(BIN)/pytest tests/page --timeout 900 $(ARGS)

demo-pictures: export PICTURES = docs/images
demo-pictures: ARGS = -k picture
demo-pictures: demo-test ## take the documentation's pictures of the phone page again

test: ## every test that needs no cluster, on real PostgreSQL, RabbitMQ and Redis (ARGS="-k word")
	@scripts/bootstrap $(VENV) dev
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing ensure
ifdef ARGS
	@$(BIN)/pytest $(NEEDS_NO_CLUSTER) $(ARGS)
else
	@$(BIN)/pytest $(FAST) $(SIDE_BY_SIDE)
	@$(BIN)/pytest $(NEEDS_NO_CLUSTER) $(FAST:%=--ignore=%)
endif

faults: ## break everything once: SEED=1 CASES=5,8 MESSAGES=1000 FRESH=1 DEFAULTS=1 (docs/faults.md)
	@scripts/bootstrap $(VENV) dev
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing ensure
	@$(FAULTS) $(BIN)/pytest tests/faults -v -p no:cacheprovider $(ARGS)

faults-seeds: SEED = 1,2,3,4,5
faults-seeds: CASES = 1,2,3,4,5,7,9
faults-seeds: faults ## the cases around a crash, with five seeds

faults-soak: CASES = soak
faults-soak: FRESH = 1
faults-soak: faults ## anything fails at any time: MINUTES=15 SEED=1

mutants: ## each guard of the delivery protocol taken away: does a test notice? (ARGS="-k rows")
	@scripts/bootstrap $(VENV) dev
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing ensure
	@$(BIN)/pytest tests/mutants -v -p no:cacheprovider $(ARGS)

check: ## format, lint, types, import rules and the fast tests, in about two minutes
	@scripts/bootstrap $(VENV) dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(FAST) $(SIDE_BY_SIDE)

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
	$(PYTHON_RUN) scripts/hash_prompt.py
	$(PYTHON_RUN) scripts/draw_architecture.py

charts: ## lint and render the charts, kube-score, alert rules by promtool (builds helm once)
	@scripts/bootstrap $(VENV) dev
	tests/cluster/cluster build helm kube-score
	$(BIN)/pytest tests/chart $(ARGS)

# A cluster of its own, beside one that is up for `make e2e`, with the same binaries.
API_CLUSTER := CLUSTER_BIN=$${CLUSTER_STATE:-/var/lib/driver-assistant-cluster}/bin \
	CLUSTER_STATE=$${CLUSTER_STATE:-/var/lib/driver-assistant-cluster}-api
operator-api operator-figures:
	@scripts/bootstrap $(VENV) dev
	tests/cluster/cluster build etcd kubectl kube-apiserver kube-controller-manager \
		keda-admission-webhooks helm
	$(API_CLUSTER) tests/cluster/cluster up --api-only
	$(API_CLUSTER) tests/cluster/cluster exec $(abspath $(BIN))/pytest $(TESTED) $(ARGS); \
		status=$$?; $(API_CLUSTER) tests/cluster/cluster down; exit $$status

operator-api: TESTED = tests/operator_api
operator-api: ## the operator on a real API server, without a node (needs root and Go; 54 min on busy cores)
operator-figures: TESTED = tests/operator_api/measure_figures.py
operator-figures: ## measure the operator into docs/results/operator.md (20 min)

cluster-build: ## build Kubernetes, etcd, CoreDNS, KEDA and metrics-server from source (30 min, once)
	tests/cluster/cluster build kubernetes coredns metrics keda helm

COUNT ?= 20000
fuzz: SEED ?= 1
fuzz: ## mutated webhooks against the real platform, into docs/results/fuzz.md: COUNT=20000 SEED=1
	@scripts/bootstrap $(VENV) dev
	@$(PYTHON_RUN) -m driver_assistant.sandbox.backing ensure
	PYTHONPATH=tests/support $(PYTHON_RUN) tests/fuzz/run.py --count $(COUNT) --seed $(SEED)

# Every bench starts its own servers; it needs wrk, node and npm beside `make servers`' programs.
BENCH := PYTHONPATH=.:tests/support $(PYTHON_RUN) -m tests.bench
BENCH_ROUNDS := $(if $(QUICK),1,3)
BENCH_SECONDS := $(if $(QUICK),3,6)
BACKLOG ?= $(if $(QUICK),300,5000)
BENCH_DAY := $(if $(QUICK),300,1500)
BENCH_ROWS := $(if $(QUICK),100000,1000000)

bench: ## measure against the same job in Node; results in docs/results (20 min; QUICK=1: 4 min)
	@scripts/bootstrap $(VENV) dev
	$(BENCH).webhook --rounds $(BENCH_ROUNDS) --seconds $(BENCH_SECONDS)
	$(BENCH).pipeline --messages $(BACKLOG)
	$(BENCH).model_cost --messages $(BENCH_DAY) --shares 40
	$(BENCH).growth --sizes 0,$(BENCH_ROWS)

bench-day: ## what the caches save of a day of 5,000 messages, at 10 to 60 % repeats (1 h)
	@scripts/bootstrap $(VENV) dev
	$(BENCH).model_cost --messages 5000

bench-growth: ## cost of a message with 0, 1 and 20 million rows (1 h, 50 GB free)
	@scripts/bootstrap $(VENV) dev
	$(BENCH).growth --sizes 0,1000000,20000000

bench-check: ## compare the last bench's ratios with the baseline; fails beyond the noise measured
	@scripts/bootstrap $(VENV) dev
	$(BENCH).check $(ARGS)

.PHONY: guardrails-report guardrails-bench guardrails-train
guardrails-report: ## how well the guardrails decide, into docs/results (QUICK=1; PRESIDIO_PYTHON=)
	@scripts/bootstrap $(VENV) dev
	PYTHONPATH=scripts:tests/support $(PYTHON_RUN) scripts/guardrails_report.py

guardrails-bench: ## what a verdict costs, into docs/results (3 min)
	@scripts/bootstrap $(VENV) dev
	$(PYTHON_RUN) scripts/guardrails_bench.py

guardrails-train: ## train the guardrails' scorers again; ARGS=--check only compares (2 min)
	@scripts/bootstrap $(VENV) train
	$(BIN)/python scripts/train_guard.py $(ARGS)

image: ## the one image of all processes, with buildah and without a registry (BASE=... for another base)
	@tests/e2e/images/build dev $(BASE)

cluster: ## the whole platform on a real cluster, left running; says how to reach it (needs root and Go)
	@scripts/bootstrap $(VENV) dev
	@BIN=$(abspath $(BIN)) tests/e2e/platform show

cluster-chat: ## a driver's chat with what `make cluster` started (ARGS=bruno)
	@BIN=$(abspath $(BIN)) tests/e2e/platform chat $(ARGS)

cluster-down: ## take down what `make cluster` started
	@tests/e2e/platform down

e2e-draft: ## the whole platform on a real cluster, tested and taken down (30 min; not part of CI yet)
	@scripts/bootstrap $(VENV) dev
	@BIN=$(abspath $(BIN)) tests/e2e/platform test -m "not long" $(ARGS)

e2e-long: ## all of it, with five minutes of killed pods; writes docs/results/e2e.md (60 min)
	@scripts/bootstrap $(VENV) dev
	@BIN=$(abspath $(BIN)) E2E_COMMAND="make e2e-long" E2E_RESULTS=docs/results/e2e.md \
		tests/e2e/platform test $(ARGS)

clean: ## remove the virtual environment and every tool's cache
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find operator services tests -name __pycache__ -type d -prune -exec rm -rf {} +
