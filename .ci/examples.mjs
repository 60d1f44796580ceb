/**
 * Packs the package, installs it into a copy of each example in a temporary folder, and runs its tests; the one for
 * vitest with each major version. The names with `init-` make a project by `elementaldb init` instead. What cannot be had here is skipped, saying why. Arguments: names of examples
 * (`vitest@5`, `jest`); all unless told. Exit code 1 if one fails.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const EXAMPLES = [
  'vitest@3',
  'vitest@4',
  'vitest@5',
  'drivers',
  'node-test',
  'jest',
  'playwright',
  'go',
  'shell',
  'service',
  'distributed',
  'init-vitest',
  'init-jest',
  'init-pytest',
  'init-go',
];

/** How vitest, jest, node:test, Playwright, pytest and the shell say how many tests have passed. */
const COUNTS = [/^ *Tests:? +(\d+) passed/m, /^(?:#|ℹ) pass (\d+)/m, /\b(\d+) passed/];

/** What an example needs besides npm. */
const PROGRAMS = { go: ['go'], shell: ['jq', 'psql'] };

/** Why an example cannot be run here. */
class Skip extends Error {}

const scratch = mkdtempSync(join(tmpdir(), 'elementaldb-examples-'));
const wanted = process.argv.slice(2);
const failed = [];
try {
  const tarball = pack();
  for (const example of wanted.length > 0 ? wanted : EXAMPLES) {
    const begun = performance.now();
    try {
      const note = example.startsWith('init-') ? runInit(example, tarball) : run(example, tarball);
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
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = failed.length === 0 ? 0 : 1;

function pack() {
  const packed = shell('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: REPOSITORY });
  return join(scratch, packed.trim().split('\n').at(-1));
}

function run(example, tarball) {
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
  const node = version === '5' && Number.parseInt(process.versions.node, 10) < 22 ? newerNode() : undefined;
  if (node !== undefined) {
    packages.push(node);
    path.push(join(folder, 'node_modules', node.split('@')[0], 'bin'));
  }
  if (['service', 'distributed'].includes(name)) {
    path.push(python(folder));
  }
  if (name === 'service') {
    cpSync(join(REPOSITORY, 'migrations'), join(folder, 'migrations'), { recursive: true });
  }
  install(folder, packages);
  const env = { ...process.env, PATH: [...path, process.env.PATH].join(delimiter), CI: 'true' };
  const output = shell('npm', ['test'], { cwd: folder, env, allOutput: true });
  // What ran is told by what was installed and by what the runner says; that nothing ran is no success.
  const inGo = plain(output).match(/^ *--- PASS/gm)?.length;
  const count = inGo ?? COUNTS.map((pattern) => pattern.exec(plain(output))?.[1]).find((each) => each !== undefined);
  if (count === undefined) {
    throw new Error(`no test has run\n${output}`);
  }
  return [`${count} passed`, runner(folder, name), node].filter(Boolean).join(', ');
}

/** In a repository that has only migrations and a test runner: `elementaldb init`, then the commands that it names. */
function runInit(example, tarball) {
  const kind = example.slice('init-'.length);
  const folder = join(scratch, example);
  cpSync(join(REPOSITORY, 'examples', 'pytest', 'migrations'), join(folder, 'db', 'migrations'), { recursive: true });
  const path = [];
  if (kind === 'pytest') {
    writeFileSync(join(folder, 'requirements.txt'), 'pytest\npsycopg[binary]\n');
    path.push(python(folder));
    // Where pip finds the packages that are to be installed next.
    process.env.PIP_FIND_LINKS = join(scratch, 'wheels');
    shell(process.execPath, [join(REPOSITORY, 'python', 'build.mjs'), process.env.PIP_FIND_LINKS], {});
  }
  if (kind === 'go') {
    if (spawnSync('go', ['version']).status !== 0) {
      throw new Skip('Go is not installed');
    }
    writeFileSync(join(folder, 'go.mod'), 'module example.com/init\n\ngo 1.24\n');
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  install(folder, [tarball, ...(['vitest', 'jest'].includes(kind) ? [kind] : [])]);
  const env = { ...process.env, PATH: [...path, process.env.PATH].join(delimiter), CI: 'true' };
  const { next } = JSON.parse(shell('npx', ['elementaldb', 'init', '--yes', '--json'], { cwd: folder, env }));
  const outputs = next.map((command) => {
    if (command.startsWith('go get') && spawnSync('sh', ['-c', command], { cwd: folder, env }).status !== 0) {
      throw new Skip('go get cannot fetch pgx');
    }
    return shell('sh', ['-c', command], { cwd: folder, env, allOutput: true });
  });
  if (!/\b2 passed|^ok\s+example\.com\/init\/dbtest/m.test(plain(outputs.join('\n')))) {
    throw new Error(`no test has run\n${outputs.join('\n')}`);
  }
  return next.join('; ');
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

function install(folder, packages) {
  const flags = ['--save-dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, stderr } = spawnSync('npm', ['install', ...flags, ...packages], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) {
    const network = /E404|ETARGET|ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|E403/.exec(stderr)?.[0];
    if (network !== undefined) {
      throw new Skip(`the registry of npm does not give what it needs (${network})`);
    }
    throw new Error(`npm install failed\n${stderr}`);
  }
}

/** The folder of programs of a virtual environment in which pytest is installed. */
function python(folder) {
  const environment = join(folder, '.venv');
  if (spawnSync('python3', ['-m', 'venv', environment]).status !== 0) {
    throw new Skip('there is no python3 with venv');
  }
  const programs = join(environment, 'bin');
  const { status } = spawnSync(join(programs, 'pip'), ['install', '--quiet', '-r', 'requirements.txt'], {
    cwd: folder,
  });
  if (status !== 0) {
    throw new Skip('pip cannot install requirements.txt');
  }
  return programs;
}

function shell(program, args, { allOutput = false, ...options }) {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 26, ...options });
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
