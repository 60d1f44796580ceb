import { expect, test } from 'vitest';

import { statuses, useServer } from './waived-files.ts';

const DECLARED = '-- elementaldb: irreversible it stays\n';

useServer();

test('a down that is declared irreversible may not delete rows', async () => {
  const up = 'CREATE TABLE IF NOT EXISTS pet (id int);';
  expect(await statuses(up, `${DECLARED}DELETE FROM person WHERE id > 0;`)).toEqual(['waived', 'fail']);
});

test('rows that the up has put elsewhere are not lost by a down that does nothing', async () => {
  const up = 'ALTER TABLE IF EXISTS person RENAME TO people;';
  expect(await statuses(up, `${DECLARED}SELECT 1;`)).toEqual(['waived', 'waived']);
});
