/**
 * Drivers of Python, Go and Java with databases of `elementaldb lease --serve`: what a suite leaves open, an idle pool or a
 * transaction, must not make it fail when its database is released, reset or dropped with the process that leased it. Prints a
 * table. Installs exact versions in a temporary folder; what cannot be had here is skipped, saying why. Exit code 1 if a suite
 * fails. Needs the built program (npm run build). Argument: a language; all by default.
 *
 * A suite is a process that reads lines: `open STATE URL` connects, counts the sites and, by the state, begins a transaction
 * that it leaves open (`transaction`), or closes what it has opened (`ended`); `count` commits what is open and prints how many
 * sites there are; `wait` prints that it lives. It never closes other connections, and ends when its input does.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { Client } from 'pg';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const PROGRAMS = join(REPOSITORY, '.ci', 'drivers');
const PROJECT = join(REPOSITORY, 'examples', 'shell');
const STATES = ['ended', 'idle', 'transaction'];
const ACTIONS = ['release', 'reset', 'drop'];

/** Milliseconds after which a process that does not answer or end is killed, and has failed. */
const PATIENCE = 60_000;

/** Why drivers cannot be tried here. */
class Skip extends Error {}

const LANGUAGES = {
  python: {
    drivers: {
      psycopg: 'psycopg 3.3.9, its pool 3.3.3',
      psycopg_connection: 'psycopg 3.3.9, a connection',
      asyncpg: 'asyncpg 0.32.0',
      sqlalchemy_psycopg: 'SQLAlchemy 2.1.9 with psycopg',
      sqlalchemy_asyncpg: 'SQLAlchemy 2.1.9 with asyncpg',
    },
    async prepare(folder) {
      const packages = [
        'psycopg[binary]==3.3.9',
        'psycopg-pool==3.3.3',
        'asyncpg==0.32.0',
        'sqlalchemy[asyncio]==2.1.9',
      ];
      await run('python3', ['-m', 'venv', folder]).catch(missing('python3 with venv'));
      await run(join(folder, 'bin/pip'), ['install', '--quiet', ...packages]).catch(missing());
      return [join(folder, 'bin/python'), join(PROGRAMS, 'driver.py')];
    },
  },
  go: {
    drivers: { pool: 'pgx 5.13.0', pgx: 'pgx 5.13.0, database/sql', postgres: 'lib/pq 1.12.3' },
    async prepare(folder) {
      mkdirSync(folder);
      cpSync(join(PROGRAMS, 'main.go'), join(folder, 'main.go'));
      const options = { cwd: folder };
      await run('go', ['mod', 'init', 'drivers'], options).catch(missing('go'));
      await run('go', ['get', 'github.com/lib/pq@v1.12.3', 'github.com/jackc/pgx/v5@v5.13.0'], options).catch(
        missing(),
      );
      await run('go', ['mod', 'tidy'], options).catch(missing());
      await run('go', ['build', '-o', 'driver', '.'], options);
      return [join(folder, 'driver')];
    },
  },
  java: {
    drivers: { jdbc: 'pgjdbc 42.7.14', hikari: 'HikariCP 7.1.0 on pgjdbc 42.7.14' },
    async prepare(folder) {
      mkdirSync(folder);
      await run('java', ['-version']).catch(missing('java'));
      for (const artifact of [
        'org.postgresql:postgresql:42.7.14',
        'com.zaxxer:HikariCP:7.1.0',
        'org.slf4j:slf4j-api:2.0.17',
        'org.slf4j:slf4j-nop:2.0.17',
      ]) {
        const copy = ['org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy', `-Dartifact=${artifact}`];
        const into = ['-DoutputDirectory=.', '-Dmdep.stripVersion=false'];
        await run('mvn', ['-q', '-B', ...copy, ...into], { cwd: folder }).catch(missing('mvn'));
      }
      return ['java', '-cp', `${folder}/*`, join(PROGRAMS, 'Driver.java')];
    },
  },
};

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-drivers-'));
const env = { ...process.env, ELEMENTALDB_STATE: join(scratch, 'state') };
const main = join(REPOSITORY, 'dist/cli/main.js');
const wanted = process.argv[2] === undefined ? Object.keys(LANGUAGES) : [process.argv[2]];
let requests = 0;
const leases = leaseServer();
try {
  console.log(`${''.padEnd(48)}${ACTIONS.map((action) => action.padEnd(10)).join('')}`);
  for (const language of wanted) {
    const { drivers, prepare } = LANGUAGES[language];
    try {
      const command = await prepare(join(scratch, language));
      for (const [driver, name] of Object.entries(drivers)) {
        await tryDriver([...command, driver], name);
      }
    } catch (error) {
      if (!(error instanceof Skip)) {
        throw error;
      }
      console.log(`skipped: ${Object.values(drivers).join(', ')}: ${error.message}`);
    }
  }
} finally {
  await leases.end().catch(() => undefined);
  await run(process.execPath, [main, 'stop', '--all', '--include-test-servers'], { env }).catch(() => undefined);
  rmSync(scratch, { recursive: true, force: true });
}

