/**
 * Starts a built image through the PostgreSQL modules of Testcontainers for Node, Python and Go as they come, with their own
 * ways to wait, and asks for the ledger. Needs the built program, a container engine and an image of PostgreSQL on it
 * (ELEMENTALDB_TEST_IMAGES, else what test/docker/image.sh builds). What cannot be had here is skipped, saying why. Exit code 1 if
 * one fails.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const BASE = process.env.ELEMENTALDB_TEST_IMAGES?.split(',')[0] ?? 'elementaldb-test/postgres:15';
const IMAGE = `elementaldb-test/modules-${process.pid}:1`;
const MIGRATIONS = join(REPOSITORY, 'fixtures', 'verify', 'down-empty', 'good');
const QUESTION = 'SELECT version FROM schema_migrations';

const NODE = `import { PostgreSqlContainer } from '@testcontainers/postgresql';
import pg from 'pg';
const container = await new PostgreSqlContainer('${IMAGE}').start();
try {
  const client = new pg.Client(container.getConnectionUri());
  await client.connect();
  console.log((await client.query('${QUESTION}')).rows[0].version);
  await client.end();
} finally {
  await container.stop();
}`;

const PYTHON = `import psycopg
from testcontainers.postgres import PostgresContainer
with PostgresContainer("${IMAGE}", driver=None) as container:
    print(psycopg.connect(container.get_connection_url()).execute("${QUESTION}").fetchone()[0])`;
const PYTHON_PACKAGES = ['testcontainers[postgres]==4.10.0', 'psycopg[binary]==3.2.9'];

const GO = `package main

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	_ "github.com/lib/pq"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/modules/postgres"
)

func main() {
	ctx := context.Background()
	container, err := postgres.Run(ctx, "${IMAGE}", postgres.BasicWaitStrategies())
	defer testcontainers.TerminateContainer(container)
	if err != nil {
		log.Panic(err)
	}
	db, err := sql.Open("postgres", container.MustConnectionString(ctx, "sslmode=disable"))
	if err != nil {
		log.Panic(err)
	}
	var version int
	if err := db.QueryRow("${QUESTION}").Scan(&version); err != nil {
		log.Panic(err)
	}
	fmt.Println(version)
}
`;
const GO_MODULES = [
  'github.com/testcontainers/testcontainers-go/modules/postgres@v0.38.0',
  'github.com/lib/pq@v1.10.9',
];

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-modules-'));
const env = { ...process.env, TESTCONTAINERS_RYUK_DISABLED: 'true', ELEMENTALDB_STATE: join(scratch, 'state') };
try {
  if (await succeeds('docker', ['image', 'inspect', BASE])) {
    const main = join(REPOSITORY, 'dist', 'cli', 'main.js');
    const options = ['--base', BASE, '--tag', IMAGE, '--migrations', MIGRATIONS];
    await run('node', [main, 'image', 'build', ...options], { env });
    await check('Node', () => run('node', ['--input-type=module', '--eval', NODE], { env, cwd: REPOSITORY }));
    await check('Python', python);
    await check('Go', go);
  } else {
    console.log(`skipped: no container engine has the image ${BASE}`);
  }
} finally {
  await succeeds('docker', ['image', 'rm', '--force', IMAGE]);
  rmSync(scratch, { recursive: true, force: true });
}

async function python() {
  const folder = join(scratch, 'python');
  await run('python3', ['-m', 'venv', folder]).catch(missing);
  await run(join(folder, 'bin', 'pip'), ['install', '--quiet', ...PYTHON_PACKAGES]).catch(missing);
  return run(join(folder, 'bin', 'python'), ['-c', PYTHON], { env });
}

async function go() {
  const folder = join(scratch, 'go');
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.go'), GO);
  for (const args of [
    ['mod', 'init', 'modules'],
    ['get', ...GO_MODULES],
    ['mod', 'tidy'],
  ]) {
    await run('go', args, { cwd: folder }).catch(missing);
  }
  return run('go', ['run', '.'], { cwd: folder, env });
}

async function check(name, start) {
  const begun = performance.now();
  try {
    const version = (await start()).trim();
    const took = ((performance.now() - begun) / 1_000).toFixed(0);
    console.log(`ok: Testcontainers for ${name}: version ${version} (${took} s)`);
  } catch (error) {
    const skipped = error.reason;
    console.log(
      `${skipped === undefined ? 'FAILED' : 'skipped'}: Testcontainers for ${name}: ${skipped ?? (error.stderr || error.message)}`,
    );
    process.exitCode = skipped === undefined ? 1 : process.exitCode;
  }
}

/** Without the program, or without what a registry should give, there is nothing to try. */
function missing(error) {
  const last = (error.stderr || error.message).trim().split('\n').at(-1);
  throw Object.assign(new Error('missing'), {
    reason: error.code === 'ENOENT' ? `${error.path} is not installed` : last,
  });
}

async function succeeds(program, args) {
  return run(program, args).then(
    () => true,
    () => false,
  );
}

async function run(program, args, options = {}) {
  return (await promisify(execFile)(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26, ...options })).stdout;
}
