/**
 * Starts a container through each version of Testcontainers that the package says it works with, from the packed package in
 * an empty project, with the Node that this version needs. Needs a container engine and an image of PostgreSQL on it
 * (ELEMENTALDB_TEST_IMAGES, else what test/docker/image.sh builds). What cannot be had here is skipped, saying why. Exit code
 * 1 if one fails. Arguments: versions of @testcontainers/postgresql; oldest and newest of the peer range unless told.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const IMAGE = process.env.ELEMENTALDB_TEST_IMAGES?.split(',')[0] ?? 'elementaldb-test/postgres:15';

/** Node 24 as a package without install scripts. */
const NEWER_NODE = `node-${process.platform}-${process.arch}@24`;

const { peerDependencies } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
const [, oldest, below] = /^>=(\S+) <(\d+)$/.exec(peerDependencies['@testcontainers/postgresql']);

const PROGRAM = `
import { start } from 'elementaldb';
import pg from 'pg';

const database = await start({
  migrations: 'migrations', database: 'energy', server: { kind: 'docker' }, image: process.argv[2],
});
try {
  const client = new pg.Client(database.url);
  await client.connect();
  const { rows } = await client.query("SELECT version, current_setting('server_version') AS server FROM schema_migrations");
  await client.end();
  console.log(\`version \${rows[0].version} on PostgreSQL \${rows[0].server.split(' ')[0]}, Node \${process.version}\`);
} finally {
  await database.stop();
}
`;

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-testcontainers-'));
const wanted = process.argv.slice(2);
try {
  if (spawnSync('docker', ['image', 'inspect', IMAGE], { stdio: 'ignore' }).status !== 0) {
    console.log(`skipped: no container engine has the image ${IMAGE}`);
  } else {
    const packed = shell('npm', ['pack', '--silent', '--pack-destination', scratch], REPOSITORY).stdout;
    for (const version of wanted.length > 0 ? wanted : [`~${oldest}.0`, String(below - 1)]) {
      prove(version, join(scratch, packed.trim().split('\n').at(-1)));
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function prove(version, tarball) {
  const folder = join(scratch, version);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'start.mjs'), PROGRAM);
  cpSync(join(REPOSITORY, 'fixtures', 'verify', 'down-empty', 'good'), join(folder, 'migrations'), { recursive: true });
  // Whatever the peer range says, which is what is tried.
  const flags = [
    '--legacy-peer-deps',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--omit=optional',
  ];
  const node = Number(/\d+/.exec(version)?.[0]) < 12 ? [] : [NEWER_NODE];
  const packages = [tarball, 'pg', `@testcontainers/postgresql@${version}`, ...node];
  const installed = shell('npm', ['install', ...flags, ...packages], folder);
  if (installed.status !== 0) {
    if (/E404|ETARGET|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|E403/.test(installed.stderr)) {
      console.log(`skipped: ${version}: the registry of npm does not give what it needs`);
      return;
    }
    return report(version, installed);
  }
  const manifest = join(folder, 'node_modules', '@testcontainers', 'postgresql', 'package.json');
  const { version: exact } = JSON.parse(readFileSync(manifest, 'utf8'));
  const path = node.map((name) => join(folder, 'node_modules', name.split('@')[0], 'bin'));
  const env = {
    ...process.env,
    PATH: [...path, process.env.PATH].join(delimiter),
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    ELEMENTALDB_STATE: join(folder, 'state'),
  };
  report(exact, shell('node', ['start.mjs', IMAGE], folder, env));
}

function shell(program, args, cwd, env = process.env) {
  return spawnSync(program, args, { cwd, env, encoding: 'utf8' });
}

function report(version, { status, stdout, stderr }) {
  const good = status === 0;
  console.log(`${good ? 'ok' : 'FAILED'}: @testcontainers/postgresql ${version}: ${good ? stdout.trim() : stderr}`);
  if (!good) {
    process.exitCode = 1;
  }
}
