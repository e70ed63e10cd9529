package input

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// mysqlRows runs a query on a MySQL server, in a transaction that cannot write.
func mysqlRows(ctx context.Context, t sqlTarget, query string, foldCase bool) (io.ReadCloser, error) {
	connector, err := mysql.NewConnector(mysqlConfig(t))
	if err != nil {
		return nil, fmt.Errorf("make connection: %w", err)
	}
	db := sql.OpenDB(connector)
	stream, err := mysqlQuery(ctx, db, query, foldCase)
	if err != nil {
		return nil, errors.Join(mysqlError(ctx, err), db.Close())
	}
	return stream, nil
}

func mysqlConfig(t sqlTarget) *mysql.Config {
	config := mysql.NewConfig()
	config.Net, config.Addr, config.DBName = "tcp", net.JoinHostPort(t.host, t.port), t.database
	config.User, config.Passwd = t.user, t.password
	config.ParseTime, config.Loc, config.Timeout = true, time.UTC, 30*time.Second
	config.Logger = &mysql.NopLogger{}
	switch {
	case isTrue(t, "requireSSL"):
		config.TLSConfig = "true"
	case isTrue(t, "useSSL") || isTrue(t, "ssl"):
		config.TLSConfig = "preferred"
	}
	return config
}

func isTrue(t sqlTarget, property string) bool {
	return strings.EqualFold(t.properties.Get(property), "true")
}

func mysqlQuery(ctx context.Context, db *sql.DB, query string, foldCase bool) (io.ReadCloser, error) {
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	rows, err := tx.QueryContext(ctx, query) //nolint:rowserrcheck // the stream does both
	if err != nil {
		return nil, errors.Join(err, tx.Rollback())
	}
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, errors.Join(err, rows.Close(), tx.Rollback())
	}
	names, values, targets := make([]string, len(types)), make([]any, len(types)), make([]any, len(types))
	for i, c := range types {
		names[i], targets[i] = c.Name(), &values[i]
	}
	keys := columnKeys(names, foldCase)
	next := func(dst []byte) ([]byte, bool, error) {
		if !rows.Next() {
			return dst, false, mysqlError(ctx, rows.Err())
		}
		if err := rows.Scan(targets...); err != nil {
			return dst, false, mysqlError(ctx, err)
		}
		dst = append(dst, '{')
		for i, v := range values {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendMySQL(append(dst, keys[i]...), types[i].DatabaseTypeName(), v)
		}
		return append(dst, '}', '\n'), true, nil
	}
	end := func() error { return errors.Join(rows.Close(), ignoreDone(tx.Rollback()), db.Close()) }
	return &lineStream{next: next, close: end}, nil
}

// ignoreDone drops the error of a transaction that has ended with its context.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

func mysqlError(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	}
	if e, ok := errors.AsType[*mysql.MySQLError](err); ok {
		return statementError{fmt.Errorf("ERROR: %s", e.Message)}
	}
	return err
}

// appendMySQL appends a value as JSON.
func appendMySQL(dst []byte, kind string, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case uint64:
		return strconv.AppendUint(dst, v, 10)
	case float32:
		return strconv.AppendFloat(dst, float64(v), 'g', -1, 32)
	case float64:
		return strconv.AppendFloat(dst, v, 'g', -1, 64)
	case time.Time:
		if kind == "DATE" {
			return appendText(dst, v.Format(time.DateOnly))
		}
		return strconv.AppendInt(dst, v.UnixMilli(), 10)
	case []byte:
		switch kind {
		case "DECIMAL", "INT", "BIGINT", "SMALLINT", "TINYINT", "MEDIUMINT", "YEAR", "FLOAT", "DOUBLE",
			"UNSIGNED INT", "UNSIGNED BIGINT", "UNSIGNED SMALLINT", "UNSIGNED TINYINT", "UNSIGNED MEDIUMINT":
			return append(dst, v...)
		case "JSON":
			return appendCompact(dst, v)
		case "BLOB", "BINARY", "VARBINARY", "BIT", "GEOMETRY", "TINYBLOB", "MEDIUMBLOB", "LONGBLOB":
			dst = append(dst, '"')
			return append(base64.StdEncoding.AppendEncode(dst, v), '"')
		}
		return appendText(dst, string(v))
	}
	return appendText(dst, fmt.Sprint(v))
}
