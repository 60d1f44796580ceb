import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { withConnection } from '../../src/postgres/connect.ts';
import { GOOD, jsonOf, MAIN, makeSandbox, type Sandbox } from '../cli/run-cli.ts';
import { git } from '../git.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(REPOSITORY, 'docs', 'ci.md'), 'utf8');

/** The example of the page that stands under a file's name. */
function example(file: string): string {
  const found = PAGE.split('\n```').find((block) => /^\w+ (.+)/.exec(block)?.[1] === file);
  return found?.split('\n').slice(1).join('\n') ?? '';
}

/** A project whose branch `feature` adds a migration that its down does not undo, `fixed` one that it does. */
let sandbox: Sandbox;
let dispose: () => Promise<void>;

beforeAll(() => {
  ({ sandbox, dispose } = makeSandbox());
  const { folder } = sandbox;
  cpSync(GOOD, join(folder, 'migrations'), { recursive: true });
  sandbox.write({
    '.gitignore': 'node_modules\n',
    'elementaldb.config.json': JSON.stringify({ lint: { preset: 'recommended' } }),
    'node_modules/.bin/elementaldb': `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`,
  });
  chmodSync(join(folder, 'node_modules', '.bin', 'elementaldb'), 0o755);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  commit();
  git(folder, 'switch', '--quiet', '--create', 'feature');
  sandbox.write({
    'migrations/000003_note.up.sql': 'CREATE TABLE IF NOT EXISTS public.note (id integer PRIMARY KEY);\n',
    'migrations/000003_note.down.sql': 'SELECT 1;\n',
  });
  commit();
  git(folder, 'switch', '--quiet', '--create', 'fixed');
  sandbox.write({ 'migrations/000003_note.down.sql': 'DROP TABLE IF EXISTS public.note;\n' });
  commit();
});

afterAll(() => dispose());

function commit(): void {
  git(sandbox.folder, 'add', '.');
  git(sandbox.folder, 'commit', '--quiet', '--message=step');
}

interface Ran {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

function shell(script: string, folder: string, env: Readonly<Record<string, string>> = {}): Ran {
  const options = { cwd: folder, env: { ...sandbox.env, ...env }, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script], options);
  return { exitCode: status, stdout, stderr };
}

/** What a step of a workflow finds in its environment, and what it leaves there. */
function action(
  branch: string,
  inputs: Readonly<Record<string, string>>,
  script: 'check' | 'drift' = 'check',
): Ran & { sarif?: string; summary: string } {
  const checkout = join(sandbox.folder, '..', 'checkout');
  rmSync(checkout, { recursive: true, force: true });
  // As actions/checkout has it: one commit.
  git(sandbox.folder, 'clone', '--quiet', '--depth=1', `--branch=${branch}`, `file://${sandbox.folder}`, checkout);
  cpSync(join(sandbox.folder, 'node_modules'), join(checkout, 'node_modules'), { recursive: true });
  const [output, summary, sarif] = ['output', 'summary', 'sarif'].map((name) => join(checkout, '..', `action-${name}`));
  for (const file of [output, summary, sarif]) {
    rmSync(file ?? '', { force: true });
  }
  const ran = shell(`"${join(REPOSITORY, 'action', `${script}.sh`)}"`, checkout, {
    MIGRATIONS: 'migrations',
    CHANGED_SINCE: '',
    VERSION: 'latest',
    ARGUMENTS: '',
    SARIF: sarif ?? '',
    GITHUB_OUTPUT: output ?? '',
    GITHUB_STEP_SUMMARY: summary ?? '',
    ...inputs,
  });
  expect(existsSync(sarif ?? '')).toBe(written(output) === `sarif=${sarif}\n`);
  return { ...ran, summary: written(summary), ...(existsSync(sarif ?? '') ? { sarif: written(sarif) } : {}) };
}

function written(file = ''): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

