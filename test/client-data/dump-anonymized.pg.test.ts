import { readdirSync } from 'node:fs';

import { expect, test } from 'vitest';

import { loadClientData } from '../../src/client-data/load/load-client-data.ts';
import { useOwnState } from '../own-state.ts';
import { column, sourceDatabase } from './source-database.ts';

useOwnState();

const KEY = 'a key for tests of 32 characters';

const SCHEMA = `
  CREATE TABLE owners (owner_name text PRIMARY KEY, kind text);
  CREATE TABLE people (id int PRIMARY KEY, full_name text NOT NULL, email text UNIQUE, owner_name text REFERENCES owners, "price[" numeric);
  CREATE UNIQUE INDEX ON people (lower(full_name));
  INSERT INTO owners VALUES ('Acme Energy Ltd', 'roof'), ('Old Name Ltd', 'roof');`;

const ROWS = `
  UPDATE owners SET kind = 'field' WHERE owner_name = 'Old Name Ltd';
  INSERT INTO owners VALUES ('Ottoline Fairweather', 'roof');
  INSERT INTO people VALUES (1, 'Ottoline Fairweather', 'ottoline@fairweather.co.uk', 'Acme Energy Ltd', 1.5),
    (2, 'Zebedee Quartermaine', 'zebedee@quartermaine.co.uk', 'Ottoline Fairweather', 2.5);`;

const CONFIGURATION = {
  columns: {
    'public.owners.owner_name': 'company',
    'public.owners.kind': 'keep',
    'public.people.full_name': 'person',
    'public.people.email': 'email',
  },
};

test('an anonymized dump has no real value but those of the migrations, loads, and is the same again', async () => {
  await using source = await sourceDatabase(SCHEMA, ROWS);
  const anonymize = { key: KEY, configuration: CONFIGURATION };
  const { file, text, report } = await source.dump({ anonymize });
  expect(report.anonymized).toBe(true);
  expect(text).not.toMatch(/ottoline|fairweather|zebedee|quartermaine/i);
  expect((await source.dump({ anonymize, name: 'again.sql' })).text).toBe(text);
  await using target = await source.migrated();
  await loadClientData(target.url, file);
  expect(await column(target, `SELECT owner_name FROM owners WHERE owner_name LIKE '%Ltd' ORDER BY 1`)).toEqual(
    expect.arrayContaining(['Acme Energy Ltd', 'Old Name Ltd']),
  );
  expect(await column(target, `SELECT kind FROM owners WHERE owner_name = 'Old Name Ltd'`)).toEqual(['field']);
  expect(await column(target, 'SELECT count(*) FROM owners')).toEqual(['3']);
  expect(await column(target, 'SELECT id FROM people JOIN owners USING (owner_name) ORDER BY id')).toEqual(['1', '2']);
});

test('a real value in a column that is kept makes the dump fail, and no file appears', async () => {
  await using source = await sourceDatabase(
    `${SCHEMA} CREATE TABLE notes (id int PRIMARY KEY, note text);`,
    `${ROWS} INSERT INTO notes VALUES (1, 'Call Zebedee Quartermaine back')`,
  );
  const configuration = { columns: { ...CONFIGURATION.columns, 'public.notes.note': 'keep' } };
  await expect(source.dump({ anonymize: { key: KEY, configuration } })).rejects.toMatchObject({
    code: 'ANONYMIZE_LEAK',
    message: expect.stringContaining('notes'),
  });
  expect(readdirSync(source.folder.path).filter((name) => name.startsWith('data.sql'))).toEqual([]);
});
