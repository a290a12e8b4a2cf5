# Every action of the project; `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
PROTOS = $(shell cd proto && find tour -name '*.proto' | sort)
SERVICES = $(shell cd proto && grep -l '^service ' $$(find tour -name '*.proto') | sort)

.PHONY: help setup run reset test suite html-validate proofs mutants bench aws-docs drill browser synth diff deploy destroy rds-ca promtool compose-test screens css html check fmt proto proto-baseline lock

help: ## list what can be done
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-16s %s\n", $$1, $$2}'

setup: $(VENV)/.ready ## prepare .venv with the locked requirements

$(VENV)/.ready: requirements/uv.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Masters Tour needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Try: make $(MAKECMDGOALS) PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --compile-bytecode --require-hashes -r requirements/dev.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-build-isolation --no-deps --editable .
	@# a start imports 4 s of source otherwise, where Python may not write its bytecode itself
	@$(BIN)/python -m compileall -q services shared tools
	@touch $@

# what the deployment and its tests need besides; `make run` does without
$(VENV)/.aws: $(VENV)/.ready requirements/aws.txt
	@$(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/aws.txt
	@touch $@

run: setup ## start the whole tour on this machine (PORT=8000, TOUR_HOME=.tour)
	@exec $(BIN)/tour up $(if $(PORT),--port $(PORT))

reset: setup ## delete the tour's data on this machine
	@$(BIN)/tour reset

fmt: setup ## format the code
	@ruff format .
	@ruff check --fix --show-fixes .

check: $(VENV)/.aws ## lint, types, layers, contracts
	@ruff format --check .
	@ruff check .
	@mypy
	@lint-imports --no-logo 2>/dev/null || lint-imports
	@buf lint proto
	@buf breaking proto --against proto/baseline.binpb

css: setup ## bundle services/gateway/styles into the one style sheet that pages load, and ops/maintenance.html
	@python -m tools.styles
	@python -m tools.maintenance

proto: setup ## generate the code of the contracts into shared/gen
	@rm -rf shared/gen/tour
	@python -m grpc_tools.protoc -Iproto --python_out=shared/gen --mypy_out=quiet:shared/gen \
		$(PROTOS)
	@python -m grpc_tools.protoc -Iproto --grpc_python_out=shared/gen --mypy_grpc_out=quiet:shared/gen \
		$(SERVICES)

proto-baseline: setup ## accept the present contracts as the ones that must not break
	@buf build proto -o proto/baseline.binpb

lock: setup ## resolve the requirements anew
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header requirements/uv.in -o requirements/uv.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra local pyproject.toml -o requirements/runtime.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -c requirements/runtime.txt pyproject.toml -o requirements/services.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra local --extra dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
	@uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --all-extras -c requirements/dev.txt pyproject.toml -o requirements/aws.txt

test: $(VENV)/.aws ## everything: lint, types, contracts, unit, integration, browser, CDK
	@# side by side: the types alone take one of two cores a minute
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line check suite

suite: browser promtool html-validate
	@# three workers on two cores: many tests wait for processes to come up
	@$(BIN)/python -m pytest --numprocesses 3 --dist loadscope --no-loadscope-reorder

html-validate:
	@if command -v node >/dev/null; then $(MAKE) --no-print-directory tests/markup/node_modules/.bin/html-validate; \
		else echo "Without Node neither the deployment nor the HTML of the pages is tested."; fi

proofs: setup ## the proofs of the rules in full, about an hour (make test runs a short form)
	@TOUR_LONG=1 $(BIN)/python -m pytest -s --timeout 3600 tests/proofs

mutants: setup ## count the small changes of the rules that no test notices, half an hour or more
	@$(BIN)/python -m tests.mutants

bench: setup ## print how fast the pure functions are
	@$(BIN)/python -m tests.proofs.speed

aws-docs: $(VENV)/.aws ## docs/aws-cost.md, aws.svg and aws-safeties.md anew, from the templates of every purpose
	@rm -rf build/aws
	@JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 $(BIN)/python -c 'from pathlib import Path; from cdk.app import build; from cdk.settings import load, purposes; [build(load(one, {}), Path("build/aws", one)) for one in purposes()]'
	@$(BIN)/python -m tools.aws.documents build/aws/*
	@JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 $(BIN)/python -m tests.cdk.safeties

drill: setup ## lose a region under load, ten times, and come back (RUNS=10, CHECK_SECONDS=1; 30 as on AWS)
	@exec $(BIN)/tour drill build/drill --runs $(or $(RUNS),10) --check-seconds $(or $(CHECK_SECONDS),1)

# what reaches AWS says for which purpose; synthesis alone needs no login and no network
PURPOSE_NAMED = $(or $(PURPOSE),$(error Say which: PURPOSE=demo or PURPOSE=production))
CDK = JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 cdk/node_modules/.bin/cdk --app cdk/cdk.out

cdk/node_modules/.bin/cdk: cdk/package-lock.json
	@npm ci --prefix cdk --silent --no-audit --no-fund
	@touch $@

synth: $(VENV)/.aws ## write the AWS templates of PURPOSE=demo or production into cdk/cdk.out
	@rm -rf cdk/cdk.out
	@JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20 $(BIN)/python -m cdk.app $(PURPOSE_NAMED)

diff: synth cdk/node_modules/.bin/cdk ## what a deployment of PURPOSE would change on AWS (STACKS=…, all)
	@$(CDK) diff $(STACKS)

deploy: synth cdk/node_modules/.bin/cdk ## deploy STACKS="DrControl PrimaryControl", Primary or Dr of PURPOSE (docs/runbook-aws.md)
	@$(CDK) deploy --exclusively $(or $(STACKS),$(error Say what: STACKS="DrControl PrimaryControl", STACKS=Primary or STACKS=Dr))

destroy: synth cdk/node_modules/.bin/cdk ## delete STACKS of PURPOSE; evidence stays (docs/runbook-aws.md)
	@$(CDK) destroy --exclusively $(or $(STACKS),$(error Say what: STACKS=Dr, STACKS=Primary or STACKS="PrimaryControl DrControl"))

rds-ca: ## fetch who signs the certificates of Amazon RDS into ops/ca, for the images
	@curl --fail --silent --show-error --proto =https --tlsv1.2 -o ops/ca/rds.new https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem
	@$(PYTHON) -c 'import ssl; found = ssl.create_default_context(cafile="ops/ca/rds.new").get_ca_certs(); print(len(found), "authorities of Amazon RDS in ops/ca/rds.pem")'
	@mv ops/ca/rds.new ops/ca/rds.pem

promtool: setup ## fetch promtool for the test of the alerts, where it is missing
	@$(BIN)/python -m tests.unit.ops.promtool

compose-test: setup ## build the containers and play a small tournament in them, for real
	@$(BIN)/python -m tests.containers.play

tests/markup/node_modules/.bin/html-validate: tests/markup/package-lock.json
	@npm ci --prefix tests/markup --silent --no-audit --no-fund
	@touch $@

html: setup tests/markup/node_modules/.bin/html-validate ## judge the HTML of every page (with Node)
	@$(BIN)/python -m pytest -n0 tests/unit/gateway/test_markup.py

browser: setup ## install Chromium for the browser tests, where it is missing
	@$(BIN)/python -m tests.browser.chromium

screens: browser ## take the pictures of every page, docs/screens
	@$(BIN)/python -m tests.browser.screens
