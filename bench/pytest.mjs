/**
 * What a database for each test costs in pytest: the plugin; a copy of the database of `elementaldb exec`, made by the suite; a
 * transaction that is rolled back; pytest-postgresql, which copies a template; testing.postgresql, a server for each test with
 * the migrations from its cache. Each suite has the same tests, which insert a row and read it, and all have the same programs of
 * PostgreSQL. `/ test` is the time that pytest itself measures for the set-up and tear-down of a test, the connection included;
 * the middle one, so that the start of the server is not in it.
 *
 *   npm run build && node bench/pytest.mjs [--tests 30] [--rounds 3] [--only NAME …] [--pg-bin /usr/lib/postgresql/15/bin]
 *
 * The last two run `initdb`, which root may not: as root they run as the account `postgres`.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    tests: { type: 'string', default: '30' },
    rounds: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true },
    'pg-bin': { type: 'string', default: '/usr/lib/postgresql/15/bin' },
    python: { type: 'string', default: existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3' },
  },
});

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = [process.execPath, join(REPOSITORY, 'dist/cli/main.js')];
const TESTS = Number(options.tests);

/** The contenders that are measured: all by default. */
const isWanted = (contender) => options.only === undefined || options.only.includes(contender);

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-pytest-'));
chmodSync(scratch, 0o755);
const migrations = join(scratch, 'migrations');

const TEST = `
import pytest

@pytest.mark.parametrize("number", range(${TESTS}))
def test_insert(connection, number):
    connection.execute("INSERT INTO client_info.clients VALUES (%s, 'A client')", [f"client_{number}"])
    assert connection.execute("SELECT count(*) FROM client_info.clients").fetchone() == (1,)
`;

/** Set-up and tear-down of each test, in milliseconds; pytest prints hundredths of a second. */
const TIMES = `
times = {}

def pytest_runtest_logreport(report):
    if report.when != "call":
        times[report.nodeid] = times.get(report.nodeid, 0) + 1000 * report.duration

def pytest_sessionfinish():
    pathlib.Path("times.json").write_text(json.dumps(list(times.values())))
`;

const CONNECTION = `
@pytest.fixture
def connection(database_url):
    with psycopg.connect(database_url) as connection:
        yield connection
`;

const FACTORY = `
import testing.postgresql

def migrate(server):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for file in sorted(pathlib.Path(${JSON.stringify(migrations)}).glob("*.up.sql")):
            connection.execute(file.read_text())

factory = testing.postgresql.PostgresqlFactory(cache_initialized_db=True, on_initialized=migrate)
`;

const POSTGRESQL = `
from pytest_postgresql import factories

files = sorted(pathlib.Path(${JSON.stringify(migrations)}).glob("*.up.sql"))
server = factories.postgresql_proc(executable=${JSON.stringify(join(options['pg-bin'], 'pg_ctl'))}, load=files)
postgresql = factories.postgresql("server")
`;

/** How each contender makes the fixture `connection`, and what starts pytest. */
const CONTENDERS = {
  'pytest-elementaldb': {
    conftest: `
@pytest.fixture
def database_url(elementaldb_url):
    return elementaldb_url
${CONNECTION}`,
  },
  'exec, a copy for each test': {
    exec: true,
    conftest: `
@pytest.fixture
def database_url():
    name = f"test_{uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {os.environ['PGDATABASE']}")
        yield os.environ["DATABASE_URL"].replace(os.environ["PGDATABASE"], name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
${CONNECTION}`,
  },
  'transaction rolled back': {
    exec: true,
    conftest: `
@pytest.fixture
def connection():
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        yield connection
        connection.rollback()
`,
  },
  'pytest-postgresql': {
    asOther: true,
    conftest: `${POSTGRESQL}
@pytest.fixture
def connection(postgresql):
    return postgresql
`,
  },
  'testing.postgresql': {
    asOther: true,
    conftest: `${FACTORY}
@pytest.fixture
def database_url():
    with factory() as server:
        yield server.url()
${CONNECTION}`,
  },
};

