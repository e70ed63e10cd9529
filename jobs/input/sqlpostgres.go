package input

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
)

// postgresRows runs a query on a PostgreSQL server, in a transaction that cannot write.
func postgresRows(ctx context.Context, t sqlTarget, query string, foldCase bool) (io.ReadCloser, error) {
	config, err := postgresConfig(t)
	if err != nil {
		return nil, err
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("connect to database: %w", err)
	}
	end := func() error {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		return conn.Close(ctx)
	}
	result := conn.ExecParams(ctx, query, nil, nil, nil, nil) // all values as text
	fields := result.FieldDescriptions()
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	keys, types := columnKeys(names, foldCase), pgtype.NewMap()
	next := func(dst []byte) ([]byte, bool, error) {
		if !result.NextRow() {
			_, err := result.Close()
			return dst, false, postgresError(ctx, err)
		}
		dst = append(dst, '{')
		for i, v := range result.Values() {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendPostgres(append(dst, keys[i]...), fields[i].DataTypeOID, v, types)
		}
		return append(dst, '}', '\n'), true, nil
	}
	if len(fields) == 0 { // the query failed, or gives no rows of its own
		_, err := result.Close()
		if err == nil {
			err = errors.New("the query gives no columns")
		}
		return nil, errors.Join(postgresError(ctx, err), end())
	}
	return &lineStream{next: next, close: end}, nil
}

// postgresConfig makes the configuration of a connection. Nothing of it comes from the environment or
// files of the server but the time limits.
func postgresConfig(t sqlTarget) (*pgconn.Config, error) {
	u := url.URL{Scheme: "postgres", Host: net.JoinHostPort(t.host, t.port), Path: "/" + t.database, User: url.UserPassword(t.user, t.password)}
	mode := t.properties.Get("sslmode")
	if mode == "" {
		mode = "prefer"
		if t.properties.Has("ssl") && t.properties.Get("ssl") != "false" {
			mode = "require"
		}
	}
	u.RawQuery = url.Values{
		"sslmode": {mode}, "passfile": {os.DevNull}, "servicefile": {os.DevNull}, "connect_timeout": {"30"}, "application_name": {"ogham"},
		"default_transaction_read_only": {"on"}, "timezone": {"UTC"}, "datestyle": {"ISO"}, "bytea_output": {"hex"},
		"sslcert": {""}, "sslkey": {""}, "sslrootcert": {""},
	}.Encode()
	config, err := pgconn.ParseConfig(u.String())
	if err != nil {
		return nil, errors.New("the database's address cannot be read") // the driver's text shows what stands in it
	}
	return config, nil
}

func postgresError(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return statementError{fmt.Errorf("%s: %s", e.Severity, e.Message)}
	}
	return err
}

// appendPostgres appends a value, given as text, as JSON: as Jackson writes what JDBC gives, so that a
// timestamp is milliseconds; but arrays and JSON stand as such.
func appendPostgres(dst []byte, oid uint32, v []byte, types *pgtype.Map) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	switch oid {
	case pgtype.BoolOID:
		return strconv.AppendBool(dst, v[0] == 't')
	case pgtype.Int2OID, pgtype.Int4OID, pgtype.Int8OID, pgtype.OIDOID:
		return append(dst, v...)
	case pgtype.Float4OID, pgtype.Float8OID, pgtype.NumericOID:
		if c := v[len(v)-1]; c >= '0' && c <= '9' {
			return append(dst, v...)
		}
	case pgtype.JSONOID, pgtype.JSONBOID:
		return appendCompact(dst, v)
	case pgtype.TimestampOID, pgtype.TimestamptzOID:
		if ms, ok := postgresTime(string(v)); ok {
			return strconv.AppendInt(dst, ms, 10)
		}
	case pgtype.ByteaOID:
		if raw, err := hex.DecodeString(strings.TrimPrefix(string(v), `\x`)); err == nil {
			dst = append(dst, '"')
			return append(base64.StdEncoding.AppendEncode(dst, raw), '"')
		}
	default:
		if list, ok := postgresArray(oid, v, types); ok {
			return append(dst, list...)
		}
	}
	return appendText(dst, string(v))
}

// postgresTime reads a timestamp as a session in UTC prints it.
func postgresTime(s string) (int64, bool) {
	t, err := time.Parse("2006-01-02 15:04:05.999999999", strings.TrimSuffix(s, "+00"))
	return t.UnixMilli(), err == nil
}

// postgresArray gives an array as a JSON list.
func postgresArray(oid uint32, v []byte, types *pgtype.Map) (json.RawMessage, bool) {
	t, ok := types.TypeForOID(oid)
	if !ok {
		return nil, false
	}
	if _, ok := t.Codec.(*pgtype.ArrayCodec); !ok {
		return nil, false
	}
	value, err := t.Codec.DecodeValue(types, oid, pgtype.TextFormatCode, v)
	if err != nil {
		return nil, false
	}
	list, err := json.Marshal(value)
	return list, err == nil
}

// appendCompact appends JSON on one line.
func appendCompact(dst, v []byte) []byte {
	raw, err := json.Marshal(json.RawMessage(v))
	if err != nil {
		return appendText(dst, string(v))
	}
	return append(dst, raw...)
}

// appendText appends a text.
func appendText(dst []byte, s string) []byte {
	text, err := json.Marshal(s)
	if err != nil { // texts always marshal
		return append(dst, "null"...)
	}
	return append(dst, text...)
}
