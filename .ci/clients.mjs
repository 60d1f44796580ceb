/**
 * Connects clients of several languages to a server by its printed URL, exactly as it is printed (JDBC takes user and password
 * apart), and prints a table. Installs exact versions in a temporary folder; what cannot be had here is skipped, saying why.
 * Exit code 1 if a client cannot connect. Needs the built program (npm run build).
 */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const QUESTION = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';

/** Why a client cannot be tried here. */
class Skip extends Error {}

const GO = `package main

import (
	"database/sql"
	"fmt"
	"os"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/lib/pq"
)

func main() {
	db, err := sql.Open(os.Args[1], os.Getenv("URL"))
	var tls bool
	if err == nil {
		err = db.QueryRow("${QUESTION}").Scan(&tls)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(tls)
}
`;

const PYTHON = {
  psycopg: `import os, psycopg
print(psycopg.connect(os.environ["URL"]).execute("${QUESTION}").fetchone()[0])`,
  asyncpg: `import asyncio, asyncpg, os
async def main():
    connection = await asyncpg.connect(os.environ["URL"])
    print(await connection.fetchval("${QUESTION}"))
asyncio.run(main())`,
  'SQLAlchemy with asyncpg': `import asyncio, os, sqlalchemy
from sqlalchemy.ext.asyncio import create_async_engine
async def main():
    engine = create_async_engine(os.environ["URL"].replace("postgresql://", "postgresql+asyncpg://"))
    async with engine.connect() as connection:
        print((await connection.execute(sqlalchemy.text("${QUESTION}"))).scalar())
    await engine.dispose()
asyncio.run(main())`,
};
const PYTHON_PACKAGES = ['psycopg[binary]==3.2.9', 'asyncpg==0.30.0', 'sqlalchemy[asyncio]==2.0.41'];

const JAVA = `import java.sql.*;

class Client {
  public static void main(String[] args) throws Exception {
    var connection = DriverManager.getConnection(System.getenv("JDBC_URL"), System.getenv("USER_NAME"), System.getenv("SECRET"));
    var row = connection.createStatement().executeQuery("${QUESTION}");
    row.next();
    System.out.println(row.getBoolean(1));
  }
}
`;
const JDBC = { version: '42.7.7', plugin: 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1' };

const NODE = `import pg from 'pg';
const client = new pg.Client(process.env.URL);
await client.connect();
console.log((await client.query('${QUESTION}')).rows[0].ssl);
await client.end();`;

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-clients-'));
const main = join(REPOSITORY, 'dist', 'cli', 'main.js');
const ours = { ...process.env, ELEMENTALDB_STATE: join(scratch, 'state') };
const rows = [];
try {
  const started = await run('node', [main, 'start', '--detach', '--json', '--name', 'clients'], {
    cwd: REPOSITORY,
    env: ours,
  });
  const { url, host, port, database, user, password } = JSON.parse(started);
  // Nothing may help: neither variables nor files of this account.
  const { PATH, LANG, GOFLAGS, GOPROXY, GOCACHE, GOMODCACHE, HOME } = process.env;
  const env = Object.fromEntries(Object.entries({ PATH, LANG, URL: url, HOME: scratch }).filter(([, value]) => value));
  const jdbc = { ...env, JDBC_URL: `jdbc:postgresql://${host}:${port}/${database}`, USER_NAME: user, SECRET: password };
  await Promise.all([
    tryNode(env),
    tryPython(env),
    tryJava(jdbc),
    tryGo({ ...env, HOME, GOFLAGS, GOPROXY, GOCACHE, GOMODCACHE }),
  ]);
} finally {
  await run('node', [main, 'stop', '--all', '--include-test-servers'], { env: ours }).catch(() => undefined);
  rmSync(scratch, { recursive: true, force: true });
}
for (const [name, outcome] of rows.toSorted(([a], [b]) => a.localeCompare(b))) {
  console.log(`${name.padEnd(28)} ${outcome}`);
}
process.exitCode = rows.some(([, outcome]) => outcome.startsWith('FAILED')) ? 1 : 0;

async function tryNode(env) {
  await client('psql', () => run('psql', [env.URL, '-XAtc', QUESTION], { env }).catch(missing('psql')));
  await client('node-postgres', () => run('node', ['--input-type=module', '--eval', NODE], { env, cwd: REPOSITORY }));
}

async function tryGo(env) {
  const folder = join(scratch, 'go');
  const program = await prepared(['lib/pq 1.10.9', 'pgx 5.7.5'], async () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'main.go'), GO);
    const options = { cwd: folder, env };
    await run('go', ['mod', 'init', 'clients'], options).catch(missing('go'));
    await run('go', ['get', 'github.com/lib/pq@v1.10.9', 'github.com/jackc/pgx/v5@v5.7.5'], options).catch(missing());
    await run('go', ['mod', 'tidy'], options).catch(missing());
    await run('go', ['build', '-o', 'client', '.'], options);
    return join(folder, 'client');
  });
  if (program !== undefined) {
    await client('lib/pq 1.10.9', () => run(program, ['postgres'], { env }));
    await client('pgx 5.7.5', () => run(program, ['pgx'], { env }));
  }
}

