import { describe, expect } from 'vitest';

import { git } from '../../git.ts';
import { BAD, GOOD, test } from '../run-cli.ts';
import { unwrapped, versionsIn, closing, writeChain } from './verified.ts';

describe('verify', () => {
  test('judges the client data too', async ({ sandbox }) => {
    sandbox.write({ 'data.sql': 'COPY public.meter (meter_id, site) FROM stdin;\n7\tvilla\nx\tvilla\n\\.\n' });
    const said = await sandbox.runHere(['verify', GOOD, '--client-data', 'data.sql']);
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toMatch(/^client data\n {2}✗ up: the client data does not load \(data\.sql:3\)\n/m);
    expect(unwrapped(said.stdout)).toContain('data.sql:3: invalid input syntax for type integer: "x" (22P02)');
    expect(closing(said)).toMatch(/: 2 passed, the client data failed \(/);
  });

  test('is content with a server that a start runs beside it', async ({ sandbox }) => {
    await sandbox.run(['start', '--detach', '--migrations', GOOD]);
    expect((await sandbox.runHere(['verify', GOOD, '--no-cache'])).exitCode).toBe(0);
    expect(await sandbox.runHere(['ps'])).toMatchObject({ stdout: expect.stringContaining('project') });
  });

  test('adds rows of a folder by the name of the version', async ({ sandbox }) => {
    sandbox.write({ 'fixtures/populate/000002_nowhere.sql': 'INSERT INTO nowhere VALUES (1);' });
    const said = await sandbox.runHere(['verify', GOOD]);
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toMatch(
      /^ {2}✗ data: the server rejects the rows of the populate folder for this version\s+\(000002_nowhere\.sql:1\)$/m,
    );
  });
});

describe('a part of the chain', () => {
  test('is chosen by what changed since a commit', async ({ sandbox }) => {
    writeChain(sandbox);
    git(sandbox.folder, 'init', '--quiet');
    git(sandbox.folder, 'add', '.');
    git(sandbox.folder, 'commit', '--quiet', '--message', 'first');
    const none = await sandbox.runHere(['verify', '--changed-since', 'HEAD']);
    expect([none.exitCode, closing(none)]).toEqual([0, expect.stringMatching(/^0 migrations on PostgreSQL /)]);
    expect(none.stdout).toContain('note: no migration has changed since HEAD\n');
    sandbox.write({ 'migrations/2_b.down.sql': 'DROP TABLE IF EXISTS b;' });
    const said = await sandbox.runHere(['verify', '--changed-since', 'HEAD']);
    expect([said.exitCode, versionsIn(said)]).toEqual([0, ['2']]);
    expect(closing(said)).toMatch(/: 1 passed, 1 replayed \(/);
  });
});

describe('a baseline', () => {
  test('is the file that was written, also where only that of lint is configured', async ({ sandbox }) => {
    sandbox.write({ 'elementaldb.config.json': JSON.stringify({ lint: { baseline: 'lint.json' } }) });
    const written = await sandbox.runHere(['verify', BAD, '--update-baseline']);
    expect(written.stderr).toContain('lint.json: it accepts 0 lint findings and 1 verify finding.');
    expect((await sandbox.runHere(['verify', BAD])).exitCode).toBe(0);
  });

  test('keeps accepted findings of versions that were not judged', async ({ sandbox }) => {
    const flags = ['verify', BAD, '--baseline', 'baseline.json', '--update-baseline'];
    await sandbox.runHere(flags);
    const said = await sandbox.runHere([...flags, '--to', '1']);
    expect(said.stderr).toMatch(/and 1 verify finding\.\n$/);
  });
});
