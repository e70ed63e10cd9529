// Package native reads Druid's native JSON queries, says them in Druid SQL and shapes the rows into
// the answers of the native API: timeseries, topN, groupBy, scan, search, timeBoundary,
// dataSourceMetadata and segmentMetadata over a table.
//
// It is pure: JSON in, SQL out, rows in, a value to marshal out. What SQL cannot say or few use
// (extraction functions, virtual columns, sketches) is refused by name with an UNSUPPORTED error.
package native
