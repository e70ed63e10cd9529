.PHONY: help build test race golden lint fmt run psql conformance ci

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14
build: ## build the server into bin/
	go build -o bin/ogham ./cmd/server
test: ## all tests, the black box and the conformance cases included
	go test ./...
race: ## the concurrent packages under the race detector
	go test -race -shuffle=on ./jobs/... ./api/... ./internal/store/...
golden: ## rewrite the translator's golden files; read the diff
	go test ./translate/... -rewrite
lint: ## linters and import fences
	go tool -modfile=tools/go.mod golangci-lint run ./...
fmt: ## format all code
	go tool -modfile=tools/go.mod golangci-lint fmt ./...
run: ## start a server on 127.0.0.1:8888 with an embedded PostgreSQL
	go run ./cmd/server
psql: ## a psql session on OGHAM_DATABASE_URL
	psql "$$OGHAM_DATABASE_URL"
conformance: ## replay the recorded answers of Druid, raise the ratchet
	go test ./integration -run 'TestConformance' -v -count=1 -update
ci: ## everything that CI does
	.ci/run
