package conformance

import (
	"fmt"
	"math/big"
	"reflect"
	"slices"
)

// JSON types as the messages name them.
const (
	typeNull    = "null"
	typeBoolean = "boolean"
	typeInteger = "integer"
	typeDouble  = "double"
	typeString  = "string"
	typeArray   = "array"
	typeObject  = "object"
)

// maxDiffs bounds what is collected about one answer.
const maxDiffs = 40

func typeName(value any) string {
	switch value.(type) {
	case nil:
		return typeNull
	case bool:
		return typeBoolean
	case int64, *big.Int:
		return typeInteger
	case float64:
		return typeDouble
	case string:
		return typeString
	case []any:
		return typeArray
	}
	return typeObject
}

// comparison collects what differs between a recorded and an actual value under some rules.
type comparison struct {
	rules *rules
	diffs []string
}

func (c *comparison) add(format string, args ...any) {
	c.diffs = append(c.diffs, fmt.Sprintf(format, args...))
}

// trial compares aside and returns what differs.
func (c *comparison) trial(compare func(*comparison)) []string {
	aside := &comparison{rules: c.rules}
	compare(aside)
	return aside.diffs
}

func (c *comparison) differ(exp, act any, path string) {
	if len(c.diffs) > maxDiffs || hit(c.rules.ignore, path) || hit(c.rules.present, path) {
		return
	}
	if c.rules.shape || hit(c.rules.volatile, path) {
		c.differShape(exp, act, path)
		return
	}
	expType, actType := typeName(exp), typeName(act)
	if expType != actType {
		c.add("%s: %s (%s) instead of %s (%s)", path, show(act), actType, show(exp), expType)
		return
	}
	switch e := exp.(type) {
	case Object:
		a, _ := act.(Object)
		if c.rules.ordered {
			c.differMembers(e, a, path)
		} else {
			c.differObject(e, a, path)
		}
	case []any:
		a, _ := act.([]any)
		c.differArray(e, a, path)
	case string:
		a, _ := act.(string)
		if c.rules.text(e) != c.rules.text(a) {
			c.add("%s: %s instead of %s", path, show(act), show(exp))
		}
	default:
		if !sameScalar(exp, act) {
			c.add("%s: %s instead of %s", path, show(act), show(exp))
		}
	}
}

// sameScalar compares two values of one type; floats have a tolerance, NaN equals itself.
func sameScalar(exp, act any) bool {
	e, isFloat := exp.(float64)
	if !isFloat {
		return reflect.DeepEqual(exp, act)
	}
	a, _ := act.(float64)
	if e != e || a != a {
		return e != e && a != a
	}
	return closeTo(e, a, relativeTolerance, 0)
}

// differMembers compares objects whose order of keys counts.
func (c *comparison) differMembers(exp, act Object, path string) {
	if !slices.Equal(exp.keys(), act.keys()) {
		c.add("%s: keys %v instead of %v", path, act.keys(), exp.keys())
		return
	}
	for i, m := range exp {
		c.differ(m.Value, act[i].Value, path+"."+m.Key)
	}
}

func (c *comparison) differObject(exp, act Object, path string) {
	for _, m := range exp {
		sub := path + "." + m.Key
		if value, ok := act.Get(m.Key); ok {
			c.differ(m.Value, value, sub)
		} else if !hit(c.rules.ignore, sub) {
			c.add("%s: missing", sub)
		}
	}
	if hit(c.rules.subset, path) {
		return
	}
	for _, m := range act {
		if _, ok := exp.Get(m.Key); !ok && !hit(c.rules.ignore, path+"."+m.Key) {
			c.add("%s.%s: unexpected (%s)", path, m.Key, show(m.Value))
		}
	}
}

func (c *comparison) differArray(exp, act []any, path string) {
	subset := hit(c.rules.subset, path)
	free := subset || hit(c.rules.unordered, path)
	if !subset && len(exp) != len(act) {
		c.add("%s: %d elements instead of %d", path, len(act), len(exp))
		return
	}
	if free {
		c.differElements(exp, act, path)
		return
	}
	for i := range exp {
		c.differ(exp[i], act[i], fmt.Sprintf("%s[%d]", path, i))
	}
}

// differElements looks for every recorded element anywhere in the actual array.
func (c *comparison) differElements(exp, act []any, path string) {
	rest := slices.Clone(act)
	for i, e := range exp {
		place := slices.IndexFunc(rest, func(a any) bool {
			return len(c.trial(func(t *comparison) { t.differ(e, a, fmt.Sprintf("%s[%d]", path, i)) })) == 0
		})
		if place < 0 {
			c.add("%s[%d]: no element like %s", path, i, show(e))
			return
		}
		rest = slices.Delete(rest, place, place+1)
	}
}

// differShape compares keys and types; texts must stay of their kind.
func (c *comparison) differShape(exp, act any, path string) {
	expType, actType := typeName(exp), typeName(act)
	_, expNumber := float(exp)
	_, actNumber := float(act)
	if expType != actType && (!expNumber || !actNumber) {
		c.add("%s: type %s instead of %s", path, actType, expType)
		return
	}
	switch e := exp.(type) {
	case string:
		a, _ := act.(string)
		if want := kind(e); want != kindPlain && kind(a) != want {
			c.add("%s: %s is no %s", path, show(act), want)
		}
	case Object:
		a, _ := act.(Object)
		c.differShapeObject(e, a, path)
	case []any:
		a, _ := act.([]any)
		c.differShapeArray(e, a, path)
	}
}

func (c *comparison) differShapeObject(exp, act Object, path string) {
	for _, m := range exp {
		sub := path + "." + m.Key
		if hit(c.rules.ignore, sub) {
			continue
		}
		if value, ok := act.Get(m.Key); ok {
			c.differShape(m.Value, value, sub)
		} else {
			c.add("%s: missing", sub)
		}
	}
	for _, m := range act {
		sub := path + "." + m.Key
		if _, ok := exp.Get(m.Key); !ok && !hit(c.rules.ignore, sub) && !hit(c.rules.subset, path) {
			c.add("%s: unexpected", sub)
		}
	}
}

// differShapeArray wants every actual element to look like one of the recorded ones.
func (c *comparison) differShapeArray(exp, act []any, path string) {
	if len(exp) == 0 {
		return
	}
	for i, a := range act {
		var best []string
		for j, e := range exp {
			diffs := c.trial(func(t *comparison) { t.differShape(e, a, fmt.Sprintf("%s[%d]", path, i)) })
			if j == 0 || len(diffs) < len(best) {
				best = diffs
			}
			if len(diffs) == 0 {
				break
			}
		}
		c.diffs = append(c.diffs, best...)
	}
}
