// Package sites is a small application: sites in a table that migrations make.
package sites

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Add adds sites, all of them or none.
func Add(ctx context.Context, pool *pgxpool.Pool, names ...string) error {
	return pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		for _, name := range names {
			if _, err := tx.Exec(ctx, "INSERT INTO site (name) VALUES ($1)", name); err != nil {
				return err
			}
		}
		return nil
	})
}

// Names returns the names of all sites in alphabetical order.
func Names(ctx context.Context, pool *pgxpool.Pool) ([]string, error) {
	rows, err := pool.Query(ctx, "SELECT name FROM site ORDER BY name")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
