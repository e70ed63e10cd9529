package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

const (
	datasourceLockSQL = `SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended($1, 1330071617))`
	lockTimeoutSQL    = `SELECT pg_catalog.set_config('lock_timeout', $1, true)`
)

// A publisher that waits for a table makes every later reader wait behind it, so it waits briefly
// and often: first firstLockWait, a little longer each time, with as long a pause between.
const (
	firstLockWait = 100 * time.Millisecond
	maxLockWait   = 2 * time.Second
	maxLocking    = 10 * time.Minute
	// innerLockWait is for what comes after the datasource's table: only maintenance can hold that.
	innerLockWait = 30 * time.Second
)

// lockDatasource keeps publishers of one datasource apart until tx ends. Readers are not concerned.
func lockDatasource(ctx context.Context, tx pgx.Tx, dataSource string) error {
	if _, err := tx.Exec(ctx, datasourceLockSQL, dataSource); err != nil {
		return fmt.Errorf("lock datasource: %w", err)
	}
	return nil
}

func setLockTimeout(ctx context.Context, tx pgx.Tx, d time.Duration) error {
	if _, err := tx.Exec(ctx, lockTimeoutSQL, fmt.Sprintf("%dms", d.Milliseconds())); err != nil {
		return fmt.Errorf("set lock timeout: %w", err)
	}
	return nil
}

// lockTable takes a datasource's table for itself, once no query reads it, without letting queries
// queue for long.
func lockTable(ctx context.Context, tx pgx.Tx, physical string) error {
	deadline := time.Now().Add(maxLocking)
	for wait := firstLockWait; ; wait = min(wait*3/2, maxLockWait) {
		err := tryLock(ctx, tx, physical, wait)
		if err == nil {
			return setLockTimeout(ctx, tx, innerLockWait)
		}
		if !isLockTimeout(err) || time.Now().After(deadline) {
			return fmt.Errorf("lock table: %w", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(wait):
		}
	}
}

// lockMaintenance keeps ANALYZE and the like away from a datasource's table, which may take long with a
// big one, and lets queries and other ingestion pass: nobody queues behind it but maintenance.
func lockMaintenance(ctx context.Context, tx pgx.Tx, physical string) error {
	if err := setLockTimeout(ctx, tx, maxLocking); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "LOCK TABLE ONLY "+ident(schemaDruid, physical)+" IN SHARE UPDATE EXCLUSIVE MODE"); err != nil {
		return fmt.Errorf("lock table: %w", err)
	}
	return setLockTimeout(ctx, tx, innerLockWait)
}

// tryLock tries once, in a savepoint, so that the transaction survives a timeout.
func tryLock(ctx context.Context, tx pgx.Tx, physical string, wait time.Duration) error {
	return pgx.BeginFunc(ctx, tx, func(sub pgx.Tx) error {
		if err := setLockTimeout(ctx, sub, wait); err != nil {
			return err
		}
		_, err := sub.Exec(ctx, "LOCK TABLE ONLY "+ident(schemaDruid, physical)+" IN ACCESS EXCLUSIVE MODE")
		return err
	})
}
