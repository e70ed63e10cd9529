package native

import (
	"cmp"
	"errors"
	"strings"
)

const packageVirtual = "org.apache.druid.segment.virtual."

// virtualClasses are the classes of virtual columns.
var virtualClasses = map[string]string{
	"expression":   packageVirtual + "ExpressionVirtualColumn",
	"fallback":     packageVirtual + "FallbackVirtualColumn",
	"mv-filtered":  packageVirtual + "ListFilteredVirtualColumn",
	"nested-field": packageVirtual + "NestedFieldVirtualColumn",
}

// virtualSpec is the JSON of all virtual columns together.
type virtualSpec struct {
	self                   value
	Type                   string
	Name, OutputType       string
	Expression             *string
	Delegate               value
	ColumnName, OutputName string
	ExpectedType, Path     string
	Values                 []string
	IsAllowList            *bool
	PathParts              []struct {
		Type  string
		Field string
		Index int
	}
	Columns []value `java:"org.apache.druid.query.dimension.DimensionSpec"`
}

// virtualColumns reads the virtual columns of the query.
func (p *parser) virtualColumns() error {
	p.virtual = map[string]expr{}
	for i, raw := range p.VirtualColumns {
		raw.path.property = "#temporary-name" // Druid reads them as a list without a name
		name, e, err := p.virtualColumn(raw)
		switch {
		case err != nil:
			return err
		case name == timeColumn:
			return p.self.fields(p.class)["virtualColumns"].invalid("org.apache.druid.segment.VirtualColumns", "virtualColumn name[__time] not allowed")
		}
		if _, ok := p.virtual[name]; ok && i > 0 {
			return p.self.fields(p.class)["virtualColumns"].invalid("org.apache.druid.segment.VirtualColumns", "virtualColumn["+name+"] already exists")
		}
		p.virtual[name] = e
	}
	return nil
}

// virtualColumn reads a virtual column.
func (p *parser) virtualColumn(raw value) (name string, e expr, err error) {
	kind, err := raw.typeOf(classVirtualColumn)
	if err != nil {
		return "", expr{}, err
	}
	s := virtualSpec{self: raw}
	if virtualClasses[kind] == "" {
		return "", expr{}, raw.unknownType(classVirtualColumn, kind)
	}
	if err := bind(raw, virtualClasses[kind], &s); err != nil {
		return "", expr{}, err
	}
	switch kind {
	case "expression":
		e, err = p.expressionColumn(&s)
	case "mv-filtered":
		d, err := p.dimension(s.Delegate)
		if err != nil {
			return "", e, err
		}
		filter := dimensionSpec{Type: "listFiltered", Values: s.Values, IsAllowList: s.IsAllowList}
		e, err = filter.filtered(d.e.to(typeString))
		return s.Name, e, err
	case "nested-field":
		t := outputType(s.ExpectedType)
		sql := "JSON_VALUE(" + p.column(s.ColumnName).sql + ", " + text(s.jsonPath()) + " RETURNING " + sqlType(t) + ")"
		return cmp.Or(s.OutputName, s.Name), expr{sql: sql, t: t}, nil
	default:
		e, err = p.fallbackColumn(&s)
	}
	return s.Name, e, err
}

func (p *parser) expressionColumn(s *virtualSpec) (expr, error) {
	class := virtualClasses[s.Type]
	switch {
	case s.Name == "":
		return expr{}, s.self.invalid(class, "name")
	case s.Expression == nil:
		return expr{}, s.self.invalid(class, "expression")
	}
	e, err := p.expression(*s.Expression)
	if bad, ok := errors.AsType[expressionError](err); ok {
		return e, s.self.invalid(class, string(bad))
	}
	if err != nil {
		return e, err
	}
	if e = e.value(); s.OutputType != "" {
		e = e.to(outputType(s.OutputType))
	}
	return e, nil
}

// jsonPath is the path of a nested field: as it is given, or put together from its parts.
func (s *virtualSpec) jsonPath() string {
	if s.Path != "" {
		return s.Path
	}
	var b strings.Builder
	b.WriteByte('$')
	for _, part := range s.PathParts {
		if part.Type == "arrayElement" {
			b.WriteString("[" + long0(int64(part.Index)) + "]")
		} else {
			b.WriteString("['" + strings.ReplaceAll(part.Field, "'", `\'`) + "']")
		}
	}
	return b.String()
}

// fallbackColumn is the first of its columns that exists, else the first one.
func (p *parser) fallbackColumn(s *virtualSpec) (expr, error) {
	first := nullExpr()
	for i, raw := range s.Columns {
		name, ok := raw.text()
		if !ok {
			d, err := p.dimension(raw)
			return d.e, err
		}
		if e := p.column(name); !e.constant {
			return e, nil
		} else if i == 0 {
			first = e
		}
	}
	return first, nil
}
