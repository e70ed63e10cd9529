package native

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
)

// bind reads an object into the fields of the struct that dst points to, as Jackson reads it into a
// Java class: a JSON field goes into the struct's field of that name, unknown ones are skipped, and a
// scalar is taken for a text, a number in a text for a number. The tag json gives another name, the tag
// java the class of a value, or of the elements of a list, where it is not plain from the Go type.
// A value that is null or not there leaves dst as it is.
func bind(v value, class string, dst any) error {
	if v.isNull() {
		return nil
	}
	if !v.is("{") {
		return v.noObject(class)
	}
	fields := v.fields(class)
	target := reflect.ValueOf(dst).Elem()
	for i := range target.NumField() {
		f := target.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name := f.Tag.Get("json")
		if name == "" {
			name = strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		given, ok := fields[name]
		if !ok || given.isNull() {
			continue
		}
		if err := given.set(target.Field(i), f.Tag.Get("java")); err != nil {
			return err
		}
	}
	return nil
}

var (
	typeOfValue  = reflect.TypeFor[value]()
	typeOfNumber = reflect.TypeFor[json.Number]()
)

// set reads a value that is not null into dst. class names the Java class, "" the usual one.
func (v value) set(dst reflect.Value, class string) error {
	switch {
	case dst.Type() == typeOfValue:
		dst.Set(reflect.ValueOf(v))
		return nil
	case dst.Type() == typeOfNumber:
		return v.setNumber(dst)
	}
	switch dst.Kind() {
	case reflect.Pointer:
		p := reflect.New(dst.Type().Elem())
		if err := v.set(p.Elem(), class); err != nil {
			return err
		}
		dst.Set(p)
		return nil
	case reflect.Slice:
		return v.setList(dst, class)
	case reflect.String:
		return v.setText(dst)
	case reflect.Bool:
		return v.setBool(dst, class)
	case reflect.Int, reflect.Int64:
		return v.setLong(dst, class)
	case reflect.Float64:
		return v.setDouble(dst, class)
	case reflect.Struct:
		return bind(v, class, dst.Addr().Interface())
	case reflect.Map:
		return v.setMap(dst)
	default: // interface
		x, err := v.any()
		if err == nil && x != nil {
			dst.Set(reflect.ValueOf(x))
		}
		return err
	}
}

func (v value) setText(dst reflect.Value) error {
	if v.is("{[") {
		return v.mismatch("java.lang.String")
	}
	s, ok := v.text()
	if !ok {
		s = string(v.raw)
	}
	dst.SetString(s)
	return nil
}

func (v value) setBool(dst reflect.Value, class string) error {
	s, isText := v.text()
	switch {
	case v.is("{["):
		return v.mismatch(orClass(class, "boolean"))
	case !isText && v.is("tf"):
		dst.SetBool(v.raw[0] == 't')
	case !isText: // a number
		dst.SetBool(string(v.raw) != "0")
	case s == "true" || s == "True" || s == "TRUE":
		dst.SetBool(true)
	case s == "false" || s == "False" || s == "FALSE" || strings.TrimSpace(s) == "":
		dst.SetBool(false)
	case class != "":
		return v.wrongText(class, `only "true" or "false" recognized`)
	default:
		return v.wrongText("boolean", `only "true"/"True"/"TRUE" or "false"/"False"/"FALSE" recognized`)
	}
	return nil
}

func (v value) setLong(dst reflect.Value, class string) error {
	if class = orClass(class, "long"); v.is("{[tf") {
		return v.mismatch(class)
	}
	s, isText := v.text()
	if !isText {
		s = string(v.raw)
	}
	s = strings.TrimSpace(s)
	n, err := strconv.ParseInt(s, 10, 64)
	if f, isNumber := toDouble(json.Number(s)); err != nil && isNumber && !isText {
		n, err = int64(f), nil
	}
	if err != nil && s != "" {
		return v.wrongText(class, "not a valid `"+class+"` value")
	}
	dst.SetInt(n)
	return nil
}

func (v value) setDouble(dst reflect.Value, class string) error {
	if class = orClass(class, "double"); v.is("{[tf") {
		return v.mismatch(class)
	}
	s, isText := v.text()
	if !isText {
		s = string(v.raw)
	}
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil {
		return v.wrongText(class, "not a valid `"+class+"` value (as String to convert)")
	}
	dst.SetFloat(f)
	return nil
}

func (v value) setNumber(dst reflect.Value) error {
	var f float64
	if err := v.setDouble(reflect.ValueOf(&f).Elem(), ""); err != nil {
		return err
	}
	dst.SetString(strings.Trim(string(v.raw), `"`))
	return nil
}

func (v value) setList(dst reflect.Value, class string) error {
	items := v.items()
	if items == nil {
		elem := orClass(class, javaName(dst.Type().Elem()))
		if v.is(`"`) && elem == "java.lang.String" {
			return v.noConstructor("java.util.ArrayList")
		}
		return v.mismatch("java.util.ArrayList<" + elem + ">")
	}
	list := reflect.MakeSlice(dst.Type(), len(items), len(items))
	for i, item := range items {
		at := list.Index(i)
		if item.isNull() && at.Type() != typeOfValue {
			continue
		}
		if err := item.set(at, class); err != nil {
			return err
		}
	}
	dst.Set(list)
	return nil
}

// setMap reads an object; of its values, scalars may become texts.
func (v value) setMap(dst reflect.Value) error {
	entry := javaName(dst.Type().Elem())
	if v.is(`"`) {
		return v.noConstructor("java.util.LinkedHashMap")
	}
	fields := v.fields("java.util.LinkedHashMap")
	if fields == nil {
		return v.mismatch("java.util.LinkedHashMap<java.lang.String," + entry + ">")
	}
	out := reflect.MakeMap(dst.Type())
	for name, field := range fields {
		item := reflect.New(dst.Type().Elem()).Elem()
		if !field.isNull() {
			if err := field.set(item, ""); err != nil {
				return err
			}
		}
		out.SetMapIndex(reflect.ValueOf(name), item)
	}
	dst.Set(out)
	return nil
}

// javaName names the Java class that a Go type stands for.
func javaName(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return javaName(t.Elem())
	case reflect.String:
		return "java.lang.String"
	case reflect.Slice:
		return "java.util.List<" + javaName(t.Elem()) + ">"
	default:
		return "java.lang.Object"
	}
}

func orClass(class, usual string) string {
	if class == "" {
		return usual
	}
	return class
}
