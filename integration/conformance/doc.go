// Package conformance replays recorded answers of Apache Druid against a server and says what differs.
//
// Two kinds of records exist. A SQL case is one query with the columns, types and rows (or the error) that Druid
// answered; it is scored three ways: values, types, errors. An HTTP case is a series of exchanges, compared by the
// rules that each step names (see Step). Records are written by a recorder from a real Druid only, never by the server
// under test, so a failing case is wrong in the server until docs/differences.md says otherwise.
//
// The package knows HTTP and JSON, nothing of the server it asks: it imports no other package of this module.
package conformance
