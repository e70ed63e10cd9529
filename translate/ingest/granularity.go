package ingest

import (
	"strings"

	"ogham/internal/druiderr"
	"ogham/internal/druidtime"
	"ogham/translate/ast"
	"ogham/translate/parser"
)

// words are the granularities that PARTITIONED BY takes as bare words.
var words = map[string]string{
	"HOUR": "PT1H", "DAY": "P1D", "MONTH": "P1M", "YEAR": "P1Y", "ALL": "", "ALL TIME": "",
}

// floorUnits are the units of PARTITIONED BY FLOOR(__time TO unit).
var floorUnits = map[string]string{
	"SECOND": "PT1S", "MINUTE": "PT1M", "HOUR": "PT1H", "DAY": "P1D", "WEEK": "P1W", "MONTH": "P1M", "QUARTER": "P3M", "YEAR": "P1Y",
}

// sqlError is an error of a statement without a place in it.
func sqlError(format string, args ...any) *druiderr.Error {
	return druiderr.Invalid(format, args...).With("sourceType", "sql")
}

// PartitionedBy reads the granularity of PARTITIONED BY: a word, FLOOR(__time TO unit) or
// TIME_FLOOR(__time, 'period').
func PartitionedBy(g *ast.Granularity) (druidtime.Granularity, error) {
	if g.Word != "" {
		return wordGranularity(g.Word)
	}
	switch e := g.Expr.(type) {
	case *ast.Floor:
		if unit, ok := floorUnits[strings.ToUpper(e.Unit)]; ok && !e.Ceil {
			return timeGranularity(e.X, unit, "FLOOR")
		}
	case *ast.Call:
		if strings.EqualFold(e.Name, "TIME_FLOOR") {
			return timeFloor(e)
		}
	}
	return druidtime.Granularity{}, sqlError("Invalid granularity [%s] after PARTITIONED BY.  Expected HOUR, DAY, MONTH, YEAR, ALL TIME, FLOOR() or TIME_FLOOR()",
		strings.ReplaceAll(parser.Unparse(g.Expr), "`", ""))
}

func wordGranularity(word string) (druidtime.Granularity, error) {
	period, ok := words[word]
	if !ok {
		return druidtime.Granularity{}, sqlError("Invalid granularity [%s] after PARTITIONED BY.  Expected HOUR, DAY, MONTH, YEAR, ALL TIME, FLOOR() or TIME_FLOOR()", word)
	}
	if period == "" {
		return druidtime.AllGranularity(), nil
	}
	return druidtime.ParseGranularity(period)
}

func timeFloor(c *ast.Call) (druidtime.Granularity, error) {
	if len(c.Args) != 2 {
		return druidtime.Granularity{}, sqlError("TIME_FLOOR in PARTITIONED BY must have 2 arguments, but only [%d] provided.", len(c.Args))
	}
	l, ok := c.Args[1].(*ast.Literal)
	if !ok || l.Kind != ast.LitString {
		return druidtime.Granularity{}, sqlError("Second argument to TIME_FLOOR in PARTITIONED BY clause must be string, but got [%s]", parser.Unparse(c.Args[1]))
	}
	return timeGranularity(c.Args[0], l.Text, "TIME_FLOOR")
}

func timeGranularity(x ast.Expr, period, function string) (druidtime.Granularity, error) {
	if id, ok := x.(*ast.Ident); !ok || id.Name() != "__time" {
		return druidtime.Granularity{}, sqlError("First argument to %s in PARTITIONED BY clause can only be [__time]", function)
	}
	g, err := druidtime.ParseGranularity(period)
	if err != nil {
		return g, sqlError("granularity [%s] is an invalid period string", period)
	}
	if p, ok := g.Period(); !ok || p.Weeks > 1 {
		return g, sqlError("granularity [%s] is not supported after PARTITIONED BY", period)
	}
	return g, nil
}
