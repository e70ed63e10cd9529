// Package result writes query results in Druid's five result formats, byte for byte.
//
// A Writer turns rows of raw Postgres values (the binary wire form, one []byte a column, nil for
// NULL) into text appended to a buffer. It never looks at more than one row, allocates nothing
// per row and knows nothing of HTTP: package api flushes the buffer into the answer.
//
// What the bytes look like was recorded from Druid: object keys in the query's order, doubles as
// Java prints them, NaN and infinities as texts, characters beyond the BMP as escaped surrogate
// pairs, one empty line after the last row of the line formats.
package result
