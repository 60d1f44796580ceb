package dbtest

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestDatabaseHasAllMigrationsApplied(t *testing.T) {
	connection := connect(t)
	var dirty bool
	read(t, connection, "SELECT dirty FROM schema_migrations", &dirty)
	if dirty {
		t.Error("the migrations are not complete")
	}
	_, err := connection.Exec(
		context.Background(), "CREATE TABLE only_in_this_test (n integer)")
	if err != nil {
		t.Error(err)
	}
}

func TestAnotherTestSeesNothingOfIt(t *testing.T) {
	var exists bool
	read(t, connect(t),
		"SELECT to_regclass('only_in_this_test') IS NOT NULL", &exists)
	if exists {
		t.Error("the table of another test exists")
	}
}

func connect(t *testing.T) *pgx.Conn {
	t.Helper()
	connection, err := pgx.Connect(context.Background(), URL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return connection
}

func read(t *testing.T, connection *pgx.Conn, query string, into any) {
	t.Helper()
	row := connection.QueryRow(context.Background(), query)
	if err := row.Scan(into); err != nil {
		t.Fatal(err)
	}
}
