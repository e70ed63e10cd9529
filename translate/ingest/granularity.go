package ingest

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

// standard are the granularities of time chunks (Druid: GranularityType), by name and ISO period.
var standard = []struct{ name, period string }{
	{"SECOND", "PT1S"},
	{"MINUTE", "PT1M"},
	{"FIVE_MINUTE", "PT5M"},
	{"TEN_MINUTE", "PT10M"},
	{"FIFTEEN_MINUTE", "PT15M"},
	{"THIRTY_MINUTE", "PT30M"},
	{"HOUR", "PT1H"},
	{"SIX_HOUR", "PT6H"},
	{"EIGHT_HOUR", "PT8H"},
	{"DAY", "P1D"},
	{"WEEK", "P1W"},
	{"MONTH", "P1M"},
	{"QUARTER", "P3M"},
	{"YEAR", "P1Y"},
}

// floorUnits are the units of PARTITIONED BY FLOOR(__time TO unit), which have names.
var floorUnits = map[string]bool{
	"SECOND": true, "MINUTE": true, "HOUR": true, "DAY": true, "WEEK": true, "MONTH": true, "QUARTER": true, "YEAR": true,
}

// sqlError is an error of a statement without a place in it.
func sqlError(format string, args ...any) *druiderr.Error {
	return druiderr.Invalid(format, args...).With("sourceType", "sql")
}

// PartitionedBy reads the granularity of PARTITIONED BY: a name (DAY, ALL TIME, "week"), a text that
// holds a name or an ISO period ('P1W'), FLOOR(__time TO unit) or TIME_FLOOR(__time, 'period').
//
// Names and texts are as the newest documents have them; Druid 27 takes only HOUR, DAY, MONTH, YEAR and
// ALL there, and its words for what is refused are kept.
func PartitionedBy(g *ast.Granularity) (druidtime.Granularity, error) {
	if g.Word != "" {
		return namedGranularity(strings.TrimSuffix(g.Word, " TIME"), g.Word)
	}
	switch e := g.Expr.(type) {
	case *ast.Ident:
		if len(e.Parts) == 1 {
			return namedGranularity(e.Name(), e.Name())
		}
	case *ast.Literal:
		if e.Kind == ast.LitString {
			return namedGranularity(e.Text, parser.Unparse(e))
		}
	case *ast.Floor:
		return floor(e)
	case *ast.Call:
		if strings.EqualFold(e.Name, "TIME_FLOOR") {
			return timeFloor(e)
		}
		return druidtime.Granularity{}, wrongOperator(strings.ToUpper(e.Name))
	}
	return druidtime.Granularity{}, unknownGranularity(strings.ReplaceAll(parser.Unparse(g.Expr), "`", ""))
}

func unknownGranularity(written string) *druiderr.Error {
	return sqlError("Invalid granularity [%s] after PARTITIONED BY.  Expected HOUR, DAY, MONTH, YEAR, ALL TIME, FLOOR() or TIME_FLOOR()", written)
}

func wrongOperator(name string) *druiderr.Error {
	return sqlError("Invalid operator[%s] specified. PARTITIONED BY clause only supports FLOOR(__time TO <unit>) and TIME_FLOOR(__time, period) functions.", name)
}

// namedGranularity finds a granularity by its name or its ISO period, in any case.
func namedGranularity(name, written string) (druidtime.Granularity, error) {
	upper := strings.ToUpper(name)
	if upper == "ALL" {
		return druidtime.AllGranularity(), nil
	}
	for _, s := range standard {
		if s.name == upper || s.period == upper {
			return druidtime.ParseGranularity(s.period)
		}
	}
	return druidtime.Granularity{}, unknownGranularity(written)
}

// floor reads FLOOR(__time TO unit).
func floor(e *ast.Floor) (druidtime.Granularity, error) {
	if e.Ceil {
		return druidtime.Granularity{}, wrongOperator("CEIL")
	}
	if err := checkFloored(e.X, "FLOOR"); err != nil {
		return druidtime.Granularity{}, err
	}
	unit := strings.ToUpper(e.Unit)
	if !floorUnits[unit] {
		return druidtime.Granularity{}, sqlError("%s is not a valid period granularity for ingestion.", unit)
	}
	return namedGranularity(unit, unit)
}

// timeFloor reads TIME_FLOOR(__time, 'period'). The period must be written as the standard ones are.
func timeFloor(c *ast.Call) (druidtime.Granularity, error) {
	if len(c.Args) != 2 {
		return druidtime.Granularity{}, sqlError("TIME_FLOOR in PARTITIONED BY clause must have 2 arguments, but only [%d] provided.", len(c.Args))
	}
	if err := checkFloored(c.Args[0], "TIME_FLOOR"); err != nil {
		return druidtime.Granularity{}, err
	}
	l, ok := c.Args[1].(*ast.Literal)
	if !ok || l.Kind != ast.LitString {
		return druidtime.Granularity{}, invalidPeriod(c.Args[1])
	}
	g, err := druidtime.ParseGranularity(l.Text)
	if p, isPeriod := g.Period(); err != nil || !isPeriod || l.Text[0]|0x20 != 'p' {
		return druidtime.Granularity{}, invalidPeriod(l)
	} else if name, ok := g.Name(); ok && p.Weeks <= 1 {
		return namedGranularity(name, l.Text)
	}
	return druidtime.Granularity{}, sqlError("The granularity specified in PARTITIONED BY [%s] is not supported.  Valid options: [%s]",
		strings.Replace(parser.Unparse(c), c.Name, "`TIME_FLOOR`", 1), strings.ToLower(standardNames()+", ALL"))
}

func invalidPeriod(x ast.Expr) *druiderr.Error {
	return sqlError("granularity[%s] is an invalid period literal.", parser.Unparse(x))
}

func standardNames() string {
	names := make([]string, len(standard))
	for i, s := range standard {
		names[i] = s.name
	}
	return strings.Join(names, ", ")
}

func checkFloored(x ast.Expr, function string) error {
	if id, ok := x.(*ast.Ident); ok && id.Name() == "__time" {
		return nil
	}
	return sqlError("Invalid argument[%s] provided. The first argument to %s in PARTITIONED BY clause must be __time.",
		strings.ReplaceAll(parser.Unparse(x), "`", ""), function)
}
