package native

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"ogham/internal/druiderr"
)

// The Java classes of the errors that Druid answers to a query that it cannot read.
const (
	bindPackage  = "com.fasterxml.jackson.databind."
	classInvalid = bindPackage + "exc.ValueInstantiationException"
	classType    = bindPackage + "exc.InvalidTypeIdException"
	classMapping = bindPackage + "exc.MismatchedInputException"
	classFormat  = bindPackage + "exc.InvalidFormatException"
	classReading = bindPackage + "JsonMappingException"
)

func plain(class, message string) error {
	return druiderr.Plain(http.StatusBadRequest, "Unknown exception", class, "%s", message)
}

// invalid is what Druid answers when an object lacks something or contradicts itself.
func (v value) invalid(class, problem string) error {
	return plain(classInvalid, "Cannot construct instance of `"+class+"`, problem: "+problem+v.place(v.end()))
}

// unreadable is the error of a text whose reader fails.
func (v value) unreadable(problem string) error { return plain(classReading, problem+v.chain()) }

// mismatch is the error of a value that cannot become an instance of the class.
func (v value) mismatch(class string) error {
	return plain(classMapping, "Cannot deserialize value of type `"+class+"` from "+v.kind()+v.place(v.at))
}

// wrongText is the error of a text that does not spell a value of the class.
func (v value) wrongText(class, why string) error {
	return plain(classFormat, "Cannot deserialize value of type `"+class+"` from String "+string(v.raw)+": "+why+v.place(v.at))
}

// noConstructor is the error of a scalar where the class has none that takes it.
func (v value) noConstructor(class string) error {
	argument, given := "int/Int", "Number value ("+string(v.raw)+")"
	switch s, isText := v.text(); {
	case isText:
		argument, given = "String", "String value ('"+s+"')"
	case v.is("tf"):
		argument, given = "boolean/Boolean", "Boolean value ("+string(v.raw)+")"
	case strings.ContainsAny(string(v.raw), ".eE"):
		argument = "double/Double"
	}
	return plain(classMapping, "Cannot construct instance of `"+class+"` (although at least one Creator exists): no "+argument+
		"-argument constructor/factory method to deserialize from "+given+v.place(v.at))
}

// noObject is the error of a value that is no object where the class needs one.
func (v value) noObject(class string) error {
	if v.is("[") {
		return v.mismatch(class)
	}
	return v.noConstructor(class)
}

// typeOf gives the "type" of an object that becomes an instance of the Java class.
func (v value) typeOf(class string) (string, error) {
	if v.is("[") {
		return "", plain(classMapping, "Unexpected token (END_ARRAY), expected VALUE_STRING: need JSON String that contains type id (for subtype of "+
			class+")"+v.place(v.end()))
	}
	kind, ok := v.fields(class)["type"]
	if !ok {
		return "", plain(classType, "Could not resolve subtype of [simple type, class "+class+"]: missing type id property 'type'"+
			v.property()+v.place(v.end()))
	}
	name, ok := kind.text()
	if !ok {
		name = string(kind.raw)
	}
	return name, nil
}

// unknownType is the error of a "type" that Druid does not know.
func (v value) unknownType(class, kind string) error {
	at := v.end()
	if given, ok := v.fields(class)["type"]; ok {
		at = given.at
	}
	return plain(classType, fmt.Sprintf("Please make sure to load all the necessary extensions and jars with type '%s' on 'druid/router' service. "+
		"Could not resolve type id '%s' as a subtype of `%s` known type ids = [%s]", kind, kind, class, knownTypes[class])+v.property()+v.place(at))
}

// unknownQuery is the error of a query of a type that Druid does not know.
func (v value) unknownQuery(kind value) error {
	name, ok := kind.text()
	if !ok {
		name = string(kind.raw)
	}
	return plain(classType, fmt.Sprintf("Please make sure to load all the necessary extensions and jars with type '%s' on 'druid/router' service. "+
		"Could not resolve type id '%s' as a subtype of `%s` known type ids = [%s]", name, name, classQuery, knownTypes[classQuery])+v.property()+v.place(kind.at))
}

// property names the field that the value is in.
func (v value) property() string {
	if v.path == nil {
		return ""
	}
	return " (for POJO property '" + v.path.property + "')"
}

// unsupported refuses what only extensions of Druid or code in the query could do.
func unsupported(format string, args ...any) error {
	return druiderr.New(druiderr.User, druiderr.Unsupported, "general", "%s", fmt.Sprintf(format, args...))
}

// failure is the error of a query that fails on its data nodes.
func failure(class, format string, args ...any) error {
	return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", class, "%s", fmt.Sprintf(format, args...))
}

// unsupportedOperation is the error of what Druid's data nodes refuse.
func unsupportedOperation(problem string) error {
	return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unsupported operation", "org.apache.druid.java.util.common.UOE", "%s", problem)
}

// failed turns the error of an expression into that of a query that fails on its data nodes.
func failed(err error) error {
	if bad, ok := errors.AsType[expressionError](err); ok {
		return failure("org.apache.druid.java.util.common.RE", "%s", string(bad))
	}
	return err
}

// noJavaScript is what Druid answers unless an operator has allowed JavaScript.
func noJavaScript() error {
	return failure("java.lang.IllegalStateException", "JavaScript is disabled")
}