try {
  cpSync(join(REPOSITORY, 'migrations'), migrations, { recursive: true });
  const programs = install();
  const contenders = Object.keys(CONTENDERS).filter(isWanted);
  const rounds = Array.from({ length: Number(options.rounds) }, () =>
    contenders.map((contender) => ({ contender, ...run(contender, programs) })),
  ).flat();
  console.log(
    `Node ${process.version}, ${TESTS} tests, ${options.rounds} rounds, medians; load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(
    `${'contender'.padEnd(28)}${'whole run, s'.padStart(14)}${'/ test, ms'.padStart(12)}${'min-max'.padStart(14)}`,
  );
  for (const contender of contenders) {
    const own = rounds.filter((round) => round.contender === contender && round.failure === undefined);
    const failed = rounds.find((round) => round.contender === contender && round.failure !== undefined);
    if (failed !== undefined) {
      console.log(`${contender.padEnd(28)}not measured: ${failed.failure}`);
      continue;
    }
    const each = own.map(({ perTest }) => perTest).toSorted((a, b) => a - b);
    const wall = own.map(({ seconds }) => seconds).toSorted((a, b) => a - b);
    const cells = [middle(wall).toFixed(1).padStart(14), middle(each).toFixed(0).padStart(12)];
    const range = `${each[0].toFixed(0)}-${each.at(-1).toFixed(0)}`;
    console.log(`${contender.padEnd(28)}${cells.join('')}${range.padStart(14)}`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function install() {
  const environment = join(scratch, 'venv');
  const wheels = join(scratch, 'wheels');
  const packages = ['psycopg[binary]', 'pytest-elementaldb', 'pytest-postgresql', 'testing.postgresql'];
  for (const command of [
    [process.execPath, join(REPOSITORY, 'python', 'build.mjs'), wheels],
    [options.python, '-m', 'venv', environment],
    [join(environment, 'bin/pip'), 'install', '--quiet', '--find-links', wheels, ...packages],
  ]) {
    const { status, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`${command.join(' ')} ended with ${status}\n${stderr}`);
    }
  }
  return join(environment, 'bin');
}

function run(contender, programs) {
  const { conftest, exec = false, asOther = false } = CONTENDERS[contender];
  const folder = join(scratch, contender.replaceAll(/\W+/g, '-'));
  const times = join(folder, 'times.json');
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  const imports = 'import json\nimport os\nimport pathlib\nfrom uuid import uuid4\n\nimport psycopg\nimport pytest\n';
  writeFileSync(join(folder, 'conftest.py'), imports + TIMES + conftest);
  writeFileSync(join(folder, 'test_insert.py'), TEST);
  const plugins = ['-p', 'no:cacheprovider', ...(contender === 'pytest-postgresql' ? [] : ['-p', 'no:postgresql'])];
  const pytest = [join(programs, 'python'), '-m', 'pytest', '-q', ...plugins];
  const other = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  const before = exec ? [...PROGRAM, 'exec', '--'] : asOther ? other : [];
  const [program, ...args] = [...before, ...pytest];
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: [options['pg-bin'], process.env.PATH].join(delimiter),
      ELEMENTALDB_MIGRATIONS: migrations,
      ELEMENTALDB_CLIENT_DATA: 'none',
      ELEMENTALDB_PG_BIN: options['pg-bin'],
      ...(asOther && { HOME: folder }),
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  const each = existsSync(times) ? JSON.parse(readFileSync(times, 'utf8')) : [];
  rmSync(times, { force: true });
  if (status !== 0 || each.length !== TESTS) {
    return { failure: `${program} ended with ${status}: ${(stderr || stdout).trim().split('\n').at(-1)}` };
  }
  return { seconds, perTest: middle(each.toSorted((a, b) => a - b)) };
}

function middle(sorted) {
  return sorted[Math.floor(sorted.length / 2)];
}
