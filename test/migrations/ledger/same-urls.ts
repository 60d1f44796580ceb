import { expect, test as base } from 'vitest';

import { migrateUp } from '../../../src/migrations/runner/migrate.ts';
import { migrationStatus } from '../../../src/migrations/runner/status.ts';
import { codeOf } from '../../../src/support/errors.ts';
import { scratchDatabase, type ScratchDatabase } from '../../database.ts';
import { migrationsFolder } from '../migrations-folder.ts';
import { golangMigrate } from '../runner/golang-migrate.ts';
import { everyNth, type Part } from '../../suite-part.ts';

const found = await golangMigrate();

/** Tests that get the real golang-migrate, or are skipped for want of it. */
const test = base.extend('migrate', ({ skip }) => ('missing' in found ? skip(found.missing) : found.migrate));

/** Files whose effect depends on the session. */
const FILES = {
  '000001_a.up.sql': 'CREATE TABLE a (id bigint PRIMARY KEY);',
  '000002_b.up.sql': `CREATE TABLE b AS SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
            current_setting('DateStyle') AS style, current_setting('extra_float_digits') AS digits,
            current_setting('statement_timeout') AS timeout, current_setting('work_mem') AS memory,
            current_user::text AS role, '01/02/2024'::date::text AS day`,
};

/** All tables with their owners, and what the ledger and `b` hold. */
async function stateOf({ client }: ScratchDatabase): Promise<unknown> {
  const { rows } = await client.query<{ name: string; owner: string }>(
    `SELECT oid::regclass::text AS name, relowner::regrole::text AS owner FROM pg_class
      WHERE relkind = 'r' AND relnamespace IN ('public'::regnamespace, 'app'::regnamespace) ORDER BY 1`,
  );
  const contents: unknown[] = [];
  for (const { name } of rows) {
    contents.push((await client.query(`SELECT * FROM ${name}`)).rows);
  }
  return { rows, contents };
}

async function preparedDatabase(): Promise<ScratchDatabase> {
  const database = await scratchDatabase();
  await database.client.query(
    `CREATE SCHEMA app; GRANT ALL ON SCHEMA app TO pg_monitor; ALTER DATABASE ${database.name} SET datestyle = 'ISO, DMY'`,
  );
  return database;
}

/** Cases of the part. */
export function testUrls(part: Part): void {
  test.for(
    everyNth(
      part,
      6,
      ['postgres', 'pgx5'].flatMap((scheme) =>
        [
          'search_path=app',
          'search_path=app,public&x-migrations-table=mine',
          'search_path=app&role=pg_monitor',
          'options=-csearch_path%3Dapp%20-cwork_mem%3D7MB',
          'timezone=Asia/Tokyo&statement_timeout=5s&work_mem=7MB&application_name=x',
          'x-migrations-table="app"."mine"&x-migrations-table-quoted=1',
          'search_path=nowhere',
          'search_path=app&schema=public',
          'timezone=Nowhere/City',
        ].map((query) => ({ scheme, query })),
      ),
    ),
  )('$scheme://…?$query: the same tables, rows and ledger', async ({ scheme, query }, { migrate, skip }) => {
    await using theirs = await preparedDatabase();
    await using ours = await preparedDatabase();
    await using folder = await migrationsFolder(FILES);
    const urlOf = ({ url }: ScratchDatabase): string => `${url.replace(/^\w+/, scheme)}?${query}`;
    const said = await migrate(folder.path, urlOf(theirs), 'up');
    if (said.output.includes('unknown driver')) {
      skip(`this golang-migrate has no driver for ${scheme}://`);
    }
    const refusal = await migrateUp(urlOf(ours), { folder: folder.path }).then(
      () => undefined,
      (error: unknown) => codeOf(error) ?? String(error),
    );
    expect({ said, refusal, exitCode: refusal === undefined ? 0 : 1 }).toMatchObject({ exitCode: said.exitCode });
    expect(await stateOf(ours)).toEqual(await stateOf(theirs));
    const status = await migrationStatus(urlOf(theirs), { folder: folder.path }).catch(() => undefined);
    expect(status?.version).toBe(said.exitCode === 0 ? 2n : undefined);
  });
}
