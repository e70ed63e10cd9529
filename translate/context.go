package translate

import (
	"encoding/json"
	"maps"
	"strconv"
	"time"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/translate/analyze"
	"ogham/translate/ast"
)

// contextText gives a context value as text; ok is false when the key is absent or null.
func contextText(ctx map[string]any, key string) (string, bool) {
	switch v := ctx[key].(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case json.Number:
		return v.String(), true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// contextInt gives an integer context value. A value that is none is refused as Druid does.
func contextInt(ctx map[string]any, key, format string) (n int64, ok bool, err error) {
	text, ok := contextText(ctx, key)
	if !ok {
		return 0, false, nil
	}
	n, err = strconv.ParseInt(text, 10, 64)
	if err == nil {
		return n, true, nil
	}
	if f, ferr := strconv.ParseFloat(text, 64); ferr == nil {
		return int64(f), true, nil
	}
	return 0, false, druiderr.BadContext("Expected key [%s] to be in %s format, but got [%s]", key, format, text)
}

// session holds what the context says about a statement.
type session struct {
	context  map[string]any
	zone     *time.Location
	zoneName string
	now      time.Time
	// outerLimit is sqlOuterLimit, subqueryRows maxSubqueryRows; -1 when absent.
	outerLimit, subqueryRows int64
}

// newSession reads the context: sqlTimeZone, sqlCurrentTimestamp, sqlOuterLimit, maxSubqueryRows.
func newSession(req *Request, sets []ast.Set) (*session, error) {
	s := &session{context: req.Context, now: req.Now, outerLimit: -1, subqueryRows: -1}
	if len(sets) > 0 {
		merged := make(map[string]any, len(req.Context)+len(sets))
		maps.Copy(merged, req.Context)
		for _, set := range sets {
			merged[set.Name] = setValue(set.Value)
		}
		s.context = merged
	}
	name, _ := contextText(s.context, "sqlTimeZone")
	s.zone = druidtime.Zone(name)
	s.zoneName = druidtime.PostgresZone(s.zone)
	if text, ok := contextText(s.context, "sqlCurrentTimestamp"); ok {
		if ms, ok := druidtime.ParseISO(text, s.zone); ok {
			s.now = time.UnixMilli(ms)
		}
	}
	if err := checkContext(s.context, req.Engine); err != nil {
		return nil, err
	}
	if _, _, err := contextInt(s.context, "timeout", "long"); err != nil {
		return nil, err
	}
	limit, ok, err := contextInt(s.context, "sqlOuterLimit", "integer")
	if err != nil {
		return nil, err
	}
	if ok && limit >= 0 {
		s.outerLimit = limit
	}
	if req.Engine == EngineMSQ {
		return s, nil
	}
	if limit, ok, err = contextInt(s.context, "maxSubqueryRows", "integer"); err != nil {
		return nil, err
	}
	if ok && limit >= 0 {
		s.subqueryRows = limit
	}
	return s, nil
}

// setValue gives the value of SET name = literal as a context value.
func setValue(e ast.Expr) any {
	negative := false
	if u, ok := e.(*ast.Unary); ok {
		negative, e = u.Op == "-", u.X
	}
	l, ok := e.(*ast.Literal)
	if !ok {
		return nil
	}
	switch l.Kind {
	case ast.LitTrue:
		return true
	case ast.LitFalse:
		return false
	case ast.LitNull:
		return nil
	case ast.LitInteger, ast.LitDecimal, ast.LitApprox:
		if negative {
			return json.Number("-" + l.Text)
		}
		return json.Number(l.Text)
	default:
	}
	return l.Text
}

// env makes the environment of an analysis.
func (s *session) env(req *Request, cat Catalog) *analyze.Env {
	return &analyze.Env{
		Catalog: cat, Zone: s.zone, ZoneName: s.zoneName, Now: s.now, Context: s.context,
		Parameters: req.Parameters, Prepare: req.Prepare, Staging: req.Staging, SafeArithmetic: req.SafeArithmetic, SubqueryRows: s.subqueryRows,
	}
}
