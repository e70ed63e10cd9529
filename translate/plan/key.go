package plan

import (
	"fmt"
	"strconv"
	"strings"
)

// Key gives a text that two expressions share exactly when they compute the same thing from the
// same columns. Places and spellings do not count. Expressions with subqueries or volatile
// functions are equal only to themselves.
func Key(e Expr) string {
	var k keyWriter
	k.expr(e)
	if k.b.Len() > maxKey {
		return fmt.Sprintf("%p", e)
	}
	return k.b.String()
}

// maxKey ends keys that would grow without bounds, as the operands of a plan may be shared.
const maxKey = 1 << 17

// Shape gives a short text that two expressions with the same Key share.
func Shape(e Expr) string {
	if c, ok := e.(*Call); ok {
		return c.Fn.Name
	}
	return fmt.Sprintf("%T", e)
}

type keyWriter struct{ b strings.Builder }

func (k *keyWriter) expr(e Expr) {
	if k.b.Len() > maxKey {
		return
	}
	switch e := e.(type) {
	case nil:
		k.b.WriteString("nil")
	case *Column:
		k.b.WriteString(e.Alias)
		k.b.WriteByte('.')
		k.b.WriteString(strconv.Quote(e.Name))
	case *Literal:
		k.literal(e)
	case *Call:
		k.call(e)
	case *Cast:
		k.node("cast:"+e.T.Kind.String()+e.T.Postgres()+e.Zone, e)
	case *Logical:
		k.node("logical:"+strconv.FormatBool(e.Or), e)
	case *Case:
		k.node(fmt.Sprintf("case:%d", len(e.Whens)), e)
	case *In:
		k.node("in:"+strconv.FormatBool(e.Not), e)
	case *Array, *Row:
		k.node(fmt.Sprintf("%T", e), e)
	case *Elements:
		k.elements(e)
	case *Raw:
		k.node("raw:"+strings.Join(e.Parts, "\x00"), e)
	default:
		fmt.Fprintf(&k.b, "%p", e)
	}
}

// elements names the element variable by its place, as each use makes a fresh one.
func (k *keyWriter) elements(e *Elements) {
	k.b.WriteString("elements:" + e.Agg + "(")
	k.expr(e.Source)
	k.b.WriteByte(',')
	var inner keyWriter
	inner.expr(e.Body)
	k.b.WriteString(strings.ReplaceAll(inner.b.String(), e.Var.Alias+".", "$."))
	k.b.WriteByte(')')
}

func (k *keyWriter) literal(l *Literal) {
	k.b.WriteString(l.T.Kind.String())
	k.b.WriteByte(':')
	switch v := l.Value.(type) {
	case string:
		k.b.WriteString(strconv.Quote(v))
	case int64:
		k.b.WriteString(strconv.FormatInt(v, 10))
	default:
		fmt.Fprint(&k.b, v)
	}
}

func (k *keyWriter) call(c *Call) {
	if c.Fn.Volatile {
		fmt.Fprintf(&k.b, "%p", c)
		return
	}
	head := c.Fn.Name + ":" + c.Keyword + ":" + c.T.Native()
	if c.Bound != nil {
		k.list(head, c.Bound)
		return
	}
	if a := c.Agg; a != nil {
		head += fmt.Sprintf(":%t:%t:%t", a.Distinct, a.IgnoreNulls, a.Filter != nil)
		if a.Over != nil {
			head += fmt.Sprintf(":over%d:%d", len(a.Over.PartitionBy), len(a.Over.OrderBy))
			var order strings.Builder
			for _, o := range a.Over.OrderBy {
				fmt.Fprintf(&order, ":%t%t%t", o.Desc, o.NullsFirst, o.NullsLast)
			}
			head += order.String()
			if f := a.Over.Frame; f != nil {
				head += ":" + f.Unit + f.Start.Kind + f.End.Kind
			}
		}
	}
	k.node(head, c)
}

func (k *keyWriter) list(head string, list []Expr) {
	k.b.WriteString(head)
	k.b.WriteByte('(')
	for i, x := range list {
		if i > 0 {
			k.b.WriteByte(',')
		}
		k.expr(x)
	}
	k.b.WriteByte(')')
}

func (k *keyWriter) node(head string, e Expr) {
	k.b.WriteString(head)
	k.b.WriteByte('(')
	first := true
	Children(e, func(c Expr) {
		if !first {
			k.b.WriteByte(',')
		}
		first = false
		k.expr(c)
	})
	k.b.WriteByte(')')
}
