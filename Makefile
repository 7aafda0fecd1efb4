# `make` or `make help` lists what can be done.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
# Targets build into the same folder, install packages and bring up the same cluster: -j would let them meet.
.NOTPARALLEL:

CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/slipway
# A clean checkout in CI would otherwise build every dependency again.
BUILD := $(if $(CI),$(CACHE)/build,.build)
SWIFT_FLAGS := --scratch-path $(BUILD)
SLIPWAY := $(BUILD)/debug/slipway
CLUSTER := hack/cluster/cluster
BENCH_CLUSTER := SLIPWAY_CLUSTER_API_ONLY=1 $(CLUSTER)
PACKAGES := libarchive-dev libcurl4-openssl-dev libyaml-dev
CLUSTER_TESTS := ^(IntegrationTests|EndToEndTests)\.
GATEWAY_TESTS := ^GatewayTests\.
SLOW_TESTS := ^(GatewayTests|IntegrationTests|EndToEndTests|ChaosTests|LocalTests)\.

.PHONY: help
help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-16s %s\n", $$1, $$2}'

.PHONY: quickstart
quickstart: PACKAGES += haproxy curl python3-venv
quickstart: build ## Serve the diabetes model on this machine, without a cluster, and ask it for two predictions
	hack/quickstart $(SLIPWAY)

.PHONY: demo
demo: build cluster-image ## Serve the diabetes model on a real cluster and ask it for two predictions
	$(CLUSTER) exec hack/demo $(SLIPWAY)

.PHONY: test
test: test-unit test-packaging test-gateway test-local test-cluster ## Run every test: unit, golden, packaging, gateway, local, integration, end-to-end

.PHONY: test-unit
test-unit: build-tests ## Run the tests that need neither HAProxy nor a cluster
	swift test $(SWIFT_FLAGS) --skip-build --skip '$(SLOW_TESTS)'

.PHONY: test-packaging
test-packaging: PACKAGES += haproxy python3-venv
test-packaging: build ## Run the tests of charts/ and deploy/, without a cluster
	tools=$$(hack/packaging-tools) && SLIPWAY_BINARY=$(abspath $(SLIPWAY)) \
	  $$tools/bin/python -B -m unittest discover --start-directory Tests/Packaging

.PHONY: test-local
test-local: build-tests ## Run the tests of the local target, with real scoring servers
	SLIPWAY_BINARY=$(abspath $(SLIPWAY)) swift test $(SWIFT_FLAGS) --skip-build --filter '^LocalTests\.'

# After the unit tests and not with them: these look at how soon things happen.
.PHONY: test-gateway test-cluster
test-gateway: build-tests ## Run the tests of the gateway with a real HAProxy
	swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter '$(GATEWAY_TESTS)'
test-cluster: build-tests cluster-image ## Run the integration and end-to-end tests
	$(CLUSTER) exec hack/test-environment $(SLIPWAY) swift test $(SWIFT_FLAGS) --skip-build --filter '$(CLUSTER_TESTS)'
	$(MAKE) test-installation
.PHONY: test-installation
test-installation: build cluster-image ## Install, upgrade and remove the chart and the overlay on the real cluster
	tools=$$(hack/packaging-tools) && PYTHONPATH=Tests/Packaging $(CLUSTER) exec hack/test-environment $(SLIPWAY) \
	  $$tools/bin/python -B -m unittest discover --start-directory Tests/Packaging/cluster

# Both end with everything stopped, whatever came of them.
.PHONY: chaos soak
chaos: chaos-deps build-tests ## Do harm to the controller on the real cluster, and see that nothing is lost; 10 minutes
	trap '$(CLUSTER) down' EXIT; $(CLUSTER) up; $(CLUSTER) exec hack/test-environment $(SLIPWAY) \
	  env SLIPWAY_CHAOS=1 swift test $(SWIFT_FLAGS) --skip-build --filter '^ChaosTests\.'
soak: build-tests ## Edit at random for SOAK_MINUTES (20), and see that nothing of the controller grows
	trap '$(CLUSTER) down' EXIT; $(CLUSTER) up; $(CLUSTER) exec hack/test-environment $(SLIPWAY) \
	  env SOAK_MINUTES=$(or $(SOAK_MINUTES),20) swift test $(SWIFT_FLAGS) --skip-build --filter '^ChaosTests\.'

# The optimiser takes minutes, once.
.PHONY: bench
bench: deps ## Measure the controller beside a load generator and two kopf operators, on an API server of its own
	for product in slipway Benchmarks; do \
	  BENCHMARKS=1 swift build -c release --scratch-path .build-release --static-swift-stdlib --product $$product; done
	strip .build-release/release/slipway
	trap '$(BENCH_CLUSTER) down' EXIT; $(BENCH_CLUSTER) up && kopf=$$(Benchmarks/kopf/install) && \
	  $(BENCH_CLUSTER) exec hack/bench .build-release/release $$kopf $(BENCH_FLAGS)

.PHONY: bench-pull
bench-pull: PACKAGES += nginx-light time curl
bench-pull: deps ## Measure the download of a model of 1 GB beside curl and sha256sum
	swift build -c release --scratch-path .build-release --product slipway
	Benchmarks/pull/run .build-release/release/slipway

.PHONY: bench-gateway
bench-gateway: PACKAGES += haproxy wrk
bench-gateway: deps ## Measure HAProxy with the gateway's files for 1,000 services beside a few lines for one
	BENCHMARKS=1 swift build $(SWIFT_FLAGS) --product GatewayFiles
	Benchmarks/Gateway/run $(BUILD)/debug/GatewayFiles