describe('the GitHub Action', () => {
  test('judges what a pull request changes, marks its lines, and writes summary and SARIF', () => {
    const { exitCode, stdout, summary, sarif = '' } = action('feature', { GITHUB_BASE_REF: 'main' });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error file=migrations\/000003_note\.down\.sql,.*title=down-differs::/m);
    expect(stdout).not.toContain('000001');
    expect(summary).toMatch(/^### elementaldb check\n\n\d errors?, .+\n\n\| \| where/);
    const uris = [...sarif.matchAll(/"uri": "(.+)"/g)].map((match) => match[1]);
    expect(new Set(uris.filter((uri) => uri?.endsWith('.sql')))).toEqual(
      new Set(['migrations/000003_note.down.sql', 'migrations/000003_note.up.sql']),
    );
  });

  test('ends well where nothing is wrong, judging everything if told', () => {
    const { exitCode, summary, sarif } = action('fixed', { GITHUB_BASE_REF: 'main', CHANGED_SINCE: 'none' });
    expect(exitCode).toBe(0);
    expect(summary).toContain('6 files');
    expect(sarif).toBeDefined();
  });

  test('names what it could not judge, and writes no SARIF', () => {
    const { exitCode, sarif, stderr } = action('fixed', { ARGUMENTS: '--nonsense --deny-warnings' });
    expect({ exitCode, sarif }).toEqual({ exitCode: 2, sarif: undefined });
    expect(stderr).toContain('unknown option --nonsense');
  });

  test('compares a database with its ledger, and names what differs without the password', async () => {
    const url = await startedDatabase();
    const inputs = { DRIFT_DATABASE_URL: url, DRIFT_ARGUMENTS: '' };
    const equal = action('main', inputs, 'drift');
    expect(equal).toMatchObject({ exitCode: 0, stdout: '\n' });
    expect(equal.summary).toContain('### elementaldb drift');
    await withConnection(url, (client) => client.query('ALTER TABLE public.meter ADD COLUMN by_hand integer'));
    const { exitCode, stdout, stderr, summary } = action('main', inputs, 'drift');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^::error file=migrations.*title=different::.*column public\.meter\.by_hand/m);
    expect(summary).toMatch(/column public\.meter\.by\\_hand integer/);
    expect(stdout + stderr + summary).not.toContain(new URL(url).password);
    expect(action('main', { ...inputs, DRIFT_ARGUMENTS: '--nonsense --sql' }, 'drift')).toMatchObject({
      exitCode: 2,
      summary: '',
    });
  });

  test('has an input for each variable of its script, and no other', () => {
    const definition = readFileSync(join(REPOSITORY, 'action.yml'), 'utf8');
    const scripts = ['elementaldb.sh', 'check.sh', 'drift.sh'].map((file) => join(REPOSITORY, 'action', file));
    const script = scripts.map((file) => readFileSync(file, 'utf8')).join('\n');
    const set = [...definition.matchAll(/^ {8}([A-Z_]+): /gm)].map((match) => match[1]);
    const used = [...script.matchAll(/\$\{?([A-Z_]+)/g)].map((match) => match[1] ?? '');
    expect(set.filter((name) => name !== 'ELEMENTALDB_CACHE')).toEqual(
      expect.arrayContaining([...new Set(used)].filter((name) => !name.startsWith('GITHUB_'))),
    );
    const inputs = [...(definition.split('outputs:')[0] ?? '').matchAll(/^ {2}([a-z-]+):$/gm)].map((match) => match[1]);
    for (const input of inputs) {
      expect(definition).toContain(`inputs.${input} `);
      expect(PAGE).toContain(`| \`${input}\` |`);
    }
    expect(inputs).toHaveLength(8);
  });
});

/** The URL of a server that runs until the sandbox ends, with the migrations of the branch `main`. */
async function startedDatabase(): Promise<string> {
  git(sandbox.folder, 'switch', '--quiet', 'main');
  return String(jsonOf(await sandbox.run(['start', '--detach', '--json']))['url']);
}

describe('docs/ci.md', () => {
  test.each([
    ['feature', 1, /<failure /, /000003_note/],
    ['fixed', 0, /<testsuites/, /^$/],
  ])('the recipe for any shell, on the branch %s, ends with %i', (branch, exitCode, report, printed) => {
    git(sandbox.folder, 'switch', '--quiet', branch);
    writeFileSync(join(sandbox.folder, '..', 'ci.sh'), example('ci.sh'));
    const ran = shell('sh ../ci.sh main', sandbox.folder);
    expect(ran).toMatchObject({ exitCode, stdout: expect.stringMatching(printed) });
    expect(readFileSync(join(sandbox.folder, 'elementaldb.xml'), 'utf8')).toMatch(report);
    expect(existsSync(join(sandbox.folder, '.elementaldb-cache'))).toBe(false); // ELEMENTALDB_CACHE named another.
  });

  test('the script for GitLab writes a code quality report and ends with 1', () => {
    git(sandbox.folder, 'switch', '--quiet', 'feature');
    const lines = [...example('.gitlab-ci.yml').matchAll(/^ {4}- (n.+)$/gm)].map((match) => match[1] ?? '');
    expect(lines).toEqual(['npm ci', expect.stringContaining('npx elementaldb check')]);
    const ran = shell(lines[1] ?? '', sandbox.folder, { CI_MERGE_REQUEST_DIFF_BASE_SHA: 'main' });
    expect(ran).toMatchObject({ exitCode: 1, stdout: '' });
    expect(JSON.parse(readFileSync(join(sandbox.folder, 'elementaldb.json'), 'utf8'))).toContainEqual(
      expect.objectContaining({ check_name: 'down-differs' }),
    );
  });

  test('the recipes for drift end with 1 and say how to undo what was changed by hand', async () => {
    const url = await startedDatabase();
    await withConnection(url, (client) => client.query('CREATE TABLE IF NOT EXISTS public.by_hand (n integer)'));
    writeFileSync(join(sandbox.folder, '..', 'drift.sh'), example('drift.sh'));
    const ran = shell('sh ../drift.sh', sandbox.folder, { READ_ONLY_DATABASE_URL: url });
    expect(ran).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('DROP TABLE public.by_hand;') });
    expect(readFileSync(join(sandbox.folder, 'drift.xml'), 'utf8')).toContain('<failure ');
    const line = /^ {4}- (npx elementaldb drift.+)$/m.exec(example('.gitlab/drift.yml'))?.[1] ?? '';
    expect(shell(line, sandbox.folder, { READ_ONLY_DATABASE_URL: url })).toMatchObject({ exitCode: 1, stdout: '' });
    expect(JSON.parse(readFileSync(join(sandbox.folder, 'drift.json'), 'utf8'))).toContainEqual(
      expect.objectContaining({ check_name: 'different' }),
    );
  });
});
