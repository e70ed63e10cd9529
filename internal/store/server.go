package store

import (
	"context"
	"fmt"
	"time"
)

// lockNamespace is the first key of the advisory locks that prove servers alive ("OGHA" in ASCII);
// the second is server.lock_key. The view ogham.live_server looks for them.
const lockNamespace = 0x4f474841

// ServerInfo is a server process.
type ServerInfo struct {
	// ID is a UUID; Open chooses one when it is "".
	ID      string   `db:"id"`
	Host    string   `db:"host"`
	Port    int      `db:"port"`
	Roles   []string `db:"roles"`
	Version string   `db:"version"`
	// StartedAt is set by the database.
	StartedAt time.Time `db:"started_at"`
}

const (
	insertServerSQL = `INSERT INTO ogham.server (id, host, port, roles, version) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (id) DO UPDATE SET host = excluded.host RETURNING lock_key, started_at`
	lockServerSQL    = `SELECT pg_catalog.pg_advisory_lock($1, $2)`
	liveServersSQL   = `SELECT id::text AS id, host, port, roles, version, started_at FROM ogham.live_server ORDER BY started_at, id`
	forgetServersSQL = `DELETE FROM ogham.server s WHERE NOT EXISTS (SELECT FROM ogham.live_server l WHERE l.id = s.id)
    AND s.started_at < now() - interval '1 minute'
    AND NOT EXISTS (SELECT FROM ogham.task t WHERE t.server_id = s.id AND t.status = 'RUNNING')`
)

// LiveServers gives the processes that live, oldest first.
func (s *Store) LiveServers(ctx context.Context) ([]ServerInfo, error) {
	return collect[ServerInfo](ctx, s.writer, "list servers", liveServersSQL)
}

// ForgetServers removes rows of dead processes whose tasks are settled.
func (s *Store) ForgetServers(ctx context.Context) error {
	if _, err := s.writer.Exec(ctx, forgetServersSQL); err != nil {
		return fmt.Errorf("forget servers: %w", err)
	}
	return nil
}
