// Package native reads Druid's native JSON queries and says them in Druid SQL.
//
// It is pure: Read takes the JSON of a query, Parse what is known of its tables; statements of Druid SQL
// and the way their rows become the native answer come out. Package translate reads these statements as
// it reads those of a client, so that PostgreSQL's SQL is written in one place only. Every name and text
// of the query reaches SQL through the quoting functions of quote.go.
//
// The rules are those of the Druid native query documents; where these are silent, of what Druid 33
// answers: buckets of a timeseries are counted per segment between its first and its last row, a bound
// without a lower end takes nulls, an unknown dimension type is the default one.
package native
