package translate

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/analyze"
	"ogham/translate/ast"
	"ogham/translate/parser"
	"ogham/translate/plan"
	"ogham/translate/postgres"
)

// Translate translates one request. The error is always a *druiderr.Error; it is DEFENSIVE when the
// fault is ours.
func Translate(req Request, cat Catalog) (*Translation, error) {
	t, err := translate(&req, cat)
	if err != nil {
		if druiderr.As(err) == nil {
			err = druiderr.Bug("Translation failed").WithCause(err)
		}
		return nil, err
	}
	return t, nil
}

func translate(req *Request, cat Catalog) (*Translation, error) {
	release := parser.Druid33
	if req.Engine == EngineMSQ {
		release = parser.Druid27
	}
	script, err := parser.ParseAs(req.SQL, release)
	if err != nil {
		return nil, err
	}
	s, err := newSession(req, script.Sets)
	if err != nil {
		return nil, err
	}
	tr := &translator{req: req, cat: cat, session: s}
	out, err := tr.statement(script.Stmt)
	if err != nil {
		return nil, err
	}
	out.Context, out.TimeZone = s.context, s.zone
	return out, nil
}

// translator holds what the translation of one statement needs.
type translator struct {
	req     *Request
	cat     Catalog
	session *session
}

func (t *translator) statement(stmt ast.Statement) (*Translation, error) {
	switch stmt := stmt.(type) {
	case *ast.QueryStatement:
		return t.query(stmt.Query)
	case *ast.Insert:
		return t.insert(stmt)
	case *ast.Explain:
		return t.explain(stmt)
	case *ast.Unsupported:
		return nil, sqlError("Unsupported SQL statement [%s]", stmt.Kind)
	}
	return nil, druiderr.Bug("unknown statement %T", stmt)
}

// query translates a SELECT.
func (t *translator) query(q *ast.Query) (*Translation, error) {
	res, externs, err := t.analyze(q)
	if err != nil {
		return nil, err
	}
	limitOuter(res.Query, t.session.outerLimit)
	if t.req.Engine == EngineMSQ {
		sortGroups(res.Query)
	}
	shape := shapeOf(res.Query)
	t.precompute(res.Query, externs)
	out, err := t.finish(Select, res)
	if err != nil {
		return nil, err
	}
	out.Externs, out.Native, out.Shape = externs, native(res.Query), shape
	return out, nil
}

// sortGroups puts the groups of a query that wants no order into that of their keys: so they come out
// of the shuffle between the stages of SQL-based ingestion.
func sortGroups(q *plan.Query) {
	sel, ok := q.Body.(*plan.Select)
	if !ok || len(q.OrderBy) > 0 || q.Wrap || sel.Group == nil || sel.Group.Sets != nil || sel.Distinct {
		return
	}
	for _, k := range sel.Group.Keys {
		if k.Type().Kind != druidtype.Complex && !plan.IsConstant(k) {
			q.OrderBy = append(q.OrderBy, plan.Order{Expr: k})
		}
	}
}

// finish prints an analyzed query.
func (t *translator) finish(kind Kind, res *analyze.Result) (*Translation, error) {
	s, err := postgres.Write(res.Query)
	if err != nil {
		return nil, err
	}
	return &Translation{
		Kind: kind, SQL: s.SQL, Args: s.Args, NUL: s.NUL, Columns: res.Query.Columns,
		Parameters: res.Parameters, Reads: res.Reads, ReadsMetadata: res.Metadata, query: res.Query,
	}, nil
}

// limitOuter lowers the limit of a query to sqlOuterLimit.
func limitOuter(q *plan.Query, limit int64) {
	if limit < 0 {
		return
	}
	if l, ok := q.Limit.(*plan.Literal); ok {
		if n, ok := l.Value.(int64); ok && n <= limit {
			return
		}
	}
	t := druidtype.Of(druidtype.BigInt).NotNull()
	q.Limit = &plan.Literal{Base: plan.Base{T: t}, Value: limit}
}
