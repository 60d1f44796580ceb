import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { withIdleCron } from '../../src/databases/cron-settings.ts';
import { lintMigrations } from '../../src/lint/engine/lint-migrations.ts';
import { startServer } from '../../src/servers/select.ts';
import { AXES } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { DEBIAN } from '../releases/releases.ts';

/**
 * fixtures/extensions/<extension>/: the pairs of `careful` must pass, those of `faulty` must be caught as case.json says. A new
 * folder is a new test.
 */
const FIXTURES = fileURLToPath(new URL('../../fixtures/extensions/', import.meta.url));

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

interface Case {
  /** Settings that the server needs. */
  settings?: Record<string, string>;
  /** What is found in the faulty pairs: `version axis code status`. */
  faulty: string[];
  /** A table with a column of a type of the extension, which gets rows; null without one. */
  table: string | null;
  /** The background worker that snapshots end. */
  worker?: string;
  /** A query that uses the extension after the careful pairs, and yields true. */
  value: string;
}

const pgBin = (existsSync(DEBIAN) ? readdirSync(DEBIAN) : [])
  .map((major) => join(DEBIAN, major, 'bin'))
  .find((folder) => existsSync(join(folder, 'postgres')));

/** The folder with the control files of extensions. */
const shared = pgBin === undefined ? '' : pgBin.replace('/usr/lib/', '/usr/share/').replace(/bin$/, 'extension');

const folder = mkdtempSync(join(tmpdir(), 'elementaldb-extensions-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(readdirSync(FIXTURES))('%s', (name) => {
  const { settings, faulty, table, worker, value }: Case = JSON.parse(
    readFileSync(`${FIXTURES}${name}/case.json`, 'utf8'),
  );
  const isInstalled = existsSync(join(shared, `${name}.control`));
  const reason = `${name} is not installed for a PostgreSQL under ${DEBIAN}`;
  const server = { pgBin: pgBin ?? '', ...(settings === undefined ? {} : { settings }) };
  const careful = `${FIXTURES}${name}/careful`;

  const cli = (...args: string[]): string => {
    const set = Object.entries(settings ?? {}).flatMap(([key, text]) => ['--set', `${key}=${text}`]);
    const command = [
      CLI,
      ...args.slice(0, 1),
      '--migrations',
      careful,
      '--pg-bin',
      server.pgBin,
      ...set,
      ...args.slice(1),
    ];
    return execFileSync(process.execPath, command, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  };

  /** What verify finds, and the tables that got no rows. */
  const verify = async (migrations: string): Promise<{ found: string[]; unpopulated: string[] }> => {
    const started = await startServer({ ...server, settings: withIdleCron(settings, 'elementaldb') });
    try {
      const report = await verifyOn(started.server, await readContent({ migrations }));
      return {
        found: report.migrations.flatMap(({ version, verdicts }) =>
          AXES.flatMap((axis) =>
            verdicts[axis].findings.map(({ code, status, details }) =>
              [
                version,
                axis,
                code,
                status,
                ...(faulty.includes(`${version} ${axis} ${code} ${status}`) ? [] : details),
              ].join(' '),
            ),
          ),
        ),
        unpopulated: report.migrations
          .flatMap(({ unpopulated }) => unpopulated)
          .map(({ table: each, reason: why }) => `${each}: ${why}`),
      };
    } finally {
      await started.server.stop();
    }
  };

  test('verify: careful pairs pass, with rows in the table', async ({ skip }) => {
    skip(!isInstalled, reason);
    const { found, unpopulated } = await verify(careful);
    expect(found).toEqual([]);
    // A partitioned table gets rows once the up has made partitions.
    const refused = unpopulated.filter((line) => !line.endsWith('it has no partition'));
    expect(refused.filter((line) => table !== null && line.startsWith(table))).toEqual([]);
  });

  test('verify: the fault is found', async ({ skip }) => {
    skip(!isInstalled, reason);
    expect((await verify(`${FIXTURES}${name}/faulty`)).found).toEqual(expect.arrayContaining(faulty));
  });

  test('lint: careful pairs have no finding that fails', async () => {
    const { findings } = await lintMigrations({ migrations: careful });
    expect(findings.filter(({ status }) => status === 'fail').map(({ code, what }) => `${code}: ${what}`)).toEqual([]);
  });

  test('exec: a command uses it', ({ skip }) => {
    skip(!isInstalled, reason);
    expect(cli('exec', '--', join(server.pgBin, 'psql'), '-Atqc', value)).toBe('t\n');
  });

  test('seed and snapshot: rows come back', async ({ skip }) => {
    skip(!isInstalled, reason);
    const id = `extension-${name.replaceAll('_', '-')}`;
    const query = (sql: string): string => {
      const url = execFileSync(process.execPath, [CLI, 'url', '--name', id], { cwd: folder, encoding: 'utf8' }).trim();
      return execFileSync(join(server.pgBin, 'psql'), ['-Atqc', sql, url], { encoding: 'utf8' }).trim();
    };
    cli('start', '--detach', '--name', id);
    const run = (...args: string[]): string =>
      execFileSync(process.execPath, [CLI, ...args, '--name', id], { cwd: folder, encoding: 'utf8' });
    try {
      // Without a table there is nothing to seed: pgq and pg_cron have no types.
      const counted = table === null ? 'SELECT 50' : `SELECT count(*) FROM ${table}`;
      void (table === null ? '' : run('seed', '--generic', '--rows', '50'));
      expect(Number(query(counted))).toBeGreaterThanOrEqual(50);
      const workers = `SELECT count(*) FROM pg_stat_activity WHERE backend_type = '${worker}'`;
      await expect.poll(() => query(workers)).toBe(worker === undefined ? '0' : '1');
      const save = [CLI, 'snapshot', 'save', 'before', '--name', id];
      const { stderr } = spawnSync(process.execPath, save, { cwd: folder, encoding: 'utf8' });
      expect(/^note: the (.*) was ended/m.exec(stderr)?.[1]).toBe(worker);
      query('CREATE TABLE since (id int)');
      run('snapshot', 'restore', 'before');
      expect(query(`SELECT to_regclass('since') IS NULL AND (${value})`)).toBe('t');
    } finally {
      run('stop');
    }
  });
});