/** One process of the driver for all states and actions, so that it still has the connections of all of them. */
async function tryDriver([program, ...args], name) {
  const suite = linesOf(program, args, {});
  for (const state of STATES) {
    const cells = [];
    for (const action of ACTIONS) {
      cells.push(await tryAction(suite, state, action).then(() => 'ok', failed));
    }
    console.log(`${`${name}, ${state}`.padEnd(48)}${cells.map((cell) => cell.padEnd(10)).join('')}`);
  }
  await suite.end().catch((error) => console.log(`${name}: ${failed(error)}`));
}

async function tryAction(suite, state, action) {
  // What a process has leased is dropped when it ends.
  const server = action === 'drop' ? leaseServer() : leases;
  const { url, database } = await request(server, { lease: {} });
  expect(await suite.ask(`open ${state} ${url}`), 'ok');
  if (action === 'reset') {
    await addSite(url); // What the reset has to remove.
  }
  if (action === 'drop') {
    await server.end();
  } else {
    await request(server, { [action]: database });
  }
  const isOpen = action === 'reset' && state !== 'ended';
  expect(await suite.ask(isOpen ? 'count' : 'wait'), isOpen ? '0' : 'ok');
}

async function addSite(url) {
  const client = new Client(url);
  await client.connect();
  await client.query(`INSERT INTO site (name) VALUES ('left')`);
  await client.end();
}

function leaseServer() {
  return linesOf(process.execPath, [main, 'lease', '--serve'], { cwd: PROJECT, env });
}

async function request(server, message) {
  const id = (requests += 1);
  for (let line = await server.ask(JSON.stringify({ id, ...message })); ; line = await server.next()) {
    const answer = JSON.parse(line);
    if (answer.error !== undefined) {
      throw new Error(answer.error.message);
    }
    if (answer.id === id) {
      return answer.result; // Others are warnings of connections that are open.
    }
  }
}

/** A process that answers lines by lines. */
function linesOf(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
  const closed = once(child, 'close');
  let messages = '';
  child.stderr.on('data', (chunk) => (messages += chunk));
  child.stdin.on('error', () => undefined); // It has ended, which `next` says.
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const inTime = async (awaited) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
    try {
      return await awaited;
    } finally {
      clearTimeout(timer);
    }
  };
  const next = async () => {
    const { value, done } = await inTime(answers.next());
    if (done === true) {
      throw new Error(`${program} has ended: ${messages}`);
    }
    return value;
  };
  return {
    next,
    ask: (line) => {
      child.stdin.write(`${line}\n`);
      return next();
    },
    end: async () => {
      child.stdin.end();
      const [code] = await inTime(closed);
      if (code !== 0) {
        throw new Error(`${program} ended with ${code}: ${messages}`);
      }
    },
  };
}

function failed(error) {
  process.exitCode = 1;
  return `FAILED: ${error.message.trim()}`;
}

function expect(actual, expected) {
  if (actual !== expected) {
    throw new Error(`${actual} instead of ${expected}`);
  }
}

/** What pip, Go and Maven say when they cannot reach a registry, or it refuses everything. */
const NO_NETWORK =
  /resolve host|name resolution|no such host|Unknown host|connection (?:refused|timed out|reset)|i\/o timeout|ConnectTimeout|NewConnectionError|403 Forbidden/i;

/** An error handler: without the program, or without what a registry should give, there is nothing to try. */
function missing(program) {
  return (error) => {
    if (error.code === 'ENOENT') {
      throw new Skip(`there is no ${program}`);
    }
    const said = `${error.stderr ?? ''}\n${error.stdout ?? ''}`;
    if (!NO_NETWORK.test(said)) {
      throw error;
    }
    throw new Skip(`a registry does not answer: ${said.trim().split('\n').at(-1)}`);
  };
}

async function run(program, args, options = {}) {
  return (await promisify(execFile)(program, args, { encoding: 'utf8', ...options })).stdout;
}