.PHONY: simulate-autoscaling
simulate-autoscaling: deps ## Compare autoscalers on the same arrivals: 503s, utilisation and replica-hours
	BENCHMARKS=1 swift run $(SWIFT_FLAGS) AutoscalingSimulation

.PHONY: fuzz
fuzz: deps ## Feed broken manifests to all that reads them for FUZZ_SECONDS (600), starting from Tests/Corpus and Fuzz/Corpus
	FUZZ=1 swift build -c release --scratch-path .build-fuzz --product Fuzz -Xswiftc -sanitize=fuzzer
	mkdir -p .build-fuzz/inputs
	.build-fuzz/release/Fuzz -max_total_time=$(or $(FUZZ_SECONDS),600) -timeout=10 -rss_limit_mb=4096 -max_len=8192 \
	  -artifact_prefix=.build-fuzz/ .build-fuzz/inputs Fuzz/Corpus Tests/Corpus/valid Tests/Corpus/invalid

# SwiftPM starts the tests in a process of its own making; started here, only they see what is preloaded. One test after the
# other, since a sanitizer makes all of them together miss their time limits.
.PHONY: sanitize-thread sanitize-address
sanitize-thread: deps ## Run the tests that need no cluster under the thread sanitizer
	swift build --sanitize=thread --scratch-path .build-tsan --build-tests
	clang -shared -fPIC -O1 -o .build-tsan/mutex.so hack/thread-sanitizer/mutex.c
	for selection in "--skip $(SLOW_TESTS)" "--filter $(GATEWAY_TESTS)"; do \
	  LD_PRELOAD=$(CURDIR)/.build-tsan/mutex.so TSAN_OPTIONS=exitcode=66 \
	    .build-tsan/debug/slipwayPackageTests.xctest --testing-library swift-testing --no-parallel $$selection; done
sanitize-address: deps ## Run the tests that need no cluster under the address and leak sanitizers
	swift build --sanitize=address --scratch-path .build-asan --build-tests
	for selection in "--skip $(SLOW_TESTS)" "--filter $(GATEWAY_TESTS)"; do \
	  ASAN_OPTIONS=detect_stack_use_after_return=0:malloc_context_size=60 \
	    LSAN_OPTIONS=suppressions=hack/address-sanitizer/leaks.txt:print_suppressions=0 \
	    .build-asan/debug/slipwayPackageTests.xctest --testing-library swift-testing --no-parallel $$selection; done

.PHONY: golden
golden: build-tests ## Rewrite what the golden tests expect; the run fails, read the difference in git
	GOLDEN=update swift test $(SWIFT_FLAGS) --skip-build --filter '^ServingCoreTests\.'

.PHONY: deps test-deps chaos-deps
deps: ## Install the system's libarchive, libcurl and libyaml
test-deps: PACKAGES += haproxy curl openssl python3-venv wrk
chaos-deps: PACKAGES += haproxy libfaketime
deps test-deps chaos-deps:
	@for package in $(PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || missing+=" $$package"; done; \
	if [[ -n "$${missing:-}" ]]; then apt-get update -qq && apt-get install -qq -y --no-install-recommends $$missing; fi

.PHONY: build
build: deps ## Build the slipway command
	swift build $(SWIFT_FLAGS) --product slipway

.PHONY: images
images: PACKAGES += buildah openssl python3
images: deps ## Build and test the two images of the Dockerfile without a registry; 10 minutes. IMAGE_FLAGS are passed on to buildah
	hack/images $(IMAGE_FLAGS)

.PHONY: build-tests
build-tests: test-deps
	swift build $(SWIFT_FLAGS) --build-tests

.PHONY: sbom
sbom: build ## Print what the slipway binary is made of, with licences, as a CycloneDX document
	@hack/sbom $(SLIPWAY) $(BUILD)

.PHONY: run
run: build cluster-image ## Run the controller on the test cluster, in the foreground, with the rights of deploy/base
	$(CLUSTER) exec hack/run-controller $(SLIPWAY)

# Each begins with a separator, since helm show crds puts one behind the other as they are.
.PHONY: crds
crds: build ## Write the custom resource definitions into crds/ and the chart, and docs/api.md
	for plural in $$($(SLIPWAY) crds --names); do \
	  { echo ---; $(SLIPWAY) crds --only $$plural; } > crds/$$plural.yaml; done
	cp crds/*.yaml charts/slipway/crds
	$(SLIPWAY) crds --markdown > docs/api.md

.PHONY: verify
verify: lint crds ## Check format and style, and that generated files are as committed
	git diff --exit-code -- crds charts docs/api.md
	! git ls-files --others --exclude-standard -- crds charts docs/api.md | grep .

.PHONY: lint
lint: ## Check format and style
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Fuzz Benchmarks
	! grep -rnE '^ *(@[a-z]+ )?(public |package )?import Foundation$$' Sources

.PHONY: format
format: ## Format all Swift code
	swift format --in-place --recursive --parallel Package.swift Sources Tests Fuzz Benchmarks

.PHONY: cluster-up cluster-down cluster-status
cluster-up: ## Bring up the real cluster that the tests and the demo run on
	$(CLUSTER) up
.PHONY: cluster-image
cluster-image: build test-deps cluster-up ## Have pods of the cluster run the slipway that was just built
	$(CLUSTER) load-slipway $(SLIPWAY)
cluster-down: ## Take it down and remove everything it left on the machine
	$(CLUSTER) down
cluster-status: ## Say what of it runs
	$(CLUSTER) status

.PHONY: clean
clean: ## Remove what was built; downloads and the cluster's cache stay
	rm -rf .build .build-fuzz .build-release .build-tsan .build-asan
