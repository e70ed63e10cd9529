package analyze

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/ast"
	"ogham/translate/plan"
)

// tableFunc resolves TABLE(f(…)): APPEND, or an external input.
func (a *analyzer) tableFunc(s *scope, f *ast.TableFunc) plan.Rel {
	if strings.EqualFold(f.Call.Name, "APPEND") {
		return a.appendTables(s, f)
	}
	return a.external(s, f)
}

// extendedRef resolves table (columns …): a table function without TABLE( ) cannot be one.
func (a *analyzer) extendedRef(s *scope, f *ast.TableRef) plan.Rel {
	plain := *f
	plain.Extend = nil
	return a.tableRef(s, &plain)
}

// external makes an external input a relation: the staging table that holds its rows.
func (a *analyzer) external(s *scope, f *ast.TableFunc) plan.Rel {
	if a.env.Extern == nil {
		refuse("Cannot use [%s] with SQL engine [native].", strings.ToUpper(f.Call.Name))
	}
	ext, err := a.env.Extern(f, a.env.Parameters)
	must(err)
	index := len(a.externs)
	a.externs = append(a.externs, ext)
	a.read("EXTERNAL", "EXTERNAL")
	staged, ok := a.env.Staging[index]
	if !ok {
		staged = StagedExtern{Schema: "druid_segments", Table: "extern_" + itoa(index)}
	}
	alias := a.alias()
	t := &table{fields: make([]field, len(ext.Columns))}
	for i, c := range ext.Columns {
		typ := c.Type
		if staged.MultiValue[c.Name] {
			typ.MultiValue = true
		}
		t.fields[i] = field{name: c.Name, expr: &plan.Column{
			Base: plan.Base{T: typ}, Alias: alias, Name: outName(i), Label: c.Name, Bytewise: typ.IsString(),
		}}
	}
	a.add(s, t, f.Alias, f.Pos)
	return &plan.Scan{Alias: alias, Schema: staged.Schema, Table: staged.Table, External: index}
}

// appendTables resolves TABLE(APPEND('a', 'b', …)): a union by column name, in which a table that
// lacks a column gives NULL, and types widen.
func (a *analyzer) appendTables(s *scope, f *ast.TableFunc) plan.Rel {
	if len(f.Call.Args) == 0 {
		fail(f.Pos, "No match found for function signature APPEND()")
	}
	relations := make([]druidtype.Relation, 0, len(f.Call.Args))
	for _, arg := range f.Call.Args {
		l, ok := arg.(*ast.Literal)
		if !ok || l.Kind != ast.LitString {
			fail(arg.Position(), "All arguments to APPEND should be literal strings. Argument #%d is not string", len(relations)+1)
		}
		rel, ok := a.appended(l.Text)
		if !ok {
			fail(l.Pos, "Table [%s] not found", l.Text)
		}
		relations = append(relations, rel)
	}
	columns, err := appendColumns(relations)
	if err != nil {
		panic(bailout{err})
	}
	set := &plan.SetOp{Op: "UNION", All: true}
	for _, rel := range relations {
		set.Terms = append(set.Terms, a.appendTerm(rel, columns))
	}
	alias := a.alias()
	a.add(s, &table{fields: fieldsOf(alias, columns)}, f.Alias, f.Pos)
	return &plan.Derived{Alias: alias, Query: &plan.Query{Body: set, Columns: columns}}
}

func (a *analyzer) appended(name string) (druidtype.Relation, bool) {
	if rel, ok := a.env.Catalog.Table("druid", name); ok {
		return rel, true
	}
	if schema, rest, ok := strings.Cut(name, "."); ok {
		return a.env.Catalog.Table(schema, rest)
	}
	return druidtype.Relation{}, false
}

// appendColumns merges the columns of the tables in order of appearance.
func appendColumns(relations []druidtype.Relation) ([]druidtype.Column, error) {
	var out []druidtype.Column
	at := map[string]int{}
	count := map[string]int{}
	for _, rel := range relations {
		for _, c := range rel.Columns {
			i, ok := at[c.Name]
			if !ok {
				at[c.Name] = len(out)
				out = append(out, c.Column)
				count[c.Name] = 1
				continue
			}
			count[c.Name]++
			t, ok := plan.Blend(out[i].Type, c.Type)
			if !ok {
				return nil, druiderr.Invalid("Column [%s] has incompatible types", c.Name)
			}
			out[i].Type = t
		}
	}
	for i := range out {
		if count[out[i].Name] < len(relations) {
			out[i].Type.Nullable = true
		}
	}
	return out, nil
}

func (a *analyzer) appendTerm(rel druidtype.Relation, columns []druidtype.Column) *plan.Query {
	scan, t := a.scan(rel)
	items := make([]plan.Expr, len(columns))
	for i, c := range columns {
		items[i] = literal(ast.Pos{}, nil, c.Type.Null(true))
		if f := findField([]*table{t}, c.Name); f != nil {
			items[i] = a.cast(f.expr, c.Type)
		}
		if c.Type.MultiValue && !items[i].Type().MultiValue {
			items[i] = a.coerceMulti(items[i])
		}
	}
	return &plan.Query{Body: &plan.Select{Items: items, From: scan}, Columns: columns}
}
