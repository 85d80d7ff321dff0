# Everything a user or developer types. `make` alone lists it.

SCALE ?= paper
FUZZTIME ?= 30s
BIN := bin/qanat

# The lp_solve backend needs C: it is compiled in only where that works, and
# elsewhere nothing asks for a C compiler.
TAGS = $(shell scripts/go-tags.sh)
GO_TAGS = $(if $(TAGS),-tags $(TAGS))
CGO = CGO_CFLAGS=-I/usr/include/lpsolve CGO_LDFLAGS="-llpsolve55 -lm -ldl -lcolamd"
GO = $(if $(TAGS),$(CGO),CGO_ENABLED=0) go

# Go stamps programs with the commit, and fails where git refuses to tell it, as
# in a checkout that belongs to another user. Records then name it as unknown.
STAMP = $(if $(shell git rev-parse HEAD 2>/dev/null),,-buildvcs=false)

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-20s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: deps
deps: ## install lp_solve, CBC and shellcheck (as root)
	@scripts/install-deps.sh

.PHONY: build
build: ## build bin/qanat, with lp_solve where it is installed
	$(GO) build $(STAMP) $(GO_TAGS) -o $(BIN) ./cmd/qanat

.PHONY: reproduce-chapter2
reproduce-chapter2: deps ## simulate, draw Figs. 2.6-2.8, compare with the thesis (SCALE=smoke|quick|paper)
	@$(MAKE) --no-print-directory build
	$(BIN) reproduce chapter2 --scale $(SCALE)

.PHONY: smoke
smoke: build ## reproduce chapter 2 at the smallest scale, into a folder that is thrown away
	@out=$$(mktemp -d) && trap 'rm -rf "$$out"' EXIT && $(BIN) reproduce chapter2 --scale smoke --out "$$out"

.PHONY: bench-placement
bench-placement: deps ## measure the solvers against their targets into results/bench/placement.csv
	@$(MAKE) --no-print-directory build
	$(BIN) bench placement

.PHONY: bench-emu
bench-emu: build ## measure labs and their links against Mininet and netem into results/bench/emu.csv (as root)
	@scripts/install-emu-peers.sh
	$(BIN) bench emu

.PHONY: bench-dataplane
bench-dataplane: build ## measure middleboxes and ports against code by hand, testpmd and the kernel (as root)
	@scripts/install-dataplane-peers.sh
	$(BIN) bench dataplane

.PHONY: test
test: deps ## run every test, the lp_solve and CBC audits included
	@$(MAKE) --no-print-directory test-only

.PHONY: test-only
test-only:
	$(GO) test $(GO_TAGS) ./...

.PHONY: test-emu
test-emu: ## run the tests of labs, which need root, and fail where one would be skipped
	QANAT_REQUIRE=root,userns,quiet $(GO) test -count=1 -p 1 $(GO_TAGS) ./emu/...

.PHONY: test-netem
test-netem: ## run the tests of labs with netem, in a virtual machine with Debian's kernel
	scripts/test-netem.sh

.PHONY: test-clients
test-clients: ## let real clients and servers use middleboxes in labs (as root; installs them)
	@scripts/install-clients.sh
	QANAT_REQUIRE=root,clients,quiet $(GO) test -count=1 ./examples/chains

.PHONY: race
race: ## run the tests under the race detector (needs a C compiler)
	$(if $(TAGS),$(CGO)) go test $(GO_TAGS) -race -short ./...

.PHONY: lint
lint: ## check formatting, vet, shell scripts and the house rules
	@test -z "$$(gofmt -l .)" || { echo "run gofmt -w on:"; gofmt -l .; exit 1; }
	$(GO) vet $(GO_TAGS) ./...
	go test -count=1 ./internal/tidy
	@if command -v shellcheck >/dev/null; then shellcheck scripts/*.sh .ci/run; \
	else echo "shellcheck is not installed (make deps): the scripts were not checked"; fi

.PHONY: fuzz
fuzz: ## run every fuzzer for FUZZTIME
	@scripts/fuzz.sh $(FUZZTIME)

.PHONY: cross
cross: ## build without C libraries, and for macOS
	CGO_ENABLED=0 go build $(STAMP) ./...
	CGO_ENABLED=0 GOOS=darwin GOARCH=arm64 go build $(STAMP) -o /dev/null ./cmd/qanat

.PHONY: clean
clean: ## remove what was built (never recorded results)
	rm -rf bin
