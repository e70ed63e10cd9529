package translate

import (
	"ogham/translate/plan"
)

// Shape says what the outermost block of a query does with its rows, as the stages of a task show it.
type Shape struct {
	// Grouped is set for GROUP BY, DISTINCT and aggregates.
	Grouped bool
	// Keys names the output columns that are grouping keys.
	Keys map[string]bool
	// Limit is the constant LIMIT, nil for none.
	Limit *int64
}

// shapeOf describes an analyzed query, before it is put into stored order.
func shapeOf(q *plan.Query) Shape {
	s := Shape{Keys: map[string]bool{}}
	if l, ok := q.Limit.(*plan.Literal); ok {
		if n, ok := l.Value.(int64); ok {
			s.Limit = &n
		}
	}
	sel, ok := q.Body.(*plan.Select)
	if !ok || sel.Group == nil && !sel.Distinct {
		return s
	}
	s.Grouped = true
	keys := map[string]bool{}
	if sel.Group != nil {
		for _, k := range sel.Group.Keys {
			keys[plan.Key(k)] = true
		}
	}
	for i, c := range q.Columns {
		if i < len(sel.Items) && (sel.Group == nil || keys[plan.Key(sel.Items[i])]) {
			s.Keys[c.Name] = true
		}
	}
	return s
}
