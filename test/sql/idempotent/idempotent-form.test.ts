import { expect, test } from 'vitest';

import { formOf } from './form-of.ts';
import { forms } from './idempotent-forms.ts';

/** The long tests run each form twice. */
test.for(forms)('$statement', async ({ statement, form }) => {
  expect(await formOf(statement)).toBe(form);
});

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
