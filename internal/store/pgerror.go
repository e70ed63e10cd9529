package store

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"ogham/internal/druiderr"
)

// The SQLSTATEs that mean something to us.
const (
	codeDivisionByZero      = "22012"
	codeCardinality         = "21000"
	codeOutOfRange          = "22003"
	codeInvalidRegexp       = "2201B"
	codeQueryCanceled       = "57014"
	codeLockNotAvailable    = "55P03"
	codeDeadlock            = "40P01"
	codeSerialization       = "40001"
	codeUniqueViolation     = "23505"
	codeFeatureNotSupported = "0A000"
	codeUndefinedTable      = "42P01"
	codeDiskFull            = "53100"
	codeOutOfMemory         = "53200"
	codeTooManyConnections  = "53300"
	codeLimitExceeded       = "54000"
	codeStatementTooComplex = "54001"
	codeReadOnly            = "25006"
	codeAdminShutdown       = "57P01"
	codeCrashShutdown       = "57P02"
	codeCannotConnectNow    = "57P03"

	// CodeRuntime and CodeInvalid are raised by functions of druid_sql whose message users read.
	CodeRuntime = "OG001"
	CodeInvalid = "OG002"
	// codeFunction is raised by functions whose arguments Druid refuses while it runs a query.
	codeFunction = "OG003"
	// codeCoercion is raised where a result does not fit the type of its column.
	codeCoercion = "OG004"
	// codeResource is raised where a limit of the query context is passed.
	codeResource = "OG005"
)

// Why a query ended, as causes of its context: context.WithCancelCause(ctx) with one of these, or
// context.WithTimeoutCause(ctx, d, ErrTimeout). The error of the query is made of the cause.
var (
	// ErrTimeout is a timeout of the query context: Druid's "Query timeout", 504.
	ErrTimeout = errors.New("query timeout")
	// ErrCanceled is a DELETE of the query: Druid's "Query cancelled", 500.
	ErrCanceled = errors.New("query cancelled")
	// ErrShutdown is the end of this process: 503.
	ErrShutdown = errors.New("server is shutting down")
)

// ErrOutOfRange is in the chain of the error that integer arithmetic past 64 bits gives. Druid wraps
// around there: the caller translates again with safe arithmetic.
var ErrOutOfRange = errors.New("value out of range")

const (
	classCancelled = "java.util.concurrent.CancellationException"
	classTimeout   = "org.apache.druid.query.QueryTimeoutException"
)

// pgErrors is the one table from SQLSTATE to what a user is told. What is not in it is a defect of
// ours: SQL that we wrote and Postgres refused.
var pgErrors = map[string]func(pg *pgconn.PgError) *druiderr.Error{
	codeDivisionByZero: func(*pgconn.PgError) *druiderr.Error { return druiderr.Runtime("/ by zero") },
	codeCardinality: func(*pgconn.PgError) *druiderr.Error { // Druid names neither a class nor an old code
		return druiderr.Legacy(druiderr.Operator, druiderr.Uncategorized, "druidException", "", "Subquery expression returned more than one row")
	},
	codeInvalidRegexp: func(*pgconn.PgError) *druiderr.Error { // one that was computed: literals are read before
		return druiderr.Legacy(druiderr.Operator, druiderr.RuntimeFailure, "Unknown exception", "java.util.regex.PatternSyntaxException",
			"A regular expression is not valid")
	},
	codeOutOfRange: func(*pgconn.PgError) *druiderr.Error {
		return druiderr.Runtime("A number is out of the range of its type").WithCause(ErrOutOfRange)
	},
	CodeRuntime: func(pg *pgconn.PgError) *druiderr.Error { return druiderr.Runtime("%s", pg.Message) },
	codeFunction: func(pg *pgconn.PgError) *druiderr.Error {
		return druiderr.Legacy(druiderr.Operator, druiderr.Uncategorized, "druidException", "", "%s", pg.Message)
	},
	codeCoercion: func(pg *pgconn.PgError) *druiderr.Error {
		return druiderr.New(druiderr.User, druiderr.InvalidInput, "general", "%s", pg.Message)
	},
	codeResource: func(pg *pgconn.PgError) *druiderr.Error {
		return druiderr.Legacy(druiderr.Operator, druiderr.InvalidInput, "Resource limit exceeded", "org.apache.druid.query.ResourceLimitExceededException", "%s", pg.Message)
	},
	CodeInvalid: func(pg *pgconn.PgError) *druiderr.Error { return druiderr.Invalid("%s", pg.Message) },
	codeUndefinedTable: func(*pgconn.PgError) *druiderr.Error { // dropped between planning and running
		return druiderr.Runtime("A table of the query was dropped while it was planned, try again")
	},
	codeLimitExceeded: capacity("A value of the query is too large for the database"),

	codeDiskFull:            capacity("The database has no disk space left"),
	codeOutOfMemory:         capacity("The database has no memory left for this query"),
	codeTooManyConnections:  unavailable("The database has no connection left, try again later"),
	codeStatementTooComplex: capacity("The query is nested too deeply for the database"),
	codeAdminShutdown:       unavailable("The database is shutting down, try again later"),
	codeCrashShutdown:       unavailable("The database is restarting, try again later"),
	codeCannotConnectNow:    unavailable("The database is starting, try again later"),
	codeDeadlock:            unavailable("The query met a change of its tables, try again"),
	codeSerialization:       unavailable("The query met a change of its tables, try again"), // also a replica's conflict
}

