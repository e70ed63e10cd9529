package function

import (
	"ogham/internal/druiderr"
	"ogham/internal/druidtype"
	"ogham/translate/plan"
)

// castElement makes a Bind that casts argument i to the element type of array argument a, or to
// its array type when it is an array itself.
func castElement(i, a int) binder {
	return func(b plan.Binder, c *plan.Call) (plan.Expr, error) {
		array := c.Args[a].Type()
		if array.Kind != druidtype.Array || array.Elem == nil || array.Postgres() == "json" {
			return c, nil
		}
		switch t := c.Args[i].Type(); {
		case t.Kind == druidtype.Array:
			c.Args[i] = b.Cast(c.Args[i], array)
		case t.MultiValue && c.Fn.Name == "ARRAY_CONTAINS": // all of them
			x, err := b.Call(c.P, "VALUES MULTI", c.Args[i])
			if err != nil {
				return nil, err
			}
			c.Args[i] = b.Cast(x, array)
		case t.MultiValue: // one call for each value
			return eachValue(b, c, i)
		default:
			c.Args[i] = b.Cast(c.Args[i], storedElement(*array.Elem))
		}
		return c, nil
	}
}

// eachValue calls the function again with each value of the multi-value argument i.
func eachValue(b plan.Binder, c *plan.Call, i int) (plan.Expr, error) {
	return b.Each(c.P, c.Args[i], func(v plan.Expr) (plan.Expr, error) {
		args := append([]plan.Expr{}, c.Args...)
		args[i] = v
		return b.Call(c.P, c.Fn.Name, args...)
	})
}

// bindMember makes a Bind that looks for value i in array a: a value that cannot be cast to the
// type of the elements is in no array.
func bindMember(i, a int) binder {
	cast := castElement(i, a)
	return func(b plan.Binder, c *plan.Call) (plan.Expr, error) {
		given := c.Args[i]
		x, err := cast(b, c)
		if err != nil || x != plan.Expr(c) || given.Type().MultiValue || !given.Type().IsString() || c.Args[i].Type().IsString() {
			return x, err
		}
		is := func(name string, e plan.Expr) (plan.Expr, error) { return b.Call(c.P, name, e) }
		known, err := is("IS NOT NULL", given)
		if err != nil {
			return nil, err
		}
		foreign, err := is("IS NULL", c.Args[i])
		if err != nil {
			return nil, err
		}
		there, err := is("IS NOT NULL", c.Args[a])
		if err != nil {
			return nil, err
		}
		no := &plan.Literal{Base: plan.Base{T: druidtype.Of(druidtype.Boolean).NotNull(), P: c.P}, Value: false}
		cond := &plan.Logical{Base: plan.Base{T: druidtype.Of(druidtype.Boolean), P: c.P}, Terms: []plan.Expr{known, foreign, there}}
		return &plan.Case{Base: plan.Base{T: c.T, P: c.P}, Whens: []plan.When{{Cond: cond, Then: no}}, Else: c}, nil
	}
}

// bindIndexOf is ARRAY_OFFSET_OF and its kin, which compare as Java's equals does: a value of another
// type than the elements is at no place, but NULL is where NULL is.
func bindIndexOf(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	array, t := c.Args[0].Type(), c.Args[1].Type()
	switch {
	case t.Kind == druidtype.Array, t.Kind == druidtype.Complex:
		return nil, refused(c, "Function[%s] second argument must be a a scalar type but got %s instead", lower(c.Fn.Name), t.Native())
	case t.MultiValue:
		return eachValue(b, c, 1)
	case array.Elem == nil || array.Postgres() == "json":
		return c, nil
	}
	elem := storedElement(*array.Elem)
	if t.Kind == druidtype.Unknown || storedElement(t).Kind == elem.Kind {
		c.Args[1] = b.Cast(c.Args[1], elem)
		return c, nil
	}
	none, err := b.Call(c.P, "IS NULL", c.Args[1])
	if err != nil {
		return nil, err
	}
	c.Args[1] = &plan.Literal{Base: plan.Base{T: elem, P: c.P}}
	return &plan.Case{Base: plan.Base{T: c.T, P: c.P}, Whens: []plan.When{{Cond: none, Then: c}}}, nil
}

// bindConcatArrays joins arrays of one kind. Druid joins texts and numbers too; what comes out is
// carried as JSON. Constants of both kinds it cannot make a literal of.
func bindConcatArrays(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	l, r := c.Args[0].Type(), c.Args[1].Type()
	if l.Elem == nil || r.Elem == nil || l.Elem.IsString() == r.Elem.IsString() || l.Elem.Kind == druidtype.Unknown || r.Elem.Kind == druidtype.Unknown || plan.IsNull(c.Args[0]) || plan.IsNull(c.Args[1]) {
		return castElement(1, 0)(b, c)
	}
	if allConstant(c.Args) {
		from, to := "Long", "String"
		if r.Elem.IsString() {
			from, to = "String", "Number"
		}
		return nil, druiderr.Runtime("class java.lang.%s cannot be cast to class java.lang.%s (java.lang.%s and java.lang.%s are in module java.base of loader 'bootstrap')", from, to, from, to)
	}
	c.T.MultiValue = true
	return c, nil
}

func emitConcatArrays(w plan.Writer, c *plan.Call) {
	if !c.T.MultiValue {
		tmpl("druid_sql.array_concat($1, $2)")(w, c)
		return
	}
	tmpl("druid_sql.json_concat(druid_sql.to_json($1), druid_sql.to_json($2))")(w, c)
}

// bindDelimiter makes text of the delimiter of ARRAY_TO_STRING and MV_TO_STRING: times are
// milliseconds, lists and JSON print as Java's collections do.
func bindDelimiter(b plan.Binder, c *plan.Call) (plan.Expr, error) {
	x := c.Args[1]
	t := x.Type()
	text := druidtype.Of(druidtype.Varchar)
	var err error
	switch {
	case t.MultiValue:
		return eachValue(b, c, 1)
	case t.IsTime():
		x = b.Cast(x, druidtype.Of(druidtype.BigInt))
	case t.Kind == druidtype.Array:
		x, err = b.Call(c.P, "LIST TEXT", x)
	case t.Kind == druidtype.Complex:
		x, err = b.Call(c.P, "JSON TEXT", x)
	}
	if err != nil {
		return nil, err
	}
	c.Args[1] = b.Cast(x, text)
	return c, nil
}

// bindArrayQuantile has no quantile of texts, and none outside of 0 to 1.
func bindArrayQuantile(_ plan.Binder, c *plan.Call) (plan.Expr, error) {
	if c.Args[0].Type().Postgres() == "text[]" {
		return constant(c, nil), nil
	}
	return c, nil
}
