// Package openapi describes an HTTP API as an OpenAPI 3.1 document: one [Operation] for each route,
// schemas taken from the Go types that the answers are made of. It knows nothing of what the routes
// do; package api holds the descriptions, in its route table.
package openapi
