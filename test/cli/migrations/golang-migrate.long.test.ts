import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

import { expect } from 'vitest';

import { isObject } from '../../../src/support/json.ts';
import { scratchDatabase } from '../../database.ts';
import { golangMigrate } from '../../migrations/runner/golang-migrate.ts';
import { MAIN, test as plainTest, type Sandbox } from '../run-cli.ts';

const found = await golangMigrate();
if ('missing' in found) {
  process.emitWarning(`the script against golang-migrate is skipped: ${found.missing}`);
}

/** Tests that get the real golang-migrate, or are skipped for want of it. */
const test = plainTest.extend<{ program: string }>({
  // oxlint-disable-next-line no-empty-pattern -- vitest reads the wanted fixtures from this very pattern
  program: async ({ skip }, use) => use('missing' in found ? skip(found.missing) : found.program),
});

/** What a team may have in its scripts. Each line is run by a shell, in which `migrate` is one tool or the other. */
const SCRIPT = String.raw`
migrate create -ext sql -dir m -seq first
migrate create -ext .sql -dir ./m -seq -digits 6 Second_Step
migrate -verbose create -ext=sql -dir=m -seq=true third
migrate create -ext sql -dir m -seq -format unix fourth
migrate create -ext sql -dir m -seq -digits 0 fourth
migrate create -ext sql -dir m -seq
migrate create -dir m -seq fourth
migrate create -ext sql -dir days -format 20060102 daily
migrate create -ext sql -dir days -format 20060102 -tz UTC daily
migrate create -ext sql -dir hours -format 2006 -tz Nowhere/City hourly
echo 'CREATE TABLE t1 ();' > m/000001_first.up.sql; echo 'DROP TABLE t1;' > m/000001_first.down.sql
echo 'CREATE TABLE t2 ();' > m/000002_Second_Step.up.sql; echo 'DROP TABLE t2;' > m/000002_Second_Step.down.sql
echo 'CREATE TABLE t3 (); SELECT 1/0;' > m/000003_third.up.sql; echo 'DROP TABLE t3;' > m/000003_third.down.sql
migrate -path m -database "$DB" version
migrate -path m -database "$DB" up 1
migrate -path ./m/ -database "$DB" -lock-timeout 5 -prefetch 1 up 1
migrate -source file://m -database "$DB" version
migrate --path=m --database="$DB" up
migrate -path m -database "$DB" version
migrate -path m -database "$DB" up
migrate -path m -database "$DB" down 1
migrate -path m -database "$DB" force 2
echo 'CREATE TABLE t3 ();' > m/000003_third.up.sql
migrate -path m -database "$DB" up
migrate -path m -database "$DB" up
migrate -path m -database "$DB" up 2
migrate -path m -database "$DB" up 0
migrate -path m -database "$DB" down 1
migrate -path m -database "$DB" goto 1
migrate -path m -database "$DB" goto 1
migrate -path m -database "$DB" goto 9
migrate -path m -database "$DB" goto
migrate -path m -database "$DB" goto x
migrate -path m -database "$DB" up x
migrate -path m -database "$DB" down x
migrate -path m -database "$DB" down -all 1
migrate -path m -database "$DB" down 1 1
migrate -path m -database "$DB" force
migrate -path m -database "$DB" force 7
migrate -path m -database "$DB" up
migrate -path m -database "$DB" force -- -1
migrate -path m -database "$DB" version
migrate -path m -database "$DB" force 1
migrate -path m -database "$DB" up
echo n | migrate -path m -database "$DB" down
echo y | migrate -path m -database "$DB" down
migrate -path m -database "$DB" down -all
migrate -path m -database "$DB" goto 2
migrate -path m -database "$DB" down -all
migrate -path m -database "$DB&x-migrations-table=other" up 1
echo n | migrate -path m -database "$DB" drop
migrate -path m -database "$DB" drop < /dev/null
echo y | migrate -path m -database "$DB" drop
migrate -path m -database "$DB" up
migrate -path m -database "$DB" drop -f
migrate -path nowhere -database "$DB" up
migrate -path m -database "$DB&foo=bar" up
migrate -path m -database "$DB" nonsense
migrate -path m -database "$DB" -nonsense up
migrate -path m -database "$DB"
migrate
migrate -version
migrate -help
migrate up -help
`;

interface Step {
  line: string;
  exitCode: number;
  output: string[];
  ledger: unknown;
  tables: string[];
}

/** The lines that a script can depend on: without times, and of an error as much as both tools say. */
function whatMatters(output: string, folder: string): string[] {
  return output
    .replaceAll(folder, '')
    .replaceAll(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /g, '')
    .replaceAll(/ \([\d.]+ ?(?:µs|ms|s)\)$/gm, '')
    .split('\n')
    .filter((line) =>
      /^(?:\d+\/[ud] |\d+(?: \(dirty\))?$|no change|\/|error: (?:no migration|Dirty database|duplicate))/.test(line),
    )
    .map((line) => line.replace(/^(error: no migration found for version \d+).*/, '$1'));
}

async function runScript(sandbox: Sandbox, shim: string, folder: string): Promise<Step[]> {
  await using database = await scratchDatabase('script');
  const env = {
    ...sandbox.env,
    PATH: `${shim}${delimiter}${process.env['PATH'] ?? ''}`,
    DB: `${database.url}?sslmode=disable`,
  };
  const steps: Step[] = [];
  for (const line of SCRIPT.split('\n').filter((each) => each !== '')) {
    const ended = await promisify(execFile)('sh', ['-c', `{ ${line}\n} 2>&1`], { cwd: folder, env }).then(
      ({ stdout }) => ({ exitCode: 0, stdout }),
      (error: unknown) => ({
        exitCode: isObject(error) ? Number(error['code']) : -1,
        stdout: isObject(error) ? String(error['stdout']) : '',
      }),
    );
    const { rows } = await database.client.query<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
    );
    const all = rows.map(({ name }) => name);
    // golang-migrate makes the ledger before it knows that there is nothing to do.
    const tables = all.filter((name) => name !== 'schema_migrations');
    const ledger = all.includes('schema_migrations')
      ? (await database.client.query('SELECT version, dirty FROM schema_migrations')).rows
      : [];
    steps.push({ line, exitCode: ended.exitCode, output: whatMatters(ended.stdout, folder), ledger, tables });
  }
  return steps;
}

function filesIn(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.sql'))
      .toSorted()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')]),
  );
}

test(
  'one script of golang-migrate runs with either: same output, exit codes, files, tables and ledger',
  { timeout: 400_000 },
  async ({ program, sandbox }) => {
    const [theirs = '', ours = ''] = ['theirs', 'ours'].map((name) => join(sandbox.folder, name));
    const [theirShim = '', ourShim = ''] = ['their-path', 'our-path'].map((name) => join(sandbox.folder, name));
    for (const folder of [theirs, ours, theirShim, ourShim]) {
      mkdirSync(folder);
    }
    symlinkSync(program, join(theirShim, 'migrate'));
    writeFileSync(join(ourShim, 'migrate'), `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" migrate "$@"\n`);
    chmodSync(join(ourShim, 'migrate'), 0o755);
    const expected = await runScript(sandbox, theirShim, theirs);
    expect(expected.filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThan(25);
    expect(await runScript(sandbox, ourShim, ours)).toEqual(expected);
    expect(filesIn(ours)).toEqual(filesIn(theirs));
  },
);
