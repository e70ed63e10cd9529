package avatica

import (
	"errors"
	"fmt"
	"strings"

	"ogham/internal/druiderr"
)

// The names of Java's classes by which drivers and users know errors.
const (
	classISE         = "org.apache.druid.java.util.common.ISE"
	classIAE         = "org.apache.druid.java.util.common.IAE"
	classUOE         = "org.apache.druid.java.util.common.UOE"
	classDruid       = "org.apache.druid.error.DruidException"
	classNoStatement = "org.apache.calcite.avatica.NoSuchStatementException"
	classNoConn      = "org.apache.calcite.avatica.NoSuchConnectionException"
	noMessage        = "(null exception message)"
)

// protocolError is an error of the protocol itself, in the words that Druid's server has for it.
type protocolError struct {
	// trace is the first line of the Java exception; message what drivers show, "" for null.
	trace, message string
	code           int32
	severity       severity
}

// Error gives the message for logs.
func (e *protocolError) Error() string {
	if e.message == "" {
		return e.trace
	}
	return e.message
}

// severity is how bad Avatica calls an error.
type severity uint8

const (
	severityUnknown severity = 0
	severityError   severity = 2
)

// String gives the name that JSON answers use.
func (s severity) String() string {
	if s == severityError {
		return "ERROR"
	}
	return "UNKNOWN"
}

// unknownCode is Avatica's code of errors that have none; unknownConnection is what makes drivers open
// a connection again.
const (
	unknownCode       int32 = -1
	unknownConnection int32 = 1
)

func thrown(class, format string, args ...any) *protocolError {
	message := fmt.Sprintf(format, args...)
	return &protocolError{trace: class + ": " + message, message: simpleName(class) + ": " + message, code: unknownCode}
}

func illegalState(format string, args ...any) error { return thrown(classISE, format, args...) }

func unsupported(format string, args ...any) error { return thrown(classUOE, format, args...) }

// interrupted is an error that Druid wraps into its QueryInterruptedException.
func interrupted(class, message string) *protocolError {
	shown := message
	if message == "" {
		message, shown = noMessage, "null"
	}
	return &protocolError{
		trace:   traceOf("QueryInterruptedException", shown, "Unknown exception", class, ""),
		message: "QueryInterruptedException: " + message + " -> " + simpleName(class) + ": " + message,
		code:    unknownCode,
	}
}

func noConnection() error {
	return &protocolError{trace: classNoConn, code: unknownConnection, severity: severityError}
}

func noStatement() error { return interrupted(classNoStatement, "") }

func illegalArgument(format string, args ...any) error {
	return interrupted(classIAE, fmt.Sprintf(format, args...))
}

// unreadable is the error of a request that is no message of the protocol.
func unreadable(class, format string, args ...any) error { return thrown(class, format, args...) }

func simpleName(class string) string { return class[strings.LastIndexAny(class, ".$")+1:] }

// traceOf is how Druid's query exceptions print themselves.
func traceOf(exception, message, code, class, host string) string {
	if host == "" {
		host = "null"
	}
	return exception + "{msg=" + message + ", code=" + code + ", class=" + class + ", host=" + host + "}"
}

// describe makes an error of any kind one of the protocol. known is false for what a user must not
// read; it then is told that the log says more.
func describe(err error, host string) (e *protocolError, known bool) {
	if errors.As(err, &e) {
		return e, true
	}
	d := druiderr.As(err)
	if d == nil {
		return interrupted(classDruid, "The request could not be answered, see the server's log"), false
	}
	if d.Shape == druiderr.ShapeDruid {
		return interrupted(classDruid, d.Message), d.Category != druiderr.Defensive
	}
	name := simpleName(d.Class)
	if !strings.HasPrefix(d.Class, "org.apache.druid.query.") { // the failure of a data node
		name = "QueryInterruptedException"
	}
	if d.Category == druiderr.InvalidInput { // recorded: a bad query context names no host
		host = ""
	}
	return &protocolError{
		trace: traceOf(name, d.Message, d.LegacyCode, d.Class, host), message: name + ": " + d.Message, code: unknownCode,
	}, true
}
