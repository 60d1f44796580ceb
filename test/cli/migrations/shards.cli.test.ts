import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { BAD, test } from '../run-cli.ts';

describe('verify --shard and verify merge', () => {
  test('make the report of one run, in each form, and its exit code', async ({ sandbox }) => {
    const verify = (...args: string[]): ReturnType<typeof sandbox.run> => sandbox.runHere(['verify', ...args]);
    const whole = await verify(BAD, '--json');
    const one = await verify(BAD, '--shard', '1/2', '--json');
    const two = await verify(BAD, '--shard', '2/2', '--json');
    expect([one.exitCode, two.exitCode, whole.exitCode]).toEqual([0, 1, 1]);
    sandbox.write({ 'one.json': one.stdout, 'two.json': two.stdout });
    const files = ['one.json', 'two.json'].map((name) => join(sandbox.folder, name));
    expect(await verify('merge', ...files, '--migrations', BAD, '--json')).toEqual({ ...whole, stderr: '' });
    const pretty = await verify('merge', '--migrations', BAD, ...files);
    expect(pretty.exitCode).toBe(1);
    expect(pretty.stdout).toMatch(
      /^ +1 {2}meter +ok[^]+^ +2 {2}down_empty {2}ok {2}ok +FAIL[^]+: 1 passed, 1 failed \(/m,
    );
    const github = await verify('merge', '--migrations', BAD, ...files, '--format', 'github');
    expect(github.stdout).toMatch(/^::error .*000002_down_empty\.down\.sql/m);
  });

  test('write one baseline for all shards', async ({ sandbox }) => {
    const two = await sandbox.runHere(['verify', BAD, '--shard', '1/1', '--json']);
    sandbox.write({ 'all.json': two.stdout });
    const refused = await sandbox.runHere(['verify', BAD, '--shard', '1/1', '--update-baseline']);
    expect(refused).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('fix: Write the baseline by "verify merge --update-baseline".'),
    });
    const merged = await sandbox.runHere(['verify', 'merge', 'all.json', '--migrations', BAD, '--update-baseline']);
    expect(merged.stderr).toContain(
      'Wrote elementaldb-baseline.json: it accepts 0 lint findings and 1 verify finding.',
    );
    expect(await sandbox.runHere(['verify', 'merge', 'all.json', '--migrations', BAD])).toMatchObject({ exitCode: 0 });
  });
});
