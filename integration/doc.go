// Package integration holds the black-box tests: the real server, as a process, over HTTP, against a real PostgreSQL.
//
// Each server gets a database of its own on the PostgreSQL that internal/testdb finds: a given one, one in Docker, or an
// embedded one. The tests of the quickstart and of kill -9 use the PostgreSQL that the server brings itself. Nothing is
// skipped. Besides testdb the package imports none of the server's packages: what it knows, it knows from outside.
package integration
