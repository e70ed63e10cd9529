// Package api answers Druid's HTTP API: it reads requests, calls translate, internal/store or jobs
// and writes answers. It holds no SQL and knows no driver.
//
// [New] builds an http.Handler from what it needs of the other parts, declared here as small
// interfaces. router.go lists every route; errors.go is the only place where an error becomes a
// status and a body; one file holds each family of endpoints.
package api
