import { describe, expect } from 'vitest';

import { isObject } from '../../src/support/json.ts';
import { BAD, GOOD, jsonOf, test } from './run-cli.ts';

const AXES = ['applies', 'idempotent', 'reversible', 're-appliable'];

function migrationsOf(report: Record<string, unknown>): Record<string, unknown>[] {
  return Array.isArray(report['migrations']) ? report['migrations'].filter(isObject) : [];
}

/** Lines that were broken to fit the terminal, whole again. */
function unwrapped(text: string): string {
  return text.replaceAll(/\n {8}/g, ' ').replaceAll('  ', ' ');
}

function gradesOf({ axes }: Record<string, unknown>): unknown[] {
  return AXES.map((axis) => (isObject(axes) && isObject(axes[axis]) ? axes[axis]['grade'] : undefined));
}

describe('verify', () => {
  test('ends with 0 and a table when every verdict passes', async ({ sandbox }) => {
    const said = await sandbox.run(['verify', '--migrations', GOOD]);
    expect(said.exitCode).toBe(0);
    const [titles, first, second, , session, , closing] = said.stdout.split('\n');
    expect(titles).toBe('version  migration   applies  idempotent  reversible  re-applies');
    expect(first).toBe('      1  meter       ok       ok          ok          ok');
    expect(second).toBe('      2  down_empty  ok       ok          ok          ok');
    expect(session).toBe('in one session: ok');
    expect(closing).toMatch(/^2 migrations on PostgreSQL \d+\.\d+: 2 right \(.+\)$/);
    expect(sandbox.traces()).toEqual([]);
  });

  test('ends with 1 and says what is left and how to mend it when one fails', async ({ sandbox }) => {
    const said = await sandbox.run(['verify', '--migrations', BAD]);
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toMatch(/^ +2 {2}down_empty {2}ok +ok +FAIL +\S+$/m);
    expect(said.stdout).toMatch(
      /^2_down_empty\n {2}✗ reversible: .+\(000002_down_empty\.down\.sql\)\n( {6}.+\n)+ {4}mend: /m,
    );
    expect(said.stdout).toMatch(/: 1 right, 1 failed \(/);
    expect(sandbox.traces()).toEqual([]);
  });

  test('--json prints one object: verdicts by migration and axis', async ({ sandbox }) => {
    const said = await sandbox.run(['verify', '--json', '--migrations', BAD]);
    const report = jsonOf(said);
    expect(said.exitCode).toBe(1);
    const keys = ['ok', 'serverVersion', 'migrations', 'findings', 'uncovered', 'session', 'notes', 'milliseconds'];
    expect(Object.keys(report)).toEqual(keys);
    expect(report).toMatchObject({ ok: false, serverVersion: expect.stringMatching(/^\d+\.\d+$/), findings: [] });
    const [first, second] = migrationsOf(report);
    expect(Object.keys(first ?? {})).toEqual(['version', 'name', 'up', 'down', 'axes', 'milliseconds']);
    expect(first).toMatchObject({ version: 1, name: 'meter', up: expect.stringMatching(/000001_meter\.up\.sql$/) });
    expect(gradesOf(first ?? {})).toEqual(['pass', 'pass', 'pass', 'pass']);
    expect(gradesOf(second ?? {})).toEqual(['pass', 'pass', 'fail', expect.any(String)]);
    expect(second).toMatchObject({
      axes: { reversible: { what: expect.stringMatching(/./), mend: expect.stringMatching(/./) } },
    });
  });

  test('--json of a right folder ends with 0 and says ok', async ({ sandbox }) => {
    const said = await sandbox.run(['verify', '--json', '--migrations', GOOD]);
    expect(said.exitCode).toBe(0);
    expect(jsonOf(said)).toMatchObject({ ok: true });
  });

  test('judges the client data too', async ({ sandbox }) => {
    sandbox.write({ 'data.sql': 'COPY public.meter (meter_id, site) FROM stdin;\n7\tvilla\nx\tvilla\n\\.\n' });
    const said = await sandbox.run(['verify', '--migrations', GOOD, '--client-data', 'data.sql']);
    expect(said.exitCode).toBe(1);
    expect(said.stdout).toMatch(/^client data\n {2}✗ applies: it does not load\n/m);
    expect(unwrapped(said.stdout)).toContain('data.sql:3: invalid input syntax for type integer: "x" (22P02)');
    expect(said.stdout).toMatch(/: 2 right, the client data failed \(/);
  });

  test('is content with a server that a start runs beside it', async ({ sandbox }) => {
    await sandbox.run(['start', '--detach', '--migrations', GOOD]);
    expect((await sandbox.run(['verify', '--migrations', GOOD])).exitCode).toBe(0);
    expect(await sandbox.run(['ps'])).toMatchObject({ stdout: expect.stringContaining('project') });
  });

  test('shows a message whole, however narrow the terminal is', async ({ sandbox }) => {
    const name = 'a_table_that_has_a_long_name_which_is_in_no_schema_at_all';
    sandbox.write({ 'migrations/1_t.up.sql': `SELECT * FROM ${name};`, 'migrations/1_t.down.sql': '' });
    const { stdout } = await sandbox.run(['verify']);
    expect(unwrapped(stdout)).toContain(`relation "${name}" does not exist (42P01)`);
  });
});
