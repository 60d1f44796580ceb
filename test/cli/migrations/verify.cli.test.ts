import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as v from 'valibot';
import { describe, expect } from 'vitest';

import { VERIFY_REPORT } from '../../../src/report/verify-json.ts';
import { BAD, GOOD, jsonOf, test } from '../run-cli.ts';
import { unwrapped, versionsIn, closing, writeChain } from './verified.ts';

const TITLES = 'version  migration   up  idempotent  down  data  re-up  session  resume  shadow';

describe('verify', () => {
  test('ends with 0 and a table when every verdict passes', async ({ sandbox }) => {
    const said = await sandbox.run(['verify', '--migrations', GOOD]);
    expect(said.exitCode).toBe(0);
    const [titles, first, second, , end] = said.stdout.split('\n');
    expect(titles).toBe(TITLES);
    expect(first).toBe('      1  meter       ok  ok          ok    ok    ok     ok       ok      ok');
    expect(second).toBe('      2  down_empty  ok  ok          ok    ok    ok     ok       ok      ok');
    expect(end).toMatch(/^2 migrations on PostgreSQL \d+\.\d+: 2 passed \(.+\)$/);
    await sandbox.leavesNothing();
  });

  test('ends with 1 after a failure, with what it left behind and how to fix it', async ({ sandbox }) => {
    const said = await sandbox.runHere(['verify', BAD]);
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toMatch(/^ +2 {2}down_empty {2}ok {2}ok +FAIL +ok/m);
    expect(said.stdout).toMatch(/^2_down_empty\n {2}✗ down: .+\(000002_down_empty\.down\.sql\)\n( {6}.+\n)+ {4}fix: /m);
    expect(closing(said)).toMatch(/: 1 passed, 1 failed \(/);
    await sandbox.leavesNothing();
  });

  test('--json prints one object of the published form', async ({ sandbox }) => {
    const said = await sandbox.run(['verify', '--json', '--migrations', BAD]);
    expect(said.exitCode).toBe(1);
    expect(said.stdout.split('\n')).toHaveLength(2);
    const report = v.parse(VERIFY_REPORT, jsonOf(said));
    expect(report).toMatchObject({
      server: { kind: 'embedded', version: expect.stringMatching(/^\d+\.\d+$/) },
      summary: { ok: false, pass: 1, fail: 1 },
    });
    expect(report.migrations[0]).toMatchObject({ version: 1, up: join(BAD, '000001_meter.up.sql') });
    expect(report.migrations[1]?.verdicts.reversible.findings).toMatchObject([
      { code: 'down-differs', file: join(BAD, '000002_down_empty.down.sql'), fix: expect.stringMatching(/./) },
    ]);
    // And from the cache, to the byte.
    expect((await sandbox.run(['verify', '--json', '--migrations', BAD])).stdout).toBe(said.stdout);
  });

  test('shows a message whole, however narrow the terminal is', async ({ sandbox }) => {
    const name = 'a_table_that_has_a_long_name_which_is_in_no_schema_at_all';
    sandbox.write({ 'migrations/1_t.up.sql': `SELECT * FROM ${name};`, 'migrations/1_t.down.sql': '' });
    const { stdout } = await sandbox.runHere(['verify']);
    expect(unwrapped(stdout)).toContain(`relation "${name}" does not exist (42P01)`);
  });

  test('--no-populated skips the populated pass', async ({ sandbox }) => {
    const said = await sandbox.runHere(['verify', GOOD, '--no-populated']);
    expect(said.exitCode).toBe(0);
    expect(said.stdout).toMatch(/^ +1 {2}meter +ok {2}ok +ok +- +ok +ok +ok +ok$/m);
  });
});

describe('a part of the chain', () => {
  test('is chosen by version', async ({ sandbox }) => {
    await sandbox.runHere(['verify', GOOD]);
    for (const [flags, versions] of [
      [['--from', '2'], ['2']],
      [['--to', '000001'], ['1']],
      [['--only', '2'], ['2']],
      [
        ['--only', '1,2'],
        ['1', '2'],
      ],
      [
        ['--only', '1', '--only', '2'],
        ['1', '2'],
      ],
    ] as const) {
      const said = await sandbox.runHere(['verify', ...flags, GOOD]);
      expect([said.exitCode, versionsIn(said)], flags.join(' ')).toEqual([0, versions]);
    }
  });
});

test('earlier verdicts come from the cache, except with --no-cache', async ({ sandbox }) => {
  writeChain(sandbox);
  const first = await sandbox.runHere(['verify']);
  expect(closing(first)).not.toContain('cache');
  const second = await sandbox.runHere(['verify']);
  expect(closing(second)).toMatch(/, 2 from the cache\)$/);
  expect([second.exitCode, second.stdout.replace(/.*\n$/, '')]).toEqual([1, first.stdout.replace(/.*\n$/, '')]);
  expect(closing(await sandbox.runHere(['verify', '--no-cache']))).not.toContain('cache');
});

