package input_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"

	"ogham/internal/testdb"
	"ogham/jobs/input"
)

// sqlSpec is an sql input source.
func sqlSpec(kind, uri, user, password string, more string, queries ...string) string {
	list, _ := json.Marshal(queries)
	return fmt.Sprintf(`{"type":"sql","database":{"type":%q,"connectorConfig":{"connectURI":%q,"user":%q,"password":{"type":"default","password":%q}}},"sqls":%s%s}`,
		kind, uri, user, password, list, more)
}

// postgres gives the JDBC URI of a database and a configuration that allows it.
func postgres(t *testing.T) (uri, user, password string, cfg input.Config) {
	t.Helper()
	c, err := pgconn.ParseConfig(testdb.New(t).URL)
	require.NoError(t, err)
	network, host := pgconn.NetworkAddress(c.Host, c.Port)
	if network == "unix" { // which JDBC does not know
		host = forward(t, host)
	}
	return "jdbc:postgresql://" + host + "/" + c.Database, c.User, c.Password, input.Config{SQLHosts: []string{host}, Attempts: 1}
}

// forward gives a TCP address that leads to a socket.
func forward(t *testing.T, socket string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("unix", socket) //nolint:noctx // a test
			if err != nil {
				_ = from.Close()
				return
			}
			go func() { _, _ = io.Copy(to, from); _ = to.Close() }()
			go func() { _, _ = io.Copy(from, to); _ = from.Close() }()
		}
	}()
	return l.Addr().String()
}

func TestSQLReadsPostgres(t *testing.T) {
	t.Parallel()
	uri, user, password, cfg := postgres(t)
	list := slicesOf(t, sqlSpec("postgresql", uri, user, password, "",
		`SELECT 1 AS "A", 2::bigint AS b, 1.50::numeric AS c, 0.1::float8 AS d, 'NaN'::float8 AS nan, true AS e, 'x"y' || chr(10) || 'ö' AS f, NULL::text AS g,
		timestamp '2024-01-01 00:00:00.25' AS h, timestamptz '2024-01-01 02:00:00+02' AS i, date '2024-02-03' AS j, '{"k": [1,
		2]}'::jsonb AS k, ARRAY[1,NULL,3] AS l, ARRAY['a','b c'] AS m, '\x0102'::bytea AS n, interval '1 day' AS o, timestamp 'infinity' AS p`,
		`SELECT g AS "N" FROM generate_series(1, 5000) g`), cfg)
	require.Len(t, list, 2)
	require.JSONEq(t, `{"A":1,"b":2,"c":1.50,"d":0.1,"nan":"NaN","e":true,"f":"x\"y\nö","g":null,"h":1704067200250,"i":1704067200000,"j":"2024-02-03","k":{"k":[1,2]},
		"l":[1,null,3],"m":["a","b c"],"n":"AQI=","o":"1 day","p":"infinity"}`, read(t, list[0], cfg))
	lines := strings.Split(strings.TrimSuffix(read(t, list[1], cfg), "\n"), "\n")
	require.Len(t, lines, 5000)
	require.Equal(t, `{"N":5000}`, lines[4999])

	list = slicesOf(t, sqlSpec("postgresql", uri, user, password, `,"foldCase":true`, `SELECT 1 AS "Ab"`), cfg)
	require.Equal(t, `{"ab":1}`+"\n", read(t, list[0], cfg))
	require.JSONEq(t, `{"type":"json"}`, string(input.FormatOf(list[0], json.RawMessage(`{"type":"csv"}`))))
}

func TestSQLFailures(t *testing.T) {
	t.Parallel()
	uri, user, password, cfg := postgres(t)
	for query, want := range map[string]string{
		"SELECT nosuch":                                        `ERROR: column "nosuch" does not exist`,
		"CREATE TABLE x (a int)":                               "read-only transaction",
		"SELECT 1; SELECT 2":                                   "cannot insert multiple commands",
		"SET default_transaction_read_only = off":              "gives no columns",
		"SELECT 1 / (3 - g) AS a FROM generate_series(1, 3) g": "division by zero",
	} {
		list := slicesOf(t, sqlSpec("postgresql", uri, user, password, "", query), cfg)
		r, err := input.Open(context.Background(), list[0], cfg)
		if err == nil {
			_, err = io.ReadAll(r)
			require.NoError(t, r.Close())
		}
		require.ErrorContains(t, err, want, query)
	}
	list := slicesOf(t, sqlSpec("postgresql", "jdbc:postgresql://127.0.0.1:1/x", user, password, "", "SELECT 1"), input.Config{SQLHosts: []string{"127.0.0.1"}})
	_, err := input.Open(context.Background(), list[0], input.Config{SQLHosts: []string{"127.0.0.1"}, Attempts: 2, Backoff: time.Millisecond})
	require.ErrorContains(t, err, "connect to database")
	_, err = input.Open(context.Background(), list[0], input.Config{})
	require.ErrorIs(t, err, input.ErrSQLForbidden)
}

