/**
 * What a database for each test costs in Go: the package `dbtest` of examples/go; pgtestdb, which copies a template on a server
 * that runs, here one of ours; a transaction that is rolled back. Each test connects by pgx, inserts a row and reads it. `/ test`
 * is the middle one of the tests, from asking for the database to the end of its clean-up.
 *
 *   npm run build && node bench/go.mjs [--tests 30] [--rounds 3]
 *
 * Needs Go and its module proxy.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { tests: { type: 'string', default: '30' }, rounds: { type: 'string', default: '3' } },
});

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = join(REPOSITORY, 'dist/cli/main.js');
const MODULES = ['github.com/jackc/pgx/v5', 'github.com/peterldowns/pgtestdb'];

const TESTS = `package bench

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/peterldowns/pgtestdb"

	"example.com/sites/dbtest"
)

const tests = ${Number(options.tests)}

func each(t *testing.T, connect func(t *testing.T) *pgx.Conn) {
	for number := range tests {
		begun := time.Now()
		t.Run("", func(t *testing.T) {
			connection := connect(t)
			insert(t, connection, number)
		})
		fmt.Printf("%s %f\\n", t.Name(), float64(time.Since(begun).Microseconds())/1000)
	}
}

func insert(t *testing.T, connection *pgx.Conn, number int) {
	ctx := context.Background()
	if _, err := connection.Exec(ctx, "INSERT INTO client_info.clients VALUES ($1, 'A client')", fmt.Sprint("client_", number)); err != nil {
		t.Fatal(err)
	}
	var count int
	if err := connection.QueryRow(ctx, "SELECT count(*) FROM client_info.clients").Scan(&count); err != nil || count != 1 {
		t.Fatal(count, err)
	}
}

func open(t *testing.T, at string) *pgx.Conn {
	connection, err := pgx.Connect(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { connection.Close(context.Background()) })
	return connection
}

func TestDbtest(t *testing.T) {
	each(t, func(t *testing.T) *pgx.Conn { return open(t, dbtest.URL(t)) })
}

func TestRolledBack(t *testing.T) {
	each(t, func(t *testing.T) *pgx.Conn {
		connection := open(t, os.Getenv("DATABASE_URL"))
		connection.Exec(context.Background(), "BEGIN")
		return connection
	})
}

// files runs the ups in order.
type files struct{}

func (files) Hash() (string, error) { return "migrations", nil }

func (files) Migrate(ctx context.Context, db *sql.DB, _ pgtestdb.Config) error {
	ups, err := filepath.Glob("migrations/*.up.sql")
	for _, up := range ups {
		text, _ := os.ReadFile(up)
		if _, err := db.ExecContext(ctx, string(text)); err != nil {
			return err
		}
	}
	return err
}

func TestPgtestdb(t *testing.T) {
	at, _ := url.Parse(os.Getenv("DATABASE_URL"))
	password, _ := at.User.Password()
	configuration := pgtestdb.Config{
		DriverName: "pgx", Host: at.Hostname(), Port: at.Port(), User: at.User.Username(), Password: password,
		Database: "postgres", Options: "sslmode=disable",
	}
	each(t, func(t *testing.T) *pgx.Conn {
		return open(t, pgtestdb.Custom(t, configuration, files{}).URL())
	})
}
`;

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-go-'));
chmodSync(scratch, 0o755);
try {
  cpSync(join(REPOSITORY, 'migrations'), join(scratch, 'migrations'), { recursive: true });
  cpSync(join(REPOSITORY, 'examples/go/dbtest/dbtest.go'), join(scratch, 'dbtest/dbtest.go'));
  mkdirSync(join(scratch, 'node_modules/.bin'), { recursive: true });
  const script = `#!/bin/sh\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`;
  writeFileSync(join(scratch, 'node_modules/.bin/elementaldb'), script, { mode: 0o755 });
  writeFileSync(join(scratch, 'go.mod'), 'module example.com/sites\n\ngo 1.24\n');
  run('go', ['get', ...MODULES]);
  writeFileSync(join(scratch, 'bench_test.go'), TESTS);
  run('go', ['mod', 'tidy']);
  run('go', ['test', '-count=1', '-run', 'None', '.']); // Compiles.
  const times = new Map();
  for (let round = 0; round < Number(options.rounds); round += 1) {
    for (const contender of ['TestDbtest', 'TestPgtestdb', 'TestRolledBack']) {
      const own = [process.execPath, PROGRAM, 'exec', '--template', 'migrated', '--'];
      const [program, ...args] = [...own, 'go', 'test', '-v', '-count=1', '-run', `^${contender}$`, '.'];
      const printed = run(program, args);
      const all = [...printed.matchAll(/^Test\w+ ([\d.]+)$/gm)].map(([, text]) => Number(text));
      times.set(contender, [...(times.get(contender) ?? []), middle(all)]);
    }
  }
  console.log(
    `Node ${process.version}, ${options.tests} tests, ${options.rounds} rounds, medians; load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(`${'contender'.padEnd(18)}${'/ test, ms'.padStart(12)}${'min-max'.padStart(14)}`);
  for (const [contender, each] of times) {
    const sorted = each.toSorted((a, b) => a - b);
    const range = `${sorted[0]?.toFixed(1)}-${sorted.at(-1)?.toFixed(1)}`;
    console.log(
      `${contender.slice('Test'.length).padEnd(18)}${middle(each).toFixed(1).padStart(12)}${range.padStart(14)}`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function middle(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function run(program, args) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: scratch, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
  return stdout;
}