describe('a baseline', () => {
  test('accepts what failed when it was written', async ({ sandbox }) => {
    const flags = ['verify', BAD, '--baseline', 'baseline.json'];
    const written = await sandbox.runHere([...flags, '--update-baseline']);
    expect(written.exitCode).toBe(0);
    expect(written.stdout).toContain('FAIL');
    expect(written.stderr).toMatch(/baseline\.json: it accepts 0 lint findings and 1 verify finding\.\n$/);
    const file = join(sandbox.folder, 'baseline.json');
    expect(readFileSync(file, 'utf8')).toMatch(
      /\{"version":"2","axis":"reversible","code":"down-differs","details":\["\+ .+"\],"folder":".+down-empty\/bad"\}/,
    );
    const said = await sandbox.runHere(flags);
    expect(said.exitCode).toBe(0);
    expect(said.stdout).toContain('(waived: in the baseline)');
    // The entries are about another folder.
    const other = await sandbox.runHere(['verify', GOOD, '--baseline', 'baseline.json', '--update-baseline']);
    expect(other.stdout).not.toContain('no longer occurs');
    expect(other.stderr).toMatch(/and 1 verify finding\.\n$/);
    // In a folder that was renamed, or by an earlier release, they are about this one.
    const text = readFileSync(file, 'utf8');
    for (const folder of ['"folder":"gone"', '"details":[]']) {
      sandbox.write({ 'baseline.json': text.replace(/"folder":"[^"]+"/, folder) });
      const fixed = await sandbox.runHere(['verify', GOOD, '--baseline', 'baseline.json']);
      expect(fixed.stdout).toContain('note: the baseline accepts 1 finding that no longer occurs\n');
    }
  });

  test('that is broken is not written over', async ({ sandbox }) => {
    sandbox.write({ 'baseline.json': '{' });
    const said = await sandbox.runHere(['verify', GOOD, '--baseline', 'baseline.json', '--update-baseline']);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toMatch(/^error: .+baseline\.json is not a baseline: .+\nfix: .+remove it/);
    expect(readFileSync(join(sandbox.folder, 'baseline.json'), 'utf8')).toBe('{');
  });
});

test('--explain shows the steps of one migration before its verdicts', async ({ sandbox }) => {
  const said = await sandbox.runHere(['verify', '--explain', '000002', BAD]);
  expect(said.exitCode).toBe(1);
  expect(said.stdout).toMatch(/^2_down_empty on PostgreSQL \d+\.\d+\n/);
  const steps = [...said.stdout.matchAll(/^ {3}▼ {2}(.) ([a-z ]+) \((.+), .+\): (.+)$/gm)];
  expect(steps.map(([, ...step]) => step.join(' | '))).toEqual([
    '✓ | up | 000002_down_empty.up.sql | reaches S1',
    '✓ | up again | 000002_down_empty.up.sql | reaches S1',
    '✗ | down | 000002_down_empty.down.sql | does not reach S0',
    '✓ | up after the down | 000002_down_empty.up.sql | reaches S1',
  ]);
  expect(said.stdout).toContain(`\n\n${TITLES}\n`);
  expect(versionsIn(said)).toEqual(['2']);
});

describe('refused calls', () => {
  test.for<[string, string[], number, string]>([
    ['a version that is none', ['--from', 'two'], 2, 'invalid --from: two'],
    ['a list with a gap', ['--only', '1,,2'], 2, 'invalid --only: 1,,2'],
    ['a version that is not there', ['--only', '1,7'], 2, 'error: unknown migration version: 7\n'],
    ['a commit that git does not know', ['--changed-since', '--all'], 2, 'since --all: '],
    [
      'versions that exclude each other',
      ['--from', '2', '--to', '1'],
      2,
      'error: no migration matches --from 2 and --to 1\n',
    ],
    [
      'a version before the first',
      ['--only', '1', '--from', '2'],
      2,
      'error: no migration matches --from 2 and --only 1\n',
    ],
    ['steps as JSON', ['--explain', '2', '--json'], 2, 'fix: For the verdicts alone: --only 2 --json.'],
    [
      'steps of one among others',
      ['--explain', '1', '--only', '2', '--to', '2'],
      2,
      '--explain and --to, --only cannot be combined',
    ],
    [
      'steps of what changed',
      ['--explain', '1', '--changed-since', 'HEAD'],
      2,
      'fix: Leave out --changed-since: --explain names one migration.\n',
    ],
    ['a baseline that is not there', ['--baseline', 'nowhere.json'], 3, 'cannot read the baseline'],
    ['a folder of rows that is not there', ['--populate', 'nowhere'], 3, 'nowhere (ENOENT)'],
  ])('%s', async ([, flags, exitCode, message], { sandbox }) => {
    const said = await sandbox.runHere(['verify', ...flags, GOOD]);
    expect(said).toMatchObject({ exitCode, stdout: '' });
    expect(said.stderr).toContain(message);
    expect(said.stderr).not.toContain('    at ');
    expect(existsSync(join(sandbox.folder, 'nowhere.json'))).toBe(false);
  });
});
