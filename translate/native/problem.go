package native

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"ogham/internal/druiderr"
)

// The Java classes that Druid names when it cannot read a query.
const (
	bind         = "com.fasterxml.jackson.databind."
	classInvalid = bind + "exc.ValueInstantiationException"
	classType    = bind + "exc.InvalidTypeIdException"
	classMapping = bind + "exc.MismatchedInputException"
)

func plain(class, format string, args ...any) error {
	return druiderr.Plain(http.StatusBadRequest, "Unknown exception", class, "%s", fmt.Sprintf(format, args...))
}

// instantiation is what Druid answers when an object of the query lacks something or contradicts itself.
func instantiation(class, problem string) error {
	return plain(classInvalid, "Cannot construct instance of `%s`, problem: %s", class, problem)
}

// invalid is the instantiation error of the query as a whole.
func (p *parser) invalid(problem string) error { return instantiation(p.class, problem) }

// unknownType is the error of a "type" that Druid does not know.
func unknownType(class, kind string, known []string) error {
	return plain(classType, "Could not resolve type id '%s' as a subtype of `%s` known type ids = [%s]", kind, class, strings.Join(known, ", "))
}

// unsupported refuses what only extensions of Druid or code in the query could do.
func unsupported(format string, args ...any) error {
	return druiderr.New(druiderr.User, druiderr.Unsupported, "general", "%s", fmt.Sprintf(format, args...))
}

// failure is the error of a query that fails on its data nodes.
func failure(class, format string, args ...any) error {
	return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", class, "%s", fmt.Sprintf(format, args...))
}

// noJavaScript is what Druid answers unless an operator has allowed JavaScript.
func noJavaScript() error {
	return failure("java.lang.IllegalStateException", "JavaScript is disabled")
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

// decode reads a part of the query; numbers stay json.Number.
func (p *parser) decode(raw json.RawMessage, v any, field string) error {
	if err := decodeNumbers(raw, v); err != nil {
		return plain(classMapping, "Cannot deserialize the value of [%s]: %v (through reference chain: %s[\"%s\"])", field, err, p.class, field)
	}
	return nil
}

func decodeNumbers(raw json.RawMessage, v any) error {
	if isNull(raw) {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return dec.Decode(v)
}

// typeOf gives the "type" of an object of the query.
func typeOf(raw json.RawMessage, class, field string) (string, error) {
	var s struct{ Type *string }
	if err := json.Unmarshal(raw, &s); err != nil {
		return "", plain(classMapping, "Cannot construct instance of `%s` (although at least one Creator exists): "+
			"no suitable constructor/factory method to deserialize from the value of [%s]", class, field)
	}
	if s.Type == nil {
		return "", plain(classType, "Could not resolve subtype of [simple type, class %s]: missing type id property 'type' (for POJO property '%s')", class, field)
	}
	return *s.Type, nil
}
