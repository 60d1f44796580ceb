import { stepFor, type Situation, type Step } from './step.ts';

const PACKAGE = `// Package dbtest gives each test a PostgreSQL database of its own.
package dbtest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"
)

// URL copies the database of the run for one test, and drops the copy when the
// test ends. The tests run with: npx elementaldb exec -- go test ./...
func URL(t testing.TB) string {
	t.Helper()
	run, template := os.Getenv("DATABASE_URL"), os.Getenv("PGDATABASE")
	if os.Getenv("ELEMENTALDB_TEST_SERVER") == "" {
		t.Fatal("run the tests with: npx elementaldb exec -- go test ./...")
	}
	name := "test_" + rand.Text()
	execute(t, run, "CREATE DATABASE "+quoted(name)+" TEMPLATE "+quoted(template))
	t.Cleanup(func() {
		execute(t, run, "DROP DATABASE "+quoted(name)+" WITH (FORCE)")
	})
	return withDatabase(t, run, name)
}

// execute runs a statement in the database postgres: nobody may be connected
// to the database of the run while it is copied.
func execute(t testing.TB, run, statement string) {
	t.Helper()
	ctx := context.Background()
	admin, err := pgx.Connect(ctx, withDatabase(t, run, "postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close(ctx)
	if _, err := admin.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

func quoted(name string) string {
	return pgx.Identifier{name}.Sanitize()
}

func withDatabase(t testing.TB, run, name string) string {
	t.Helper()
	parsed, err := url.Parse(run)
	if err != nil {
		t.Fatal("DATABASE_URL is not a URL")
	}
	parsed.Path = "/" + name
	return parsed.String()
}
`;

const TEST = `package dbtest

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
`;

/** A package for the tests of all others, and its own test. */
export function planGo({ repository }: Situation): Step[] {
  return [
    stepFor(repository, {
      path: 'dbtest/dbtest.go',
      why: 'gives each test a copy of the migrated database',
      content: PACKAGE,
    }),
    stepFor(repository, {
      path: 'dbtest/database_test.go',
      why: 'a first test with a database of its own',
      content: TEST,
    }),
  ];
}
