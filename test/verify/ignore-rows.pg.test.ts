import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

let server: PostgresServer;

beforeAll(async () => {
  ({ server } = await startServer());
});

afterAll(() => server.stop());

type Pair = readonly [up: string, down: string];

async function verify(pairs: readonly Pair[], ignoreRows?: string[]): Promise<VerifyReport> {
  const files = pairs.flatMap(([up, down], index) => [
    [`${index + 1}_step.up.sql`, up],
    [`${index + 1}_step.down.sql`, down],
  ]);
  await using folder = await migrationsFolder(Object.fromEntries(files));
  return await verifyOn(server, await readContent({ migrations: folder.path }), { ignoreRows });
}

function failures({ migrations }: VerifyReport): string[] {
  return migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) =>
      verdicts[axis].findings.filter(({ status }) => status === 'fail').map(({ fix }) => `${version} ${axis}: ${fix}`),
    ),
  );
}

/** Each change of a site leaves a row in audit.change. */
const audit = (at: string): Pair[] => [
  [
    `CREATE SCHEMA IF NOT EXISTS audit;
     CREATE TABLE IF NOT EXISTS site (id int PRIMARY KEY, code text, name text);
     INSERT INTO site VALUES (1, NULL, 'a') ON CONFLICT DO NOTHING;
     CREATE TABLE IF NOT EXISTS audit.change (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site int, at ${at});
     CREATE OR REPLACE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN
       INSERT INTO audit.change (site) VALUES (coalesce(NEW.id, OLD.id));
       RETURN NULL;
     END $$;
     CREATE OR REPLACE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON site FOR EACH ROW EXECUTE FUNCTION audit.note()`,
    `DROP TABLE IF EXISTS audit.change, site; DROP FUNCTION IF EXISTS audit.note(); DROP SCHEMA IF EXISTS audit`,
  ],
  [`UPDATE site SET code = 'x' || id WHERE code IS NULL`, `UPDATE site SET code = NULL WHERE code = 'x' || id`],
];

/** Each statement leaves a row in ddl_log. */
const LOG_OF_DDL: readonly Pair[] = [
  [
    `CREATE TABLE IF NOT EXISTS ddl_log (n bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, tag text, obj text);
     CREATE OR REPLACE FUNCTION log_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $$
     DECLARE r record;
     BEGIN
       FOR r IN SELECT * FROM pg_event_trigger_ddl_commands() LOOP
         INSERT INTO public.ddl_log (tag, obj) VALUES (r.command_tag, r.object_identity);
       END LOOP;
     END $$;
     DROP EVENT TRIGGER IF EXISTS log_ddl_end;
     CREATE EVENT TRIGGER log_ddl_end ON ddl_command_end EXECUTE FUNCTION log_ddl()`,
    `DROP EVENT TRIGGER IF EXISTS log_ddl_end; DROP FUNCTION IF EXISTS log_ddl(); DROP TABLE IF EXISTS ddl_log`,
  ],
  ['CREATE TABLE IF NOT EXISTS c (id bigint PRIMARY KEY)', 'DROP TABLE IF EXISTS c'],
];

describe('an append-only log', { concurrent: true }, () => {
  test.each([
    ['without a clock', audit('int')],
    ['with a clock', audit('timestamptz DEFAULT clock_timestamp()')],
  ])('%s that triggers write: each finding offers the setting, with which there is none', async (_, pairs) => {
    const found = failures(await verify(pairs));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((each) => !each.includes('"ignoreRows": ["audit.change"]'))).toEqual([]);
    const report = await verify(pairs, ['audit.*']);
    expect(failures(report)).toEqual([]);
    expect(report.notes).toEqual(['rows are not compared (ignoreRows): audit.*']);
  });

  test('that an event trigger writes: each finding offers the setting, with which there is none', async () => {
    const found = failures(await verify(LOG_OF_DDL));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((each) => !each.includes('"ignoreRows": ["public.ddl_log"]'))).toEqual([]);
    expect(failures(await verify(LOG_OF_DDL, ['ddl_log']))).toEqual([]);
  });

  test('whose rows are ignored does not hide what happens to other rows', async () => {
    const pairs = [...audit('int'), ['UPDATE site SET name = name || 1', 'SELECT 1'] as const];
    expect(failures(await verify(pairs, ['audit.*'])).join('\n')).toContain('3 idempotent');
  });
});