func TestSQLCancelledQueryEndsWithItsCause(t *testing.T) {
	t.Parallel()
	uri, user, password, cfg := postgres(t)
	list := slicesOf(t, sqlSpec("postgresql", uri, user, password, "", "SELECT g, pg_sleep(0.01) FROM generate_series(1, 100000) g"), cfg)
	cause := errors.New("shut down")
	ctx, cancel := context.WithCancelCause(context.Background())
	done := make(chan error)
	go func() {
		r, err := input.Open(ctx, list[0], cfg)
		if err == nil {
			_, err = io.ReadAll(r)
			_ = r.Close()
		}
		done <- err
	}()
	cancel(cause)
	require.ErrorIs(t, <-done, cause)
}

func TestSQLBadSpecs(t *testing.T) {
	t.Parallel()
	for spec, want := range map[string]string{
		`{"type":"sql","database":{"type":"postgresql","connectorConfig":{"connectURI":"jdbc:postgresql://h/d"}}}`: "No SQL queries provided",
		`{"type":"sql","sqls":["SELECT 1"]}`:                                                     "SQL Metadata Connector not configured!",
		sqlSpec("derby", "jdbc:derby://h/d", "u", "p", "", "SELECT 1"):                           "Could not resolve type id 'derby'",
		sqlSpec("postgresql", "jdbc:mysql://h/d", "u", "p", "", "SELECT 1"):                      "Invalid URL format for postgresql",
		sqlSpec("postgresql", "postgresql://h/d", "u", "p", "", "SELECT 1"):                      "Invalid URL format for postgresql",
		sqlSpec("postgresql", "jdbc:postgresql://h,g/d", "u", "p", "", "SELECT 1"):               "Invalid URL format for postgresql",
		sqlSpec("postgresql", "jdbc:postgresql://other/d", "u", "p", "", "SELECT 1"):             "database on other:5432: its host is none that the server may read",
		sqlSpec("mysql", "jdbc:mysql://h:99/d", "u", "p", "", "SELECT 1"):                        "database on h:99: its host is none that the server may read",
		sqlSpec("mysql", "jdbc:mysql://h/d?allowLoadLocalInfile=true", "u", "p", "", "SELECT 1"): "The property [allowLoadLocalInfile] is not in the allowed list [useSSL requireSSL ssl sslmode]",
	} {
		_, err := input.Parse(json.RawMessage(spec), input.Config{SQLHosts: []string{"h:5432"}})
		require.ErrorContains(t, err, want, spec)
	}
	_, err := input.Parse(json.RawMessage(sqlSpec("mysql", "jdbc:mysql://h/d?useSSL=false", "u", "p", "", "SELECT 1")), input.Config{SQLHosts: []string{"h"}})
	require.NoError(t, err)
}

// The types of columns in MySQL's protocol.
const (
	mysqlLong       = 0x03
	mysqlDouble     = 0x05
	mysqlTimestamp  = 0x07
	mysqlDate       = 0x0a
	mysqlJSON       = 0xf5
	mysqlNewDecimal = 0xf6
	mysqlBlob       = 0xfc
	mysqlString     = 0xfd
)

type mysqlColumn struct {
	name string
	kind byte
	// binary says that bytes are no text.
	binary bool
}

// mysqlServer speaks as much of MySQL's protocol as a query needs.
type mysqlServer struct {
	columns []mysqlColumn
	rows    [][]any // string or nil

	mu    sync.Mutex
	asked []string
}

func (m *mysqlServer) listen(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go m.serve(conn)
		}
	}()
	return l.Addr().String()
}

// packets reads and writes packets, which are numbered within an exchange.
type packets struct {
	net.Conn
	seq byte
}

func (p *packets) read() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(p, head[:]); err != nil {
		return nil, err
	}
	p.seq = head[3] + 1
	body := make([]byte, int(head[0])|int(head[1])<<8|int(head[2])<<16)
	_, err := io.ReadFull(p, body)
	return body, err
}

func (p *packets) write(body []byte) {
	head := []byte{byte(len(body)), byte(len(body) >> 8), byte(len(body) >> 16), p.seq}
	p.seq++
	_, _ = p.Write(append(head, body...))
}

