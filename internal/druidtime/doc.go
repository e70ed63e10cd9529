// Package druidtime computes with time as Druid does: milliseconds since 1970 UTC, ISO-8601
// periods and intervals, granularities, Joda patterns and time zones.
//
// Druid's own arithmetic is Joda-Time's: a proleptic Gregorian calendar with a year 0, years of up
// to nine digits, a wall clock time that an autumn repeats taken with its earlier offset.
//
// The package is a leaf: it imports the standard library only.
package druidtime
