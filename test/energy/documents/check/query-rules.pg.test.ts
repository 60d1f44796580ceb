import { expect, test } from 'vitest';

import { checkDocuments } from '../../../../src/energy/documents/check/check-documents.ts';
import { checkRule } from '../../../../src/energy/documents/check/query-rule.ts';
import { SERIES_RULES } from '../../../../src/energy/documents/check/series-rules.ts';
import { database, broken, useDatabase } from './rule-database.ts';
import { testFaults } from './broken-rules.ts';

useDatabase();

test('no rule is broken by rows of ours', async () => {
  await database.client.query('ROLLBACK');
  expect(await checkDocuments(database.client)).toMatchObject({ findings: [], skipped: [] });
  await database.client.query('BEGIN');
});

test.each([`NULL, 90`, `'NaN', 90`, `90, NULL`, `90, 'NaN'`])('one value of two is enough: %s', async (values) => {
  await database.client.query(`UPDATE carbon_intensity.grid_co2 SET (actual, forecast) = (${values})`);
  expect(await broken()).toEqual([]);
});

test('each fault has the key of its first row, and how many rows there are', async () => {
  await database.client.query(`UPDATE weather.visual_crossing SET temp = NULL WHERE "timestamp" < '2024-01-01 02:00Z'`);
  const rule = SERIES_RULES.find(({ column }) => column === 'temp');
  const { finding } = rule === undefined ? {} : await checkRule(database.client, rule);
  const places = await database.client.query('SELECT DISTINCT location FROM weather.visual_crossing');
  expect(finding).toMatchObject({ count: 2 * (places.rowCount ?? 0), key: { timestamp: '2024-01-01T00:00:00+00:00' } });
});

testFaults('short');
