import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const README = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');

/** The TypeScript examples of the README, run in a project where the built package is installed. */
const examples = [...README.matchAll(/^```ts\n(.*?)^```$/gms)].map((match) => match[1] ?? '');

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'elementaldb-test-readme-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(REPOSITORY, join(project, 'node_modules', 'elementaldb'));
  symlinkSync(join(REPOSITORY, 'node_modules', 'pg'), join(project, 'node_modules', 'pg'));
  symlinkSync(join(REPOSITORY, 'migrations'), join(project, 'migrations'));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

describe('README.md', () => {
  test('has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
  });

  test.each(examples.map((code, index) => [index + 1, code] as const))('example %i runs', async (index, code) => {
    const file = join(project, `example-${index}.mts`);
    writeFileSync(file, code);
    const run = promisify(execFile)(process.execPath, ['--import', import.meta.resolve('tsx'), file], { cwd: project });
    const { stdout } = await run;
    // The one that asks the ledger prints the version, the one that inserts a row the row; the other finds nothing to print.
    const printed = code.includes('schema_migrations')
      ? "version: '34'"
      : code.includes('db.sql')
        ? 'Demonstration'
        : '';
    expect(stdout).toContain(printed);
  });

  test('shows the two commands for a newcomer', () => {
    expect(README).toContain('npm ci && npm start');
    expect(README).toContain('npm ci && npm test');
  });
});
