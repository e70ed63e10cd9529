// Package druiderr holds the one error type of the server: Druid's DruidException and the
// older shapes that Druid still answers beside it.
//
// Every layer returns *Error for what a user may read; package api alone turns it into an HTTP
// status and body. A plain Go error that reaches the edge is a defect of ours: it is logged in
// full and answered as DEFENSIVE without its text.
//
// The package is a leaf: it imports the standard library only.
package druiderr

import (
	"errors"
	"fmt"
	"maps"
	"strconv"
)

// Persona says who should read an error (Druid: DruidException.Persona).
type Persona string

// The personas that Druid knows.
const (
	User      Persona = "USER"
	Admin     Persona = "ADMIN"
	Operator  Persona = "OPERATOR"
	Developer Persona = "DEVELOPER"
)

// Category classifies an error; it decides the HTTP status (Druid: DruidException.Category).
type Category string

// The categories that Druid knows.
const (
	Defensive          Category = "DEFENSIVE"
	InvalidInput       Category = "INVALID_INPUT"
	Unauthorized       Category = "UNAUTHORIZED"
	Forbidden          Category = "FORBIDDEN"
	CapacityExceeded   Category = "CAPACITY_EXCEEDED"
	Canceled           Category = "CANCELED"
	RuntimeFailure     Category = "RUNTIME_FAILURE"
	ServiceUnavailable Category = "SERVICE_UNAVAILABLE"
	Timeout            Category = "TIMEOUT"
	Unsupported        Category = "UNSUPPORTED"
	Uncategorized      Category = "UNCATEGORIZED"
	NotFound           Category = "NOT_FOUND"
	Conflict           Category = "CONFLICT"
)

// Status gives the HTTP status of a category (Druid: DruidException.Category.getExpectedStatus).
// An unknown category is 500.
func (c Category) Status() int {
	switch c {
	case InvalidInput:
		return 400
	case Unauthorized:
		return 401
	case Forbidden:
		return 403
	case NotFound:
		return 404
	case Conflict:
		return 409
	case CapacityExceeded:
		return 429
	case Unsupported:
		return 501
	case ServiceUnavailable:
		return 503
	case Timeout:
		return 504
	case Defensive, Canceled, RuntimeFailure, Uncategorized:
		return 500
	}
	return 500
}

// Shape selects the body that an error is answered with.
type Shape uint8

const (
	// ShapeDruid is the current body: error "druidException", errorCode, persona, category,
	// errorMessage, context.
	ShapeDruid Shape = iota
	// ShapeLegacy is ShapeDruid with the old code in "error", "errorClass" and "host" added
	// (errorCode legacyQueryException, or general for failures of a data node).
	ShapeLegacy
	// ShapePlain is the old four-field body of unreadable requests: error, errorMessage,
	// errorClass, host.
	ShapePlain
)

// Error is what a user is told. Message names what is wrong and, where it can, what to do.
type Error struct {
	Persona  Persona
	Category Category
	// Code is Druid's errorCode: "invalidInput", "general", "notFound", an MSQ fault code …
	Code    string
	Message string
	// Context holds text values only, as Druid's does; nil is an empty object.
	Context map[string]string

	Shape Shape
	// LegacyCode is the "error" of ShapeLegacy and ShapePlain ("Query timeout", "Unknown exception").
	LegacyCode string
	// Class is the "errorClass" of ShapeLegacy and ShapePlain; "" is answered as null.
	Class string
	// Status overrides the category's HTTP status when it is not 0.
	Status int

	cause error
}

// Error gives the message, followed by the cause if there is one; it is for logs.
func (e *Error) Error() string {
	if e.cause != nil {
		return e.Message + ": " + e.cause.Error()
	}
	return e.Message
}

// Unwrap gives the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// HTTPStatus gives the status to answer with.
func (e *Error) HTTPStatus() int {
	if e.Status != 0 {
		return e.Status
	}
	return e.Category.Status()
}

// WithCause returns a copy that wraps err, which is logged and never shown.
func (e *Error) WithCause(err error) *Error {
	c := *e
	c.cause = err
	return &c
}

// With returns a copy with one more context entry.
func (e *Error) With(key, value string) *Error {
	c := *e
	c.Context = maps.Clone(e.Context)
	if c.Context == nil {
		c.Context = map[string]string{}
	}
	c.Context[key] = value
	return &c
}

// Position is a span of SQL text; lines and columns count from 1, the end is inclusive
// (Calcite's SqlParserPos).
type Position struct{ Line, Column, EndLine, EndColumn int }

// New makes an error of the current shape. format and args are fmt.Sprintf's.
func New(p Persona, c Category, code, format string, args ...any) *Error {
	return &Error{Persona: p, Category: c, Code: code, Message: sprintf(format, args)}
}

// Invalid is the error of wrong user input: USER, INVALID_INPUT, invalidInput.
func Invalid(format string, args ...any) *Error {
	return New(User, InvalidInput, "invalidInput", format, args...)
}

// InvalidSQL is Invalid at a place in the SQL text: it appends " (line [l], column [c])" to the
// message and fills the context as Druid does (sourceType, line, column, endLine, endColumn).
func InvalidSQL(pos Position, format string, args ...any) *Error {
	e := Invalid("%s (line [%d], column [%d])", sprintf(format, args), pos.Line, pos.Column)
	e.Context = map[string]string{
		"sourceType": "sql",
		"line":       strconv.Itoa(pos.Line),
		"column":     strconv.Itoa(pos.Column),
		"endLine":    strconv.Itoa(pos.EndLine),
		"endColumn":  strconv.Itoa(pos.EndColumn),
	}
	return e
}

// Unplannable is what Druid answers when its planner gives up on a valid query: USER,
// INVALID_INPUT, general, "Query could not be planned. A possible reason is [reason]".
func Unplannable(format string, args ...any) *Error {
	return New(User, InvalidInput, "general", "Query could not be planned. A possible reason is [%s]", sprintf(format, args))
}

// Runtime is a failure while a query runs (division by zero, bad JSON): ADMIN, UNCATEGORIZED, general, 500.
func Runtime(format string, args ...any) *Error {
	return New(Admin, Uncategorized, "general", format, args...)
}

// Missing is the error of something unknown: USER, NOT_FOUND, notFound.
func Missing(format string, args ...any) *Error {
	return New(User, NotFound, "notFound", format, args...)
}

// Bug is a broken promise of ours: DEVELOPER, DEFENSIVE, general, 500.
func Bug(format string, args ...any) *Error {
	return New(Developer, Defensive, "general", format, args...)
}

// Legacy is an error of ShapeLegacy: code is the old code ("Query timeout"), class the Java
// class that Druid names.
func Legacy(p Persona, c Category, code, class, format string, args ...any) *Error {
	e := New(p, c, "legacyQueryException", format, args...)
	e.Shape, e.LegacyCode, e.Class = ShapeLegacy, code, class
	return e
}

// Plain is an error of ShapePlain with its own status: what Druid answers to a request that it
// cannot read.
func Plain(status int, code, class, format string, args ...any) *Error {
	e := Invalid(format, args...)
	e.Shape, e.LegacyCode, e.Class, e.Status = ShapePlain, code, class, status
	return e
}

// As finds an *Error in err's chain; nil if there is none.
func As(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	return nil
}

func sprintf(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}
