package store

// The lists of columns that statements share, for the test that prepares them.
const (
	TaskColumns    = taskColumns
	SegmentColumns = segmentColumns
)

// CancelStatement is what pooled connections do when the context of a statement ends.
var CancelStatement = cancelStatement
