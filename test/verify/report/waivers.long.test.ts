import { expect, test } from 'vitest';

import { statuses, useServer } from './waived-files.ts';

useServer();

test('who accepts that the up destroys rows does not accept that the down does', async () => {
  const up = 'ALTER TABLE person DROP COLUMN IF EXISTS name; -- elementaldb: allow data-kept nobody reads it';
  const down = 'ALTER TABLE person ADD COLUMN IF NOT EXISTS name text;';
  expect((await statuses(up, down))[1]).toBe('waived');
  const both = `${up}\nCREATE TABLE IF NOT EXISTS pet (id int);`;
  expect((await statuses(both, `${down} DROP TABLE IF EXISTS pet; DELETE FROM person WHERE id > 0;`))[1]).toBe('fail');
});
