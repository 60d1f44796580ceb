/**
 * Packs the package, installs it into a copy of each example in a temporary folder, and runs its tests, two examples at a
 * time. The names with `init-` make a project by `elementaldb init` instead. What cannot be had here is skipped, saying why.
 * Arguments: names of examples (`vitest@5`, `jest`); without any, all. Exit code 1 if one fails.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
/** Those that take long stand first. */
const EXAMPLES = [
  'distributed',
  'service',
  'playwright',
  'drivers',
  'orms',
  'vitest@4',
  'vitest@3',
  'vitest@5',
  'init-pytest',
  'jest',
  'init-jest',
  'init-vitest',
  'bun',
  'node-test',
  'go',
  'init-go',
  'shell',
];

/** How many run at a time: each waits for a registry half of its time. */
const AT_A_TIME = 2;

/** How vitest, jest, node:test, Bun, Playwright, pytest and the shell say how many tests have passed. */
const COUNTS = [/^ *Tests:? +(\d+) passed/m, /^(?:#|ℹ) pass (\d+)/m, /^ *(\d+) pass$/m, /\b(\d+) passed/];

/** What an example needs besides npm. */
const PROGRAMS = { go: ['go'], shell: ['jq', 'psql'] };

/** Why an example cannot be run here. */
class Skip extends Error {}

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-examples-'));
const failed = [];
try {
  const tarball = await pack();
  const waiting = wanted();
  await Promise.all(Array.from({ length: AT_A_TIME }, () => runThrough(waiting, tarball)));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed.length === 0 ? 0 : 1;

function wanted() {
  const named = process.argv.slice(2);
  return named.length > 0 ? named : [...EXAMPLES];
}

/** Takes one example after the other until none waits. */
async function runThrough(waiting, tarball) {
  for (let example = waiting.shift(); example !== undefined; example = waiting.shift()) {
    const begun = performance.now();
    try {
      const note = await (example.startsWith('init-') ? runInit(example, tarball) : run(example, tarball));
      console.log(`ok: ${example} (${note}, ${((performance.now() - begun) / 1_000).toFixed(0)} s)`);
    } catch (error) {
      if (error instanceof Skip) {
        console.log(`skipped: ${example}: ${error.message}`);
      } else {
        failed.push(example);
        console.log(`FAILED: ${example}: ${error.message}`);
      }
    }
  }
}

async function pack() {
  const packed = await shell('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: REPOSITORY });
  return join(scratch, packed.trim().split('\n').at(-1));
}

async function run(example, tarball) {
  const [name, version] = example.split('@');
  const missing = PROGRAMS[name]?.filter((program) => spawnSync(program, ['version']).error !== undefined) ?? [];
  if (missing.length > 0) {
    throw new Skip(`${missing.join(' and ')} cannot be run here`);
  }
  const folder = join(scratch, example);
  cpSync(join(REPOSITORY, 'examples', name), folder, { recursive: true });
  const path = [];
  const packages = [tarball];
  if (version !== undefined) {
    packages.push(`vitest@${version}`, `@vitest/coverage-v8@${version}`);
  }
  const needsNode22 = version === '5' || name === 'drivers'; // Slonik does.
  const node = needsNode22 && Number.parseInt(process.versions.node, 10) < 22 ? newerNode() : undefined;
  if (node !== undefined) {
    packages.push(node);
    path.push(join(folder, 'node_modules', node.split('@')[0], 'bin'));
  }
  if (['service', 'distributed'].includes(name)) {
    path.push(await python(folder));
  }
  if (name === 'service') {
    cpSync(join(REPOSITORY, 'migrations'), join(folder, 'migrations'), { recursive: true });
  }
  await install(folder, packages);
  if (name === 'bun') {
    await shell('npm', ['rebuild', 'bun'], { cwd: folder }); // Its install script only links the program.
  }
  // Prisma's generator would download engines that are not used here.
  const engines = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_QUERY_ENGINE_LIBRARY: process.execPath };
  const env = { ...environment(example, path), ...engines };
  const output = await shell('npm', ['test'], { cwd: folder, env, allOutput: true });
  // What ran is told by what was installed and by what the runner says; that nothing ran is no success.
  const inGo = plain(output).match(/^ *--- PASS/gm)?.length;
  const count = inGo ?? COUNTS.map((pattern) => pattern.exec(plain(output))?.[1]).find((each) => each !== undefined);
  if (count === undefined || Number(count) === 0) {
    throw new Error(`no test has run\n${output}`);
  }
  return [`${count} passed`, runner(folder, name), node].filter(Boolean).join(', ');
}

/** In a repository that has only migrations and a test runner: `elementaldb init`, then the commands that it names. */
async function runInit(example, tarball) {
  const kind = example.slice('init-'.length);
  const folder = join(scratch, example);
  cpSync(join(REPOSITORY, 'examples', 'pytest', 'migrations'), join(folder, 'db', 'migrations'), { recursive: true });
  const path = [];
  // Where pip finds the packages that are to be installed next.
  const more = kind === 'pytest' ? { PIP_FIND_LINKS: join(scratch, 'wheels') } : {};
  if (kind === 'pytest') {
    writeFileSync(join(folder, 'requirements.txt'), 'pytest\npsycopg[binary]\n');
    path.push(await python(folder));
    await shell(process.execPath, [join(REPOSITORY, 'python', 'build.mjs'), more.PIP_FIND_LINKS], {});
  }
  if (kind === 'go') {
    if (spawnSync('go', ['version']).status !== 0) {
      throw new Skip('Go is not installed');
    }
    writeFileSync(join(folder, 'go.mod'), 'module example.com/init\n\ngo 1.24\n');
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await install(folder, [tarball, ...(['vitest', 'jest'].includes(kind) ? [kind] : [])]);
  const env = { ...environment(example, path), ...more };
  const { next } = JSON.parse(await shell('npx', ['elementaldb', 'init', '--yes', '--json'], { cwd: folder, env }));
  const outputs = [];
  for (const command of next) {
    if (command.startsWith('go get') && (await finished('sh', ['-c', command], { cwd: folder, env })).status !== 0) {
      throw new Skip('go get cannot fetch pgx');
    }
    outputs.push(await shell('sh', ['-c', command], { cwd: folder, env, allOutput: true }));
  }
  if (!/\b2 passed|^ok\s+example\.com\/init\/dbtest/m.test(plain(outputs.join('\n')))) {
    throw new Error(`no test has run\n${outputs.join('\n')}`);
  }
  return next.join('; ');
}

/** With servers of its own: an example may stop all that it sees. */
function environment(example, path) {
  const ELEMENTALDB_STATE = join(scratch, `${example}-state`);
  return { ...process.env, PATH: [...path, process.env.PATH].join(delimiter), CI: 'true', ELEMENTALDB_STATE };
}

/** Node 22 as a package without install scripts. */
function newerNode() {
  return `node-${process.platform}-${process.arch}@22`;
}

function runner(folder, name) {
  const module = { vitest: 'vitest', jest: 'jest', playwright: '@playwright/test' }[name];
  return (
    module &&
    `${name} ${JSON.parse(readFileSync(join(folder, 'node_modules', module, 'package.json'), 'utf8')).version}`
  );
}

async function install(folder, packages) {
  const flags = ['--save-dev', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  const { status, stderr } = await finished('npm', ['install', ...flags, ...packages], { cwd: folder });
  if (status !== 0) {
    const network = /E404|ETARGET|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|E403/.exec(stderr)?.[0];
    if (network !== undefined) {
      throw new Skip(`the registry of npm does not give what it needs (${network})`);
    }
    throw new Error(`npm install failed\n${stderr}`);
  }
}

/** The folder of programs of a virtual environment in which pytest is installed. */
async function python(folder) {
  const venv = join(folder, '.venv');
  if ((await finished('python3', ['-m', 'venv', venv], {})).status !== 0) {
    throw new Skip('there is no python3 with venv');
  }
  const programs = join(venv, 'bin');
  const { status } = await finished(join(programs, 'pip'), ['install', '--quiet', '-r', 'requirements.txt'], {
    cwd: folder,
  });
  if (status !== 0) {
    throw new Skip('pip cannot install requirements.txt');
  }
  return programs;
}

/** How a program has ended, and what it printed; without a program the status is null. */
async function finished(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (text) => (said[name] += text));
  }
  try {
    const [status] = await once(child, 'close');
    return { status, ...said };
  } catch (error) {
    return { status: null, ...said, stderr: error.message };
  }
}

async function shell(program, args, { allOutput = false, ...options }) {
  const { status, stdout, stderr } = await finished(program, args, options);
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  }
  // Jest reports on stderr.
  return allOutput ? `${stdout}${stderr}` : stdout;
}

function plain(text) {
  // oxlint-disable-next-line no-control-regex -- colours are control characters
  return text.replaceAll(/\u001B\[[\d;]*m/g, '');
}
