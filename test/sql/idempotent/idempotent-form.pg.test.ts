import { expect, test } from 'vitest';

import { diff } from '../../../src/catalog/diff/diff.ts';
import { describeSchema, type CatalogSnapshot } from '../../../src/catalog/snapshot/describe-schema.ts';
import { idempotentForm } from '../../../src/sql/idempotent/idempotent-form.ts';
import { parseStatements } from '../../../src/sql/parse-statements.ts';
import { majorVersion, scratchRole } from '../../catalog/scratch.ts';
import { scratchDatabase } from '../../database.ts';
import { forms, type Form } from './idempotent-forms.ts';

/** Roles belong to the whole cluster, so those of other tests come and go meanwhile. */
const OPTIONS = { clusterWide: false };

async function formOf(sql: string): Promise<string | undefined> {
  const [statement] = await parseStatements(sql);
  return statement && idempotentForm(statement);
}

test.for(forms)(
  '$statement',
  { concurrent: true },
  async ({ given = '', statement, form, since = 0 }: Form, context) => {
    await using once = await scratchDatabase('idempotent');
    await using twice = await scratchDatabase('idempotent');
    context.skip((await majorVersion(once.client)) < since, `from PostgreSQL ${since}`);
    await using role = await scratchRole(once.client);
    const named = (text: string): string => text.replaceAll('some_role', role.name);
    const found = await formOf(statement);
    expect(found).toBe(form);
    if (found === undefined) {
      return;
    }

    await once.client.query(named(`${given};`));
    await once.client.query(named(statement));
    const wanted = await describeSchema(once.client, OPTIONS);

    const states: CatalogSnapshot[] = [];
    await twice.client.query(named(`${given};`));
    for (let run = 0; run < 2; run += 1) {
      await twice.client.query(named(found));
      states.push(await describeSchema(twice.client, OPTIONS));
    }
    const [first = wanted, second = wanted] = states;
    expect(diff(wanted, first).objects).toEqual([]);
    expect(diff(wanted, first).rows).toEqual([]);
    expect(diff(first, second).grade).toBe('equal');
  },
);

test.for([
  'SELECT 1',
  'UPDATE t SET a = a + 1',
  'CREATE TABLE IF NOT EXISTS t (a int)',
  'CREATE OR REPLACE VIEW v AS SELECT 1',
  'DROP TABLE IF EXISTS t',
  'ALTER TABLE t ADD COLUMN IF NOT EXISTS a int',
  'ALTER TABLE t ALTER a SET DEFAULT 1',
  'ALTER TABLE t ALTER a TYPE int USING a * 2',
  'ALTER TABLE t ADD a int, ALTER b TYPE int USING b * 2',
  'INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING',
  'SELECT 1 AS a INTO t',
  'CREATE SCHEMA s CREATE TABLE t (a int)',
  'ALTER TABLE t ADD UNIQUE USING INDEX i',
  `ALTER TYPE e ADD VALUE IF NOT EXISTS 'a'`,
  'DO $$ BEGIN END $$',
  'GRANT SELECT ON t TO PUBLIC',
])('none for %s', async (sql) => {
  expect(await formOf(sql)).toBeUndefined();
});
