import { afterAll, beforeAll } from 'vitest';

import { readContent } from '../../src/databases/content.ts';
import { startServer } from '../../src/servers/select.ts';
import type { PostgresServer } from '../../src/servers/server.ts';
import { AXES, type VerifyReport } from '../../src/verify/report/verdict.ts';
import { verifyOn } from '../../src/verify/verify-migrations.ts';
import { migrationsFolder } from '../migrations/migrations-folder.ts';

let server: PostgresServer;

export type Pair = readonly [up: string, down: string];

export async function verify(pairs: readonly Pair[], ignoreRows?: string[]): Promise<VerifyReport> {
  const files = pairs.flatMap(([up, down], index) => [
    [`${index + 1}_step.up.sql`, up],
    [`${index + 1}_step.down.sql`, down],
  ]);
  await using folder = await migrationsFolder(Object.fromEntries(files));
  return await verifyOn(server, await readContent({ migrations: folder.path }), { ignoreRows });
}

export function failures({ migrations }: VerifyReport): string[] {
  return migrations.flatMap(({ version, verdicts }) =>
    AXES.flatMap((axis) =>
      verdicts[axis].findings.filter(({ status }) => status === 'fail').map(({ fix }) => `${version} ${axis}: ${fix}`),
    ),
  );
}

/** Each change of a site leaves a row in audit.change. */
export const audit = (at: string): Pair[] => [
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

/** A server for the tests of the file. */
export function useServer(): void {
  beforeAll(async () => {
    ({ server } = await startServer());
  });

  afterAll(() => server.stop());
}
