package store

// The lists of columns that statements share, for the test that prepares them.
const (
	TaskColumns    = taskColumns
	SegmentColumns = segmentColumns
)