func capacity(message string) func(*pgconn.PgError) *druiderr.Error {
	return func(*pgconn.PgError) *druiderr.Error {
		return druiderr.New(druiderr.Operator, druiderr.CapacityExceeded, "general", "%s", message)
	}
}

func unavailable(message string) func(*pgconn.PgError) *druiderr.Error {
	return func(*pgconn.PgError) *druiderr.Error {
		return druiderr.New(druiderr.Operator, druiderr.ServiceUnavailable, "general", "%s", message)
	}
}

// queryError turns what the driver gave into what a user is told, and logs what they are not told.
// The driver's error stays in the chain.
func (s *Store) queryError(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if e := druiderr.As(err); e != nil {
		return e
	}
	if ctx.Err() != nil {
		return causeError(context.Cause(ctx)).WithCause(err)
	}
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return s.connectionError(ctx, err)
	}
	if pg.Code == codeQueryCanceled { // the context lives: statement_timeout, or an administrator
		return causeError(ErrTimeout).WithCause(err)
	}
	if isStale(err) {
		return unavailable("The query met a change of its tables, try again")(pg).WithCause(err)
	}
	if make, ok := pgErrors[pg.Code]; ok {
		e := make(pg)
		return e.WithCause(errors.Join(e.Unwrap(), err))
	}
	s.log.ErrorContext(ctx, "The database refused a statement", slog.String("sqlstate", pg.Code), slog.String("message", pg.Message),
		slog.String("detail", pg.Detail), slog.String("hint", pg.Hint), slog.String("where", pg.Where), slog.Int("position", int(pg.Position)))
	return druiderr.Bug("The query could not be run, see the server's log").WithCause(err)
}

// connectionError is a failure that Postgres did not tell: there was no connection, or it broke; or
// an argument did not fit, which is our defect.
func (s *Store) connectionError(ctx context.Context, err error) error {
	s.log.ErrorContext(ctx, "The database could not be asked", slog.Any("error", err))
	var connect *pgconn.ConnectError
	var network net.Error
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) {
		return unavailable("The database cannot be reached, try again later")(nil).WithCause(err)
	}
	return druiderr.Bug("The query could not be run, see the server's log").WithCause(err)
}

// Ended gives the *druiderr.Error that says why ctx ended, with err as its cause; err itself while ctx
// lives, or where err is a *druiderr.Error already.
func Ended(ctx context.Context, err error) error {
	if ctx.Err() == nil || druiderr.As(err) != nil {
		return err
	}
	return causeError(context.Cause(ctx)).WithCause(err)
}

// causeError says why a context ended.
func causeError(cause error) *druiderr.Error {
	switch {
	case errors.Is(cause, ErrTimeout), errors.Is(cause, context.DeadlineExceeded):
		return druiderr.Legacy(druiderr.Operator, druiderr.Timeout, "Query timeout", classTimeout, "Query timed out!")
	case errors.Is(cause, ErrShutdown):
		return unavailable("The server is shutting down")(nil)
	case druiderr.As(cause) != nil:
		return druiderr.As(cause)
	default:
		return druiderr.Legacy(druiderr.Operator, druiderr.Canceled, "Query cancelled", classCancelled, "Task was cancelled.")
	}
}

// IsOutOfRange tells whether integer arithmetic left 64 bits (SQLSTATE 22003).
func IsOutOfRange(err error) bool { return errors.Is(err, ErrOutOfRange) }

// IsDivisionByZero tells whether an integer was divided by zero (SQLSTATE 22012): Druid answers
// differently where that happens over data.
func IsDivisionByZero(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == codeDivisionByZero
}

// functionClasses are the Java classes that Druid names for failures of functions over data, by a
// part of their messages.
var functionClasses = []struct{ part, class string }{
	{"] bad string input [", "org.apache.druid.math.expr.ExpressionProcessingException"},
	{"] invalid input expected ", "org.apache.druid.math.expr.ExpressionValidationException"},
	{"Last unit does not", "java.lang.IllegalArgumentException"},
	{"Illegal base64", "java.lang.IllegalArgumentException"},
	{"Input byte array", "java.lang.IllegalArgumentException"},
	{"No group ", "java.lang.IndexOutOfBoundsException"},
	{"Invalid format: ", "java.lang.IllegalArgumentException"},
	{"field name must be a STRING", "org.apache.druid.math.expr.ExpressionValidationException"},
}

// FunctionFailure gives the Java class and the message of a function that failed over data, ""
// for other errors.
func FunctionFailure(err error) (class, message string) {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return "", ""
	}
	switch pg.Code {
	case codeInvalidRegexp:
		return "java.util.regex.PatternSyntaxException", pg.Message
	case CodeInvalid:
		return "java.lang.IllegalArgumentException", pg.Message
	case CodeRuntime:
	default:
		return "", ""
	}
	for _, f := range functionClasses {
		if strings.Contains(pg.Message, f.part) {
			return f.class, pg.Message
		}
	}
	return "", ""
}

func isLockTimeout(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == codeLockNotAvailable || pg.Code == codeDeadlock)
}
