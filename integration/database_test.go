package integration

import (
	"context"
	"crypto/rand"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"ogham/internal/testdb"
)

// databases makes a database for each server, on the PostgreSQL that testdb finds.
type databases struct {
	adminURL string
	mu       sync.Mutex
	made     []string
}

func openDatabases() (*databases, error) {
	address, err := testdb.Address()
	return &databases{adminURL: address}, err
}

// next makes a database and returns its URL.
func (d *databases) next(ctx context.Context) (string, error) {
	name := "ogham_test_" + strings.ToLower(rand.Text()[:8])
	create := "CREATE DATABASE " + pgx.Identifier{name}.Sanitize() + " TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
	if err := d.exec(ctx, create); err != nil {
		return "", err
	}
	d.mu.Lock()
	d.made = append(d.made, name)
	d.mu.Unlock()
	u, err := url.Parse(d.adminURL)
	if err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}

func (d *databases) exec(ctx context.Context, sql string) error {
	conn, err := pgx.Connect(ctx, d.adminURL)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	_, err = conn.Exec(ctx, sql)
	return err
}

// close drops what was made.
func (d *databases) close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for _, name := range d.made {
		_ = d.exec(ctx, "DROP DATABASE IF EXISTS "+pgx.Identifier{name}.Sanitize()+" WITH (FORCE)")
	}
}
