package jobs

import (
	"cmp"
	"slices"
)

// newestFirst sorts running tasks before complete ones, each newest first, and keeps at most limit
// complete ones; 0 keeps all.
func newestFirst(list []TaskStatus, limit int) []TaskStatus {
	slices.SortStableFunc(list, func(a, b TaskStatus) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(b.CreatedTime, a.CreatedTime), cmp.Compare(b.ID, a.ID))
	})
	if limit <= 0 {
		return list
	}
	running := 0
	for running < len(list) && rank(list[running]) == 0 {
		running++
	}
	return list[:min(len(list), running+limit)]
}

func rank(t TaskStatus) int {
	if t.StatusCode == "RUNNING" {
		return 0
	}
	return 1
}