func text(dst []byte, s string) []byte { // texts of the tests are short
	return append(append(dst, byte(len(s))), s...)
}

var (
	mysqlOK  = []byte{0, 0, 0, 2, 0, 0, 0}
	mysqlEOF = []byte{0xfe, 0, 0, 2, 0}
)

func (m *mysqlServer) serve(conn net.Conn) {
	defer conn.Close()
	p := &packets{Conn: conn}
	hello := append([]byte{10}, "8.0.0\x00"...)
	hello = append(hello, 1, 0, 0, 0)
	hello = append(hello, "12345678\x00"...)
	hello = append(hello, 0x09, 0x82, 33, 2, 0, 0x08, 0, 21) // capabilities: protocol 41, connect with database, secure connection, plugin auth
	hello = append(hello, make([]byte, 10)...)
	hello = append(hello, "123456789012\x00mysql_native_password\x00"...)
	p.write(hello)
	if _, err := p.read(); err != nil {
		return
	}
	p.write(mysqlOK)
	for {
		p.seq = 0
		command, err := p.read()
		if err != nil || len(command) == 0 || command[0] == 1 {
			return
		}
		query := string(command[1:])
		m.mu.Lock()
		m.asked = append(m.asked, query)
		m.mu.Unlock()
		switch {
		case strings.Contains(query, "nosuch"):
			p.write(append([]byte{0xff, 0x7a, 0x04}, "#42S02Table 'd.nosuch' doesn't exist"...))
		case strings.HasPrefix(query, "SELECT"):
			m.answer(p)
		default:
			p.write(mysqlOK)
		}
	}
}

func (m *mysqlServer) answer(p *packets) {
	p.write([]byte{byte(len(m.columns))})
	for _, c := range m.columns {
		body := text(nil, "def")
		for _, s := range []string{"d", "t", "t", c.name, c.name} {
			body = text(body, s)
		}
		charset := uint16(33)
		if c.binary {
			charset = 63
		}
		body = binary.LittleEndian.AppendUint16(append(body, 0x0c), charset)
		body = append(body, 255, 0, 0, 0, c.kind, 0, 0, 0, 0, 0)
		p.write(body)
	}
	p.write(mysqlEOF)
	for _, row := range m.rows {
		var body []byte
		for _, v := range row {
			if s, ok := v.(string); ok {
				body = text(body, s)
			} else {
				body = append(body, 0xfb)
			}
		}
		p.write(body)
	}
	p.write(mysqlEOF)
}

func TestSQLReadsMySQL(t *testing.T) {
	t.Parallel()
	m := &mysqlServer{
		columns: []mysqlColumn{
			{"ID", mysqlLong, false},
			{"price", mysqlNewDecimal, false},
			{"ratio", mysqlDouble, false},
			{"name", mysqlString, false},
			{"at", mysqlTimestamp, true},
			{"day", mysqlDate, true},
			{"doc", mysqlJSON, true},
			{"raw", mysqlBlob, true},
		},
		rows: [][]any{
			{"7", "1.50", "0.25", "it's \"ö\"", "2024-01-01 00:00:01", "2024-02-03", `{"a": [1]}`, "\x01\x02"},
			{nil, nil, nil, nil, nil, nil, nil, nil},
		},
	}
	addr := m.listen(t)
	cfg := input.Config{SQLHosts: []string{"127.0.0.1"}, Attempts: 1}
	list := slicesOf(t, sqlSpec("mysql", "jdbc:mysql://"+addr+"/d?useSSL=false", "u", "p", `,"foldCase":true`, "SELECT * FROM t", "SELECT * FROM nosuch"), cfg)
	require.Len(t, list, 2)
	lines := strings.Split(read(t, list[0], cfg), "\n")
	require.JSONEq(t, `{"id":7,"price":1.50,"ratio":0.25,"name":"it's \"ö\"","at":1704067201000,"day":"2024-02-03","doc":{"a":[1]},"raw":"AQI="}`, lines[0])
	require.JSONEq(t, `{"id":null,"price":null,"ratio":null,"name":null,"at":null,"day":null,"doc":null,"raw":null}`, lines[1])
	m.mu.Lock()
	require.Contains(t, m.asked, "START TRANSACTION READ ONLY")
	m.mu.Unlock()

	_, err := input.Open(context.Background(), list[1], cfg)
	require.EqualError(t, err, "ERROR: Table 'd.nosuch' doesn't exist")
}
