/**
 * What a database for each test costs in pytest: a copy of the database of `elementaldb exec`, made by the suite; `elementaldb lease` for
 * each test; and testing.postgresql, a server for each test with the migrations from its cache. Each suite has the same tests, which
 * insert a row and read it. `/ test` is the time that pytest itself measures for the set-up and tear-down of a test.
 *
 *   npm run build && node bench/pytest.mjs [--tests 30] [--rounds 3] [--pg-bin /usr/lib/postgresql/15/bin]
 *
 * testing.postgresql runs `initdb`, which root may not: as root it runs as the account `postgres`. It needs the programs of a PostgreSQL.
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
    'pg-bin': { type: 'string', default: '/usr/lib/postgresql/15/bin' },
    python: { type: 'string', default: existsSync('/usr/bin/python3') ? '/usr/bin/python3' : 'python3' },
  },
});

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const PROGRAM = [process.execPath, join(REPOSITORY, 'dist/cli/main.js')];
const TESTS = Number(options.tests);

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-pytest-'));
chmodSync(scratch, 0o755);
const migrations = join(scratch, 'migrations');

const TEST = `
import psycopg
import pytest

@pytest.mark.parametrize("number", range(${TESTS}))
def test_insert(database_url, number):
    with psycopg.connect(database_url) as connection:
        connection.execute("INSERT INTO client_info.clients VALUES (%s, 'A client')", [f"client_{number}"])
        assert connection.execute("SELECT count(*) FROM client_info.clients").fetchone() == (1,)
`;

/** `database_url` as each contender makes it. */
const FIXTURES = {
  'exec, a copy for each test': `
    name = f"test_{uuid4().hex}"
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {os.environ['PGDATABASE']}")
        yield os.environ["DATABASE_URL"].replace(os.environ["PGDATABASE"], name)
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")`,
  'lease for each test': `
    command = [*${JSON.stringify(PROGRAM)}, "lease", "--json", "--template", "migrated", "--migrations", ${JSON.stringify(migrations)}]
    lease = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    yield json.loads(lease.stdout.readline())["url"]
    lease.stdin.close()
    assert lease.wait() == 0`,
  'testing.postgresql': `
    with factory() as server:
        yield server.url()`,
};

const FACTORY = `
import testing.postgresql

def migrate(server):
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for file in sorted(pathlib.Path(${JSON.stringify(migrations)}).glob("*.up.sql")):
            connection.execute(file.read_text())

factory = testing.postgresql.PostgresqlFactory(cache_initialized_db=True, on_initialized=migrate)
`;

try {
  cpSync(join(REPOSITORY, 'migrations'), migrations, { recursive: true });
  const programs = install();
  const rounds = Array.from({ length: Number(options.rounds) }, () =>
    Object.keys(FIXTURES).map((contender) => ({ contender, ...run(contender, programs) })),
  ).flat();
  console.log(
    `Node ${process.version}, ${TESTS} tests, ${options.rounds} rounds, medians; load ${loadavg()[0]?.toFixed(1)}\n`,
  );
  console.log(
    `${'contender'.padEnd(28)}${'whole run, s'.padStart(14)}${'/ test, ms'.padStart(12)}${'min-max'.padStart(14)}`,
  );
  for (const contender of Object.keys(FIXTURES)) {
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
  const packages = ['psycopg[binary]', 'pytest', 'testing.postgresql'];
  for (const command of [
    [options.python, '-m', 'venv', environment],
    [join(environment, 'bin/pip'), 'install', '--quiet', ...packages],
  ]) {
    const { status, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
    if (status !== 0) {
      throw new Error(`${command.join(' ')} ended with ${status}\n${stderr}`);
    }
  }
  return join(environment, 'bin');
}

function run(contender, programs) {
  const folder = join(scratch, contender.replaceAll(/\W+/g, '-'));
  const report = join(folder, 'report.xml');
  const isServerEach = contender === 'testing.postgresql';
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  const imports =
    'import json\nimport os\nimport pathlib\nimport subprocess\nfrom uuid import uuid4\n\nimport psycopg\nimport pytest\n';
  const fixture = `\n\n@pytest.fixture\ndef database_url():${FIXTURES[contender]}\n`;
  writeFileSync(join(folder, 'conftest.py'), imports + (isServerEach ? FACTORY : '') + fixture);
  writeFileSync(join(folder, 'test_insert.py'), TEST);
  const pytest = [join(programs, 'python'), '-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--junitxml=${report}`];
  const durations = ['--durations=0', '--durations-min=0'];
  const asOther = process.getuid?.() === 0 ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups'] : [];
  const exec = [...PROGRAM, 'exec', '--template', 'migrated', '--migrations', migrations, '--'];
  const [program, ...args] = [...(isServerEach ? asOther : exec), ...pytest, ...durations];
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: [options['pg-bin'], process.env.PATH].join(delimiter),
      ...(isServerEach && { HOME: folder }),
    },
  });
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0 || !readFileSync(report, 'utf8').includes(`tests="${TESTS}"`)) {
    return { failure: `${program} ended with ${status}: ${(stderr || stdout).trim().split('\n').at(-1)}` };
  }
  const measured = [...stdout.matchAll(/^([\d.]+)s (?:setup|teardown)/gm)].map(([, text]) => Number(text));
  return { seconds, perTest: (1000 * measured.reduce((sum, each) => sum + each, 0)) / TESTS };
}

function middle(sorted) {
  return sorted[Math.floor(sorted.length / 2)];
}
