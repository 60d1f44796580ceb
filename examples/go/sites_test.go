package sites

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/sites/dbtest"
)

func open(t *testing.T) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), dbtest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func TestSitesInParallel(t *testing.T) {
	for _, name := range []string{"depot", "yard", "office", "plant"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pool := open(t)
			if err := Add(t.Context(), pool, name); err != nil {
				t.Fatal(err)
			}
			names, err := Names(t.Context(), pool)
			if err != nil || !slices.Equal(names, []string{name}) {
				t.Errorf("sites are %v (%v), want only %s", names, err, name)
			}
		})
	}
}

func TestAFailedTransactionAddsNothing(t *testing.T) {
	pool := open(t)
	if err := Add(t.Context(), pool, "depot", "depot"); err == nil {
		t.Error("two sites have the same name")
	}
	names, err := Names(t.Context(), pool)
	if err != nil || len(names) != 0 {
		t.Errorf("sites are %v (%v), want none", names, err)
	}
}
