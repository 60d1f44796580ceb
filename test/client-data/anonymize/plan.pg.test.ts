import { expect, test } from 'vitest';

import { decodedForms } from '../../../src/client-data/leak-check/decoded-forms.ts';
import { mpanCheckDigit } from '../../../src/seeding/values/uk-identifiers.ts';
import { load, one } from '../../migrations/client-data/loaded-files.ts';
import { scratchDatabase } from '../../database.ts';
import { planAndDump } from './dumped.ts';
import { PLANTED, SCHEMA } from './planted.ts';

/** Lower case letters and digits alone: written by hand here, so that the test does not trust what it tests. */
function squeezed(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

test('none of the planted values is left, and nothing is undecided', async () => {
  await using database = await scratchDatabase();
  await database.client.query(SCHEMA);
  const { plan, text } = await planAndDump(database.client);
  expect(plan.undecided.map(({ column, path, reason }) => `${column} ${path ?? ''}: ${reason}`)).toEqual([]);
  const lines = text.split('\n').flatMap((line) => line.split('\t').flatMap((field) => decodedForms(field.replaceAll('\\\\', '\\'))));
  const forms = lines.map(({ text: form }) => squeezed(form)).join('\n');
  const values = Object.values(PLANTED).flat();
  expect(values.length).toBeGreaterThanOrEqual(74);
  expect(values.filter((value) => forms.includes(squeezed(value)))).toEqual([]);
  expect(text).toContain('active');
  expect(text).toContain('"theme": "dark", "limit": 1.50');
});
