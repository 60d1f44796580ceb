/**
 * Builds the two wheels and tries them without npm: in empty virtual environments, with a PATH that has no Node. Without PostgreSQL,
 * which has to be named; then types, the tests of the plugin, and the examples that pip installs, also in several processes. What
 * cannot be had here is skipped, saying why. Exit code 1 if something fails.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['elementaldb', 'pytest-elementaldb'].map((name) => join(REPOSITORY, 'python', name, 'src'));
const TESTS = join(REPOSITORY, 'python', 'tests');

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-python-'));
// As root the server runs under another account.
chmodSync(scratch, 0o755);
const wheels = join(scratch, 'wheels');
const runs = mkdtempSync(join(tmpdir(), 'edb-'));
chmodSync(runs, 0o1777);
const inherited = Object.entries(process.env).filter(([name]) => !/^(?:ELEMENTALDB_|PG[A-Z]|NODE_|PYTHON)/.test(name));
const env = {
  ...Object.fromEntries(inherited),
  ELEMENTALDB_STATE: join(scratch, 'state'),
  ELEMENTALDB_CACHE: join(scratch, 'cache'),
  ELEMENTALDB_RUN: runs,
  PIP_FIND_LINKS: wheels,
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
};
mkdirSync(env.ELEMENTALDB_CACHE, { mode: 0o755 });

try {
  if (spawnSync('python3', ['-m', 'venv', '--help']).status === 0) {
    tryWheels();
  } else {
    console.log('skipped: there is no python3 with venv');
  }
} catch (error) {
  console.log(`FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  for (const folder of [scratch, runs]) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function tryWheels() {
  const built = run(process.execPath, [join(REPOSITORY, 'python', 'build.mjs'), wheels]);
  console.log(`ok: the wheels\n${built.trim()}`);
  const programs = programsWithoutNode();
  const [pytest, django] = ['pytest', 'django'].map(copyExample);

  const plain = install('plain', programs, ['pytest-elementaldb']);
  const missing = spawnSync('elementaldb', ['start', '--once'], { cwd: pytest, env: plain, encoding: 'utf8' });
  if (missing.status !== 3 || !missing.stderr.includes("pip install 'elementaldb[server]'")) {
    throw new Error(`the missing server is not named: ${missing.status} ${missing.stderr}`);
  }
  console.log('ok: without PostgreSQL the error names the extra');

  const full = install('full', programs, ['-r', join(pytest, 'requirements.txt'), 'anyio', 'mypy']);
  try {
    const node = spawnSync('sh', ['-c', 'command -v node'], { env: full, encoding: 'utf8' });
    if (node.status === 0) {
      throw new Error(`a node is on PATH: ${node.stdout}`);
    }
    const typed = run('mypy', ['--strict', ...SOURCES, TESTS], { env: { ...full, MYPYPATH: SOURCES.join(':') } });
    report('types', typed);
    const noCache = ['-q', '-p', 'no:cacheprovider'];
    report('the tests of the packages', run('pytest', [...noCache, TESTS], { cwd: TESTS, env: full }));
    for (const options of [[], ['-n', '2']]) {
      const output = run('pytest', ['-q', ...options], { cwd: pytest, env: full });
      report(['examples/pytest', ...options].join(' '), output);
    }
    const withDjango = install('django', programs, ['-r', join(django, 'requirements.txt')]);
    for (const more of [[], ['--parallel', '2']]) {
      const tests = run('python', ['manage.py', 'test', ...more], { cwd: django, env: withDjango });
      report(['examples/django', ...more].join(' '), tests);
    }
    const contrib = install('contrib', programs, ['elementaldb[contrib]']);
    const begun = run('elementaldb', ['start', '--once'], { cwd: pytest, env: contrib });
    report('PostgreSQL with its extensions', begun);
  } finally {
    spawnSync('elementaldb', ['stop', '--all', '--include-test-servers'], { env: full });
  }
}

/** Says what ran, and the last line that says with which result. */
function report(what, output) {
  const line = output.split('\n').findLast((each) => /[1-9]\d* passed|[1-9]\d* tests|no issues|ready/.test(each));
  if (line === undefined) {
    throw new Error(`${what}: nothing ran\n${output}`);
  }
  console.log(`ok: ${what} (${line.trim()})`);
}

/** Links to all programs on PATH except those of Node. */
function programsWithoutNode() {
  const folder = join(scratch, 'programs');
  mkdirSync(folder);
  for (const from of (process.env.PATH ?? '').split(delimiter).filter((each) => existsSync(each))) {
    for (const name of readdirSync(from)) {
      if (!/^(?:node|nodejs|npm|npx|corepack|elementaldb)$/.test(name) && !existsSync(join(folder, name))) {
        symlinkSync(join(from, name), join(folder, name));
      }
    }
  }
  return folder;
}

function copyExample(name) {
  const folder = join(scratch, 'examples', name);
  cpSync(join(REPOSITORY, 'examples', name), folder, { recursive: true });
  return folder;
}

/** Installs packages into a virtual environment of their own; returns the variables of its programs. */
function install(name, programs, packages) {
  const folder = join(scratch, name);
  run('python3', ['-m', 'venv', folder]);
  const bin = join(folder, 'bin');
  run(join(bin, 'pip'), ['install', '--quiet', ...packages]);
  return { ...env, PATH: [bin, programs].join(delimiter), VIRTUAL_ENV: folder };
}

function run(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    ...options,
  });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status ?? error?.message}\n${stdout}${stderr}`);
  }
  return `${stdout}${stderr}`;
}
