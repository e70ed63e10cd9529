package input

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"
)

// sqlSource is the source of what queries of another database give (Druid: SqlInputSource).
type sqlSource struct {
	Database sqlDatabase `json:"database"`
	SQLs     []string    `json:"sqls,omitempty"`
	FoldCase bool        `json:"foldCase,omitempty"`
	// SQL is the query of a slice.
	SQL string `json:"sql,omitempty"`
}

type sqlDatabase struct {
	Type      string       `json:"type"`
	Connector sqlConnector `json:"connectorConfig"`
}

type sqlConnector struct {
	URI      string   `json:"connectURI"`
	User     string   `json:"user,omitempty"`
	Password password `json:"password,omitempty"`
}

// sqlTarget is a database as its JDBC URI names it.
type sqlTarget struct {
	host, port, database string
	user, password       string
	// properties are the connection's; only those of allowedProperties.
	properties url.Values
}

// allowedProperties are the JDBC properties that Druid allows by default.
var allowedProperties = []string{"useSSL", "requireSSL", "ssl", "sslmode"}

// ErrSQLForbidden says that a database is on a host that may not be read.
var ErrSQLForbidden = errors.New("its host is none that the server may read")

// sqlDialects says how the database types are named in URIs, and how their rows are read.
var sqlDialects = map[string]struct {
	schemes []string
	port    string
	rows    func(ctx context.Context, t sqlTarget, sql string, foldCase bool) (io.ReadCloser, error)
}{
	"postgresql": {[]string{"postgresql"}, "5432", postgresRows},
	"mysql":      {[]string{"mysql", "mariadb"}, "3306", mysqlRows},
}

func parseSQL(spec json.RawMessage, cfg Config) (Source, error) {
	var s sqlSource
	if err := json.Unmarshal(spec, &s); err != nil {
		return nil, fmt.Errorf("read sql input source: %w", err)
	}
	if len(s.SQLs) == 0 {
		return nil, errors.New("No SQL queries provided") //nolint:staticcheck // Druid's words
	}
	if s.Database.Type == "" {
		return nil, errors.New("SQL Metadata Connector not configured!") //nolint:staticcheck // Druid's words
	}
	if _, err := s.target(cfg); err != nil {
		return nil, err
	}
	return s, nil
}

// target reads the URI and checks that the server may connect to it.
func (s sqlSource) target(cfg Config) (sqlTarget, error) {
	var t sqlTarget
	dialect, ok := sqlDialects[s.Database.Type]
	if !ok {
		return t, fmt.Errorf("Could not resolve type id '%s' as a subtype of `org.apache.druid.metadata.SQLInputSourceDatabaseConnector` known type ids = [mysql, postgresql]", //nolint:staticcheck // Druid's words
			s.Database.Type)
	}
	rest, isJDBC := strings.CutPrefix(s.Database.Connector.URI, "jdbc:")
	u, err := url.Parse(rest)
	if err != nil || !isJDBC || !slices.Contains(dialect.schemes, u.Scheme) || strings.Contains(u.Host, ",") {
		return t, fmt.Errorf("Invalid URL format for %s: [%s]", s.Database.Type, WithoutPassword(s.Database.Connector.URI)) //nolint:staticcheck // as Druid's
	}
	t = sqlTarget{
		host: u.Hostname(), port: u.Port(), database: strings.TrimPrefix(u.Path, "/"), properties: u.Query(),
		user: s.Database.Connector.User, password: s.Database.Connector.Password.secret(),
	}
	if t.host == "" {
		t.host = "localhost"
	}
	if t.port == "" {
		t.port = dialect.port
	}
	for name := range t.properties {
		if !slices.Contains(allowedProperties, name) {
			return t, fmt.Errorf("The property [%s] is not in the allowed list %v", name, allowedProperties) //nolint:staticcheck // Druid's words
		}
	}
	if !slices.Contains(cfg.SQLHosts, t.host) && !slices.Contains(cfg.SQLHosts, net.JoinHostPort(t.host, t.port)) {
		return t, fmt.Errorf("database on %s: %w", net.JoinHostPort(t.host, t.port), ErrSQLForbidden)
	}
	return t, nil
}

// Slices gives a slice for each query.
func (s sqlSource) Slices(context.Context) ([]Slice, error) {
	list := make([]Slice, len(s.SQLs))
	one := s
	one.SQLs = nil
	for i, query := range s.SQLs {
		one.SQL = query
		spec, err := json.Marshal(one)
		if err != nil {
			return nil, fmt.Errorf("write sql slice: %w", err)
		}
		list[i] = Slice{Source: "sql", Spec: spec, Size: -1, File: true}
	}
	return list, nil
}

// openSQL runs the query of a slice and streams its rows as JSON objects, one a line. A query is not
// run again when its connection breaks: its rows need not come in the same order.
func openSQL(ctx context.Context, slice Slice, cfg Config) (io.ReadCloser, error) {
	var s sqlSource
	if err := json.Unmarshal(slice.Spec, &s); err != nil {
		return nil, &Error{Slice: slice, Err: err}
	}
	t, err := s.target(cfg)
	if err != nil {
		return nil, err
	}
	var rows io.ReadCloser
	err = retry(ctx, cfg, func() error {
		rows, err = sqlDialects[s.Database.Type].rows(ctx, t, s.SQL, s.FoldCase)
		return err
	})
	return rows, err
}

// statementError is a database's refusal of a query.
type statementError struct{ err error }

func (e statementError) Error() string { return e.err.Error() }
func (e statementError) Unwrap() error { return e.err }

// isFinalSQL tells that a database has refused a query rather than a connection.
func isFinalSQL(err error) bool {
	_, ok := errors.AsType[statementError](err)
	return ok
}

// columnKeys are the names of columns as keys of JSON objects, with the colon.
func columnKeys(names []string, foldCase bool) [][]byte {
	keys := make([][]byte, len(names))
	for i, n := range names {
		if foldCase {
			n = strings.ToLower(n)
		}
		key, err := json.Marshal(n)
		if err != nil { // texts always marshal
			key = []byte(`""`)
		}
		keys[i] = append(key, ':')
	}
	return keys
}

// lineStream makes a stream of lines. It is not safe for concurrent use.
type lineStream struct {
	// next appends a line, ok false at the end.
	next  func(dst []byte) (line []byte, ok bool, err error)
	close func() error
	buf   []byte
	rest  []byte
	done  bool
}

// lineBytes is how much is made at a time.
const lineBytes = 64 << 10

// Read gives the next bytes.
func (s *lineStream) Read(p []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.done {
			return 0, io.EOF
		}
		s.buf = s.buf[:0]
		for len(s.buf) < lineBytes {
			line, ok, err := s.next(s.buf)
			if err != nil {
				return 0, err
			}
			if !ok {
				s.done = true
				break
			}
			s.buf = line
		}
		s.rest = s.buf
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Close ends the query.
func (s *lineStream) Close() error { return s.close() }
