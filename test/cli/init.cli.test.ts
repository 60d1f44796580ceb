import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { git } from '../git.ts';
import { eventually } from '../servers/child.ts';
import { BAD, GOOD, MAIN, jsonOf, test, type Sandbox } from './run-cli.ts';

const FILES = [
  'elementaldb.config.json',
  'vitest.config.mjs',
  'test/database.test.js',
  '.github/workflows/migrations.yml',
  '.pre-commit-config.yaml',
];

/** A repository with vitest, GitHub and migrations in another folder than the default. */
function makeRepository(sandbox: Sandbox): void {
  const { folder } = sandbox;
  git(folder, 'init', '--quiet', '--initial-branch=trunk');
  git(folder, 'remote', 'add', 'origin', 'https://me:hidden@github.com/a/b.git');
  cpSync(GOOD, join(folder, 'db', 'migrations'), { recursive: true });
  sandbox.write({ 'package.json': '{ "devDependencies": { "vitest": "4" } }' });
}

const written = ({ folder }: Sandbox): string[] => FILES.filter((file) => existsSync(join(folder, file)));

/** Runs the command of the written workflow as a step does, with the built program in the place of npx. */
function runWorkflow({ folder, env }: Sandbox, base: string): { status: number | null; stdout: string } {
  const workflow = readFileSync(join(folder, '.github', 'workflows', 'migrations.yml'), 'utf8');
  const command = /- run: >-\n((?: {10}.+\n)+)/.exec(workflow)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  expect(command).toMatch(/^npx --yes elementaldb check /);
  const bin = join(folder, '..', 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift 2\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(join(bin, 'npx'), 0o755);
  return spawnSync('sh', ['-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, PATH: `${bin}:${env['PATH']}`, GITHUB_BASE_REF: base },
  });
}

describe('init', () => {
  test('--dry-run shows every file within 80 columns and writes none', async ({ sandbox }) => {
    makeRepository(sandbox);
    const { exitCode, stdout, stderr } = await sandbox.runHere(['init', '--dry-run']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('  migrations  db/migrations (2 pairs, as golang-migrate names them)\n');
    for (const file of FILES) {
      expect(stdout).toMatch(new RegExp(`^${file.replaceAll('.', String.raw`\.`)}: `, 'm'));
    }
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).not.toContain('hidden');
    expect(readdirSync(sandbox.folder).toSorted()).toEqual(['.git', 'db', 'package.json']);
  });

  test('--yes writes what is missing and keeps what exists; a second run writes nothing', async ({ sandbox }) => {
    makeRepository(sandbox);
    sandbox.write({ 'vitest.config.mjs': 'export default {};\n' });
    const first = jsonOf(await sandbox.runHere(['init', '--yes', '--json']));
    expect(first).toMatchObject({
      dryRun: false,
      found: { languages: ['JavaScript'], testRunners: ['vitest'], ci: 'github', hooks: null },
      migrations: 'db/migrations',
      files: FILES.map((path) => ({ path, status: path === 'vitest.config.mjs' ? 'add' : 'written' })),
      next: ['npm install --save-dev elementaldb', 'npx vitest run', 'npx elementaldb check'],
    });
    expect(written(sandbox)).toEqual(FILES);
    expect(readFileSync(join(sandbox.folder, 'vitest.config.mjs'), 'utf8')).toBe('export default {};\n');
    expect(readdirSync(join(sandbox.folder, 'test'))).toEqual(['database.test.js']);
    const { stdout } = await sandbox.runHere(['init', '--yes']);
    expect(stdout).not.toContain('Written');
    expect(stdout).toContain("    test: { globalSetup: ['elementaldb/vitest/global-setup'] },\n");
  });

  test('takes the folder that is named, and keeps one file when another cannot be written', async ({ sandbox }) => {
    makeRepository(sandbox);
    cpSync(BAD, join(sandbox.folder, 'other'), { recursive: true });
    sandbox.write({ test: 'a file\n' });
    const { exitCode, stderr } = await sandbox.runHere(['init', '--yes', '--migrations', 'other']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('cannot write test/database.test.js: its folder is a file');
    expect(JSON.parse(readFileSync(join(sandbox.folder, 'elementaldb.config.json'), 'utf8'))).toMatchObject({
      migrations: 'other',
    });
    expect(readFileSync(join(sandbox.folder, 'test'), 'utf8')).toBe('a file\n');
  });

  test('below the root of a repository leaves CI and hooks to the root, and the configuration above in force', async ({
    sandbox,
  }) => {
    makeRepository(sandbox);
    const below = join(sandbox.folder, 'packages', 'one');
    mkdirSync(below, { recursive: true });
    cpSync(GOOD, join(below, 'sql'), { recursive: true });
    writeFileSync(join(sandbox.folder, 'elementaldb.config.json'), '{ "migrations": "packages/one/sql" }');
    const { files, notes } = jsonOf(await sandbox.runHere(['init', '--dry-run', '--json'], { cwd: below }));
    expect(files).toEqual([]);
    expect(notes).toEqual(
      expect.arrayContaining([
        `The configuration of ${sandbox.folder} applies here.`,
        expect.stringContaining(`run "elementaldb init" in ${sandbox.folder}`),
      ]),
    );
  });

  test('asks on a terminal for each file: no, yes, an unknown answer, then quit', async ({ sandbox, skip }) => {
    try {
      execFileSync('script', ['--version'], { stdio: 'ignore' }); // That of util-linux; others take other arguments.
    } catch {
      return skip('no script of util-linux makes a terminal here');
    }
    makeRepository(sandbox);
    const child = spawn('script', ['-qec', `'${process.execPath}' '${MAIN}' init`, '/dev/null'], {
      cwd: sandbox.folder,
      env: { ...sandbox.env, TERM: 'xterm' },
    });
    const ended = once(child, 'close');
    let output = '';
    child.stdout.on('data', (chunk) => (output += String(chunk)));
    const answers = ['n', '', 'what', 'q'];
    for (const [index, answer] of answers.entries()) {
      await eventually('a question', () => output.split('[q]uit: ').length > index + 1, 30_000);
      child.stdin.write(`${answer}\r`);
    }
    expect(await ended).toEqual([0, null]);
    expect(written(sandbox)).toEqual(['vitest.config.mjs']);
    expect(output.split('Write test/database.test.js?')).toHaveLength(3);
    expect(output).toContain('Not written');
  });
});

describe('the workflow that init writes', () => {
  test('passes at once, and fails for a pull request whose down undoes nothing', async ({ sandbox }) => {
    makeRepository(sandbox);
    const { folder } = sandbox;
    expect((await sandbox.runHere(['init', '--yes'])).exitCode).toBe(0);
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message=first');
    expect(runWorkflow(sandbox, '')).toMatchObject({ status: 0 });
    git(folder, 'update-ref', 'refs/remotes/origin/trunk', 'HEAD');
    expect(runWorkflow(sandbox, 'trunk')).toMatchObject({ status: 0 });
    sandbox.write({
      'db/migrations/000003_note.up.sql': 'CREATE TABLE IF NOT EXISTS public.note (id integer PRIMARY KEY);\n',
      'db/migrations/000003_note.down.sql': 'SELECT 1;\n',
    });
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '--message=second');
    const { status, stdout } = runWorkflow(sandbox, 'trunk');
    expect({ status, stdout }).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('::error file=db/migrations/000003_note.down.sql'),
    });
  });
});
