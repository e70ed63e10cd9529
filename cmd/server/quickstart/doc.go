// Package quickstart shows what a server does: it loads the bundled Wikipedia sample through the
// public HTTP API, asks a few queries and says what to try next. It knows the server by its address
// only.
package quickstart