async function tryPython(env) {
  const folder = join(scratch, 'python');
  const program = await prepared(Object.keys(PYTHON), async () => {
    await run('python3', ['-m', 'venv', folder]).catch(missing('python3 with venv'));
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', ...PYTHON_PACKAGES]).catch(missing());
    return join(folder, 'bin', 'python');
  });
  if (program !== undefined) {
    for (const [name, code] of Object.entries(PYTHON)) {
      await client(name, () => run(program, ['-c', code], { env }));
    }
  }
}

async function tryJava(env) {
  const name = `JDBC ${JDBC.version}`;
  const jar = await prepared([name], async () => {
    const artifact = `-Dartifact=org.postgresql:postgresql:${JDBC.version}`;
    await run('java', ['-version']).catch(missing('java'));
    await run('mvn', ['-q', '-B', `${JDBC.plugin}:copy`, artifact, `-DoutputDirectory=${scratch}`], {
      cwd: scratch,
    }).catch(missing('mvn'));
    writeFileSync(join(scratch, 'Client.java'), JAVA);
    return join(scratch, `postgresql-${JDBC.version}.jar`);
  });
  if (jar !== undefined) {
    await client(name, () => run('java', ['-cp', jar, join(scratch, 'Client.java')], { env }));
  }
}

/** Notes what one client said: whether its connection used TLS. */
async function client(name, connect) {
  try {
    const tls = /^t/i.test((await connect()).trim());
    rows.push([name, `ok (${tls ? 'TLS' : 'without TLS'})`]);
  } catch (error) {
    rows.push([
      name,
      error instanceof Skip ? `skipped: ${error.message}` : `FAILED: ${error.stderr || error.message}`.trim(),
    ]);
  }
}

/** What `prepare` gives; undefined if these clients cannot be tried here. */
async function prepared(names, prepare) {
  try {
    return await prepare();
  } catch (error) {
    const outcome = error instanceof Skip ? `skipped: ${error.message}` : `FAILED: ${error.stderr || error.message}`;
    rows.push(...names.map((name) => [name, outcome.trim()]));
    return undefined;
  }
}

/** An error handler: without the program, or without what a registry should give, there is nothing to try. */
function missing(program) {
  return (error) => {
    if (error.code === 'ENOENT') {
      throw new Skip(`there is no ${program}`);
    }
    throw program === 'psql'
      ? error
      : new Skip(`it cannot be installed: ${(error.stderr || error.message).trim().split('\n').at(-1)}`);
  };
}

async function run(program, args, options = {}) {
  return (await promisify(execFile)(program, args, { encoding: 'utf8', ...options })).stdout;
}
