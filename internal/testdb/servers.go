package testdb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/modules/postgres"

	"ogham/internal/embedded"
)

const (
	image       = "postgres:17-alpine"
	dockerPing  = 2 * time.Second
	dockerStart = 2 * time.Minute
)

// dockerAnswers tells quickly whether there is a Docker daemon, so that machines without one lose no
// time.
func dockerAnswers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, dockerPing)
	defer cancel()
	c, err := client.New(client.FromEnv)
	if err != nil {
		return false
	}
	defer func() { _ = c.Close() }()
	_, err = c.Ping(ctx, client.PingOptions{})
	return err == nil
}

// startContainer runs PostgreSQL in a container, which testcontainers' reaper removes after the
// process has ended.
func startContainer(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, dockerStart)
	defer cancel()
	c, err := postgres.Run(ctx, image, postgres.WithUsername("ogham"), postgres.WithPassword("ogham"), postgres.WithDatabase("postgres"),
		postgres.BasicWaitStrategies(), testcontainers.WithCmdArgs("-c", "fsync=off", "-c", "max_connections=300", "-c", "timezone="+timeZone))
	if err != nil {
		return "", fmt.Errorf("start PostgreSQL in Docker: %w", err)
	}
	return c.ConnectionString(ctx, "sslmode=disable")
}

// slots bounds how many test processes can have an embedded server at the same time.
const slots = 64

// startEmbedded runs an embedded server. Its cluster is kept between runs, which saves the time to
// make one; processes that run side by side take different ones. It ends with this process.
func startEmbedded(ctx context.Context) (string, error) {
	base, err := embeddedBase()
	if err != nil {
		return "", err
	}
	var last error
	for i := range slots {
		srv, err := embedded.Start(ctx, embedded.Options{
			DataDir: filepath.Join(base, fmt.Sprintf("slot-%d", i)),
			Settings: map[string]string{
				"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB", "max_connections": "300",
				"timezone": timeZone, "log_min_duration_statement": "-1",
			},
		})
		if err == nil {
			address := strings.Replace(srv.URL(), "/ogham?", "/postgres?", 1)
			return address, sweep(ctx, address)
		}
		last = err
		if !errors.Is(err, embedded.ErrInUse) {
			break
		}
	}
	return "", fmt.Errorf("start an embedded PostgreSQL: %w", last)
}

func embeddedBase() (string, error) {
	if cache, err := os.UserCacheDir(); err == nil {
		dir := filepath.Join(cache, "ogham", "testdb")
		if os.MkdirAll(dir, 0o755) == nil { //nolint:gosec // the server may run as another user
			return dir, nil
		}
	}
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("ogham-testdb-%d", os.Getuid()))
	return dir, os.MkdirAll(dir, 0o755) //nolint:gosec // as above
}

const leftoversSQL = `SELECT datname FROM pg_database WHERE (datname LIKE 'ogham_test_%' OR datname LIKE 'ogham_template_%') AND datname <> $1`

// sweep drops what a killed test process left in its slot, and old templates.
func sweep(ctx context.Context, address string) error {
	keep, err := templateName()
	if err != nil {
		return err
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, leftoversSQL, keep)
	if err != nil {
		return err
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, n := range names {
		if _, err := conn.Exec(ctx, "DROP DATABASE IF EXISTS "+quote(n)+" WITH (FORCE)"); err != nil {
			return err
		}
	}
	return nil
}
