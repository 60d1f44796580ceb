import { expect } from 'vitest';

import { BAD, test } from '../run-cli.ts';

test('check says what lint and verify find, in one report', async ({ sandbox }) => {
  const said = await sandbox.run(['check', BAD]);
  expect(said.exitCode).toBe(1);
  expect(said.stdout).toContain('[incomplete-down]');
  expect(said.stdout).toMatch(/✗ down: up and down leave a difference/);
});

test('check has one list of findings for other programs', async ({ sandbox }) => {
  for (const [preset, incomplete] of [
    ['recommended', '::warning incomplete-down'],
    ['elementaldb', '::error incomplete-down'],
  ] as const) {
    sandbox.write({ 'elementaldb.config.json': JSON.stringify({ lint: { preset } }) });
    const said = await sandbox.runHere(['check', BAD, '--format', 'github']);
    expect(said.exitCode).toBe(1);
    const titles = [...said.stdout.matchAll(/^(::\w+) .*title=([\w-]+)::/gm)].map(
      ([, kind, title]) => `${kind} ${title}`,
    );
    expect(titles).toEqual(expect.arrayContaining([incomplete, '::error down-differs']));
  }
});

test('check as JSON holds both reports', async ({ sandbox }) => {
  const { stdout } = await sandbox.runHere(['check', BAD, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({
    formatVersion: 2,
    lint: { formatVersion: 2 },
    verify: { formatVersion: 2, summary: { fail: 1 } },
  });
});

test('verify writes the forms of other programs', async ({ sandbox }) => {
  const said = await sandbox.runHere(['verify', BAD, '--format', 'junit']);
  expect(said.exitCode).toBe(1);
  expect(said.stdout).toMatch(/^<\?xml .+\n<testsuites name="elementaldb verify" tests="4" failures="1"/);
});

test('check --watch judges again when a file changes', async ({ sandbox }) => {
  const UP = 'BEGIN;\nCREATE SCHEMA IF NOT EXISTS energy;\nEND;\n';
  sandbox.write({
    'migrations/000001_energy.up.sql': UP,
    'migrations/000001_energy.down.sql': 'BEGIN;\nDROP SCHEMA IF EXISTS energy;\nEND;\n',
  });
  const running = sandbox.spawn(['check', '--watch']);
  await running.prints(/^watching migrations/m);
  sandbox.write({ 'migrations/000001_energy.up.sql': UP.replace('IF NOT EXISTS ', '') });
  await running.prints(/\[unguarded-create\]/);
  await running.prints(/(?:watching migrations[^]*){2}/);
  running.child.kill('SIGINT');
  expect((await running.ended).exitCode).toBe(130);
});

test('check writes one baseline for lint and verify, and accepts its findings', async ({ sandbox }) => {
  const flags = ['check', BAD, '--baseline', 'baseline.json'];
  const written = await sandbox.runHere([...flags, '--update-baseline']);
  expect(written.exitCode).toBe(0);
  expect(written.stderr).toMatch(/baseline\.json: it accepts \d+ lint findings? and 1 verify finding\.\n$/);
  const said = await sandbox.runHere(flags);
  expect(said.exitCode).toBe(0);
  expect(said.stdout).toContain('(waived: in the baseline)');
  // A part is added to what is accepted of the rest.
  for (const part of [['--only', '1'], ['--rule', 'drop-table'], ['--no-populated']]) {
    const again = await sandbox.runHere([...flags, '--update-baseline', ...part]);
    expect([part, again.stderr.split('\n').at(-2)]).toEqual([part, written.stderr.split('\n').at(-2)]);
  }
});
