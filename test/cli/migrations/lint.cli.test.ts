import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect } from 'vitest';

import { MAIN, test } from '../run-cli.ts';

const UP = 'BEGIN;\nCREATE SCHEMA IF NOT EXISTS energy;\nEND;\n';
const DOWN = 'BEGIN;\nDROP SCHEMA IF EXISTS energy;\nEND;\n';

/** The preset with the rules for energy databases, which makes more findings errors than the default one. */
const ENERGY_PRESET = { 'elementaldb.config.json': JSON.stringify({ lint: { preset: 'elementaldb' } }) };

const RIGHT = { 'migrations/000001_energy.up.sql': UP, 'migrations/000001_energy.down.sql': DOWN };

describe('lint', () => {
  test('ends with 0 when nothing is found', async ({ sandbox }) => {
    sandbox.write(RIGHT);
    const said = await sandbox.run(['lint']);
    expect(said).toMatchObject({ exitCode: 0, stderr: '' });
    expect(said.stdout).toMatch(/^2 files: nothing found \(.+\)\n$/);
  });

  test('ends with 1 for an error, and for a warning when that is asked', async ({ sandbox }) => {
    sandbox.write({
      ...RIGHT,
      ...ENERGY_PRESET,
      'migrations/000002_b.up.sql': 'BEGIN;\nDROP TABLE energy.b;\nEND;\n',
      'migrations/000002_b.down.sql': DOWN,
    });
    expect((await sandbox.run(['lint'])).exitCode).toBe(1);
    expect((await sandbox.runHere(['lint', '--rule', 'drop-table'])).exitCode).toBe(0);
    expect((await sandbox.runHere(['lint', '--rule', 'drop-table', '--deny-warnings'])).exitCode).toBe(1);
    expect((await sandbox.runHere(['lint', '--rule', 'drop-table', '--preset', 'strict'])).exitCode).toBe(1);
  });

  test('ends with 2 for an unknown rule or form', async ({ sandbox }) => {
    sandbox.write(RIGHT);
    const unknown = await sandbox.runHere(['lint', '--rule', 'drop-tables']);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain('error: unknown rule drop-tables\n');
    expect((await sandbox.runHere(['lint', '--explain', 'dropped'])).stderr).toContain(
      'Did you mean foreign-key-dropped?',
    );
    expect((await sandbox.runHere(['lint', '--format', 'xml'])).exitCode).toBe(2);
  });

  test.for([
    [['lint', '--json', '--format', 'junit'], '--json and --format junit cannot be combined'],
    [['check', '--json', '--format', 'junit'], '--json and --format junit cannot be combined'],
    [['verify', '--json', '--format', 'junit'], '--json and --format junit cannot be combined'],
    [
      ['lint', 'migrations', '--migrations', 'other'],
      'the argument migrations and --migrations other cannot be combined',
    ],
    [
      ['verify', 'migrations', '--migrations', 'other'],
      'the argument migrations and --migrations other cannot be combined',
    ],
    [
      ['check', 'migrations', '--migrations', 'other'],
      'the argument migrations and --migrations other cannot be combined',
    ],
    [['lint', '--lint-baseline', ''], '--lint-baseline is empty'],
  ] as const)('%j ends with 2', async ([args, message], { sandbox }) => {
    sandbox.write(RIGHT);
    const said = await sandbox.runHere([...args]);
    expect(said).toMatchObject({ exitCode: 2, stdout: '' });
    expect(said.stderr).toContain(message);
  });

  test('takes --json --format json as one', async ({ sandbox }) => {
    sandbox.write(RIGHT);
    const said = await sandbox.runHere(['lint', '--json', '--format', 'json']);
    expect(JSON.parse(said.stdout)).toMatchObject({ ok: true });
  });

  test('ends with 2 if the folder does not exist', async ({ sandbox }) => {
    expect((await sandbox.runHere(['lint', 'nowhere'])).exitCode).toBe(2);
  });

  test('prints JSON, and every other form', async ({ sandbox }) => {
    sandbox.write({ 'migrations/000001_energy.up.sql': UP, ...ENERGY_PRESET });
    const { stdout } = await sandbox.runHere(['lint', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      formatVersion: 2,
      ok: false,
      findings: [{ rule: 'missing-down', severity: 'error', fixable: false }],
    });
    for (const [form, begins] of [
      ['junit', '<?xml'],
      ['sarif', '{'],
      ['github', '::error file=migrations/000001_energy.up.sql'],
      ['gitlab', '['],
      ['markdown', '### elementaldb lint'],
      ['unix', 'migrations/000001_energy.up.sql:1:1: '],
      ['rdjson', '{'],
    ] as const) {
      const said = await sandbox.runHere(['lint', '--format', form]);
      expect(said.stdout.startsWith(begins), form).toBe(true);
      expect(said.exitCode, form).toBe(1);
    }
  });

  test('uses the preset recommended unless another is selected', async ({ sandbox }) => {
    sandbox.write({ 'migrations/000001_energy.up.sql': UP });
    for (const [flags, exitCode, severity] of [
      [[], 0, 'warning'],
      [['--preset', 'recommended'], 0, 'warning'],
      [['--preset', 'elementaldb'], 1, 'error'],
    ] as const) {
      const said = await sandbox.runHere(['lint', '--json', ...flags]);
      expect(said.exitCode, flags.join(' ')).toBe(exitCode);
      expect(JSON.parse(said.stdout)).toMatchObject({
        ok: exitCode === 0,
        findings: [{ rule: 'missing-down', severity }],
      });
    }
  });

  test('takes rules from the configuration file', async ({ sandbox }) => {
    sandbox.write({
      'migrations/000001_energy.up.sql': UP,
      'elementaldb.config.json': JSON.stringify({ lint: { rules: { 'missing-down': 'off' } } }),
    });
    expect((await sandbox.runHere(['lint'])).exitCode).toBe(0);
    sandbox.write({ 'elementaldb.config.json': JSON.stringify({ lint: { rules: { 'missing-down': 'of' } } }) });
    const said = await sandbox.runHere(['lint']);
    expect(said.exitCode).toBe(2);
    expect(said.stderr).toContain('lint.rules.missing-down: must be off, warning, error');
  });

  test('knows that a prelude makes objects, also from a TypeScript file in a package of CommonJS', async ({
    sandbox,
  }) => {
    const up = 'CREATE TABLE IF NOT EXISTS b (id int);\nCREATE INDEX IF NOT EXISTS a_id ON a (id);\n';
    sandbox.write({
      'package.json': '{}',
      'elementaldb.config.ts': 'const prelude: string = "prelude.sql";\nexport default { prelude };\n',
      'prelude.sql': 'CREATE TABLE a (id int);\n',
      'migrations/000001_b.up.sql': up,
      'migrations/000001_b.down.sql': 'DROP INDEX IF EXISTS a_id;\nDROP TABLE IF EXISTS b;\n',
    });
    const only = ['lint', '--rule', 'refused-by-server'];
    // Each in a process of its own: Node loads a module only once.
    for (const description of ['{}', '{ "type": "module" }']) {
      sandbox.write({ 'package.json': description });
      expect(await sandbox.run(only), description).toMatchObject({ exitCode: 0, stderr: '' });
    }
    // Here Node 22 and newer warn.
    sandbox.write({ 'package.json': '{ "type": "commonjs" }' });
    expect(await sandbox.run(only)).toMatchObject({ exitCode: 0 });
    sandbox.write({ 'elementaldb.config.ts': 'export default {};\n' });
    expect((await sandbox.run(only)).stdout).toContain('there is no table a');
    expect(await sandbox.runHere([...only, '--prelude', 'prelude.sql'])).toMatchObject({ exitCode: 0 });
  });

  test('takes settings of a folder, and from which version on', async ({ sandbox }) => {
    const BAD = 'BEGIN;\nCREATE TABLE energy.a (id uuid PRIMARY KEY);\nEND;\n';
    const files = { '000119_a.up.sql': BAD, '000120_b.up.sql': BAD.replace('.a', '.b') };
    const in_ = (folder: string) =>
      Object.fromEntries(Object.entries(files).map(([name, sql]) => [`${folder}/${name}`, sql]));
    sandbox.write({
      ...in_('one'),
      ...in_('two'),
      'elementaldb.config.json': JSON.stringify({
        lint: {
          preset: 'recommended',
          rules: { 'unguarded-create': { severity: 'error', from: 120 }, 'missing-down': 'off' },
          folders: { two: { from: 1, rules: { 'unguarded-create': 'warning', 'missing-down': { from: 120 } } } },
        },
      }),
    });
    const found = async (folder: string) => {
      const { findings }: { findings: { rule: string; severity: string; file: string }[] } = JSON.parse(
        (await sandbox.runHere(['lint', folder, '--json'])).stdout,
      );
      return findings.map(({ rule, severity, file }) => `${rule} ${severity} ${file.split('/').slice(-2).join('/')}`);
    };
    expect(await found('one')).toEqual(['unguarded-create error one/000120_b.up.sql']);
    expect((await found('two')).toSorted()).toEqual([
      'missing-down warning two/000120_b.up.sql',
      'unguarded-create warning two/000119_a.up.sql',
      'unguarded-create warning two/000120_b.up.sql',
    ]);
  });

  test('writes a baseline, and accepts its findings', async ({ sandbox }) => {
    sandbox.write({ 'migrations/000001_energy.up.sql': UP });
    const written = await sandbox.runHere(['lint', '--baseline', 'baseline.json', '--update-baseline']);
    expect(written).toMatchObject({ exitCode: 0, stdout: '' });
    expect(written.stderr).toContain('it accepts 1 lint finding and 0 verify findings.');
    const file = join(sandbox.folder, 'baseline.json');
    const { lint, verify }: { lint: object[]; verify: object[] } = JSON.parse(readFileSync(file, 'utf8'));
    expect([lint, verify]).toMatchObject([[{ rule: 'missing-down' }], []]);
    for (const flag of ['--baseline', '--lint-baseline']) {
      const said = await sandbox.runHere(['lint', flag, 'baseline.json']);
      expect(said.exitCode).toBe(0);
      expect(said.stdout).toContain('1 in the baseline');
    }
  });

  test('keeps what it did not look at, and writes to a file that later runs find', async ({ sandbox }) => {
    sandbox.write({ 'migrations/000001_energy.up.sql': UP, 'other/000001_energy.up.sql': UP });
    const git = (...args: string[]): void => void execFileSync('git', ['-C', sandbox.folder, ...args]);
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-qm', 'first');
    const update = async (...args: string[]): Promise<string> =>
      (await sandbox.runHere(['lint', ...args, '--update-baseline'])).stderr;
    expect(await update()).toContain('Wrote elementaldb-baseline.json: it accepts 1 lint finding and');
    expect(await update('other')).toContain('it accepts 2 lint findings and');
    sandbox.write({ 'migrations/000002_meter.up.sql': UP.replaceAll('energy', 'meter') });
    expect((await sandbox.runHere(['lint'])).stdout).toMatch(/: 1 (?:error|warning), 1 in the baseline \(/);
    expect(await update('--changed-since', 'HEAD')).toContain('it accepts 3 lint findings and');
    expect(await update('--rule', 'drop-table')).toContain('it accepts 3 lint findings and');
    expect(await update('--only', '2')).toContain('it accepts 3 lint findings and');
    for (const selection of [
      ['--only', '2'],
      ['--changed-since', 'HEAD'],
      ['--rule', 'drop-table'],
    ]) {
      expect((await sandbox.runHere(['lint', ...selection])).stdout).not.toContain('no longer found');
    }
    sandbox.write({ 'migrations/000001_energy.down.sql': DOWN });
    expect((await sandbox.runHere(['lint'])).stdout).toContain('1 in the baseline, 1 of the baseline no longer found');
  });

  test('understands the baseline of an earlier release, and writes the new form', async ({ sandbox }) => {
    const accepted = [{ version: '1', axis: 'dataKept', code: 'down-missing' }];
    const findings = [{ rule: 'missing-down', file: '000001_energy.up.sql', what: 'x', fingerprint: 'former' }];
    sandbox.write({
      'migrations/000001_energy.up.sql': UP,
      'lint.json': JSON.stringify({ formatVersion: 1, findings }),
      'verify.json': JSON.stringify({ formatVersion: 1, accepted }),
      'elementaldb.config.json': JSON.stringify({ baseline: 'verify.json', lint: { baseline: 'lint.json' } }),
    });
    expect((await sandbox.runHere(['lint'])).stdout).toContain('1 in the baseline');
    const written = await sandbox.runHere(['lint', '--update-baseline']);
    expect(written.stderr).toMatch(/verify\.json: it accepts 1 lint finding and 1 verify finding\.\n$/);
    expect(JSON.parse(readFileSync(join(sandbox.folder, 'verify.json'), 'utf8'))).toMatchObject({
      formatVersion: 2,
      verify: [{ axis: 'dataPreserved', code: 'down-missing' }],
    });
  });

  test('fixes with --fix, and says which files', async ({ sandbox }) => {
    sandbox.write({
      ...ENERGY_PRESET,
      'migrations/000001_energy.up.sql': 'CREATE SCHEMA energy;\n',
      'migrations/000001_energy.down.sql': DOWN,
    });
    const said = await sandbox.runHere(['lint', '--fix']);
    expect(said.exitCode).toBe(0);
    expect(said.stderr).toMatch(/^fixed .*000001_energy\.up\.sql\n$/);
    expect(readFileSync(join(sandbox.folder, 'migrations/000001_energy.up.sql'), 'utf8')).toBe(
      'BEGIN;\n\nCREATE SCHEMA IF NOT EXISTS energy;\n\nEND;\n',
    );
  });

  test('says which finding --fix has left, and why', async ({ sandbox }) => {
    sandbox.write({
      ...ENERGY_PRESET,
      'migrations/000001_energy.up.sql':
        'BEGIN;\nCREATE TABLE IF NOT EXISTS energy."Odd" (n int);\nCREATE INDEX ON energy."Odd" (n);\nEND;\n',
      'migrations/000001_energy.down.sql': DOWN,
    });
    const said = await sandbox.runHere(['lint', '--fix']);
    expect(said.stderr).toMatch(
      /^not fixed: .*000001_energy\.up\.sql:3: the fix for unnamed-index would cause name-needs-quotes\n$/,
    );
  });

  test('looks again when a file changes, and goes on where that fails', async ({ sandbox }) => {
    sandbox.write(RIGHT);
    const running = sandbox.spawn(['lint', '--watch']);
    await running.prints(/^watching migrations/);
    sandbox.write({ 'migrations/000001_energy.up.sql': 'BEGIN;\nDROP TABLE gone;\nEND;\n' });
    await running.prints(/DROP TABLE gone/);
    await running.prints(/(?:watching[^]*){2}/);
    sandbox.write({ 'elementaldb.config.json': '{' });
    sandbox.write({ 'migrations/000001_energy.up.sql': UP });
    await running.prints(/elementaldb\.config\.json/);
    running.child.kill('SIGINT');
    expect((await running.ended).exitCode).toBe(130);
    sandbox.write({ 'elementaldb.config.json': '{}' });
    expect((await sandbox.runHere(['lint', '--watch', '--fix'])).exitCode).toBe(2);
    expect((await sandbox.runHere(['lint', 'nowhere', '--watch'])).exitCode).toBe(2);
  });

  test('explains a rule, and lists all', async ({ sandbox }) => {
    const { stdout } = await sandbox.runHere(['lint', '--explain', 'drop-table']);
    expect(stdout).toContain('effect: Its rows are lost, and no down can restore them.');
    expect((await sandbox.runHere(['lint', '--rules'])).stdout.split('\n').length).toBeGreaterThan(100);
    const explained: unknown = JSON.parse(
      (await sandbox.runHere(['lint', '--explain', 'drop-table', '--json'])).stdout,
    );
    expect(explained).toMatchObject({ id: 'drop-table', effect: 'Its rows are lost, and no down can restore them.' });
    const all: unknown = JSON.parse((await sandbox.runHere(['lint', '--rules', '--json'])).stdout);
    expect(all).toContainEqual(explained);
  });

  test('does not wait for V8 to optimise the parser', ({ sandbox }) => {
    sandbox.write({
      ...RIGHT,
      'migrations/000002_sites.up.sql': `BEGIN;\n${'CREATE TABLE IF NOT EXISTS energy.site (id uuid PRIMARY KEY);\n'.repeat(200)}END;\n`,
    });
    const traced = execFileSync(
      process.execPath,
      ['--trace-wasm-compilation-times', MAIN, 'lint', '--rule', 'name-too-long'],
      {
        cwd: sandbox.folder,
        env: sandbox.env,
        encoding: 'utf8',
      },
    );
    expect(traced).toContain('using Liftoff');
    expect(traced).not.toContain('using TurboFan');
  });
});
